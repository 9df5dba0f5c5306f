package org.shootdown.check;

/** A question that each state answers by itself. */
public interface StateCheck {

    /** Whether the state violates it. Called for every state: must not allocate. */
    boolean isViolated(int[] state);

    /** What is wrong with a state that violates it, in a sentence without a full stop. */
    String explain(int[] state);
}
