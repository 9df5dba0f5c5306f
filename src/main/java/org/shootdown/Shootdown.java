package org.shootdown;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Severity;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.ir.Program;
import org.shootdown.lower.Lowering;
import org.shootdown.lower.LoweringException;
import org.shootdown.report.RunResult;
import org.shootdown.sema.Assumption;
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
import org.shootdown.syntax.format.Formatter;

/**
 * The way in for whoever embeds Shootdown: load scripts, look at what is wrong with them, run them. A run is a
 * function of scripts, library and options; it touches nothing else of the host.
 */
public final class Shootdown {

    private final CheckedScripts checked;

    private Shootdown(CheckedScripts checked) {
        this.checked = checked;
    }

    /** Reads scripts that import nothing against the bundled library. */
    public static Shootdown load(List<SourceFile> files) {
        return load(files, ImportResolver.NOTHING);
    }

    /**
     * Reads scripts, and what they import, against the bundled library. A script whose path ends like that of a file of
     * the library ({@code .../mmsc/kernel/linux_6_6.mmsc}) stands in its place: so is the library itself worked on.
     */
    public static Shootdown load(List<SourceFile> files, ImportResolver imports) {
        List<Parsed> library = LibraryLoader.parsed().stream()
                .filter(l -> files.stream().noneMatch(f -> replaces(f, l.script().file())))
                .toList();
        return of(parse(files), imports, library, false);
    }

    private static boolean replaces(SourceFile file, SourceFile library) {
        return file.name().replace('\\', '/').endsWith("/" + library.name());
    }

    /**
     * Reads scripts against a library.
     *
     * @param checkLibrary whether to report what is wrong with the library as well
     */
    public static Shootdown load(List<SourceFile> files, List<SourceFile> library, boolean checkLibrary) {
        return load(files, ImportResolver.NOTHING, library, checkLibrary);
    }

    /**
     * Reads scripts, and what they import, against a library. Of imported files all is known but their scenarios.
     *
     * @param checkLibrary whether to report what is wrong with the library as well
     */
    public static Shootdown load(
            List<SourceFile> files, ImportResolver imports, List<SourceFile> library, boolean checkLibrary) {
        return of(parse(files), imports, parse(library), checkLibrary);
    }

