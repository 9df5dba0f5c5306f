package org.shootdown.ir;

import org.shootdown.diag.Span;

/**
 * A step with its place in the thread and in the source.
 *
 * @param next the index of the instruction that follows; -1 after the last
 * @param region the atomic region that it belongs to, or 0: instructions of one region that follow each other happen
 *     as one step
 * @param procedure the procedure it comes from; empty in the thread's own code
 * @param text how a timeline tells it, for steps that the machine does not tell better
 * @param weight how much it matters to who reads a timeline
 */
public record Instruction(
        Step step, int next, int region, Span span, String procedure, String text, Weight weight) {

    /** How much a step matters to who reads a timeline. */
    public enum Weight {
        /** It changes what others can see. */
        ACTION,
        /** It takes or gives back a lock. */
        LOCKING,
        /** It reads, decides or keeps books. */
        MINOR
    }

    /** As the script or the library has it. */
    public String source() {
        return span.text();
    }

    /** {@code file:line}. */
    public String location() {
        return span.location();
    }
}
