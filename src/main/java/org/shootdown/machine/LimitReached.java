package org.shootdown.machine;

/**
 * A step needs more of something than the machine's state can hold, or comes to what the machine does not model, or
 * breaks a rule on which every answer rests: what follows on this run is {@code unknown}.
 */
public class LimitReached extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** {@code what}: a sentence without its subject, who is whoever makes the step. */
    public LimitReached(String what) {
        super(what);
    }
}
