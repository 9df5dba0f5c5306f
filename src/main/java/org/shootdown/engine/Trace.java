package org.shootdown.engine;

import java.util.List;
import org.shootdown.ir.Mention;

/**
 * How a violation comes about, step by step.
 *
 * @param steps what happens
 * @param loopStart for a run without end, the index of the step to which it returns; else -1
 * @param ending what is wrong at the end
 * @param mentioned the page-table entries that {@code ending} speaks of
 * @param rules the rules of architecture and IOMMU that the steps rest on, as {@code arch.NAME} or {@code IOMMU.NAME}
 * @param procedures the procedures of the library to which the steps belong
 */
public record Trace(
        List<Step> steps,
        int loopStart,
        String ending,
        List<Mention> mentioned,
        List<String> rules,
        List<Procedure> procedures) {

    public Trace {
        steps = List.copyOf(steps);
        mentioned = List.copyOf(mentioned);
        rules = List.copyOf(rules);
        procedures = List.copyOf(procedures);
    }

    /**
     * One step.
     *
     * @param column who does it
     * @param text what happens
     * @param procedure the procedure of the library that it belongs to; may be empty
     * @param location {@code file:line}; empty for hardware
     * @param mentioned the page-table entries that {@code text} speaks of
     */
    public record Step(
            String column, String text, String procedure, String location, Weight weight, List<Mention> mentioned) {

        public Step {
            mentioned = List.copyOf(mentioned);
        }

        /** The same step with another weight. */
        Step as(Weight other) {
            return new Step(column, text, procedure, location, other, mentioned);
        }
    }

    /** How much a step matters to who reads a timeline. */
    public enum Weight {
        /** It changes what others can see. */
        ACTION,
        /** It takes or gives back a lock. */
        LOCKING,
        /** It reads, decides or keeps books. */
        MINOR
    }
}
