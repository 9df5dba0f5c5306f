package org.shootdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.emit.AllowedOutcomes;
import org.shootdown.emit.EmitResult;
import org.shootdown.emit.KselftestEmitter;
import org.shootdown.engine.Exploration;
import org.shootdown.engine.Verdict;
import org.shootdown.ir.Program;
import org.shootdown.ir.Value;
import org.shootdown.lower.LoweringException;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.Expansion;
import org.shootdown.sema.LibraryIndex;
import org.shootdown.syntax.Declaration.Scenario;

/** Emits scenarios as C: explores the cells that a program is for and hands what they allow to the back end. */
public final class Emission {

    private static final String HOST_ARCH = "x86_64";
    private static final String DEADLOCK = "deadlock";

    private Emission() {}

    /** A kselftest program for the cells of x86_64. */
    public static EmitResult kselftest(Shootdown loaded, Scenario scenario) {
        return kselftest(loaded, scenario, RunOptions.standard());
    }

    /**
     * A kselftest program for the cells that the options choose: the values that they set; else x86_64, and kernels
     * without what-if patches. Allowed is what any of these cells allows.
     */
    public static EmitResult kselftest(Shootdown loaded, Scenario scenario, RunOptions options) {
        List<Cell> cells = cells(loaded, scenario, options);
        if (cells.isEmpty()) {
            return EmitResult.refused(List.of(refusal(scenario, "no cell of the scenario is for " + HOST_ARCH)
                    .help("choose an architecture: --set arch=arm64")));
        }
        Expanded expanded = expand(loaded.checked().index(), scenario, cells);
        if (expanded.refusal().isPresent()) {
            return EmitResult.refused(List.of(expanded.refusal().get()));
        }
        Scenario plain = expanded.scenario().orElseThrow();
        List<Diagnostic> refusals =
                KselftestEmitter.refusals(loaded.checked().index(), plain, cells);
        if (!refusals.isEmpty()) {
            return EmitResult.refused(refusals);
        }
        Union union = new Union();
        for (Cell cell : cells) {
            Optional<Diagnostic> why = explore(loaded, scenario, cell, options, union);
            if (why.isPresent()) {
                return EmitResult.refused(List.of(why.get()));
            }
        }
        return KselftestEmitter.emit(loaded.checked().index(), plain, cells, union.outcomes());
    }

    private record Expanded(Optional<Scenario> scenario, Optional<Diagnostic> refusal) {}

    /** The scenario without families and params, which must be the same in all cells: one program has one shape. */
    private static Expanded expand(LibraryIndex index, Scenario scenario, List<Cell> cells) {
        Optional<Scenario> plain = Optional.empty();
        for (Cell cell : cells) {
            Expansion.Result here = Expansion.of(index, scenario, cell);
            if (here.refusal().isPresent()) {
                return new Expanded(Optional.empty(), here.refusal());
            }
            if (plain.isPresent() && !plain.equals(here.scenario())) {
                return new Expanded(
                        Optional.empty(),
                        Optional.of(refusal(scenario, "the cells differ in their threads, pages or numbers, and one "
                                        + "program cannot be all of them")
                                .help("choose one value of each param and axis of numbers, as in --set N=2")));
            }
            plain = here.scenario();
        }
        return new Expanded(plain, Optional.empty());
    }

    private static List<Cell> cells(Shootdown loaded, Scenario scenario, RunOptions options) {
        List<Cell> cells = loaded.cells(scenario, options);
        if (!options.set().containsKey(Axes.ARCH)) {
            cells = cells.stream()
                    .filter(c -> Axes.value(c, Axes.ARCH).orElseThrow().text().equals(HOST_ARCH))
                    .toList();
        }
        // A patch asks "what if", often what if it were wrong; no machine at hand runs it unless somebody says so.
        List<Cell> released = cells.stream()
                .filter(c -> Axes.value(c, Axes.KERNEL).orElseThrow().patches().isEmpty())
                .toList();
        return released.isEmpty() || options.set().containsKey(Axes.KERNEL) ? cells : released;
    }

    /** Adds the outcomes of a cell; yields why they are not all known, if so. */
    private static Optional<Diagnostic> explore(
            Shootdown loaded, Scenario scenario, Cell cell, RunOptions options, Union union) {
        Program program;
        try {
            // Hardware has store buffers, whatever the scenario asks for.
            program = loaded.compile(scenario, Axes.withStoreBuffers(cell));
        } catch (LoweringException e) {
            return Optional.of(e.diagnostic());
        }
        Exploration exploration = options.engine().explore(onlyDeadlock(program), options.limits());
        String where = cell.shown().isEmpty() ? "" : " in the cell " + cell.text();
        if (exploration.unseen().isPresent()) {
            String what = exploration.bound().isPresent() ? "the exploration ended early" : "not all runs have a known end";
            return Optional.of(refusal(scenario, what + where + ": " + exploration.unseen().get() + "; what is allowed is not all known"));
        }
        boolean stuck = exploration.answers().stream().anyMatch(a -> a.verdict() != Verdict.HOLDS);
        if (stuck) {
            return Optional.of(refusal(scenario, "some run gets stuck" + where
                            + ": a thread waits for ever, so that run has no outcome to compare")
                    .help("`check deadlock` shows it"));
        }
        union.add(exploration.registers(), exploration.outcomes());
        return Optional.empty();
    }

    /** What the scenario asks does not matter here; whether every run ends does. */
    private static Program onlyDeadlock(Program program) {
        Program.Question question = new Program.Question(
                DEADLOCK, Program.Quantifier.BUILT_IN, false, Value.TRUE, DEADLOCK);
        return program.asking(List.of(question));
    }

    private static Diagnostic refusal(Scenario scenario, String why) {
        return Diagnostic.of(Code.NOT_EXPRESSIBLE, scenario.name().span(), why);
    }

    /** The outcomes of several cells, which need not have all registers in common. */
    private static final class Union {
        private final Set<String> registers = new LinkedHashSet<>();
        private final List<Map<String, Integer>> outcomes = new ArrayList<>();

        void add(List<String> names, Set<List<Integer>> values) {
            registers.addAll(names);
            for (List<Integer> outcome : values) {
                Map<String, Integer> row = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    row.put(names.get(i), outcome.get(i));
                }
                outcomes.add(row);
            }
        }

        AllowedOutcomes outcomes() {
            Set<List<Integer>> rows = new LinkedHashSet<>();
            for (Map<String, Integer> outcome : outcomes) {
                rows.add(registers.stream()
                        .map(r -> outcome.getOrDefault(r, Value.UNDEFINED))
                        .toList());
            }
            return new AllowedOutcomes(List.copyOf(registers), rows);
        }
    }
}
