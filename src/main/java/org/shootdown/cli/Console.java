package org.shootdown.cli;

import java.io.PrintStream;

/**
 * Where commands write: results to {@code out}, diagnostics and progress to {@code err}.
 *
 * @param colour whether diagnostics are coloured
 */
record Console(PrintStream out, PrintStream err, boolean colour) {

    /** Colour is for terminals, and for nobody who sets NO_COLOR. */
    static Console of(PrintStream out, PrintStream err) {
        boolean terminal = System.console() != null;
        boolean wanted = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        return new Console(out, err, terminal && wanted);
    }
}
