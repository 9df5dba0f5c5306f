package org.shootdown.check;

import org.shootdown.ir.Mentions;

/** A question that each state answers by itself. */
public interface StateCheck {

    /** Whether the state violates it. Called for every state: must not allocate. */
    boolean isViolated(int[] state);

    /**
     * What is wrong with a state that violates it, in a sentence without a full stop.
     *
     * @param mentions hears of the entries that the sentence speaks of
     */
    String explain(int[] state, Mentions mentions);
}
