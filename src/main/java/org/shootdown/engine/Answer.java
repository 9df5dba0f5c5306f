package org.shootdown.engine;

import java.util.List;
import java.util.Optional;

/**
 * The answer to one question.
 *
 * @param reason why it is unknown or does not apply; what is wrong if it is violated; empty if it holds
 * @param trace how the violation comes about, how an {@code exists} is reached, or how a run came to where nobody knows
 *     how it goes on
 * @param outcomes for a timeline that can come about, what the script's registers can be at the end
 */
public record Answer(
        String question, Verdict verdict, String reason, Optional<Trace> trace, List<List<Integer>> outcomes) {

    public Answer {
        outcomes = List.copyOf(outcomes);
    }

    public Answer(String question, Verdict verdict, String reason, Optional<Trace> trace) {
        this(question, verdict, reason, trace, List.of());
    }
}
