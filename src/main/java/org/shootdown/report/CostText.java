package org.shootdown.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.ScenarioResult;

/** What runs cost, cells with the same costs in one line; kinds of which there are none are left out. */
final class CostText {

    private CostText() {}

    /** Empty where not every cell has been asked: a patch's report says what it needs by itself. */
    static String render(ScenarioResult scenario) {
        if (!scenario.costs()) {
            return "";
        }
        Map<String, List<String>> cells = new LinkedHashMap<>();
        for (CellResult cell : scenario.cells()) {
            cells.computeIfAbsent(text(cell), k -> new ArrayList<>()).add(CellNames.name(cell.axes(), Set.of()));
        }
        StringBuilder out = new StringBuilder();
        cells.forEach((cost, names) -> {
            boolean all = names.size() == scenario.cells().size();
            out.append(Layout.paragraph(
                    "  cost of a run: ", "    ", cost + (all ? "" : ", in " + String.join(", ", names))));
        });
        return out.toString();
    }

    private static String text(CellResult cell) {
        if (cell.costs().isEmpty()) {
            return "not known, for a bound was reached or no run ends";
        }
        List<String> parts = cell.costs().stream()
                .filter(c -> c.most().isEmpty() || c.most().getAsLong() > 0)
                .map(c -> c.kind() + " " + c.text())
                .toList();
        return parts.isEmpty() ? "nothing that is counted" : String.join(", ", parts);
    }
}
