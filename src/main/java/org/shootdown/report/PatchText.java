package org.shootdown.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.engine.Cost;
import org.shootdown.report.PatchEffect.CostChange;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.report.RunResult.ScenarioResult;

/** What patches change, in a few lines: which answers, in which cells, and what it costs. */
final class PatchText {

    private static final int LABEL = 4;
    private static final int TEXT = 19;

    private final ScenarioResult scenario;
    private final Map<QuestionResult, String> marks;

    /** {@code marks}: the numbers of the timelines, as in the table. */
    PatchText(ScenarioResult scenario, Map<QuestionResult, String> marks) {
        this.scenario = scenario;
        this.marks = marks;
    }

    String render() {
        StringBuilder out = new StringBuilder();
        List<PatchEffect> effects = PatchEffect.of(scenario);
        for (PatchEffect effect : effects) {
            effect(out, effect);
        }
        PatchEffect.patched(scenario).stream()
                .filter(p -> effects.stream().noneMatch(e -> e.patched().equals(p)))
                .forEach(p -> out.append(Layout.paragraph(
                        "  ",
                        "    ",
                        p + ": what it changes is said when `" + p.substring(0, p.indexOf('+')).strip()
                                + "` is on the axis, too")));
        return out.toString();
    }

    private void effect(StringBuilder out, PatchEffect effect) {
        out.append('\n');
        String cells = effect.cells() == 1 ? "" : ", in " + effect.cells() + " cells";
        out.append(Layout.paragraph(
                "  ", "    ", effect.patched() + ", compared with " + effect.base() + cells + ":"));
        if (effect.changes().isEmpty()) {
            out.append(" ".repeat(LABEL)).append("no answer changes\n");
        }
        answers(effect.changes(), effect.cells(), Set.of(PatchEffect.AXIS), marks).forEach(out::append);
        if (!effect.costed()) {
            line(out, "cost", "not known in every cell: a bound was reached, or no run ends");
        } else if (effect.costs().isEmpty()) {
            line(out, "cost", "the same");
        }
        costs(out, effect);
    }

    /** Changes of answers, those of a question in the same direction in one line. */
    static List<String> answers(
            List<Change> changes, int cells, Set<String> leaveOut, Map<QuestionResult, String> marks) {
        Map<List<String>, List<Change>> groups = new LinkedHashMap<>();
        for (Change change : changes) {
            groups.computeIfAbsent(List.of(change.label(), change.before().name()), k -> new ArrayList<>())
                    .add(change);
        }
        List<String> lines = new ArrayList<>();
        groups.forEach((key, group) -> {
            List<String> names = new ArrayList<>();
            for (Change change : group) {
                String mark = marks.getOrDefault(change.shown(), "").replace(" (!)", "").strip();
                String shown = mark.isEmpty() ? "" : change.isShownAfter() ? " " + mark : " (was " + mark + ")";
                names.add((CellNames.name(change.cellAfter().axes(), leaveOut) + shown).strip());
            }
            names.removeIf(String::isEmpty);
            boolean all = cells > 1 && group.size() == cells;
            String where = names.isEmpty() ? "" : (all ? " in all cells: " : ": ") + String.join(", ", names);
            StringBuilder line = new StringBuilder();
            line(line, key.get(0), key.get(1) + where);
            lines.add(line.toString());
        });
        return lines;
    }

    private static void costs(StringBuilder out, PatchEffect effect) {
        Map<String, List<String>> byCell = new LinkedHashMap<>();
        for (CostChange change : effect.costs()) {
            byCell.computeIfAbsent(
                            CellNames.name(change.axes(), Set.of(PatchEffect.AXIS)), k -> new ArrayList<>())
                    .add(text(change.from(), change.to()));
        }
        Map<String, List<String>> cells = new LinkedHashMap<>();
        byCell.forEach((cell, changes) ->
                cells.computeIfAbsent(String.join(", ", changes), k -> new ArrayList<>()).add(cell));
        cells.forEach((changes, names) -> {
            boolean all = names.size() == effect.cells();
            line(out, "cost", changes + (all ? "" : ": " + String.join(", ", names)));
        });
    }

    private static String text(Cost from, Cost to) {
        return from.kind() + " " + from.text() + " -> " + to.text();
    }

    private static void line(StringBuilder out, String label, String text) {
        String lead = Layout.pad(" ".repeat(LABEL) + label, TEXT);
        out.append(Layout.paragraph(lead + (lead.length() > TEXT ? " " : ""), " ".repeat(TEXT), text));
    }
}
