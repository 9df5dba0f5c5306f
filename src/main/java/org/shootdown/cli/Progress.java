package org.shootdown.cli;

/** Tells on standard error what has been done, in runs that take longer than a second. */
final class Progress {

    private static final long QUIET_NANOS = 1_000_000_000L;

    private final Console console;
    private final long start = System.nanoTime();
    private long lastLine = start;
    private int cells;

    Progress(Console console) {
        this.console = console;
    }

    /** A cell is done. Called from several threads. */
    synchronized void cellDone(String what) {
        cells++;
        long now = System.nanoTime();
        if (now - lastLine > QUIET_NANOS) {
            lastLine = now;
            console.err().printf("%d cells done after %d s, last %s%n", cells, (now - start) / QUIET_NANOS, what);
        }
    }
}
