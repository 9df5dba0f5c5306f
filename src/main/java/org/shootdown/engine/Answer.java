package org.shootdown.engine;

import java.util.Optional;

/**
 * The answer to one question.
 *
 * @param reason why it is unknown or does not apply; what is wrong if it is violated; empty if it holds
 * @param trace how the violation comes about, or how an {@code exists} is reached
 */
public record Answer(String question, Verdict verdict, String reason, Optional<Trace> trace) {}
