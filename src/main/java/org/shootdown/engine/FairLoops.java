package org.shootdown.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs without end that keep to some edges, and are weakly fair: every actor that could go on in all of its states
 * from some time on does go on. Such a run ends in a strongly connected component in which each actor moves, or in some
 * state cannot. If a component is not fair, an actor is enabled throughout and never moves, so no loop inside it is
 * fair either; looking at maximal components is enough. A component of one state in which no actor can move is fair:
 * the run stops there.
 */
final class FairLoops {

    private final Graph graph;
    private final int actors;
    private final Components.Edges edges;
    private final int[] component;

    /** {@code actors}: how many owe the others fairness; those with higher numbers owe nobody anything. */
    FairLoops(Graph graph, int actors, Components.Edges edges) {
        this.graph = graph;
        this.actors = actors;
        this.edges = edges;
        this.component = new Components(graph, edges).byState();
    }

    /** The number of each state's component. */
    int[] components() {
        return component;
    }

    /** Whether a run may stay in a component for ever. */
    boolean isFair(int c) {
        boolean[] satisfied = new boolean[actors + 1];
        for (int state = 0; state < graph.states(); state++) {
            if (component[state] == c) {
                satisfy(satisfied, state);
            }
        }
        return allSatisfied(satisfied);
    }

    /** The numbers of the components in which a run may stay, looking only at some states. */
    BitSet fair(int[] states) {
        Integer[] order = new Integer[states.length];
        Arrays.setAll(order, i -> states[i]);
        Arrays.sort(order, (a, b) -> Integer.compare(component[a], component[b]));
        BitSet fair = new BitSet();
        for (int i = 0; i < order.length; ) {
            int c = component[order[i]];
            boolean[] content = new boolean[actors + 1];
            for (; i < order.length && component[order[i]] == c; i++) {
                satisfy(content, order[i]);
            }
            fair.set(c, allSatisfied(content));
        }
        return fair;
    }

    /** The loop of a run that stays in the fair component of a state; absent if nobody who owes fairness moves there. */
    Optional<Lasso> staying(int state) {
        boolean someMove = false;
        int inside = -1;
        for (int edge = graph.first(state); edge < graph.end(state); edge++) {
            boolean owes = graph.actor(edge) < actors;
            someMove |= owes;
            boolean stays = edges.test(state, edge) && component[graph.target(edge)] == component[state];
            if (stays && owes) {
                return Optional.of(through(state, edge));
            }
            if (stays && inside < 0) {
                inside = edge;
            }
        }
        // What moves inside are caches, or nobody.
        if (!someMove) {
            return Optional.empty();
        }
        if (inside < 0) {
            throw new IllegalStateException("a component is fair though an actor waits in its only state");
        }
        return Optional.of(through(state, inside));
    }

    /** Marks the actors that move inside the component from this state, or cannot move in it. */
    void satisfy(boolean[] satisfied, int state) {
        boolean[] enabled = new boolean[actors + 1];
        for (int edge = graph.first(state); edge < graph.end(state); edge++) {
            enabled[graph.actor(edge)] = true;
            if (edges.test(state, edge) && component[graph.target(edge)] == component[state]) {
                satisfied[graph.actor(edge)] = true;
            }
        }
        for (int actor = 0; actor < actors; actor++) {
            satisfied[actor] |= !enabled[actor];
        }
    }

    boolean allSatisfied(boolean[] satisfied) {
        for (int actor = 0; actor < actors; actor++) {
            if (!satisfied[actor]) {
                return false;
            }
        }
        return true;
    }

    /** A fair loop of a fair component that begins with an edge: detours to what the shortest one leaves out. */
    Lasso through(int from, int first) {
        List<Integer> states = new ArrayList<>();
        boolean[] satisfied = new boolean[actors + 1];
        states.add(from);
        // That others could move inside the component is not enough: the loop that is shown must let them.
        satisfyDisabled(satisfied, from);
        satisfied[graph.actor(first)] = true;
        int at = graph.target(first);
        append(states, List.of(at), satisfied);
        for (int actor = 0; actor < actors; actor++) {
            if (!satisfied[actor]) {
                at = detour(states, at, actor, satisfied);
            }
        }
        append(states, path(at, from), satisfied);
        if (states.size() > 1 && states.get(states.size() - 1) == from) {
            states.remove(states.size() - 1);
        }
        return new Lasso(states);
    }

    private void append(List<Integer> states, List<Integer> more, boolean[] satisfied) {
        for (int state : more) {
            states.add(state);
            boolean[] here = new boolean[actors + 1];
            satisfyDisabled(here, state);
            for (int actor = 0; actor < actors; actor++) {
                satisfied[actor] |= here[actor];
            }
        }
        for (int i = 1; i < states.size(); i++) {
            satisfied[actorBetween(states.get(i - 1), states.get(i))] = true;
        }
    }

    private void satisfyDisabled(boolean[] satisfied, int state) {
        Arrays.fill(satisfied, true);
        for (int edge = graph.first(state); edge < graph.end(state); edge++) {
            satisfied[graph.actor(edge)] = false;
        }
    }

    private int actorBetween(int from, int to) {
        for (int edge = graph.first(from); edge < graph.end(from); edge++) {
            if (graph.target(edge) == to && edges.test(from, edge)) {
                return graph.actor(edge);
            }
        }
        return actors;
    }

    private int detour(List<Integer> states, int at, int actor, boolean[] satisfied) {
        for (int state = 0; state < graph.states(); state++) {
            if (component[state] != component[at]) {
                continue;
            }
            for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                boolean inside = component[graph.target(edge)] == component[at] && edges.test(state, edge);
                if (graph.actor(edge) == actor && inside) {
                    append(states, path(at, state), satisfied);
                    append(states, List.of(graph.target(edge)), satisfied);
                    satisfied[actor] = true;
                    return graph.target(edge);
                }
            }
            boolean[] disabled = new boolean[actors + 1];
            satisfyDisabled(disabled, state);
            if (disabled[actor]) {
                append(states, path(at, state), satisfied);
                return state;
            }
        }
        return at;
    }

    /** The states behind {@code from} on a shortest way to {@code to} inside their component. */
    private List<Integer> path(int from, int to) {
        if (from == to) {
            return List.of();
        }
        Map<Integer, Integer> cameFrom = new HashMap<>();
        Deque<Integer> queue = new ArrayDeque<>(List.of(from));
        cameFrom.put(from, from);
        while (!queue.isEmpty() && !cameFrom.containsKey(to)) {
            int state = queue.poll();
            for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                int target = graph.target(edge);
                if (component[target] == component[from]
                        && edges.test(state, edge)
                        && cameFrom.putIfAbsent(target, state) == null) {
                    queue.add(target);
                }
            }
        }
        List<Integer> reversed = new ArrayList<>();
        for (int state = to; state != from; state = cameFrom.get(state)) {
            reversed.add(0, state);
        }
        return reversed;
    }
}
