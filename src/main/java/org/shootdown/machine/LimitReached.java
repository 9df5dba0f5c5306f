package org.shootdown.machine;

/**
 * The scenario needs more of something than the machine's state can hold, or breaks a rule on which every answer rests:
 * the answer is {@code unknown}.
 */
public final class LimitReached extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LimitReached(String what) {
        super(what);
    }
}
