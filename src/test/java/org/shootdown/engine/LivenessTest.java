package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.machine.Transitions.FAULT;
import static org.shootdown.machine.Transitions.PLAIN;
import static org.shootdown.machine.Transitions.SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Fair loops of faults on graphs made by hand. Actors 0 and 1 are threads, 2 is a queue; 3 is what hardware does unasked,
 * which owes nobody fairness.
 */
class LivenessTest {

    private static final int ACTORS = 3;
    private static final int UNFAIR = 3;

    /** From, to, actor, kind. */
    private record Edge(int from, int to, int actor, int kind) {}

    private static Optional<List<Integer>> loop(int states, Edge... edges) {
        return loop(states, List.of(edges));
    }

    private static Optional<List<Integer>> loop(int states, List<Edge> edges) {
        Graph graph = new Graph();
        for (int state = 0; state < states; state++) {
            graph.begin();
            for (Edge edge : edges) {
                if (edge.from() == state) {
                    graph.edge(edge.to(), edge.actor(), edge.kind());
                }
            }
        }
        return new Liveness(graph, ACTORS, 2).faultLoop().map(Lasso::loop);
    }

    @Test
    void aFaultThatComesBackIsALoop() {
        assertEquals(
                Optional.of(List.of(1, 2)),
                loop(3, new Edge(0, 1, 0, PLAIN), new Edge(1, 2, 0, FAULT), new Edge(2, 1, 0, PLAIN)));
    }

    @Test
    void aFaultOnASelfLoopIsOneToo() {
        assertEquals(Optional.of(List.of(0)), loop(1, new Edge(0, 0, 0, FAULT)));
    }

    @Test
    void aFaultThatNeverComesBackIsNone() {
        assertEquals(
                Optional.empty(),
                loop(3, new Edge(0, 1, 0, FAULT), new Edge(1, 2, 0, PLAIN), new Edge(2, 2, 1, PLAIN)));
    }

    @Test
    void aLoopWithoutFaultsIsNone() {
        assertEquals(Optional.empty(), loop(2, new Edge(0, 1, 0, PLAIN), new Edge(1, 0, 0, PLAIN)));
    }

    /** Around the loop the access succeeds: it is another access that faults next time. */
    @Test
    void successEndsTheFault() {
        assertEquals(Optional.empty(), loop(2, new Edge(0, 1, 0, FAULT), new Edge(1, 0, 0, SUCCESS)));
    }

    /** The other thread could always go on, and would lead out. */
    @Test
    void aLoopThatStarvesSomebodyIsNotFair() {
        Edge[] edges = {
            new Edge(0, 1, 0, FAULT), new Edge(1, 0, 0, PLAIN), new Edge(0, 2, 1, PLAIN), new Edge(1, 2, 1, PLAIN)
        };
        assertEquals(Optional.empty(), loop(3, edges));
    }

    /** Weak fairness: who cannot go on somewhere in the loop need not go on at all. */
    @Test
    void whoMustWaitSomewhereMayWaitForEver() {
        assertTrue(loop(3, new Edge(0, 1, 0, FAULT), new Edge(1, 0, 0, PLAIN), new Edge(0, 2, 1, PLAIN))
                .isPresent());
    }

    /** Queues are owed fairness as threads are. */
    @Test
    void aQueueIsCarriedOut() {
        assertEquals(
                Optional.empty(),
                loop(2, new Edge(0, 0, 0, FAULT), new Edge(0, 1, 2, PLAIN), new Edge(1, 1, 0, SUCCESS)));
    }

    /** A cache may keep a stale entry for ever: that it could evict it makes no loop unfair. */
    @Test
    void nobodyOwesAnEviction() {
        assertEquals(
                Optional.of(List.of(0)),
                loop(2, new Edge(0, 0, 0, FAULT), new Edge(0, 1, UNFAIR, PLAIN), new Edge(1, 1, 0, SUCCESS)));
    }

