package org.shootdown.sema;

import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;

/** Ends the expansion of a scenario in a cell in which it makes no sense, with what to tell its author. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;

    Refusal(Diagnostic diagnostic) {
        super(diagnostic.message());
        this.diagnostic = diagnostic;
    }

    Refusal(Code code, Span span, String message) {
        this(Diagnostic.of(code, span, message));
    }

    Diagnostic diagnostic() {
        return diagnostic;
    }
}
