package org.shootdown.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.engine.Trace;

/**
 * A trace as kernel people draw it in mails and comments: a column for each actor, a row for each step, time downwards.
 * Reads and bookkeeping are left out, locks taken or given back in a row are drawn together.
 */
public final class Timeline {

    private static final int GUTTER = 6;

    private Timeline() {}

    /** A row: who, what, in which procedure, and where the loop begins. */
    private record Row(String column, String text, String procedure, boolean inLoop, boolean loopStart) {}

    public static String render(Trace trace) {
        List<Row> rows = rows(trace);
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(r -> columns.add(r.column()));
        int width = columns.isEmpty() ? 0 : (Layout.MAIL_WIDTH - GUTTER) / columns.size();
        Map<String, Integer> starts = new LinkedHashMap<>();
        columns.forEach(c -> starts.put(c, GUTTER + starts.size() * width));
        StringBuilder out = new StringBuilder();
        header(out, starts, width);
        int number = 0;
        String previous = "";
        for (Row row : rows) {
            number++;
            String tag = row.procedure().isEmpty() || row.procedure().equals(previous)
                    ? ""
                    : "  [" + row.procedure() + "]";
            boolean told = row(out, number, row, starts.get(row.column()), tag);
            // A name for which there was no room stands behind the next row of the procedure.
            previous = told ? row.procedure() : "";
        }
        if (rows.stream().anyMatch(Row::inLoop)) {
            int start = 1;
            for (Row row : rows) {
                if (row.loopStart()) {
                    break;
                }
                start++;
            }
            out.append(Layout.paragraph("  `- back to " + start + ": ", "     ", trace.ending()));
        } else {
            out.append(Layout.paragraph("  => ", "     ", trace.ending()));
        }
        return out.toString();
    }

    private static void header(StringBuilder out, Map<String, Integer> starts, int width) {
        StringBuilder names = new StringBuilder();
        StringBuilder rules = new StringBuilder();
        starts.forEach((column, start) -> {
            String name = column.length() < width ? column : column.substring(0, Math.max(1, width - 1));
            names.append(" ".repeat(start - names.length())).append(name);
            rules.append(" ".repeat(start - rules.length())).append("-".repeat(name.length()));
        });
        out.append(names.toString().stripTrailing()).append('\n');
        out.append(rules.toString().stripTrailing()).append('\n');
    }

    /** Yields whether there was room for the tag. */
    private static boolean row(StringBuilder out, int number, Row row, int start, String tag) {
        String mark = row.loopStart() ? "> " : row.inLoop() ? "| " : "  ";
        String lead = mark + Layout.pad(String.format("%3d", number), GUTTER - 2);
        List<String> lines = Layout.wrap(row.text(), Layout.MAIL_WIDTH - start);
        int last = lines.size() - 1;
        boolean fits = start + lines.get(last).length() + tag.length() <= Layout.MAIL_WIDTH;
        if (fits) {
            lines = new ArrayList<>(lines);
            lines.set(last, lines.get(last) + tag);
        }
        for (String line : lines) {
            out.append((Layout.pad(lead, start) + line).stripTrailing()).append('\n');
            lead = row.inLoop() ? "|" : "";
        }
        return fits;
    }

    private static List<Row> rows(Trace trace) {
        List<Row> rows = new ArrayList<>();
        String locks = "";
        String lockColumn = "";
        boolean pendingStart = false;
        for (int i = 0; i < trace.steps().size(); i++) {
            Trace.Step step = trace.steps().get(i);
            boolean inLoop = trace.loopStart() >= 0 && i >= trace.loopStart();
            pendingStart |= i == trace.loopStart();
            boolean same = step.weight() == Trace.Weight.LOCKING
                    && step.column().equals(lockColumn)
                    && !pendingStart
                    && verb(step.text()).equals(verb(locks));
            if (same) {
                locks = locks + ", " + step.text().substring(verb(step.text()).length()).strip();
                Row old = rows.remove(rows.size() - 1);
                // One name behind locks of several procedures would be wrong for some of them.
                String procedure = old.procedure().equals(step.procedure()) ? old.procedure() : "";
                rows.add(new Row(old.column(), locks, procedure, old.inLoop(), old.loopStart()));
            } else if (draws(trace, i)) {
                rows.add(new Row(step.column(), step.text(), step.procedure(), inLoop, pendingStart));
                pendingStart = false;
                locks = step.weight() == Trace.Weight.LOCKING ? step.text() : "";
                lockColumn = step.weight() == Trace.Weight.LOCKING ? step.column() : "";
            }
        }
        return rows;
    }

    /** Whether a step is in the timeline. */
    public static boolean draws(Trace trace, int step) {
        boolean inLoop = trace.loopStart() >= 0 && step >= trace.loopStart();
        return trace.steps().get(step).weight() != Trace.Weight.MINOR || inLoop && tellsAll(trace);
    }

    /** Of a loop in which nothing else happens the least is told. */
    private static boolean tellsAll(Trace trace) {
        return trace.loopStart() >= 0
                && trace.steps().stream().skip(trace.loopStart()).allMatch(s -> s.weight() == Trace.Weight.MINOR);
    }

    private static String verb(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    /** How many rows a timeline has. */
    public static int length(Trace trace) {
        return rows(trace).size();
    }

    /** How many of them are in its loop; 0 without a loop. */
    public static int loopLength(Trace trace) {
        return (int) rows(trace).stream().filter(Row::inLoop).count();
    }
}
