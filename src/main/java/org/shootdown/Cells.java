package org.shootdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.IoDrivers;
import org.shootdown.ir.Program;
import org.shootdown.lower.Lowering;
import org.shootdown.lower.LoweringException;
import org.shootdown.machine.iopgtable.DriverTrials;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.LibraryIndex;
import org.shootdown.sema.Matrix;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem.AxisValue;

/** The cells of scenarios, and the programs that they compile to. */
record Cells(LibraryIndex index) {

    /** They answer from memory what they have tried once, whichever script asks. */
    private static final IoDrivers DRIVERS = new DriverTrials();

    /** The cells of a scenario under some options. */
    List<Cell> of(Scenario scenario, RunOptions options) {
        Map<String, List<AxisValue>> chosen = new LinkedHashMap<>();
        options.set().forEach((axis, values) -> chosen.put(
                axis, values.stream().map(v -> axisValue(v, scenario)).toList()));
        return Matrix.cells(index, scenario, chosen);
    }

    private static AxisValue axisValue(String text, Scenario scenario) {
        String[] parts = parts(text);
        List<Name> patches = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            patches.add(new Name(parts[i], scenario.name().span()));
        }
        return new AxisValue(parts[0], patches, scenario.name().span());
    }

    /** Which of some values an axis of the library does not know. */
    List<String> unknownValues(String axis, List<String> values) {
        return Axes.values(axis, index)
                .map(known -> values.stream().filter(v -> !known.contains(parts(v)[0])).toList())
                .orElse(List.of());
    }

    /** A value, and behind it the patches on it. */
    private static String[] parts(String text) {
        return text.strip().split("\\s*\\+\\s*");
    }

    /** Compiles a cell; throws {@link LoweringException} where the script cannot run in it. */
    Program compile(Scenario scenario, Cell cell, List<Assumption> assumptions) {
        try {
            return Lowering.lower(index, scenario, cell, DRIVERS, assumptions);
        } catch (LoweringException e) {
            String assuming = assumptions.isEmpty()
                    ? ""
                    : ", assuming "
                            + assumptions.stream().map(Assumption::text).collect(Collectors.joining(", "));
            throw e.in(help(cell) + assuming);
        }
    }

    private static String help(Cell cell) {
        return cell.axes().isEmpty()
                ? "this is so when the scenario runs"
                : "this is so in the cell " + cell.textWithParams();
    }

    /** Compiles all cells of scenarios, to find what can be found only there: each place once. */
    List<Diagnostic> problems(List<Scenario> scenarios) {
        Map<Span, Diagnostic> refused = new LinkedHashMap<>();
        List<Diagnostic> slips = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            List<Program> programs = new ArrayList<>();
            for (Cell cell : of(scenario, RunOptions.standard())) {
                try {
                    programs.add(compile(scenario, cell, List.of()));
                } catch (LoweringException e) {
                    refused.putIfAbsent(e.diagnostic().span(), e.diagnostic());
                }
            }
            missingEverywhere(programs).forEach(m -> slips.add(neverSuchAStep(m)));
        }
        return Stream.concat(refused.values().stream(), slips.stream()).toList();
    }

    private static Diagnostic neverSuchAStep(Program.MissingStep missing) {
        return Diagnostic.of(
                        Code.NEVER_SUCH_A_STEP,
                        missing.span(),
                        "thread `" + missing.thread() + "` does this in no cell")
                .help("it may be another page, or a procedure that is not called here");
    }

    /** What a timeline wants and no cell can do is a slip, though {@code cannot be} is a true answer. */
    private static Set<Program.MissingStep> missingEverywhere(List<Program> programs) {
        return programs.stream().map(Cells::missing).reduce(Cells::common).orElse(Set.of());
    }

    private static Set<Program.MissingStep> missing(Program program) {
        return program.timelines().stream()
                .flatMap(t -> t.rows().stream())
                .flatMap(r -> r.missing().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static <T> Set<T> common(Set<T> first, Set<T> second) {
        Set<T> both = new LinkedHashSet<>(first);
        both.retainAll(second);
        return both;
    }
}
