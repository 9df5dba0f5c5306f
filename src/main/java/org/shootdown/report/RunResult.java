package org.shootdown.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;

/** What came out of running scenarios, in plain records. */
public record RunResult(List<ScenarioResult> scenarios) {

    public RunResult {
        scenarios = List.copyOf(scenarios);
    }

    /** A scenario and its cells, in the order of the matrix. */
    public record ScenarioResult(
            String name, String file, int line, String documentation, List<String> citations, List<CellResult> cells) {

        public ScenarioResult {
            citations = List.copyOf(citations);
            cells = List.copyOf(cells);
        }
    }

    /**
     * A cell.
     *
     * @param axes its values, in the order of the axes
     * @param bound which bound ended its exploration early
     */
    public record CellResult(
            Map<String, String> axes,
            List<QuestionResult> questions,
            long states,
            long transitions,
            long millis,
            String engine,
            Optional<String> bound) {

        public CellResult {
            axes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(axes));
            questions = List.copyOf(questions);
        }
    }

    /**
     * A question in a cell.
     *
     * @param expected the verdict that the script expects, if it expects one
     * @param reason why the verdict is what it is; may be empty
     * @param assumptions what the verdict rests on: the memory order, the fairness, the rules of the trace
     */
    public record QuestionResult(
            String name,
            Verdict verdict,
            Optional<String> expected,
            String reason,
            List<String> assumptions,
            Optional<Trace> trace) {

        public QuestionResult {
            assumptions = List.copyOf(assumptions);
        }

        /**
         * Whether the verdict is what the script expects. Without an expectation, a violation is not. What does not
         * apply to a cell disappoints only who expected a violation.
         */
        public boolean ok() {
            if (verdict == Verdict.NOT_APPLICABLE) {
                return expected.filter(e -> e.equals(Verdict.VIOLATED.word())).isEmpty();
            }
            return expected.map(e -> e.equals(verdict.word())).orElse(verdict != Verdict.VIOLATED);
        }
    }
}
