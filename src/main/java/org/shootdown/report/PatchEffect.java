package org.shootdown.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.engine.Cost;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.ScenarioResult;

/**
 * What a patch changes: each cell of the patched kernel beside the same cell of the kernel without the patch.
 *
 * @param patched a value of the kernel axis, {@code K + P}
 * @param base the value without its last patch, or without several if only such a one is on the axis
 * @param cells how many cells have been compared
 * @param changes the answers that differ
 * @param costs the costs that differ
 * @param costed whether the costs of all these cells are known
 */
record PatchEffect(
        String patched, String base, int cells, List<Change> changes, List<CostChange> costs, boolean costed) {

    static final String AXIS = "kernel";

    /** A cost that differs; the axes are those of the patched cell. */
    record CostChange(Map<String, String> axes, Cost from, Cost to) {}

    PatchEffect {
        changes = List.copyOf(changes);
        costs = List.copyOf(costs);
    }

    /**
     * The value on the kernel axis that a patched one is compared with: with the most of its patches, in their order.
     */
    static Optional<String> base(String patched, Set<String> values) {
        String base = patched;
        while (base.contains("+")) {
            base = base.substring(0, base.lastIndexOf('+')).strip();
            if (values.contains(base)) {
                return Optional.of(base);
            }
        }
        return Optional.empty();
    }

    /** The patched values of the kernel axis, in order. */
    static List<String> patched(ScenarioResult scenario) {
        return values(scenario).stream().filter(v -> v.contains("+")).toList();
    }

    private static Set<String> values(ScenarioResult scenario) {
        Set<String> values = new LinkedHashSet<>();
        scenario.cells().forEach(c -> values.add(c.axes().getOrDefault(AXIS, "")));
        return values;
    }

    /** What each patched value changes that can be compared. */
    static List<PatchEffect> of(ScenarioResult scenario) {
        List<PatchEffect> effects = new ArrayList<>();
        for (String patched : patched(scenario)) {
            base(patched, values(scenario)).ifPresent(b -> effects.add(of(scenario, patched, b)));
        }
        return effects;
    }

    private static PatchEffect of(ScenarioResult scenario, String patched, String base) {
        List<Change> changes = new ArrayList<>();
        List<CostChange> costs = new ArrayList<>();
        int cells = 0;
        boolean costed = true;
        for (CellResult after : scenario.cells()) {
            if (!after.axes().getOrDefault(AXIS, "").equals(patched)) {
                continue;
            }
            Map<String, String> axes = new LinkedHashMap<>(after.axes());
            axes.put(AXIS, base);
            Optional<CellResult> before = Change.same(axes, scenario.cells());
            if (before.isPresent()) {
                cells++;
                changes.addAll(Change.between(before.get(), after));
                costed &= !before.get().costs().isEmpty() && !after.costs().isEmpty();
                costs.addAll(costs(before.get(), after));
            }
        }
        return new PatchEffect(patched, base, cells, changes, costs, costed && cells > 0);
    }

    private static List<CostChange> costs(CellResult before, CellResult after) {
        List<CostChange> changes = new ArrayList<>();
        for (Cost cost : before.costs()) {
            after.costs().stream()
                    .filter(c -> c.kind().equals(cost.kind()) && !c.equals(cost))
                    .forEach(c -> changes.add(new CostChange(after.axes(), cost, c)));
        }
        return changes;
    }
}
