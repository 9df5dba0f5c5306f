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

    boolean isFixed() {
        return from() == Verdict.VIOLATED && to() == Verdict.HOLDS;
    }

    boolean isNewlyBroken() {
        return from() == Verdict.HOLDS && to() == Verdict.VIOLATED;
    }

    /** What has become of the answer, in a few words. */
    String label() {
        return isFixed() ? "fixed" : isNewlyBroken() ? "newly broken" : from().word() + " -> " + to().word();
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
