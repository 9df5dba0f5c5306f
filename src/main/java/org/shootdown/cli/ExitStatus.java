package org.shootdown.cli;

import java.util.List;

/** What the program's exit status says. Of several the worst counts, in the order 70, 2, 3, 1, 4, 0. */
final class ExitStatus {

    static final int OK = 0;
    /** A verdict differs from its expectation, or a question without expectation is violated. */
    static final int UNEXPECTED = 1;
    /** The command line makes no sense, or what it asks for cannot be written. */
    static final int USAGE = 2;
    /** Errors in a script. */
    static final int SCRIPT = 3;
    /** A bound was reached, so something is unknown. */
    static final int UNKNOWN = 4;
    /** A fault of our own. */
    static final int INTERNAL = 70;
    static final int INTERRUPTED = 130;

    private static final List<Integer> WORST_FIRST = List.of(INTERRUPTED, INTERNAL, USAGE, SCRIPT, UNEXPECTED, UNKNOWN, OK);

    private ExitStatus() {}

    static int worse(int a, int b) {
        return WORST_FIRST.indexOf(a) < WORST_FIRST.indexOf(b) ? a : b;
    }
}
