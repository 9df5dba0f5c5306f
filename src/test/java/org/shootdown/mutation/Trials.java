package org.shootdown.mutation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
import org.shootdown.cli.ImportedFiles;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.ir.ThreadCode;
import org.shootdown.lower.LoweringException;
import org.shootdown.report.RunResult.CellResult;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;

/** Cells of samples in which a changed library can be noticed. */
final class Trials {

    /** Larger cells are not asked. */
    private static final int STATES = 200_000;

    private static final Limits LIMITS = new Limits(2 * STATES, 1L << 30, 600_000);

    /**
     * One cell of a sample.
     *
     * @param axes its values as {@code --set} takes them
     */
    record Trial(String sample, String scenario, Map<String, String> axes) {

        /** {@code sample scenario axis=value; axis=value}. */
        String text() {
            String values = axes.entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining("; "));
            return (sample + " " + scenario + " " + values).strip();
        }

        static Trial of(String text) {
            String[] parts = text.split(" ", 3);
            Map<String, String> axes = new LinkedHashMap<>();
            if (parts.length > 2) {
                for (String value : parts[2].split("; ")) {
                    int equals = value.indexOf('=');
                    axes.put(value.substring(0, equals), value.substring(equals + 1));
                }
            }
            return new Trial(parts[0], parts[1], axes);
        }

        /** Whether an expectation turns red with a library, or the script no longer compiles. */
        boolean notices(List<SourceFile> library) {
            Shootdown loaded = load(sample, library);
            if (loaded.hasErrors()) {
                return true;
            }
            try {
                return loaded.run(options(LIMITS), cell -> {}).scenarios().stream()
                        .flatMap(s -> s.cells().stream())
                        .flatMap(c -> c.questions().stream())
                        .anyMatch(q -> !q.ok());
            } catch (LoweringException e) {
                return true;
            }
        }

        /** Of the library itself; nothing where the cell is too large or does not meet its expectations. */
        private OptionalLong states(Shootdown loaded) {
            return loaded.run(options(new Limits(STATES, 1L << 30, 600_000)), cell -> {}).scenarios().stream()
                    .flatMap(s -> s.cells().stream())
                    .filter(c -> c.bound().isEmpty() && c.questions().stream().allMatch(QuestionResult::ok))
                    .mapToLong(CellResult::states)
                    .findFirst();
        }

        private RunOptions options(Limits limits) {
            Map<String, List<String>> set = new LinkedHashMap<>();
            axes.forEach((axis, value) -> set.put(axis, List.of(value)));
            return new RunOptions(set, List.of(scenario), Optional.empty(), Engine.FAST, limits, 1);
        }
    }

    /**
     * A trial with what is known of it.
     *
     * @param procedures where the procedures are declared that the cell is made of: no other can matter to it
     */
    private record Known(Trial trial, Set<String> procedures, long states) {}

    private final List<Known> bySize;

    private Trials(List<Known> bySize) {
        this.bySize = bySize;
    }

    /** All cells of all samples that meet their expectations and are small enough. */
    static Trials of(List<SourceFile> library) {
        List<Known> known = Samples.all().parallelStream()
                .flatMap(path -> of(Path.of("samples").relativize(path).toString(), library).stream())
                .sorted(Comparator.comparingLong(Known::states))
                .toList();
        return new Trials(known);
    }

    private static List<Known> of(String sample, List<SourceFile> library) {
        Shootdown loaded = load(sample, library);
        List<Known> known = new ArrayList<>();
        for (Scenario scenario : loaded.scenarios()) {
            for (Cell cell : loaded.cells(scenario, RunOptions.standard())) {
                Map<String, String> axes = new LinkedHashMap<>();
                cell.shown().forEach((axis, value) -> axes.put(axis, value.text()));
                Trial trial = new Trial(sample, scenario.name().text(), axes);
                trial.states(loaded)
                        .ifPresent(n -> known.add(new Known(trial, procedures(loaded, scenario, cell), n)));
            }
        }
        return known;
    }

    private static Set<String> procedures(Shootdown loaded, Scenario scenario, Cell cell) {
        return loaded.compile(scenario, cell).threads().stream()
                .flatMap(t -> t.inlined().stream())
                .map(ThreadCode.Inlined::location)
                .collect(Collectors.toSet());
    }

    /** The trials of at most so many states that a procedure matters to, from small to large. */
    List<Trial> concerning(String procedure, int states) {
        return bySize.stream()
                .filter(k -> k.states() <= states && k.procedures().contains(procedure))
                .map(Known::trial)
                .toList();
    }

    private static Shootdown load(String sample, List<SourceFile> library) {
        return Shootdown.load(List.of(Samples.read(Path.of("samples", sample))), new ImportedFiles(), library, true);
    }
}
