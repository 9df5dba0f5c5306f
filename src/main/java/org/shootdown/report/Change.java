package org.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.engine.Verdict;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;

/**
 * An answer that differs between two runs of a cell.
 *
 * @param before the answer that the other is compared with, and its cell
 * @param after the other answer, and its cell
 */
record Change(CellResult cellBefore, QuestionResult before, CellResult cellAfter, QuestionResult after) {

    Verdict from() {
        return before.verdict();
    }

    Verdict to() {
        return after.verdict();
    }

    /** What has become of the answer, in a few words. Of what is only asked to be possible, nothing gets fixed. */
    String label() {
        boolean begins = from() == Verdict.VIOLATED && to() == Verdict.HOLDS;
        boolean ends = from() == Verdict.HOLDS && to() == Verdict.VIOLATED;
        if (begins) {
            return after.trace().isPresent() ? "now possible" : "fixed";
        }
        if (ends) {
            return before.trace().isPresent() ? "now impossible" : "newly broken";
        }
        return from().word() + " -> " + to().word();
    }

    /** Whether the answer that a run shows is the one after the change. */
    boolean isShownAfter() {
        return after.trace().isPresent();
    }

    /** The answer that a run shows, if one does. */
    QuestionResult shown() {
        return isShownAfter() ? after : before;
    }

    /** The answers that differ between two runs of a cell. */
    static List<Change> between(CellResult before, CellResult after) {
        List<Change> changes = new ArrayList<>();
        for (QuestionResult question : before.questions()) {
            after.questions().stream()
                    .filter(q -> q.name().equals(question.name()) && q.verdict() != question.verdict())
                    .forEach(q -> changes.add(new Change(before, question, after, q)));
        }
        return changes;
    }

    /** The cell with the same values on all axes. */
    static Optional<CellResult> same(Map<String, String> axes, List<CellResult> cells) {
        return cells.stream().filter(c -> c.axes().equals(axes)).findFirst();
    }
}
