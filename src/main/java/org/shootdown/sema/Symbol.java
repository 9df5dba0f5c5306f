package org.shootdown.sema;

import java.util.Optional;
import org.shootdown.diag.Span;

/**
 * What a name stands for.
 *
 * @param index what it is indexed with, if it is one of many ({@code ptl[page]})
 */
public record Symbol(String name, Kind kind, Type type, Optional<Type> index, Span span) {

    /** Where a name comes from. */
    public enum Kind {
        /** A thread's register: readable in questions, assigned by assigning. */
        REGISTER,
        /** A {@code let} of a procedure or thread. */
        LOCAL,
        PARAMETER,
        /** A shared variable of the kernel or the scenario. */
        VARIABLE,
        LOCK,
        /** A page, address space, device of the scenario. */
        THING,
        /** An axis whose values are numbers or switches. */
        AXIS;

        /** Whether it can be assigned. */
        boolean assignable() {
            return this == REGISTER || this == LOCAL || this == VARIABLE;
        }
    }

    static Symbol of(String name, Kind kind, Type type, Span span) {
        return new Symbol(name, kind, type, Optional.empty(), span);
    }
}
