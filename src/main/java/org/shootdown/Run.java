package org.shootdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.shootdown.ir.Program;
import org.shootdown.lower.LoweringException;
import org.shootdown.report.RunResult;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScenarioItem;

/**
 * Explores the cells of scenarios, several at a time, as they are and under assumptions. The order of the results is
 * that of the scenarios and cells, whatever the number of jobs.
 */
final class Run {

    private final Cells cells;
    private final RunOptions options;
    private final List<Assumption> assumptions;
    private final RunProgress progress;
    private final ExecutorService pool;

    private Run(Cells cells, RunOptions options, List<Assumption> assumptions, RunProgress progress) {
        this.cells = cells;
        this.options = options;
        this.assumptions = assumptions;
        this.progress = progress;
        this.pool = Executors.newFixedThreadPool(Math.max(1, options.jobs()));
    }

    /**
     * Runs scenarios. A thread that is interrupted meanwhile gets what is known by then.
     *
     * @param progress is told how far it is
     */
    static RunResult of(
            Cells cells,
            List<Scenario> scenarios,
            RunOptions options,
            List<Assumption> assumptions,
            RunProgress progress) {
        Run run = new Run(cells, options, assumptions, progress);
        try {
            List<Running> running = scenarios.stream().map(run::start).toList();
            return new RunResult(running.stream().map(run::result).toList());
        } finally {
            run.pool.shutdownNow();
        }
    }

    /** A cell that is compiled. */
    private record Compiled(Cell cell, Program program) {}

    /** A scenario whose cells are being explored, as they are and under assumptions. */
    private record Running(
            Scenario scenario,
            List<Future<RunResult.CellResult>> cells,
            List<Future<RunResult.CellResult>> assumed,
            List<String> idle) {}

    private Running start(Scenario scenario) {
        List<Compiled> plain = compile(scenario, List.of());
        Set<String> patched = plain.stream()
                .flatMap(c -> c.cell().value(Axes.KERNEL).stream())
                .filter(v -> !v.patches().isEmpty())
                .map(v -> v.base())
                .collect(Collectors.toSet());
        List<Future<RunResult.CellResult>> running = plain.stream()
                .map(c -> explore(scenario, c, options.costs() || isCompared(c.cell(), patched)))
                .toList();
        List<Compiled> assumed = assumptions.isEmpty() ? List.of() : compile(scenario, assumptions);
        return new Running(
                scenario,
                running,
                assumed.stream().map(c -> explore(scenario, c, options.costs())).toList(),
                idle(scenario, plain));
    }

    /** Whether the report compares the cell with one of the same kernel with, or without, a patch. */
    private static boolean isCompared(Cell cell, Set<String> patchedKernels) {
        return cell.value(Axes.KERNEL)
                .filter(v -> patchedKernels.contains(v.base()))
                .isPresent();
    }

    private List<Compiled> compile(Scenario scenario, List<Assumption> assuming) {
        return cells.of(scenario, options).stream()
                .map(c -> new Compiled(c, cells.compile(scenario, c, assuming)))
                .toList();
    }

    private Future<RunResult.CellResult> explore(Scenario scenario, Compiled compiled, boolean costs) {
        return pool.submit(() -> {
            String cell = (scenario.name() + " " + compiled.cell().text()).strip();
            RunResult.CellResult result = new CellRunner(cells.index(), scenario, compiled.cell(), compiled.program())
                    .run(options, costs, states -> progress.exploring(cell, states));
            progress.cellDone(cell);
            return result;
        });
    }

    /** The assumptions that set no rule of any cell otherwise than it is. */
    private List<String> idle(Scenario scenario, List<Compiled> plain) {
        return assumptions.stream()
                .filter(a -> plain.stream().noneMatch(c -> changes(scenario, c, a)))
                .map(Assumption::text)
                .toList();
    }

    private boolean changes(Scenario scenario, Compiled plain, Assumption assumption) {
        try {
            Program assuming = cells.compile(scenario, plain.cell(), List.of(assumption));
            return !settings(assuming).equals(settings(plain.program()));
        } catch (LoweringException e) {
            // It takes the other assumptions besides to run here.
            return true;
        }
    }

    private static Set<String> settings(Program program) {
        return program.rules().stream().map(r -> r.key() + " = " + r.value()).collect(Collectors.toSet());
    }

    // ---- results ------------------------------------------------------------------------------------------------

    private RunResult.ScenarioResult result(Running running) {
        Scenario scenario = running.scenario();
        List<RunResult.CellResult> plain = results(running.cells());
        Optional<RunResult.Assumed> assumed = assumptions.isEmpty()
                ? Optional.empty()
                : Optional.of(new RunResult.Assumed(
                        assumptions.stream().map(Assumption::text).toList(),
                        running.idle(),
                        results(running.assumed())));
        return new RunResult.ScenarioResult(
                scenario.name().text(),
                scenario.span().file().name(),
                scenario.name().span().line(),
                scenario.documentation(),
                scenario.items(ScenarioItem.Cite.class).stream()
                        .map(c -> c.citation().text())
                        .toList(),
                plain,
                options.costs(),
                assumed);
    }

    private List<RunResult.CellResult> results(List<Future<RunResult.CellResult>> running) {
        List<RunResult.CellResult> results = new ArrayList<>();
        running.forEach(c -> await(c).ifPresent(results::add));
        return results;
    }

    /**
     * The result of a cell. When this thread is interrupted, cells that are running stop at a bound and those that
     * have not begun have no result.
     */
    private Optional<RunResult.CellResult> await(Future<RunResult.CellResult> future) {
        try {
            if (!Thread.currentThread().isInterrupted()) {
                return Optional.of(future.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
        return finished(future);
    }

    private Optional<RunResult.CellResult> finished(Future<RunResult.CellResult> future) {
        boolean interrupted = Thread.interrupted();
        try {
            pool.awaitTermination(5, TimeUnit.SECONDS);
            return future.isDone() ? Optional.of(future.get()) : Optional.empty();
        } catch (InterruptedException | ExecutionException e) {
            return Optional.empty();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
