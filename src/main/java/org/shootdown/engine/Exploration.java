package org.shootdown.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What came out of exploring a cell.
 *
 * @param answers one for each question, in the order of the script
 * @param registers the names of the script's registers
 * @param outcomes the values of the registers in all final states found
 * @param rules the rules of the machine that mattered to some transition or to how the program was compiled, as {@code
 *     arch.NAME} or {@code IOMMU.NAME}: with another one flipped, all answers would be the same
 * @param procedures the procedures that were executed
 * @param costs what runs cost, by kind; empty if nobody asked, if a bound was reached or if no run ends
 * @param bound which bound ended the exploration early; absent if it did not
 * @param deadEnd where a run ended because nobody knows how it goes on; all others were explored
 * @param engine the name of the engine
 */
public record Exploration(
        List<Answer> answers,
        List<String> registers,
        Set<List<Integer>> outcomes,
        List<String> rules,
        List<Procedure> procedures,
        List<Cost> costs,
        long states,
        long transitions,
        long millis,
        Optional<String> bound,
        Optional<DeadEnd> deadEnd,
        String engine) {

    public Exploration {
        answers = List.copyOf(answers);
        registers = List.copyOf(registers);
        outcomes = Set.copyOf(outcomes);
        rules = List.copyOf(rules);
        procedures = List.copyOf(procedures);
        costs = List.copyOf(costs);
    }

    /** Why not all runs were seen to their end; absent if they were. */
    public Optional<String> unseen() {
        return unseen(bound, deadEnd);
    }

    static Optional<String> unseen(Optional<String> bound, Optional<DeadEnd> deadEnd) {
        if (bound.isPresent() && deadEnd.isPresent()) {
            return Optional.of(deadEnd.get().reason() + "; and " + bound.get());
        }
        return deadEnd.map(DeadEnd::reason).or(() -> bound);
    }
}
