package org.shootdown.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds runs in which an access faults for ever though it is permitted. Such a run ends in a strongly connected
 * component in which the thread faults and never succeeds, and which is weakly fair: every actor that could go on in
 * all of its states does go on in it. If a component is not fair, an actor is enabled throughout and never moves, so
 * no loop inside it is fair either; looking at maximal components is enough.
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
        int[] component = new Components(graph, (state, edge) -> isAllowed(edge, thread)).byState();
        int[] first = new int[graph.states()];
        Arrays.fill(first, -1);
        // The fault that is found first starts the loop: states are numbered by distance from the start.
        for (int state = 0; state < graph.states(); state++) {
            for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                int c = component[state];
                if (isFault(edge, thread) && component[graph.target(edge)] == c && first[c] < 0) {
                    first[c] = edge;
                    if (isFair(component, c, thread)) {
                        return Optional.of(loop(component, state, edge, thread));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean isFair(int[] component, int c, int thread) {
        boolean[] satisfied = new boolean[actors + 1];
        for (int state = 0; state < graph.states(); state++) {
            if (component[state] == c) {
                satisfy(satisfied, component, state, thread);
            }
        }
        return allSatisfied(satisfied);
    }

    /** Marks the actors that move inside the component from this state, or cannot move in it. */
    private void satisfy(boolean[] satisfied, int[] component, int state, int thread) {
        boolean[] enabled = new boolean[actors + 1];
        for (int edge = graph.first(state); edge < graph.end(state); edge++) {
            enabled[graph.actor(edge)] = true;
            if (isAllowed(edge, thread) && component[graph.target(edge)] == component[state]) {
                satisfied[graph.actor(edge)] = true;
            }
        }
        for (int actor = 0; actor < actors; actor++) {
            satisfied[actor] |= !enabled[actor];
        }
    }

    private boolean allSatisfied(boolean[] satisfied) {
        for (int actor = 0; actor < actors; actor++) {
            if (!satisfied[actor]) {
                return false;
            }
        }
        return true;
    }

    /** A fair loop through a fault: detours to what the shortest one leaves out. */
    private Lasso loop(int[] component, int from, int fault, int thread) {
        List<Integer> states = new ArrayList<>();
        boolean[] satisfied = new boolean[actors + 1];
        states.add(from);
        // That others could move inside the component is not enough: the loop that is shown must let them.
        satisfyDisabled(satisfied, from);
        satisfied[graph.actor(fault)] = true;
        int at = graph.target(fault);
        append(states, List.of(at), satisfied, component, thread);
        for (int actor = 0; actor < actors; actor++) {
            if (!satisfied[actor]) {
                at = detour(states, at, actor, satisfied, component, thread);
            }
        }
        append(states, path(component, at, from, thread), satisfied, component, thread);
        if (states.size() > 1 && states.get(states.size() - 1) == from) {
            states.remove(states.size() - 1);
        }
        return new Lasso(states);
    }

    private void append(List<Integer> states, List<Integer> more, boolean[] satisfied, int[] component, int thread) {
        for (int state : more) {
            states.add(state);
            boolean[] here = new boolean[actors + 1];
            satisfyDisabled(here, state);
            for (int actor = 0; actor < actors; actor++) {
                satisfied[actor] |= here[actor];
            }
        }
        for (int i = 1; i < states.size(); i++) {
            satisfied[actorBetween(states.get(i - 1), states.get(i), thread)] = true;
        }
    }

    private void satisfyDisabled(boolean[] satisfied, int state) {
        Arrays.fill(satisfied, true);
        for (int edge = graph.first(state); edge < graph.end(state); edge++) {
            satisfied[graph.actor(edge)] = false;
        }
    }

    private int actorBetween(int from, int to, int thread) {
        for (int edge = graph.first(from); edge < graph.end(from); edge++) {
            if (graph.target(edge) == to && isAllowed(edge, thread)) {
                return graph.actor(edge);
            }
        }
        return actors;
    }

    private int detour(
            List<Integer> states, int at, int actor, boolean[] satisfied, int[] component, int thread) {
        for (int state = 0; state < graph.states(); state++) {
            if (component[state] != component[at]) {
                continue;
            }
            for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                boolean inside = component[graph.target(edge)] == component[at] && isAllowed(edge, thread);
                if (graph.actor(edge) == actor && inside) {
                    append(states, path(component, at, state, thread), satisfied, component, thread);
                    append(states, List.of(graph.target(edge)), satisfied, component, thread);
                    satisfied[actor] = true;
                    return graph.target(edge);
                }
            }
            boolean[] disabled = new boolean[actors + 1];
            satisfyDisabled(disabled, state);
            if (disabled[actor]) {
                append(states, path(component, at, state, thread), satisfied, component, thread);
                return state;
            }
        }
        return at;
    }

    /** The states behind {@code from} on a shortest way to {@code to} inside their component. */
    private List<Integer> path(int[] component, int from, int to, int thread) {
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
                        && isAllowed(edge, thread)
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
