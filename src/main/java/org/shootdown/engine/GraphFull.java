package org.shootdown.engine;

/** A program has more actors, or its transitions more prices, than the graph has room for. */
final class GraphFull extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GraphFull() {
        super("more actors or prices than the graph has room for");
    }
}
