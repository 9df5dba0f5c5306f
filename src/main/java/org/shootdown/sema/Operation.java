package org.shootdown.sema;

import java.util.List;

/**
 * An operation of the machine: a row of the table that the checker, the compiler, completion and the reference read.
 *
 * @param kind what it does to the state
 * @param parameters the types of its arguments; a last {@link Type#PAGES} takes all that remain
 * @param result {@link Type#NOTHING} if it has none
 * @param documentation what it means, in a sentence, with its source
 */
public record Operation(
        String name, Kind kind, List<Parameter> parameters, Type result, String documentation) {

    /** What an operation does to the state. */
    public enum Kind {
        /** Computes a value from values. */
        FUNCTION,
        /** Names things known before the run. */
        LOOKUP,
        /** One atomic step. */
        STEP,
        /** An access that is translated and may fault. */
        ACCESS
    }

    /** A parameter. */
    public record Parameter(String name, Type type) {}

    public Operation {
        parameters = List.copyOf(parameters);
    }

    /** {@code cas_pte(page: page, expected: pte, entry: pte) -> bool}. */
    public String signature() {
        String list = String.join(
                ", ",
                parameters.stream().map(p -> p.name() + ": " + p.type().word()).toList());
        return name + "(" + list + ")" + (result == Type.NOTHING ? "" : " -> " + result.word());
    }
}
