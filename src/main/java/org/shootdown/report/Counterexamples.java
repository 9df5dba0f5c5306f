package org.shootdown.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;

/**
 * Chooses the traces to draw and numbers them: of each question the shortest counterexample, every one that nobody
 * expected (three at most), and of the changes that a report speaks of at least one each. Cells whose timelines are the
 * same, word for word, share a number.
 */
final class Counterexamples {

    private static final int MOST_SURPRISES = 3;

    /** A trace to draw, and the first cell that has it. */
    record Note(CellResult cell, QuestionResult question, Trace trace, int number) {}

    private final List<Note> notes = new ArrayList<>();
    private final Map<QuestionResult, String> marks = new IdentityHashMap<>();
    private final Set<QuestionResult> drawn = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The answers that have a trace to draw. */
    private final List<QuestionResult> drawable = new ArrayList<>();

    /**
     * Chooses.
     *
     * @param changes in groups; a counterexample of each group is drawn, before or after the change
     * @param draws whether traces are drawn at all; else nothing gets a number
     */
    Counterexamples(List<CellResult> cells, List<List<Change>> changes, boolean draws) {
        Map<String, Note> shortest = new LinkedHashMap<>();
        List<Note> surprising = new ArrayList<>();
        for (CellResult cell : cells) {
            for (QuestionResult question : cell.questions()) {
                if (!question.ok()) {
                    marks.put(question, " (!)");
                }
                boolean tells = question.verdict() == Verdict.VIOLATED
                        || !question.ok()
                        || TextReport.isTold(question);
                if (!draws || !tells || question.trace().isEmpty()) {
                    continue;
                }
                drawable.add(question);
                Note note = new Note(cell, question, question.trace().get(), 0);
                if (!question.ok() && surprising.size() < MOST_SURPRISES) {
                    surprising.add(note);
                } else {
                    shortest.merge(question.name(), note, Counterexamples::shorter);
                }
            }
        }
        shortest.values().forEach(this::add);
        surprising.forEach(this::add);
        changes.stream().filter(c -> draws).forEach(this::cover);
    }

    private static Note shorter(Note a, Note b) {
        return Timeline.length(b.trace()) < Timeline.length(a.trace()) ? b : a;
    }

    private void add(Note note) {
        if (drawn.contains(note.question())) {
            return;
        }
        int number = notes.size() + 1;
        notes.add(new Note(note.cell(), note.question(), note.trace(), number));
        mark(note.question(), number);
        drawable.stream().filter(q -> !drawn.contains(q) && isSame(q, note)).forEach(q -> mark(q, number));
    }

    private void mark(QuestionResult question, int number) {
        drawn.add(question);
        marks.merge(question, " *" + number, (a, b) -> b + a);
    }

    /** Whether the timeline of an answer would be that of a note, and would lean on the same. */
    private static boolean isSame(QuestionResult question, Note note) {
        return question.name().equals(note.question().name())
                && question.verdict() == note.question().verdict()
                && question.assumptions().equals(note.question().assumptions())
                && question.trace().map(Timeline::render).equals(Optional.of(Timeline.render(note.trace())));
    }

    /** Adds the shortest counterexample of some changes, unless one of them is drawn already. */
    private void cover(List<Change> changes) {
        List<Note> candidates = new ArrayList<>();
        for (Change change : changes) {
            CellResult cell = change.isShownAfter() ? change.cellAfter() : change.cellBefore();
            change.shown().trace().ifPresent(t -> candidates.add(new Note(cell, change.shown(), t, 0)));
        }
        if (candidates.stream().noneMatch(c -> drawn.contains(c.question()))) {
            candidates.stream()
                    .min(Comparator.comparing(n -> Timeline.length(n.trace())))
                    .ifPresent(this::add);
        }
    }

    /** What to draw, in order of the numbers. */
    List<Note> notes() {
        return notes;
    }

    /** The verdicts of answers that have a timeline which is not drawn, because another of the question is shorter. */
    List<Verdict> undrawn() {
        return drawable.stream()
                .filter(q -> !drawn.contains(q))
                .map(QuestionResult::verdict)
                .distinct()
                .sorted()
                .toList();
    }

    /** What stands behind a verdict: that it is not as expected, the number of its trace. By identity. */
    Map<QuestionResult, String> marks() {
        return marks;
    }
}
