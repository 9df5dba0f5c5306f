package org.shootdown.engine;

/** A program has more of something than a table of the engine has room for. */
final class TablesFull extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** {@code what}: of what there is too much. */
    TablesFull(String what) {
        super("more " + what + " than the engine's tables have room for");
    }
}