    private static Shootdown of(
            List<Parsed> scripts, ImportResolver resolver, List<Parsed> library, boolean checkLibrary) {
        Imports imports = Imports.of(scripts, resolver);
        List<Diagnostic> diagnostics = new ArrayList<>(imports.problems());
        Stream.of(scripts, imports.found(), library)
                .flatMap(List::stream)
                .forEach(p -> diagnostics.addAll(p.diagnostics()));
        if (!diagnostics.isEmpty()) {
            // A script that cannot be read is not checked: what it means would be a guess.
            return failed(diagnostics);
        }
        return new Shootdown(CheckedScripts.check(
                trees(scripts), trees(imports.found()), trees(library), checkLibrary));
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
            List<Program> programs = new ArrayList<>();
            for (Cell cell : cells(scenario, RunOptions.standard())) {
                try {
                    programs.add(Lowering.lower(checked.index(), scenario, cell));
                } catch (LoweringException e) {
                    Diagnostic diagnostic = e.diagnostic().help(cellHelp(cell));
                    if (found.stream().noneMatch(d -> d.span().equals(diagnostic.span()))) {
                        found.add(diagnostic);
                    }
                }
            }
            found.addAll(missingSteps(programs));
        }
        return found;
    }

    /** What a timeline wants and no cell can do is a slip, though `cannot be` is a true answer. */
    private static List<Diagnostic> missingSteps(List<Program> programs) {
        List<Set<Program.MissingStep>> missing = programs.stream()
                .map(p -> p.timelines().stream()
                        .flatMap(t -> t.rows().stream())
                        .flatMap(r -> r.missing().stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new)))
                .<Set<Program.MissingStep>>map(s -> s)
                .toList();
        return missing.stream()
                .findFirst()
                .map(first -> first.stream().filter(m -> missing.stream().allMatch(s -> s.contains(m))))
                .orElse(Stream.empty())
                .map(m -> Diagnostic.of(
                                Code.NEVER_SUCH_A_STEP,
                                m.span(),
                                "thread `" + m.thread() + "` does this in no cell")
                        .help("it may be another page, or a procedure that is not called here"))
                .toList();
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
        return compile(scenario, cell, List.of());
    }

    /** The same with some rules of the machine set otherwise than the library does. */
    public Program compile(Scenario scenario, Cell cell, List<Assumption> assumptions) {
        try {
            return Lowering.lower(checked.index(), scenario, cell, assumptions);
        } catch (LoweringException e) {
            String assuming = assumptions.isEmpty()
                    ? ""
                    : ", assuming "
                            + String.join(", ", assumptions.stream().map(Assumption::text).toList());
            throw e.in(cellHelp(cell) + assuming);
        }
    }

    private static String cellHelp(Cell cell) {
        return cell.axes().isEmpty()
                ? "this is so when the scenario runs"
                : "this is so in the cell " + cell.textWithParams();
    }

    /**
     * Runs the scenarios that the options choose. A thread that is interrupted meanwhile gets what is known by then.
     *
     * @param progress is told of each cell that is done, as {@code scenario cell}
     */
    public RunResult run(RunOptions options, Consumer<String> progress) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, options.jobs()));
        try {
            List<Assumption> assumptions = assumptions(options).stream()
                    .map(Assumption.Resolved::assumption)
                    .flatMap(Optional::stream)
                    .toList();
            List<Running> running = new ArrayList<>();
            for (Scenario scenario : scenarios()) {
                if (options.only().isEmpty() || options.only().contains(scenario.name().text())) {
                    running.add(new Running(
                            scenario,
                            start(scenario, List.of(), options, pool, progress),
                            assumptions.isEmpty()
                                    ? List.of()
                                    : start(scenario, assumptions, options, pool, progress)));
                }
            }
            List<RunResult.ScenarioResult> results = new ArrayList<>();
            for (Running r : running) {
                List<RunResult.CellResult> cells = results(r.cells(), pool);
                Optional<RunResult.Assumed> assumed = assumptions.isEmpty()
                        ? Optional.empty()
                        : Optional.of(assumed(r.scenario(), options, assumptions, results(r.assumed(), pool)));
                results.add(result(r.scenario(), cells, options.costs(), assumed));
            }
            return new RunResult(results);
        } finally {
            pool.shutdownNow();
        }
    }

    /** A scenario whose cells are being explored, as they are and under assumptions. */
    private record Running(
            Scenario scenario,
            List<Future<RunResult.CellResult>> cells,
            List<Future<RunResult.CellResult>> assumed) {}

    private List<Future<RunResult.CellResult>> start(
            Scenario scenario,
            List<Assumption> assumptions,
            RunOptions options,
            ExecutorService pool,
            Consumer<String> progress) {
        List<Cell> cells = cells(scenario, options);
        Set<String> patchedKernels = new HashSet<>();
        cells.forEach(c -> c.value(Axes.KERNEL)
                .filter(v -> !v.patches().isEmpty())
                .ifPresent(v -> patchedKernels.add(v.base())));
        List<Future<RunResult.CellResult>> running = new ArrayList<>();
        for (Cell cell : cells) {
            Program program = compile(scenario, cell, assumptions);
            boolean compared = cell.value(Axes.KERNEL)
                    .filter(v -> patchedKernels.contains(v.base()))
                    .isPresent();
            boolean costs = options.costs() || compared && assumptions.isEmpty();
            running.add(pool.submit(() -> {
                RunResult.CellResult result = new CellRunner(checked.index(), scenario, cell, program).run(options, costs);
                progress.accept(scenario.name() + " " + cell.text());
                return result;
            }));
        }
        return running;
    }

    private static List<RunResult.CellResult> results(
            List<Future<RunResult.CellResult>> running, ExecutorService pool) {
        return running.stream().map(c -> await(c, pool)).flatMap(Optional::stream).toList();
    }

    // ---- assumptions --------------------------------------------------------------------------------------------

    /** What comes of the assumptions that the options wish for, in their order. */
    public List<Assumption.Resolved> assumptions(RunOptions options) {
        if (options.assume().isEmpty()) {
            return List.of();
        }
        Set<String> inForce = new TreeSet<>();
        for (Scenario scenario : scenarios()) {
            if (options.only().isEmpty() || options.only().contains(scenario.name().text())) {
                for (Cell cell : cells(scenario, options)) {
                    names(scenario, cell).forEach(inForce::add);
                }
            }
        }
        return options.assume().stream()
                .map(w -> Assumption.resolve(w, checked.index(), inForce))
                .toList();
    }

    /** The names of the rules in force; none in a cell in which the script cannot run, which the run will say. */
    private List<String> names(Scenario scenario, Cell cell) {
        try {
            return compile(scenario, cell).rules().stream()
                    .map(Program.RuleValue::name)
                    .toList();
        } catch (LoweringException e) {
            return List.of();
        }
    }

    /** The names and values of the rules in force; none in a cell in which the script cannot run. */
    private Set<String> settings(Scenario scenario, Cell cell, List<Assumption> assumptions) {
        try {
            return Lowering.lower(checked.index(), scenario, cell, assumptions).rules().stream()
                    .map(r -> r.key() + " = " + r.value())
                    .collect(Collectors.toSet());
        } catch (LoweringException e) {
            return Set.of();
        }
    }

    private RunResult.Assumed assumed(
            Scenario scenario, RunOptions options, List<Assumption> assumptions, List<RunResult.CellResult> cells) {
        List<String> idle = new ArrayList<>();
        for (Assumption assumption : assumptions) {
            boolean changes = cells(scenario, options).stream()
                    .anyMatch(c -> !settings(scenario, c, List.of())
                            .equals(settings(scenario, c, List.of(assumption))));
            if (!changes) {
                idle.add(assumption.text());
            }
        }
        return new RunResult.Assumed(
                assumptions.stream().map(Assumption::text).toList(), idle, cells);
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

    private static RunResult.ScenarioResult result(
            Scenario scenario,
            List<RunResult.CellResult> cells,
            boolean costs,
            Optional<RunResult.Assumed> assumed) {
        List<String> citations = scenario.items(ScenarioItem.Cite.class).stream()
                .map(c -> c.citation().text())
                .toList();
        return new RunResult.ScenarioResult(
                scenario.name().text(),
                scenario.span().file().name(),
                scenario.name().span().line(),
                scenario.documentation(),
                citations,
                cells,
                costs,
                assumed);
    }

    /**
     * Brings a script into the one style: its text, or what is wrong with it. What it means and its comments stay.
     *
     * @throws org.shootdown.syntax.format.FormatFault if the result would mean something else: a fault of our own
     */
    public static Formatter.Formatted format(SourceFile file) {
        return Formatter.format(file);
    }

    /** Reports that a file cannot be read. */
    public static Diagnostic unreadable(String name, String why) {
        SourceFile file = SourceFile.of(name, "");
        return Diagnostic.of(
                Code.UNREADABLE_FILE, new Span(file, 0, 0), "`" + name + "` cannot be read: " + why);
    }
}
