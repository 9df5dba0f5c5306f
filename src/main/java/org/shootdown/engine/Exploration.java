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
 * @param bound which bound ended the exploration early; absent if it is complete
 * @param engine the name of the engine
 */
public record Exploration(
        List<Answer> answers,
        List<String> registers,
        Set<List<Integer>> outcomes,
        long states,
        long transitions,
        long millis,
        Optional<String> bound,
        String engine) {

    public Exploration {
        answers = List.copyOf(answers);
        registers = List.copyOf(registers);
        outcomes = Set.copyOf(outcomes);
    }
}
