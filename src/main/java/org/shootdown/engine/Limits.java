package org.shootdown.engine;

/**
 * The bounds of an exploration of one cell; reaching one makes open answers {@code unknown}.
 *
 * @param maxStates the most states
 * @param maxBytes the most bytes for stored states and what goes with them
 * @param maxMillis the longest time in milliseconds
 */
public record Limits(long maxStates, long maxBytes, long maxMillis) {

    /** As many states as fit in half of the memory that the JVM may use, ten million at most, in an hour at most. */
    public static Limits standard() {
        return new Limits(10_000_000, Runtime.getRuntime().maxMemory() / 2, 3_600_000);
    }
}
