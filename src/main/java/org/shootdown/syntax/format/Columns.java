package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Aligns what stands below each other: columns of lines of one kind that follow each other, the columns of timelines,
 * and comments at line ends. It sees lines as they are broken, and nothing of how they were aligned before.
 */
final class Columns {

    /** Columns whose name begins so belong together however far apart they are. */
    static final String TABLE = "table ";

    private static final int BEFORE_COMMENTS = 2;
    /** How far comments are moved to stand below each other. */
    private static final int FARTHEST = 40;
    /** Alignment makes no line with a comment longer than this. */
    private static final int LONGEST = 120;

    private Columns() {}

    static void align(List<Line> lines) {
        tables(lines);
        List<Line> run = new ArrayList<>();
        for (Line line : lines) {
            if (!run.isEmpty() && passes(run.get(0), line)) {
                continue;
            }
            if (!run.isEmpty() && !alike(run.get(0), line)) {
                run(run);
                run.clear();
            }
            if (!line.marks.isEmpty() && !line.columns().get(0).startsWith(TABLE)) {
                run.add(line);
            }
        }
        run(run);
        comments(lines);
    }

    /** Comments and the lines in which others go on are looked over. */
    private static boolean passes(Line first, Line line) {
        boolean goesOn = line.indent > first.indent && !line.isEmpty();
        return goesOn || line.onlyComment && line.indent == first.indent;
    }

    private static boolean alike(Line a, Line b) {
        return a.indent == b.indent && a.columns().equals(b.columns());
    }

    private static void run(List<Line> run) {
        if (run.size() < 2) {
            return;
        }
        int columns = run.get(0).marks.size();
        int[] widest = new int[columns];
        for (int c = 0; c < columns; c++) {
            for (Line line : run) {
                widest[c] = Math.max(widest[c], gap(line, c));
            }
        }
        for (Line line : run) {
            int width = line.width();
            for (int c = 0; c < columns; c++) {
                width += widest[c] - gap(line, c);
            }
            if (width > Layout.WIDTH) {
                return;
            }
        }
        for (Line line : run) {
            for (int c = 0; c < columns; c++) {
                line.pad(c, widest[c] - gap(line, c));
            }
        }
    }

    /** How wide a cell is: from the mark before it to its own. */
    private static int gap(Line line, int column) {
        return line.marks.get(column).offset() - (column == 0 ? 0 : line.marks.get(column - 1).offset());
    }

    private static void tables(List<Line> lines) {
        Map<String, List<Line>> tables = new LinkedHashMap<>();
        for (Line line : lines) {
            if (!line.marks.isEmpty() && line.columns().get(0).startsWith(TABLE)) {
                tables.computeIfAbsent(line.columns().get(0), t -> new ArrayList<>()).add(line);
            }
        }
        tables.values().forEach(Columns::table);
    }

    /** Rows may have fewer cells than others. */
    private static void table(List<Line> rows) {
        int columns = rows.stream().mapToInt(r -> r.marks.size()).max().orElse(0);
        for (int c = 0; c < columns; c++) {
            int column = c;
            List<Line> longer = rows.stream().filter(r -> r.marks.size() > column).toList();
            int widest = longer.stream().mapToInt(r -> gap(r, column)).max().orElse(0);
            longer.forEach(r -> r.pad(column, widest - gap(r, column)));
        }
    }

    /** The comments of a block stand below each other, as long as that moves none too far or makes it too long. */
    private static void comments(List<Line> lines) {
        Map<Integer, List<Line>> runs = new TreeMap<>();
        for (Line line : lines) {
            if (line.isEmpty()) {
                // At the top level an empty line separates; in a block it does not.
                endRun(runs, 0);
            }
            if (line.isEmpty() || line.verbatim) {
                continue;
            }
            endRuns(runs, line.indent);
            if (!line.comment.isEmpty()) {
                List<Line> run = runs.computeIfAbsent(line.indent, i -> new ArrayList<>());
                if (!run.isEmpty() && crowds(run, line)) {
                    place(run);
                    run.clear();
                }
                run.add(line);
            }
        }
        endRuns(runs, -1);
        lines.stream().filter(l -> l.verbatim && !l.comment.isEmpty()).forEach(l -> place(List.of(l)));
    }

    private static void endRun(Map<Integer, List<Line>> runs, int indent) {
        List<Line> run = runs.remove(indent);
        if (run != null) {
            place(run);
        }
    }

    /** The blocks that a line with less indentation ends. */
    private static void endRuns(Map<Integer, List<Line>> runs, int indent) {
        runs.values().removeIf(run -> {
            boolean ended = !run.isEmpty() && run.get(0).indent > indent;
            if (ended) {
                place(run);
            }
            return ended;
        });
    }

    /** Whether a line that could hold its comment could not any more, were the line aligned with the others. */
    private static boolean crowds(List<Line> run, Line added) {
        List<Line> all = new ArrayList<>(run);
        all.add(added);
        int column = column(all);
        return all.stream().anyMatch(l -> column - l.width() > FARTHEST
                || width(l, l.width()) <= LONGEST && width(l, column) > LONGEST);
    }

    private static int column(List<Line> run) {
        return run.stream().mapToInt(Line::width).max().orElse(0);
    }

    private static int width(Line line, int column) {
        return column + BEFORE_COMMENTS + line.comment.length();
    }

    private static void place(List<Line> run) {
        int column = column(run);
        run.forEach(l -> l.text.append(" ".repeat(column - l.width() + BEFORE_COMMENTS)));
    }
}
