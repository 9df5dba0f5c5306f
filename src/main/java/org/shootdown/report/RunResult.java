package org.shootdown.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.engine.Cost;
import org.shootdown.engine.DeadEnd;
import org.shootdown.engine.Procedure;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;

/** What came out of running scenarios, in plain records. */
public record RunResult(List<ScenarioResult> scenarios) {

    public RunResult {
        scenarios = List.copyOf(scenarios);
    }

    /**
     * A scenario and its cells, in the order of the matrix.
     *
     * @param costs whether somebody asked what runs cost; cells that a patch is compared in have costs anyway
     * @param assumed the answers under assumptions, if there are any
     */
    public record ScenarioResult(
            String name,
            String file,
            int line,
            String documentation,
            List<String> citations,
            List<CellResult> cells,
            boolean costs,
            Optional<Assumed> assumed) {

        public ScenarioResult {
            citations = List.copyOf(citations);
            cells = List.copyOf(cells);
        }
    }

    /**
     * The same cells, answered once more with some rules of the machine set otherwise. Expectations are of the
     * library's own answers: none is asked of these.
     *
     * @param rules what is assumed, as {@code arm64.late_pte_stores = off}
     * @param idle those of them that change no rule of any cell: it has that value already, or no cell is under it
     */
    public record Assumed(List<String> rules, List<String> idle, List<CellResult> cells) {

        public Assumed {
            rules = List.copyOf(rules);
            idle = List.copyOf(idle);
            cells = List.copyOf(cells);
        }
    }

    /** A rule of the machine with its value in a cell, as {@code arm64.late_pte_stores}; the citation may be empty. */
    public record Rule(String name, String value, String citation) {

        /** {@code arm64.late_pte_stores = on [Arm ARM ...]}. */
        public String text() {
            return name + " = " + value + (citation.isEmpty() ? "" : " [" + citation + "]");
        }
    }

    /**
     * A page-table entry that a trace speaks of.
     *
     * @param text as timelines print it
     * @param format the page-table format of {@code word}, as {@code shootdown pte} knows it
     * @param level the level of {@code word} there
     * @param last whether that is the last one, of pages
     * @param size what it maps or would map, and of one that leads to a table what that covers: {@code 2M}
     * @param word hexadecimal digits
     * @param drawn whether to say it below the timeline: one that this shows, and that is not 0
     */
    public record Entry(String text, String format, String level, boolean last, String size, String word, boolean drawn) {

        /** Which entries are one to a reader. */
        public String key() {
            return format + " " + level + " " + text + " " + word;
        }
    }

    /**
     * What a verdict leans on: that of a trace on what its steps rest on, that of a proof on all that mattered to any
     * step of any run.
     */
    public record Leaning(List<Rule> rules, List<Procedure> procedures) {

        public Leaning {
            rules = List.copyOf(rules);
            procedures = List.copyOf(procedures);
        }
    }

    /**
     * A cell.
     *
     * @param axes its values, in the order of the axes
     * @param bound why not all of its runs were seen to their end
     * @param deadEnd where one of them ended because nobody knows how it goes on
     * @param costs what runs cost, by kind; empty if nobody asked, a bound was reached, or no run ends
     */
    public record CellResult(
            Map<String, String> axes,
            List<QuestionResult> questions,
            long states,
            long transitions,
            long millis,
            String engine,
            Optional<String> bound,
            Optional<DeadEnd> deadEnd,
            List<Cost> costs) {

        public CellResult {
            axes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(axes));
            questions = List.copyOf(questions);
            costs = List.copyOf(costs);
        }
    }

    /**
     * A question in a cell.
     *
     * @param expected the verdict that the script expects, if it expects one
     * @param reason why the verdict is what it is; may be empty
     * @param assumptions what the verdict rests on: the memory order, the fairness, the rules of the trace
     * @param leaning the rules and procedures that the verdict leans on
     */
    public record QuestionResult(
            String name,
            Verdict verdict,
            Optional<String> expected,
            String reason,
            List<String> assumptions,
            Leaning leaning,
            Optional<Trace> trace,
            List<Entry> entries) {

        public QuestionResult {
            assumptions = List.copyOf(assumptions);
            entries = List.copyOf(entries);
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
