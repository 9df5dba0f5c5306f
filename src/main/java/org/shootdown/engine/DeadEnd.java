package org.shootdown.engine;

/**
 * Where a run came to an end because nobody knows how it goes on: the first such place that was found.
 *
 * @param reason whose step it is, what it does and where it stands, in a sentence without a full stop
 * @param trace the way there, with the step
 */
public record DeadEnd(String reason, Trace trace) {}
