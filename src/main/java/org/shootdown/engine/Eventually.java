package org.shootdown.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds a weakly fair run on which something never becomes true: a way through states in which it is not, to a loop of
 * such states or to one in which nobody can go on any more.
 */
final class Eventually {

    private final Graph graph;
    private final int actors;
    private final BitSet satisfied;
    /** The states that such ways come to, nearest first, and where they come from; -1 for all others. */
    private final IntList reached = new IntList();
    private final int[] cameFrom;

    /**
     * A run.
     *
     * @param way the states from the start to the loop, or to the end
     * @param loop the loop; absent if the run ends
     */
    record Run(List<Integer> way, Optional<Lasso> loop) {

        Run {
            way = List.copyOf(way);
        }
    }

    /** {@code satisfied}: the states in which it is true. */
    Eventually(Graph graph, int actors, BitSet satisfied) {
        this.graph = graph;
        this.actors = actors;
        this.satisfied = satisfied;
        this.cameFrom = new int[graph.states()];
        Arrays.fill(cameFrom, -1);
    }

    /** A run that violates it; absent if there is none. */
    Optional<Run> violation() {
        if (satisfied.get(0)) {
            return Optional.empty();
        }
        reach();
        FairLoops loops = new FairLoops(
                graph, actors, (state, edge) -> cameFrom[state] >= 0 && cameFrom[graph.target(edge)] >= 0);
        int[] states = new int[reached.size()];
        Arrays.setAll(states, reached::get);
        BitSet fair = loops.fair(states);
        for (int i = 0; i < reached.size(); i++) {
            int state = reached.get(i);
            if (fair.get(loops.components()[state])) {
                return Optional.of(run(loops, state));
            }
        }
        return Optional.empty();
    }

    private void reach() {
        cameFrom[0] = 0;
        reached.add(0);
        for (int i = 0; i < reached.size(); i++) {
            int state = reached.get(i);
            for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                int target = graph.target(edge);
                if (cameFrom[target] < 0 && !satisfied.get(target)) {
                    cameFrom[target] = state;
                    reached.add(target);
                }
            }
        }
    }

    private Run run(FairLoops loops, int state) {
        List<Integer> way = new ArrayList<>();
        for (int at = state; at != 0; at = cameFrom[at]) {
            way.add(0, at);
        }
        way.add(0, 0);
        return new Run(way, loops.staying(state));
    }
}
