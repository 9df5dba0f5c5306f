package org.shootdown.sema;

import java.util.List;
import org.shootdown.diag.Diagnostics;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Script;

/**
 * Says what is legal in a script but surely not meant. It is asked only of scripts without errors: what a wrong script
 * means is a guess, and one thing at a time is enough.
 */
final class Warnings {

    private Warnings() {}

    static void check(LibraryIndex index, List<Script> scripts, Diagnostics diagnostics) {
        for (Script script : scripts) {
            for (Declaration declaration : script.declarations()) {
                Diagnostics own = new Diagnostics();
                if (declaration instanceof Scenario scenario) {
                    new MatrixWarnings(index, scenario, own).check();
                    new ThingWarnings(scenario, own).check();
                    new BodyWarnings(own).scenario(scenario);
                    new QuestionWarnings(scenario, own).check();
                } else if (declaration instanceof Library library) {
                    new LibraryWarnings(index, own).check(library);
                }
                diagnostics.addAll(own.sorted());
            }
        }
        LibraryWarnings.patches(scripts, diagnostics);
    }
}
