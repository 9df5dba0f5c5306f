package org.shootdown.sema;

import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.TreeWalk;

/** Refuses what the grammar reads and the machine does not know: better no answer than one that left it out. */
final class NotModelled extends TreeWalk {

    private final Diagnostics diagnostics;

    private NotModelled(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    static void check(Script script, Diagnostics diagnostics) {
        NotModelled walk = new NotModelled(diagnostics);
        for (Declaration declaration : script.declarations()) {
            if (declaration instanceof Declaration.Scenario scenario) {
                scenario.items().forEach(walk::refused);
            }
            walk.declaration(declaration);
        }
    }

    private void refused(ScenarioItem item) {
        if (item instanceof ScenarioItem.Domain domain) {
            refuse(domain.name().span(), "`domain`");
        } else if (item instanceof ScenarioItem.VirtualMachine machine) {
            refuse(machine.name().span(), "`vm`");
        } else if (item instanceof ScenarioItem.Thread thread) {
            thread.place().ifPresent(this::place);
        }
    }

    private void place(ScenarioItem.Place place) {
        if (place.owner().isPresent()) {
            refuse(place.span(), "a place that is not a CPU's number or a device");
        }
    }

    private void refuse(Span span, String what) {
        diagnostics.add(Diagnostic.of(Code.NOT_MODELLED, span, what + " is not understood by this version yet"));
    }
}
