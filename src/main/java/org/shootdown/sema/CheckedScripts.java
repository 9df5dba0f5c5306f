package org.shootdown.sema;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Script;

/**
 * Scripts with the library that they run on.
 *
 * @param scenarios the scripts' scenarios, in order
 * @param diagnostics what is wrong with the scripts; if there is an error, nothing may run
 */
public record CheckedScripts(LibraryIndex index, List<Scenario> scenarios, List<Diagnostic> diagnostics) {

    public CheckedScripts {
        scenarios = List.copyOf(scenarios);
        diagnostics = List.copyOf(diagnostics);
    }

    /** Checks scripts that import nothing against the bundled library. */
    public static CheckedScripts check(List<Script> scripts, List<Script> library, boolean alsoLibrary) {
        return check(scripts, List.of(), library, alsoLibrary);
    }

    /**
     * Checks scripts, and what they import, against the bundled library; the library itself is checked only if asked for.
     *
     * @param imported other files, whose scenarios do not count
     */
    public static CheckedScripts check(
            List<Script> scripts, List<Script> imported, List<Script> library, boolean alsoLibrary) {
        Diagnostics diagnostics = new Diagnostics();
        List<Script> own = new ArrayList<>();
        imported.forEach(s -> own.add(withoutScenarios(s)));
        own.addAll(scripts);
        List<Script> all = new ArrayList<>(library);
        all.addAll(own);
        LibraryIndex index = new LibraryIndex(all, imported, diagnostics);
        List<Scenario> scenarios = scripts.stream()
                .flatMap(s -> s.declarations().stream())
                .filter(Scenario.class::isInstance)
                .map(Scenario.class::cast)
                .toList();
        if (diagnostics.hasErrors()) {
            // Who extends whom is not known: whatever rests on that would be reported wrongly.
            return new CheckedScripts(index, scenarios, diagnostics.sorted());
        }
        LibraryChecker libraryChecker = new LibraryChecker(index, diagnostics);
        for (Script script : alsoLibrary ? all : own) {
            for (Declaration declaration : script.declarations()) {
                if (diagnostics.areEnough()) {
                    break;
                }
                if (declaration instanceof Declaration.Library part) {
                    libraryChecker.check(part);
                } else if (declaration instanceof Declaration.Hardware part) {
                    libraryChecker.check(part);
                } else if (declaration instanceof Declaration.Property property) {
                    QuestionChecker.check(index, property, diagnostics);
                }
            }
        }
        Scope kernels = ScenarioChecker.kernelScope(index);
        for (Scenario scenario : scenarios) {
            if (diagnostics.areEnough()) {
                break;
            }
            Diagnostics found = new Diagnostics();
            new ScenarioChecker(index, kernels, scenario, found).check();
            diagnostics.addAll(found.sorted());
        }
        if (!diagnostics.hasErrors()) {
            Warnings.check(index, alsoLibrary ? all : own, diagnostics);
        }
        return new CheckedScripts(index, scenarios, Repeats.once(diagnostics.sorted()));
    }

    private static Script withoutScenarios(Script script) {
        List<Declaration> declarations = script.declarations().stream()
                .filter(d -> !(d instanceof Scenario))
                .toList();
        return new Script(script.file(), script.imports(), declarations);
    }
}
