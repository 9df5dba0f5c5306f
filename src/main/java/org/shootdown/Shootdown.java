package org.shootdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Severity;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.engine.Answer;
import org.shootdown.engine.Exploration;
import org.shootdown.ir.Program;
import org.shootdown.lower.Lowering;
import org.shootdown.lower.LoweringException;
import org.shootdown.report.RunResult;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.CheckedScripts;
import org.shootdown.sema.LibraryLoader;
import org.shootdown.sema.Matrix;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.AxisValue;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;

/**
 * The way in for whoever embeds Shootdown: load scripts, look at what is wrong with them, run them. A run is a
 * function of scripts, library and options; it touches nothing else of the host.
 */
public final class Shootdown {

    private final CheckedScripts checked;

    private Shootdown(CheckedScripts checked) {
        this.checked = checked;
    }

    /** Reads scripts against the bundled library. */
    public static Shootdown load(List<SourceFile> files) {
        return of(parse(files), LibraryLoader.parsed(), false);
    }

    /**
     * Reads scripts against a library.
     *
     * @param checkLibrary whether to report what is wrong with the library as well
     */
    public static Shootdown load(List<SourceFile> files, List<SourceFile> library, boolean checkLibrary) {
        return of(parse(files), parse(library), checkLibrary);
    }

    private static Shootdown of(List<Parsed> scripts, List<Parsed> library, boolean checkLibrary) {
        List<Diagnostic> diagnostics = Stream.concat(scripts.stream(), library.stream())
                .flatMap(p -> p.diagnostics().stream())
                .toList();
        if (!diagnostics.isEmpty()) {
            // A script that cannot be read is not checked: what it means would be a guess.
            return failed(diagnostics);
        }
        return new Shootdown(CheckedScripts.check(trees(scripts), trees(library), checkLibrary));
    }

    /** Nothing but diagnostics. */
    public static Shootdown failed(List<Diagnostic> diagnostics) {
        CheckedScripts none = CheckedScripts.check(List.of(), List.of(), false);
        return new Shootdown(new CheckedScripts(none.index(), List.of(), diagnostics));
    }

    private static List<Parsed> parse(List<SourceFile> files) {
        return files.stream().map(ScriptParser::parse).toList();
    }

    private static List<Script> trees(List<Parsed> files) {
        return files.stream().map(Parsed::script).toList();
    }

    /** What is wrong with the scripts. */
    public List<Diagnostic> diagnostics() {
        return checked.diagnostics();
    }

    /** Whether something is so wrong that nothing can run. */
    public boolean hasErrors() {
        return checked.diagnostics().stream().anyMatch(d -> d.severity() == Severity.ERROR);
    }

    public CheckedScripts checked() {
        return checked;
    }

    public List<Scenario> scenarios() {
        return checked.scenarios();
    }

    /** Compiles all cells of all scenarios, to find what can be found only there. */
    public List<Diagnostic> compileAll() {
        List<Diagnostic> found = new ArrayList<>();
        for (Scenario scenario : scenarios()) {
            for (Cell cell : cells(scenario, RunOptions.standard())) {
                try {
                    Lowering.lower(checked.index(), scenario, cell);
                } catch (LoweringException e) {
                    Diagnostic diagnostic = e.diagnostic().help(cellHelp(cell));
                    if (found.stream().noneMatch(d -> d.span().equals(diagnostic.span()))) {
                        found.add(diagnostic);
                    }
                }
            }
        }
        return found;
    }

    /** The cells of a scenario under some options. */
    public List<Cell> cells(Scenario scenario, RunOptions options) {
        Map<String, List<AxisValue>> chosen = new LinkedHashMap<>();
        options.set().forEach((axis, values) -> chosen.put(
                axis, values.stream().map(v -> axisValue(v, scenario)).toList()));
        return Matrix.cells(checked.index(), scenario, chosen);
    }

    /** Which of some values an axis of the library does not know. */
    public List<String> unknownValues(String axis, List<String> values) {
        Optional<List<String>> known = Axes.values(axis, checked.index());
        if (known.isEmpty()) {
            return List.of();
        }
        return values.stream()
                .filter(v -> !known.get().contains(v.split("\\s*\\+\\s*")[0].strip()))
                .toList();
    }

