package org.shootdown.machine.iopgtable;

/** Unwinds a driver to the operation, which returns {@link Outcome.Undefined}. */
final class UndefinedBehaviour extends RuntimeException {

    private static final long serialVersionUID = 1;

    UndefinedBehaviour(String because) {
        super(because, null, false, false);
    }
}