    /** What all can do inside, they do: the loop makes a detour for the second thread. */
    @Test
    void theLoopLetsEverybodyMove() {
        List<Integer> loop = loop(
                        3,
                        new Edge(0, 1, 0, FAULT),
                        new Edge(1, 0, 0, PLAIN),
                        new Edge(0, 2, 1, PLAIN),
                        new Edge(1, 2, 1, PLAIN),
                        new Edge(2, 0, 0, PLAIN),
                        new Edge(2, 2, 1, PLAIN))
                .orElseThrow();
        assertTrue(loop.contains(2), loop.toString());
    }

    /** On random graphs: a loop is found if there is one, it exists, faults, and starves nobody. */
    @Test
    void findsTheLoopsThatThereAre() {
        int found = 0;
        for (long seed = 1; seed <= 3_000; seed++) {
            Random random = new Random(seed);
            int states = 2 + random.nextInt(8);
            List<Edge> edges = new ArrayList<>();
            for (int i = 0; i < 2 * states; i++) {
                edges.add(new Edge(
                        random.nextInt(states), random.nextInt(states), random.nextInt(ACTORS + 1), random.nextInt(3)));
            }
            Optional<List<Integer>> loop = loop(states, edges);
            boolean expected = hasFairLoop(0, states, edges) || hasFairLoop(1, states, edges);
            assertEquals(expected, loop.isPresent(), "seed " + seed);
            if (loop.isPresent()) {
                List<Integer> shown = loop.get();
                boolean sound = isFairLoop(0, shown, edges) || isFairLoop(1, shown, edges);
                assertTrue(sound, "seed " + seed + " shows " + shown + " in " + edges);
                found++;
            }
        }
        assertTrue(found > 100, "the graphs are worth looking at");
    }

    /** Whether a thread faults along a loop, never succeeds, and every actor moves or cannot somewhere. */
    private static boolean isFairLoop(int thread, List<Integer> loop, List<Edge> edges) {
        List<Edge> along = new ArrayList<>();
        for (int i = 0; i < loop.size(); i++) {
            int from = loop.get(i);
            int to = loop.get((i + 1) % loop.size());
            List<Edge> between = edges.stream()
                    .filter(e -> e.from() == from && e.to() == to && isAllowed(e, thread))
                    .toList();
            if (between.isEmpty()) {
                return false;
            }
            along.addAll(between);
        }
        return isFair(thread, loop, along, edges);
    }

    /** By definition: a strongly connected set of states with a fault inside, which starves nobody. */
    private static boolean hasFairLoop(int thread, int states, List<Edge> edges) {
        boolean[][] reaches = new boolean[states][states];
        edges.stream().filter(e -> isAllowed(e, thread)).forEach(e -> reaches[e.from()][e.to()] = true);
        for (int via = 0; via < states; via++) {
            for (int from = 0; from < states; from++) {
                for (int to = 0; to < states; to++) {
                    reaches[from][to] |= reaches[from][via] && reaches[via][to];
                }
            }
        }
        for (int root = 0; root < states; root++) {
            List<Integer> component = new ArrayList<>();
            for (int state = 0; state < states; state++) {
                if (state == root || reaches[root][state] && reaches[state][root]) {
                    component.add(state);
                }
            }
            List<Edge> inside = edges.stream()
                    .filter(e -> isAllowed(e, thread) && component.contains(e.from()) && component.contains(e.to()))
                    .toList();
            if (isFair(thread, component, inside, edges)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFair(int thread, List<Integer> states, List<Edge> taken, List<Edge> edges) {
        for (int actor = 0; actor < ACTORS; actor++) {
            int who = actor;
            boolean moves = taken.stream().anyMatch(e -> e.actor() == who);
            boolean waits = states.stream()
                    .anyMatch(s -> edges.stream().noneMatch(e -> e.from() == s && e.actor() == who));
            if (!moves && !waits) {
                return false;
            }
        }
        return taken.stream().anyMatch(e -> e.actor() == thread && e.kind() == FAULT);
    }

    private static boolean isAllowed(Edge edge, int thread) {
        return edge.actor() != thread || edge.kind() != SUCCESS;
    }
}
