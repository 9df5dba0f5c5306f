package org.shootdown.emit;

import java.util.List;
import java.util.Set;

/**
 * What the model allows a scenario to end with.
 *
 * @param registers the full names of the registers: {@code T.r}, {@code U.fault}
 * @param outcomes their values in all final states, in the same order; {@code Value.UNDEFINED} where never assigned
 */
public record AllowedOutcomes(List<String> registers, Set<List<Integer>> outcomes) {

    public AllowedOutcomes {
        registers = List.copyOf(registers);
        outcomes = Set.copyOf(outcomes);
        for (List<Integer> outcome : outcomes) {
            if (outcome.size() != registers.size()) {
                throw new IllegalArgumentException("an outcome of " + outcome.size() + " values for "
                        + registers.size() + " registers");
            }
        }
    }
}
