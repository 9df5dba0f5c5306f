package org.shootdown.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;
import org.shootdown.report.Counterexamples.Note;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.report.RunResult.ScenarioResult;

/** The answer as text that can be pasted into a mail: the matrix, the counts, and timelines. */
public final class TextReport {

    /** Stands for a space at which no line is broken. */
    private static final char JOINED = '\u00a0';

    private final boolean timelines;
    private final boolean rules;

    /** {@code timelines}: whether to draw traces. */
    public TextReport(boolean timelines) {
        this(timelines, false);
    }

    /** {@code rules}: whether to list what every verdict leans on. */
    public TextReport(boolean timelines, boolean rules) {
        this.timelines = timelines;
        this.rules = rules;
    }

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
        List<List<Change>> changes = PatchEffect.of(scenario).stream()
                .flatMap(e -> grouped(e.changes()).stream())
                .toList();
        Counterexamples shown = new Counterexamples(
                scenario.cells(), changes, timelines && scenario.assumed().isEmpty());
        out.append(new MatrixText(scenario, shown.marks()).render());
        counts(out, scenario);
        undrawn(out, shown.undrawn());
        unexpected(out, scenario);
        reasons(out, scenario);
        unknown(out, scenario.cells());
        out.append(CostText.render(scenario));
        out.append(new PatchText(scenario, shown.marks()).render());
        if (rules) {
            out.append(LeaningText.render(scenario));
        }
        shown.notes().forEach(n -> note(out, n));
        scenario.assumed().ifPresent(a -> assumed(out, scenario, a));
    }

    /** Changes by question and direction. */
    private static List<List<Change>> grouped(List<Change> changes) {
        Map<List<String>, List<Change>> groups = new LinkedHashMap<>();
        changes.forEach(c -> groups.computeIfAbsent(List.of(c.label(), c.before().name()), k -> new ArrayList<>())
                .add(c));
        return List.copyOf(groups.values());
    }

    /** What would be so under assumptions: the answers that flip, and a counterexample of those. */
    private void assumed(StringBuilder out, ScenarioResult scenario, RunResult.Assumed assumed) {
        out.append('\n').append(Layout.paragraph("  ", "    ", "assuming " + String.join(", ", assumed.rules()) + ":"));
        List<Change> changes = new ArrayList<>();
        for (CellResult before : scenario.cells()) {
            Change.same(before.axes(), assumed.cells()).ifPresent(a -> changes.addAll(Change.between(before, a)));
        }
        Counterexamples shown = new Counterexamples(List.of(), grouped(changes), timelines);
        if (changes.isEmpty()) {
            out.append("    no answer changes\n");
        }
        for (String idle : assumed.idle()) {
            out.append(Layout.paragraph("    ", "      ", idle + " is no change: it is so already, or no cell is under it"));
        }
        PatchText.answers(changes, scenario.cells().size(), Set.of(), shown.marks()).forEach(out::append);
        unknown(out, assumed.cells());
        shown.notes().forEach(n -> note(out, n));
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

    /** Why some answers that have a timeline have no star. */
    private static void undrawn(StringBuilder out, List<Verdict> verdicts) {
        if (!verdicts.isEmpty()) {
            out.append(Layout.paragraph(
                    "  ",
                    "      ",
                    String.join(", ", verdicts.stream().map(MatrixText::word).toList())
                            + " without a star: another timeline, no shorter than the one drawn; `--set` chooses its"
                            + " cell"));
        }
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
    static boolean isTold(QuestionResult question) {
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
                            .add(CellNames.listed(cell.axes()));
                }
            }
        }
        cells.forEach((text, where) -> out.append(Layout.paragraph(
                "  ",
                "      ",
                where.size() == scenario.cells().size() ? text : String.join("; ", where) + ": " + text)));
    }

    private static void unknown(StringBuilder out, List<CellResult> cells) {
        for (CellResult cell : cells) {
            // Beside violations alone it leaves nothing open.
            boolean open = cell.questions().stream().anyMatch(q -> q.verdict() == Verdict.UNKNOWN);
            cell.bound()
                    .filter(b -> open)
                    .ifPresent(b -> out.append(Layout.paragraph(
                            "  unknown: ",
                            "           ",
                            where(cell) + b + "; " + Layout.count(cell.states()) + " states were seen")));
        }
    }

    private static String where(CellResult cell) {
        return cell.axes().isEmpty() ? "" : CellNames.listed(cell.axes()) + ": ";
    }

    private static void note(StringBuilder out, Note note) {
        Trace trace = note.trace();
        int loop = Timeline.loopLength(trace);
        String steps = loop == 0
                ? Layout.plural(Timeline.length(trace), "step")
                : Layout.plural(Timeline.length(trace) - loop, "step") + " and a loop of " + loop;
        out.append('\n')
                .append(Layout.paragraph(
                        "*" + note.number() + " ", "   ", where(note.cell()) + what(note.question()) + ", " + steps))
                .append('\n')
                .append(Timeline.render(trace));
        entries(out, note.question().entries());
        assumptions(out, note.question().assumptions());
    }

    /** What {@code shootdown pte FORMAT --level LEVEL WORD} says more of; a line for each format and level. */
    private static void entries(StringBuilder out, List<RunResult.Entry> entries) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (RunResult.Entry entry : entries) {
            if (entry.drawn()) {
                String lead = entry.format() + (entry.last() ? "" : ", level " + entry.level());
                // Lines are broken between entries.
                lines.computeIfAbsent(lead, l -> new ArrayList<>())
                        .add((entry.text() + " = " + entry.word()).replace(' ', JOINED));
            }
        }
        lines.forEach((lead, words) -> out.append(
                Layout.paragraph("  entries (" + lead + "): ", "       ", String.join(", ", words)).replace(JOINED, ' ')));
    }

    private static String what(QuestionResult question) {
        return question.verdict() == Verdict.UNKNOWN ? "unknown" : question.name();
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
