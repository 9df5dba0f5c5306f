package org.shootdown.syntax.format;

/** A fault of the formatter's own: what it printed would not mean the same, and is thrown away. */
public final class FormatFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FormatFault(String message) {
        super(message);
    }
}
