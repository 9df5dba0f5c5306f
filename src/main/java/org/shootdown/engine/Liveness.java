package org.shootdown.engine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds runs in which an access faults for ever though it is permitted. Such a run ends in a {@linkplain FairLoops
 * weakly fair} component in which the thread faults and never succeeds.
 */
final class Liveness {

    private final Graph graph;
    private final int actors;
    private final int threads;

    Liveness(Graph graph, int actors, int threads) {
        this.graph = graph;
        this.actors = actors;
        this.threads = threads;
    }

    /**
     * A run that never leaves the code between a fault and its answer.
     *
     * @param state where it stays from some time on
     * @param loop what happens for ever; absent if nothing does
     */
    record Unanswered(int thread, int state, Optional<Lasso> loop) {}

    /** The first run on which some thread waits for ever; {@code waiting}: by thread, the states in which it waits. */
    Optional<Unanswered> unanswered(List<BitSet> waiting) {
        for (int thread = 0; thread < threads; thread++) {
            Optional<Unanswered> found = unanswered(thread, waiting.get(thread));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Unanswered> unanswered(int thread, BitSet waits) {
        if (waits.isEmpty()) {
            return Optional.empty();
        }
        FairLoops loops = new FairLoops(
                graph, actors, (state, edge) -> waits.get(state) && waits.get(graph.target(edge)));
        BitSet fair = loops.fair(waits.stream().toArray());
        return waits.stream()
                .filter(s -> fair.get(loops.components()[s]))
                .mapToObj(s -> new Unanswered(thread, s, loops.staying(s)))
                .findFirst();
    }

    /** The loop that is reached first, of the first thread that has one. */
    Optional<Lasso> faultLoop() {
        for (int thread = 0; thread < threads; thread++) {
            if (faultsAtAll(thread)) {
                Optional<Lasso> lasso = faultLoop(thread);
                if (lasso.isPresent()) {
                    return lasso;
                }
            }
        }
        return Optional.empty();
    }

    private boolean faultsAtAll(int thread) {
        for (int edge = 0; edge < graph.end(graph.states() - 1); edge++) {
            if (isFault(edge, thread)) {
                return true;
            }
        }
        return false;
    }

    private boolean isFault(int edge, int thread) {
        return graph.actor(edge) == thread && graph.kind(edge) == org.shootdown.machine.Transitions.FAULT;
    }

    private boolean isAllowed(int edge, int thread) {
        return graph.actor(edge) != thread || graph.kind(edge) != org.shootdown.machine.Transitions.SUCCESS;
    }

    private Optional<Lasso> faultLoop(int thread) {
        FairLoops loops = new FairLoops(graph, actors, (state, edge) -> isAllowed(edge, thread));
        int[] component = loops.components();
        int[] first = new int[graph.states()];
        Arrays.fill(first, -1);
        // The fault that is found first starts the loop: states are numbered by distance from the start.
        for (int state = 0; state < graph.states(); state++) {
            for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                int c = component[state];
                if (isFault(edge, thread) && component[graph.target(edge)] == c && first[c] < 0) {
                    first[c] = edge;
                    if (loops.isFair(c)) {
                        return Optional.of(loops.through(state, edge));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
