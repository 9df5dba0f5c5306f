package org.shootdown.cli;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.shootdown.RunProgress;

/**
 * Tells on standard error what has been done, in runs that take longer than a second, and how far a cell is that takes
 * longer than a few.
 */
final class Progress implements RunProgress {

    /** A terminal's. */
    private static final int WIDTH = 80;

    private static final long SECOND = 1_000_000_000L;
    private static final long FEW_SECONDS = 3 * SECOND;

    /** What goes on for long is told of less often: when a tenth of the time until then has passed. */
    private static final int PART = 10;

    private final Console console;
    private final LongSupplier nanoTime;
    private final long start;
    private long lastLine;
    private int cells;

    Progress(Console console) {
        this(console, System::nanoTime);
    }

    /** With a clock of one's own, in nanoseconds. */
    Progress(Console console, LongSupplier nanoTime) {
        this.console = console;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.lastLine = start;
    }

    @Override
    public synchronized void cellDone(String cell) {
        cells++;
        long now = nanoTime.getAsLong();
        if (now - lastLine > SECOND) {
            String counted = cells == 1 ? "1 cell" : cells + " cells";
            say(now, String.format("%s done after %d s, last %s", counted, seconds(now), cell));
        }
    }

    @Override
    public synchronized void exploring(String cell, int states) {
        long now = nanoTime.getAsLong();
        if (now - lastLine > Math.max(FEW_SECONDS, (now - start) / PART)) {
            say(now, String.format(Locale.ROOT, "%,d states after %d s in %s", states, seconds(now), cell));
        }
    }

    private long seconds(long now) {
        return (now - start) / SECOND;
    }

    /** One line, cut where the terminal's would end. */
    private void say(long now, String line) {
        lastLine = now;
        String dots = "...";
        boolean fits = line.length() <= WIDTH;
        console.err().println(fits ? line : line.substring(0, WIDTH - dots.length()) + dots);
    }
}
