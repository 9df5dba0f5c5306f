package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Program;
import org.shootdown.syntax.Declaration.Scenario;

/** The least and the most that runs cost, on graphs made by hand and on random ones against a slow search. */
class CostsTest {

    private static final Price IPI = Price.of(List.of(CostKind.IPI));

    /** An edge with so many IPIs. */
    private record Edge(int from, int to, int price) {}

    private static Graph graph(int states, List<Edge> edges) {
        Graph graph = new Graph();
        for (int state = 0; state < states; state++) {
            graph.begin();
            for (Edge edge : edges) {
                if (edge.from() == state) {
                    List<CostKind> kinds = new ArrayList<>();
                    for (int i = 0; i < edge.price(); i++) {
                        kinds.add(CostKind.IPI);
                    }
                    graph.edge(edge.to(), 0, 0, Price.of(kinds));
                }
            }
        }
        return graph;
    }

    private static List<Cost> costs(int states, List<Edge> edges, int... finals) {
        BitSet set = new BitSet();
        for (int state : finals) {
            set.set(state);
        }
        return new Costs(graph(states, edges), set).costs();
    }

    private static Cost ipis(List<Cost> costs) {
        return costs.stream().filter(c -> c.kind().equals("ipi")).findFirst().orElseThrow();
    }

    @Test
    void aChoiceHasALeastAndAMost() {
        List<Edge> edges = List.of(new Edge(0, 1, 1), new Edge(0, 2, 0), new Edge(1, 3, 2), new Edge(2, 3, 1));
        assertEquals(new Cost("ipi", 1, OptionalLong.of(3)), ipis(costs(4, edges, 3)));
        assertEquals("1..3", ipis(costs(4, edges, 3)).text());
    }

    @Test
    void kindsAreCountedApart() {
        List<Cost> costs = costs(2, List.of(new Edge(0, 1, 1)), 1);
        assertEquals(CostKind.words(), costs.stream().map(Cost::kind).toList());
        costs.stream().filter(c -> !c.kind().equals("ipi")).forEach(c -> assertEquals("0", c.text(), c.kind()));
    }

    @Test
    void aLoopThatCostsHasNoMost() {
        List<Edge> edges = List.of(new Edge(0, 1, 0), new Edge(1, 0, 1), new Edge(1, 2, 0));
        assertEquals(new Cost("ipi", 0, OptionalLong.empty()), ipis(costs(3, edges, 2)));
        assertEquals("0 or more", ipis(costs(3, edges, 2)).text());
    }

    @Test
    void aLoopThatCostsNothingIsHarmless() {
        List<Edge> edges = List.of(new Edge(0, 1, 2), new Edge(1, 0, 0), new Edge(1, 1, 0), new Edge(1, 2, 1));
        assertEquals("2 or more", ipis(costs(3, List.of(new Edge(0, 1, 2), new Edge(1, 0, 0), new Edge(1, 2, 0)), 2)).text());
        List<Edge> free = List.of(new Edge(0, 1, 0), new Edge(1, 0, 0), new Edge(1, 2, 3));
        assertEquals("3", ipis(costs(3, free, 2)).text());
        assertTrue(ipis(costs(3, edges, 2)).most().isEmpty());
    }

    @Test
    void whatLeadsNowhereDoesNotCount() {
        List<Edge> edges = List.of(new Edge(0, 1, 1), new Edge(0, 2, 9), new Edge(2, 2, 9));
        assertEquals("1", ipis(costs(3, edges, 1)).text());
    }

    @Test
    void theRunIsOverAtTheFirstFinalState() {
        List<Edge> edges = List.of(new Edge(0, 1, 1), new Edge(1, 2, 5), new Edge(2, 1, 5));
        assertEquals("1", ipis(costs(3, edges, 1, 2)).text());
    }

    @Test
    void withoutAnEndThereIsNoCost() {
        assertEquals(List.of(), costs(2, List.of(new Edge(0, 1, 1), new Edge(1, 0, 1))));
    }

