package org.shootdown.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;

/**
 * Chooses the traces to draw and numbers them: of each question the shortest counterexample, every one that nobody
 * expected (three at most), of what is unknown one way there for each reason, and of the changes that a report speaks
 * of at least one each.
 */
final class Counterexamples {

    private static final int MOST_SURPRISES = 3;

    /** A trace to draw, and the first cell that has it. */
    record Note(CellResult cell, QuestionResult question, Trace trace, int number) {}

    private final List<Note> notes = new ArrayList<>();
    private final Map<QuestionResult, String> marks = new IdentityHashMap<>();

    /**
     * Chooses.
     *
     * @param changes in groups; a counterexample of each group is drawn, before or after the change
     * @param draws whether traces are drawn at all; else nothing gets a number
     */
    Counterexamples(List<CellResult> cells, List<List<Change>> changes, boolean draws) {
        Map<String, Note> shortest = new LinkedHashMap<>();
        Map<String, Note> deadEnds = new LinkedHashMap<>();
        List<Note> surprising = new ArrayList<>();
        for (CellResult cell : cells) {
            for (QuestionResult question : cell.questions()) {
                if (!question.ok()) {
                    marks.put(question, " (!)");
                }
                if (question.verdict() == Verdict.UNKNOWN) {
                    if (draws && question.trace().isPresent()) {
                        Note note = new Note(cell, question, question.trace().get(), 0);
                        deadEnds.merge(question.reason(), note, Counterexamples::shorter);
                    }
                    continue;
                }
                boolean tells = question.verdict() == Verdict.VIOLATED
                        || !question.ok()
                        || TextReport.isTold(question);
                if (!draws || !tells || question.trace().isEmpty()) {
                    continue;
                }
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
        deadEnds.values().forEach(n -> addDeadEnd(n, cells));
        changes.stream().filter(c -> draws).forEach(this::cover);
    }

    private static Note shorter(Note a, Note b) {
        return Timeline.length(b.trace()) < Timeline.length(a.trace()) ? b : a;
    }

    private void add(Note note) {
        int number = notes.size() + 1;
        notes.add(new Note(note.cell(), note.question(), note.trace(), number));
        marks.merge(note.question(), " *" + number, (a, b) -> b + a);
    }

    /** All questions that are left open for one reason share the way there. */
    private void addDeadEnd(Note note, List<CellResult> cells) {
        // Where the step also violates a question, the way there is drawn already.
        int number = notes.stream()
                .filter(n -> n.trace().ending().equals(note.trace().ending()))
                .map(Note::number)
                .findFirst()
                .orElse(notes.size() + 1);
        if (number > notes.size()) {
            notes.add(new Note(note.cell(), note.question(), note.trace(), number));
        }
        cells.stream()
                .flatMap(c -> c.questions().stream())
                .filter(q -> q.verdict() == Verdict.UNKNOWN && q.reason().equals(note.question().reason()))
                .forEach(q -> marks.merge(q, " *" + number, (a, b) -> b + a));
    }

    /** Adds the shortest counterexample of some changes, unless one of them is drawn already. */
    private void cover(List<Change> changes) {
        List<Note> candidates = new ArrayList<>();
        for (Change change : changes) {
            CellResult cell = change.isShownAfter() ? change.cellAfter() : change.cellBefore();
            change.shown().trace().ifPresent(t -> candidates.add(new Note(cell, change.shown(), t, 0)));
        }
        boolean drawn = candidates.stream().anyMatch(c -> notes.stream().anyMatch(n -> n.question() == c.question()));
        if (!drawn) {
            candidates.stream()
                    .min(Comparator.comparing(n -> Timeline.length(n.trace())))
                    .ifPresent(this::add);
        }
    }

    /** What to draw, in order of the numbers. */
    List<Note> notes() {
        return notes;
    }

    /** What stands behind a verdict: that it is not as expected, the number of its trace. By identity. */
    Map<QuestionResult, String> marks() {
        return marks;
    }
}
