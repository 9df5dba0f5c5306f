package org.shootdown;

/** Who wants to hear how far a run is. Called from several threads. */
@FunctionalInterface
public interface RunProgress {

    /**
     * A cell is done.
     *
     * @param cell as {@code scenario cell}
     */
    void cellDone(String cell);

    /**
     * A cell is being explored; told every few milliseconds.
     *
     * @param cell as {@code scenario cell}
     * @param states how many states have been found in it
     */
    default void exploring(String cell, int states) {}
}
