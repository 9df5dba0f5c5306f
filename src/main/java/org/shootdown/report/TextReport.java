package org.shootdown.report;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.report.RunResult.ScenarioResult;

/** The answer as text that can be pasted into a mail: the matrix, the counts, and timelines. */
public final class TextReport {

    private final boolean timelines;

    /** {@code timelines}: whether to draw traces. */
    public TextReport(boolean timelines) {
        this.timelines = timelines;
    }

    /** A trace to draw, and the first cell that has it. */
    private record Note(CellResult cell, QuestionResult question, Trace trace, int number) {}

    public String render(RunResult result) {
        StringBuilder out = new StringBuilder();
        for (ScenarioResult scenario : result.scenarios()) {
            if (out.length() > 0) {
                out.append('\n');
            }
            scenario(out, scenario);
        }
        return out.toString();
    }

    private void scenario(StringBuilder out, ScenarioResult scenario) {
        String place = scenario.file() + ":" + scenario.line();
        int gap = Math.max(2, Layout.WIDTH - scenario.name().length() - place.length());
        out.append(scenario.name()).append(" ".repeat(gap)).append(place).append("\n\n");
        Map<QuestionResult, String> marks = new IdentityHashMap<>();
        List<Note> notes = notes(scenario, marks);
        out.append(new MatrixText(scenario, marks).render());
        counts(out, scenario);
        unexpected(out, scenario);
        reasons(out, scenario);
        unknown(out, scenario);
        if (timelines) {
            notes.forEach(n -> note(out, n));
        }
    }

    /**
     * For each question the shortest counterexample is drawn, and every one that nobody expected. Verdicts that differ
     * from what the script expects are marked.
     */
    private List<Note> notes(ScenarioResult scenario, Map<QuestionResult, String> marks) {
        Map<String, Note> shortest = new LinkedHashMap<>();
        List<Note> surprising = new ArrayList<>();
        for (CellResult cell : scenario.cells()) {
            for (QuestionResult question : cell.questions()) {
                if (!question.ok()) {
                    marks.put(question, " (!)");
                }
                boolean drawn = question.verdict() == Verdict.VIOLATED || !question.ok() || isTold(question);
                if (question.trace().isEmpty() || !drawn) {
                    continue;
                }
                Note note = new Note(cell, question, question.trace().get(), 0);
                if (!question.ok() && surprising.size() < 3) {
                    surprising.add(note);
                } else {
                    shortest.merge(question.name(), note, TextReport::shorter);
                }
            }
        }
        List<Note> all = new ArrayList<>(shortest.values());
        all.addAll(surprising);
        List<Note> numbered = new ArrayList<>();
        for (Note note : all) {
            int number = numbered.size() + 1;
            numbered.add(new Note(note.cell(), note.question(), note.trace(), number));
            marks.merge(note.question(), " *" + number, (a, b) -> b + a);
        }
        return numbered;
    }

    private static Note shorter(Note a, Note b) {
        return Timeline.length(b.trace()) < Timeline.length(a.trace()) ? b : a;
    }

    private static void counts(StringBuilder out, ScenarioResult scenario) {
        long answers = scenario.cells().stream().mapToLong(c -> c.questions().size()).sum();
        long asExpected = scenario.cells().stream()
                .flatMap(c -> c.questions().stream())
                .filter(QuestionResult::ok)
                .count();
        boolean expecting = scenario.cells().stream()
                .flatMap(c -> c.questions().stream())
                .anyMatch(q -> q.expected().isPresent());
        String left = "  " + Layout.plural(scenario.cells().size(), "cell") + ", " + Layout.plural(answers, "answer")
                + (expecting ? ", " + Layout.count(asExpected) + " as expected" : "");
        long states = scenario.cells().stream().mapToLong(CellResult::states).sum();
        long millis = scenario.cells().stream().mapToLong(CellResult::millis).sum();
        String right = Layout.plural(states, "state")
                + String.format(java.util.Locale.ROOT, ", %.2f s", millis / 1000.0);
        out.append(Layout.pad(left, Math.max(left.length() + 2, Layout.WIDTH - right.length())))
                .append(right)
                .append('\n');
    }

    private static void unexpected(StringBuilder out, ScenarioResult scenario) {
        for (CellResult cell : scenario.cells()) {
            for (QuestionResult question : cell.questions()) {
                // Without an expectation the table has said it all; of what is unknown the bound is said below.
                if (!question.ok() && question.expected().isPresent() && question.verdict() != Verdict.UNKNOWN) {
                    String expected = question.expected().get();
                    out.append(Layout.paragraph(
                            "  (!) ",
                            "      ",
                            where(cell) + question.name() + ": " + question.verdict().word() + ", but expected: "
                                    + expected));
                }
            }
        }
    }

    /** Whether there is more to say of an answer than its verdict, and no trace says it. */
    private static boolean isTold(QuestionResult question) {
        boolean answered = question.verdict() == Verdict.HOLDS
                || question.verdict() == Verdict.VIOLATED && question.trace().isEmpty();
        return answered && !question.reason().isEmpty();
    }

    /** Why a timeline cannot come about, or what follows it; the same words once for all their cells. */
    private static void reasons(StringBuilder out, ScenarioResult scenario) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        for (CellResult cell : scenario.cells()) {
            for (QuestionResult question : cell.questions()) {
                if (isTold(question)) {
                    String word = question.verdict() == Verdict.HOLDS ? "can be: " : "cannot be: ";
                    cells.computeIfAbsent("`" + question.name() + "` " + word + question.reason(), k -> new ArrayList<>())
                            .add(String.join(", ", cell.axes().values()));
                }
            }
        }
        cells.forEach((text, where) -> out.append(Layout.paragraph(
                "  ",
                "      ",
                where.size() == scenario.cells().size() ? text : String.join("; ", where) + ": " + text)));
    }

    private static void unknown(StringBuilder out, ScenarioResult scenario) {
        for (CellResult cell : scenario.cells()) {
            cell.bound()
                    .ifPresent(b -> out.append(Layout.paragraph(
                            "  unknown: ",
                            "           ",
                            where(cell) + b + "; " + Layout.count(cell.states()) + " states were seen")));
        }
    }

    private static String where(CellResult cell) {
        return cell.axes().isEmpty() ? "" : String.join(", ", cell.axes().values()) + ": ";
    }

    private static void note(StringBuilder out, Note note) {
        Trace trace = note.trace();
        int loop = Timeline.loopLength(trace);
        String steps = loop == 0
                ? Layout.plural(Timeline.length(trace), "step")
                : Layout.plural(Timeline.length(trace) - loop, "step") + " and a loop of " + loop;
        out.append('\n')
                .append(Layout.paragraph(
                        "*" + note.number() + " ", "   ", where(note.cell()) + note.question().name() + ", " + steps))
                .append('\n')
                .append(Timeline.render(trace));
        assumptions(out, note.question().assumptions());
    }

    /** Rules, which have a value, line by line; the rest in one. */
    private static void assumptions(StringBuilder out, List<String> assumptions) {
        List<String> general = assumptions.stream().filter(a -> !a.contains(" = ")).toList();
        if (!general.isEmpty()) {
            out.append(Layout.paragraph("  assuming ", "           ", String.join(", ", general)));
        }
        assumptions.stream()
                .filter(a -> a.contains(" = "))
                .forEach(a -> out.append(Layout.paragraph("  rule ", "       ", a)));
    }
}
