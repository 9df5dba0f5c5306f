package org.shootdown.engine;

/** The transitions between stored states: from each state, in order, to which and whose. */
final class Graph {

    private final IntList starts = new IntList();
    private final IntList targets = new IntList();
    private final IntList labels = new IntList();

    /** The transitions of the next state follow. */
    void begin() {
        starts.add(targets.size());
    }

    void edge(int target, int actor, int kind) {
        targets.add(target);
        labels.add(actor << 2 | kind);
    }

    int states() {
        return starts.size();
    }

    int first(int state) {
        return starts.get(state);
    }

    /** Behind the last transition of a state. */
    int end(int state) {
        return state + 1 < starts.size() ? starts.get(state + 1) : targets.size();
    }

    int target(int edge) {
        return targets.get(edge);
    }

    int actor(int edge) {
        return labels.get(edge) >> 2;
    }

    int kind(int edge) {
        return labels.get(edge) & 3;
    }

    long bytes() {
        return starts.bytes() + targets.bytes() + labels.bytes();
    }
}
