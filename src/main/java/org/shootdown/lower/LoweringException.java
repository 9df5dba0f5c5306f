package org.shootdown.lower;

import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;

/** A script that is well-formed but cannot run in a cell, with what to tell its author. */
public final class LoweringException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;

    LoweringException(Diagnostic diagnostic) {
        super(diagnostic.message());
        this.diagnostic = diagnostic;
    }

    LoweringException(Code code, Span span, String message) {
        this(Diagnostic.of(code, span, message));
    }

    /** The same, saying in which cell. */
    public LoweringException in(String cell) {
        return new LoweringException(diagnostic.help(cell));
    }

    public Diagnostic diagnostic() {
        return diagnostic;
    }
}
