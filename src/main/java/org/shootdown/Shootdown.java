package org.shootdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Severity;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.ir.Program;
import org.shootdown.lower.LoweringException;
import org.shootdown.report.RunResult;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.CheckedScripts;
import org.shootdown.sema.LibraryLoader;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;
import org.shootdown.syntax.format.Formatter;

/**
 * The way in for whoever embeds Shootdown: load scripts, look at what is wrong with them, run them. A run is a
 * function of scripts, library and options; it touches nothing else of the host.
 */
public final class Shootdown {

    private final CheckedScripts checked;
    private final Cells cells;

    private Shootdown(CheckedScripts checked) {
        this.checked = checked;
        this.cells = new Cells(checked.index());
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
        return cells.problems(scenarios());
    }

    /** The cells of a scenario under some options. */
    public List<Cell> cells(Scenario scenario, RunOptions options) {
        return cells.of(scenario, options);
    }

    /** The values of an axis of the library that are worth naming; none for a script's own. */
    public List<String> listedValues(String axis) {
        return Axes.listed(axis, checked.index());
    }

    /** Which of some values an axis of the library does not know. */
    public List<String> unknownValues(String axis, List<String> values) {
        return cells.unknownValues(axis, values);
    }

    /** Compiles a cell; throws {@link LoweringException} where the script cannot run in it. */
    public Program compile(Scenario scenario, Cell cell) {
        return compile(scenario, cell, List.of());
    }

    /** The same with some rules of the machine set otherwise than the library does. */
    public Program compile(Scenario scenario, Cell cell, List<Assumption> assumptions) {
        return cells.compile(scenario, cell, assumptions);
    }

    /**
     * Runs the scenarios that the options choose. A thread that is interrupted meanwhile gets what is known by then.
     *
     * @param progress is told how far it is
     */
    public RunResult run(RunOptions options, RunProgress progress) {
        List<Assumption> assumptions = assumptions(options).stream()
                .map(Assumption.Resolved::assumption)
                .flatMap(Optional::stream)
                .toList();
        return Run.of(cells, chosen(options), options, assumptions, progress);
    }

    private List<Scenario> chosen(RunOptions options) {
        return scenarios().stream()
                .filter(s -> options.only().isEmpty() || options.only().contains(s.name().text()))
                .toList();
    }

    /** What comes of the assumptions that the options wish for, in their order. */
    public List<Assumption.Resolved> assumptions(RunOptions options) {
        if (options.assume().isEmpty()) {
            return List.of();
        }
        Set<String> inForce = new TreeSet<>();
        for (Scenario scenario : chosen(options)) {
            cells(scenario, options).forEach(c -> inForce.addAll(ruleNames(scenario, c)));
        }
        return options.assume().stream()
                .map(w -> Assumption.resolve(w, checked.index(), inForce))
                .toList();
    }

    /** The names of the rules in force; none in a cell in which the script cannot run, which the run will say. */
    private List<String> ruleNames(Scenario scenario, Cell cell) {
        try {
            return compile(scenario, cell).rules().stream()
                    .map(Program.RuleValue::name)
                    .toList();
        } catch (LoweringException e) {
            return List.of();
        }
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
