package org.shootdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.shootdown.engine.Answer;
import org.shootdown.engine.Exploration;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;
import org.shootdown.ir.Program;
import org.shootdown.machine.format.ProcessEntries;
import org.shootdown.report.RunResult;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.Granule;
import org.shootdown.sema.LibraryIndex;
import org.shootdown.sema.MachineRule;
import org.shootdown.sema.Matrix;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.Scenario;

/** Explores one compiled cell and says in plain records what came out, what was expected, and what it leans on. */
record CellRunner(LibraryIndex index, Scenario scenario, Cell cell, Program program) {

    /**
     * Runs it.
     *
     * @param costs whether to find out what runs cost
     * @param progress is told now and then how many states have been found
     */
    RunResult.CellResult run(RunOptions options, boolean costs, IntConsumer progress) {
        Program asked = options.check().map(c -> program.asking(q -> q.name().equals(c))).orElse(program);
        Exploration exploration = options.engine().explore(asked, options.limits(), costs, progress);
        Map<String, String> axes = new LinkedHashMap<>();
        cell.shown().forEach((axis, value) -> axes.put(axis, value.text()));
        List<RunResult.QuestionResult> questions = exploration.answers().stream()
                .map(a -> question(a, exploration))
                .toList();
        return new RunResult.CellResult(
                axes,
                questions,
                exploration.states(),
                exploration.transitions(),
                exploration.millis(),
                exploration.engine(),
                exploration.unseen(),
                exploration.deadEnd(),
                exploration.costs());
    }

    private RunResult.QuestionResult question(Answer answer, Exploration exploration) {
        Optional<String> expected = Matrix.expected(index, scenario, cell, answer.question());
        List<String> assumptions = new ArrayList<>(List.of(memory()));
        boolean ofRuns = program.questions().stream()
                .anyMatch(q -> q.name().equals(answer.question()) && q.isOfRuns());
        if (ofRuns) {
            assumptions.add("weak fairness");
        }
        answer.trace().ifPresent(t -> rules(t.rules()).forEach(r -> assumptions.add(r.text())));
        String reason = answer.outcomes().isEmpty() ? answer.reason() : Outcomes.text(answer.outcomes(), program);
        return new RunResult.QuestionResult(
                answer.question(),
                answer.verdict(),
                expected,
                reason,
                assumptions,
                leaning(answer, exploration),
                answer.trace(),
                answer.trace().map(this::entries).orElse(List.of()));
    }

    private List<RunResult.Entry> entries(Trace trace) {
        List<String> architectures = index.hardware(HardwareKind.ARCH, arch()).map(index::chain).orElse(List.of()).stream()
                .map(h -> h.name().text())
                .toList();
        String kernel = Axes.value(cell, Axes.KERNEL).orElseThrow().base();
        ProcessEntries.Era era = new ProcessEntries.Era(
                index.isAtLeast(kernel, "linux_6_5"), index.isAtLeast(kernel, "linux_6_6"));
        return EntryWords.in(trace, program, new EntryWords.Processor(architectures, pageShift(), era));
    }

    /** The granule as a power of two. */
    private int pageShift() {
        return program.rules().stream()
                .filter(r -> r.key().equals("arch." + MachineRule.ARCH_GRANULE.rule()))
                .findFirst()
                .flatMap(r -> Granule.named(r.value()))
                .map(g -> 12 + Integer.numberOfTrailingZeros(g.base()))
                .orElse(12);
    }

    private String arch() {
        return Axes.value(cell, Axes.ARCH).orElseThrow().text();
    }

    /** The memory model; where it is not the one that the cell asks for, why. */
    private String memory() {
        if (program.hardware().storeBuffers().isOn()) {
            return "memory tso";
        }
        return Axes.isTso(cell) ? "memory sc (" + arch() + " has no store buffers here)" : "memory sc";
    }

    /**
     * A trace leans on what its steps rest on; what no run shows leans on all that mattered to any run. An answer that
     * is unknown, or none, leans on nothing.
     */
    private RunResult.Leaning leaning(Answer answer, Exploration exploration) {
        if (answer.verdict() != Verdict.HOLDS && answer.verdict() != Verdict.VIOLATED) {
            return new RunResult.Leaning(List.of(), List.of());
        }
        return answer.trace()
                .map(t -> new RunResult.Leaning(rules(t.rules()), t.procedures()))
                .orElseGet(() ->
                        new RunResult.Leaning(rules(exploration.rules()), exploration.procedures()));
    }

    private List<RunResult.Rule> rules(List<String> keys) {
        return program.rules().stream()
                .filter(r -> keys.contains(r.key()))
                .map(r -> new RunResult.Rule(r.name(), r.value(), r.citation()))
                .toList();
    }
}