    private static AxisValue axisValue(String text, Scenario scenario) {
        String[] parts = text.split("\\s*\\+\\s*");
        List<Name> patches = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            patches.add(new Name(parts[i], scenario.name().span()));
        }
        return new AxisValue(parts[0].strip(), patches, scenario.name().span());
    }

    /** Compiles a cell; throws {@link LoweringException} where the script cannot run in it. */
    public Program compile(Scenario scenario, Cell cell) {
        try {
            return Lowering.lower(checked.index(), scenario, cell);
        } catch (LoweringException e) {
            throw e.in(cellHelp(cell));
        }
    }

    private static String cellHelp(Cell cell) {
        return cell.axes().isEmpty() ? "this is so when the scenario runs" : "this is so in the cell " + cell.text();
    }

    /**
     * Runs the scenarios that the options choose. A thread that is interrupted meanwhile gets what is known by then.
     *
     * @param progress is told of each cell that is done, as {@code scenario cell}
     */
    public RunResult run(RunOptions options, Consumer<String> progress) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, options.jobs()));
        try {
            Map<Scenario, List<Future<RunResult.CellResult>>> running = new LinkedHashMap<>();
            for (Scenario scenario : scenarios()) {
                if (options.only().isEmpty() || options.only().contains(scenario.name().text())) {
                    List<Future<RunResult.CellResult>> cells = new ArrayList<>();
                    for (Cell cell : cells(scenario, options)) {
                        Program program = compile(scenario, cell);
                        cells.add(pool.submit(() -> {
                            RunResult.CellResult result = runCell(scenario, cell, program, options);
                            progress.accept(scenario.name() + " " + cell.text());
                            return result;
                        }));
                    }
                    running.put(scenario, cells);
                }
            }
            List<RunResult.ScenarioResult> results = new ArrayList<>();
            running.forEach((scenario, cells) -> results.add(result(
                    scenario,
                    cells.stream()
                            .map(c -> await(c, pool))
                            .flatMap(Optional::stream)
                            .toList())));
            return new RunResult(results);
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * The result of a cell. When this thread is interrupted, cells that are running stop at a bound and those that
     * have not begun have no result.
     */
    private static Optional<RunResult.CellResult> await(Future<RunResult.CellResult> future, ExecutorService pool) {
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
        return finished(future, pool);
    }

    private static Optional<RunResult.CellResult> finished(
            Future<RunResult.CellResult> future, ExecutorService pool) {
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

    private static RunResult.ScenarioResult result(Scenario scenario, List<RunResult.CellResult> cells) {
        List<String> citations = scenario.items(ScenarioItem.Cite.class).stream()
                .map(c -> c.citation().text())
                .toList();
        return new RunResult.ScenarioResult(
                scenario.name().text(),
                scenario.span().file().name(),
                scenario.name().span().line(),
                scenario.documentation(),
                citations,
                cells);
    }

    private RunResult.CellResult runCell(Scenario scenario, Cell cell, Program program, RunOptions options) {
        Program asked = options.check().map(c -> program.asking(q -> q.name().equals(c))).orElse(program);
        Exploration exploration = options.engine().explore(asked, options.limits());
        Map<String, String> axes = new LinkedHashMap<>();
        cell.axes().forEach((axis, value) -> axes.put(axis, value.text()));
        List<RunResult.QuestionResult> questions = exploration.answers().stream()
                .map(a -> question(scenario, cell, a, program))
                .toList();
        return new RunResult.CellResult(
                axes,
                questions,
                exploration.states(),
                exploration.transitions(),
                exploration.millis(),
                exploration.engine(),
                exploration.bound());
    }

    private RunResult.QuestionResult question(Scenario scenario, Cell cell, Answer answer, Program program) {
        Optional<String> expected = Matrix.expected(checked.index(), scenario, cell, answer.question());
        List<String> assumptions = new ArrayList<>(List.of("memory sc"));
        if (answer.question().equals("progress")) {
            assumptions.add("weak fairness");
        }
        answer.trace().ifPresent(t -> t.rules().forEach(r -> assumptions.add(ruleText(r, program))));
        String reason = answer.outcomes().isEmpty() ? answer.reason() : Outcomes.text(answer.outcomes(), program);
        return new RunResult.QuestionResult(
                answer.question(), answer.verdict(), expected, reason, assumptions, answer.trace());
    }

    /** A rule with its value and source: {@code arm64.late_pte_stores = on (Arm ARM ...)}. */
    private static String ruleText(String rule, Program program) {
        String name = rule.substring(rule.indexOf('.') + 1);
        String home = rule.substring(0, rule.indexOf('.'));
        return program.rules().stream()
                .filter(r -> r.name().endsWith("." + name))
                .filter(r -> home.equals("arch") || r.name().startsWith(home + "."))
                .findFirst()
                .map(r -> r.name() + " = " + r.value() + (r.citation().isEmpty() ? "" : " [" + r.citation() + "]"))
                .orElse(rule);
    }

    /** Reports that a file cannot be read. */
    public static Diagnostic unreadable(String name, String why) {
        SourceFile file = SourceFile.of(name, "");
        return Diagnostic.of(
                Code.UNREADABLE_FILE, new Span(file, 0, 0), "`" + name + "` cannot be read: " + why);
    }
}
