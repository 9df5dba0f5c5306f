package org.shootdown.emit;

import java.util.List;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;

/** Collects what a target cannot express, each at its place. */
final class Refusals {

    private final Diagnostics diagnostics = new Diagnostics();

    void at(Span span, String why) {
        diagnostics.add(Diagnostic.of(Code.NOT_EXPRESSIBLE, span, why));
    }

    void at(Span span, String why, String help) {
        diagnostics.add(Diagnostic.of(Code.NOT_EXPRESSIBLE, span, why).help(help));
    }

    void add(Diagnostic diagnostic) {
        diagnostics.add(diagnostic);
    }

    List<Diagnostic> all() {
        return diagnostics.sorted();
    }
}
