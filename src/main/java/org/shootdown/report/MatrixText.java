package org.shootdown.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.engine.Verdict;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.report.RunResult.ScenarioResult;

/**
 * The verdicts of a scenario as a table: rows are kernels (or the first axis) and questions, columns the other axes, a
 * head line for each. Questions that hold everywhere are said in one line. Tables wider than a line are drawn in parts.
 */
final class MatrixText {

    private static final String ROW_AXIS = "kernel";
    private static final int GAP = 3;
    private static final int LONGEST_ROW_NAME = 34;
    /** Questions without a name of their own are called by their text. */
    private static final int LONGEST_QUESTION = 32;

    private final ScenarioResult scenario;
    private final Map<QuestionResult, String> marks;
    private final String rowAxis;
    private final List<String> columnAxes;
    private final Set<List<String>> columns = new LinkedHashSet<>();
    private final Map<String, Map<List<String>, CellResult>> cells = new LinkedHashMap<>();
    private final List<String> listed = new ArrayList<>();

    /** {@code marks}: what stands behind a verdict, such as the number of its trace. */
    MatrixText(ScenarioResult scenario, Map<QuestionResult, String> marks) {
        this.scenario = scenario;
        this.marks = marks;
        Set<String> axes = new LinkedHashSet<>();
        scenario.cells().forEach(c -> axes.addAll(c.axes().keySet()));
        this.rowAxis = axes.contains(ROW_AXIS) ? ROW_AXIS : axes.stream().findFirst().orElse("");
        this.columnAxes = axes.stream().filter(a -> !a.equals(rowAxis)).toList();
        for (CellResult cell : scenario.cells()) {
            List<String> column = columnAxes.stream()
                    .map(a -> cell.axes().getOrDefault(a, ""))
                    .toList();
            columns.add(column);
            cells.computeIfAbsent(row(cell), r -> new LinkedHashMap<>()).put(column, cell);
        }
    }

    String render() {
        StringBuilder out = new StringBuilder();
        List<String> everywhere = new ArrayList<>();
        for (String question : questions()) {
            boolean dull = scenario.cells().stream()
                    .map(c -> find(c, question))
                    .allMatch(q -> q.verdict() == Verdict.HOLDS && q.ok());
            (dull ? everywhere : listed).add(question);
        }
        if (!listed.isEmpty()) {
            table(out);
        }
        if (!everywhere.isEmpty()) {
            int count = scenario.cells().size();
            String where = count == 1 ? "" : " in all " + count + " cells";
            String verb = everywhere.size() == 1 ? " holds" : " hold";
            out.append(Layout.paragraph("  ", "    ", String.join(", ", everywhere) + verb + where));
        }
        return out.toString();
    }

    private List<String> questions() {
        return scenario.cells().isEmpty()
                ? List.of()
                : scenario.cells().get(0).questions().stream().map(QuestionResult::name).toList();
    }

    private static QuestionResult find(CellResult cell, String question) {
        return cell.questions().stream()
                .filter(q -> q.name().equals(question))
                .findFirst()
                .orElseThrow();
    }

    private String row(CellResult cell) {
        String value = cell.axes().getOrDefault(rowAxis, "");
        return value.isEmpty() || CellNames.SELF_EXPLAINING.contains(rowAxis) ? value : rowAxis + "=" + value;
    }

    // ---- the table ----------------------------------------------------------------------------------------------

    /** The widths of what stands left of the columns. */
    private record Lead(int row, int question) {

        int width() {
            return 2 + (row > 0 ? row + GAP : 0) + question + GAP;
        }
    }

    private void table(StringBuilder out) {
        int rowWidth = cells.keySet().stream().mapToInt(String::length).max().orElse(0);
        int questionWidth = listed.stream().map(MatrixText::cut).mapToInt(String::length).max().orElse(0);
        Lead lead = new Lead(Math.min(rowWidth, LONGEST_ROW_NAME), questionWidth);
        List<List<String>> rest = new ArrayList<>(columns);
        while (!rest.isEmpty()) {
            int taken = 0;
            int width = lead.width();
            while (taken < rest.size() && (taken == 0 || width + width(rest.get(taken)) <= Layout.WIDTH)) {
                width += width(rest.get(taken)) + GAP;
                taken++;
            }
            part(out, rest.subList(0, taken), lead);
            rest = rest.subList(taken, rest.size());
        }
    }

    private int width(List<String> column) {
        int width = column.stream().mapToInt(String::length).max().orElse(0);
        for (Map<List<String>, CellResult> row : cells.values()) {
            for (String question : listed) {
                if (row.containsKey(column)) {
                    width = Math.max(width, text(find(row.get(column), question)).length());
                }
            }
        }
        return width;
    }

    private void part(StringBuilder out, List<List<String>> part, Lead lead) {
        for (int i = 0; i < columnAxes.size(); i++) {
            String axis = columnAxes.get(i);
            String name = CellNames.SELF_EXPLAINING.contains(axis) ? "" : axis + " =";
            StringBuilder head = new StringBuilder(
                    Layout.pad(" ".repeat(Math.max(2, lead.width() - GAP - name.length())) + name, lead.width()));
            for (List<String> column : part) {
                head.append(Layout.pad(column.get(i), width(column) + GAP));
            }
            out.append(head.toString().stripTrailing()).append('\n');
        }
        cells.forEach((name, itsCells) -> row(out, name, itsCells, part, lead));
    }

    private void row(
            StringBuilder out,
            String name,
            Map<List<String>, CellResult> itsCells,
            List<List<String>> part,
            Lead lead) {
        String shown = name;
        if (name.length() > lead.row()) {
            out.append("  ").append(name).append('\n');
            shown = "";
        }
        for (String question : listed) {
            StringBuilder line = new StringBuilder("  ");
            if (lead.row() > 0) {
                line.append(Layout.pad(shown, lead.row() + GAP));
            }
            line.append(Layout.pad(cut(question), lead.question() + GAP));
            for (List<String> column : part) {
                String text = itsCells.containsKey(column) ? text(find(itsCells.get(column), question)) : "";
                line.append(Layout.pad(text, width(column) + GAP));
            }
            out.append(line.toString().stripTrailing()).append('\n');
            shown = "";
        }
    }

    private static String cut(String question) {
        return question.length() <= LONGEST_QUESTION
                ? question
                : question.substring(0, LONGEST_QUESTION - 3).stripTrailing() + "...";
    }

    private String text(QuestionResult question) {
        return word(question.verdict()) + marks.getOrDefault(question, "");
    }

    /** A verdict as it stands in the table, where what is violated must not be overlooked. */
    static String word(Verdict verdict) {
        return verdict == Verdict.VIOLATED ? "VIOLATED" : verdict.word();
    }
}