    @Test
    void pricesAreSharedAndRead() {
        Graph graph = new Graph();
        graph.begin();
        graph.edge(0, 3, 2, IPI);
        graph.edge(0, 4000, 1, Price.of(List.of(CostKind.IPI)));
        graph.edge(0, 5, 1);
        assertEquals(2, graph.prices().size());
        assertEquals(List.of(1, 1, 0), List.of(graph.price(0), graph.price(1), graph.price(2)));
        assertEquals(List.of(3, 4000, 5), List.of(graph.actor(0), graph.actor(1), graph.actor(2)));
        assertEquals(List.of(2, 1, 1), List.of(graph.kind(0), graph.kind(1), graph.kind(2)));
    }

    @Test
    void costsAreGivenUpBeforeAnAnswerIs() {
        Shootdown loaded = Samples.load(Path.of("samples/cow-device.mmsc"));
        Scenario scenario = loaded.scenarios().get(0);
        Program program =
                loaded.compile(scenario, loaded.cells(scenario, RunOptions.standard()).get(0));
        program = program.asking(q -> !q.name().equals("progress"));
        Exploration free = Engine.FAST.explore(program, Limits.standard());
        boolean givenUp = false;
        for (long bytes = 1 << 14; bytes < 1 << 26; bytes += bytes / 4) {
            Limits limits = new Limits(10_000_000, bytes, 60_000);
            Exploration without = Engine.FAST.explore(program, limits);
            Exploration with = Engine.FAST.explore(program, limits, true);
            assertEquals(without.bound(), with.bound(), bytes + " bytes");
            givenUp |= with.bound().isEmpty() && with.costs().isEmpty();
            if (with.bound().isEmpty()) {
                assertEquals(free.states(), with.states());
            }
        }
        assertTrue(givenUp, "at no size was there room for the answer and not for the costs");
        assertFalse(Engine.FAST.explore(program, Limits.standard(), true).costs().isEmpty());
    }

    /** All sums up to a bound that ways to a final state can have, by search over pairs of state and sum. */
    private static Set<Integer> sums(int states, List<Edge> edges, int last, int bound) {
        Set<List<Integer>> seen = new HashSet<>();
        List<List<Integer>> open = new ArrayList<>(List.of(List.of(0, 0)));
        Set<Integer> sums = new HashSet<>();
        while (!open.isEmpty()) {
            List<Integer> at = open.remove(open.size() - 1);
            if (!seen.add(at)) {
                continue;
            }
            if (at.get(0) == last) {
                sums.add(at.get(1));
                continue;
            }
            for (Edge edge : edges) {
                if (edge.from() == at.get(0) && at.get(1) + edge.price() <= bound) {
                    open.add(List.of(edge.to(), at.get(1) + edge.price()));
                }
            }
        }
        return sums;
    }

    @Test
    void randomGraphsAgreeWithASlowSearch() {
        Random random = new Random(42);
        int unbounded = 0;
        int bounded = 0;
        for (int round = 0; round < 2000; round++) {
            int states = 2 + random.nextInt(6);
            List<Edge> edges = new ArrayList<>();
            for (int i = 0; i < states + random.nextInt(5); i++) {
                edges.add(new Edge(random.nextInt(states), random.nextInt(states), random.nextInt(3)));
            }
            int last = states - 1;
            // Without a loop that costs, no way costs more than two on each of its edges, one for each state.
            int highest = 2 * states;
            Set<Integer> sums = sums(states, edges, last, 3 * highest);
            if (sums.isEmpty()) {
                continue;
            }
            Cost cost = ipis(costs(states, edges, last));
            int most = sums.stream().mapToInt(s -> s).max().orElseThrow();
            assertEquals(sums.stream().mapToInt(s -> s).min().orElseThrow(), cost.least(), edges.toString());
            assertEquals(most > highest, cost.most().isEmpty(), edges.toString());
            if (cost.most().isPresent()) {
                assertEquals(most, cost.most().getAsLong(), edges.toString());
                bounded++;
            } else {
                unbounded++;
            }
        }
        assertTrue(unbounded > 100 && bounded > 100, unbounded + " and " + bounded);
    }
}
