package org.shootdown.machine;

/** Takes the transitions out of a state. */
@FunctionalInterface
public interface Transitions {

    /** Nothing that progress cares about. */
    int PLAIN = 0;
    /** An access that the VMA permits has faulted. */
    int FAULT = 1;
    /** An access has succeeded. */
    int SUCCESS = 2;

    /**
     * A transition.
     *
     * @param next the state behind it; the receiver may keep the array
     * @param actor whose transition it is: see {@link Machine#actors()}
     * @param kind one of the constants above
     */
    void to(int[] next, int actor, int kind);

    /**
     * A step that could be made, and of which the machine cannot say where it leads, or not with sense.
     *
     * @param actor whose step it is
     */
    default void stops(int actor, Stop stop) {
        throw new LimitReached(stop.why());
    }
}
