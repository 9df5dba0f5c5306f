package org.shootdown.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.shootdown.ir.CostKind;

/**
 * What runs cost: for each kind the least and the most on a way from the start to the first final state on it, in which
 * all threads of the script have ended. The counts lie on the transitions, so that the states know nothing of them. Ways
 * that never end do not count; a loop from which an end can be reached and that costs something makes the most unbounded,
 * since no fairness is asked for.
 */
final class Costs {

    private static final long NO_END = -1;
    private static final long UNBOUNDED = Long.MAX_VALUE;
    private static final int UNREACHED = Integer.MAX_VALUE;

    private final Graph graph;
    private final BitSet finals;

    /** {@code finals}: the numbers of the final states. */
    Costs(Graph graph, BitSet finals) {
        this.graph = graph;
        this.finals = finals;
    }

    /** The costs of all kinds; none if no run ends. */
    List<Cost> costs() {
        List<Cost> costs = new ArrayList<>();
        if (finals.isEmpty()) {
            return costs;
        }
        Components components = new Components(graph, (state, edge) -> !finals.get(state));
        int[] order = byComponent(components);
        for (CostKind kind : CostKind.values()) {
            int[] prices = graph.prices().stream().mapToInt(p -> p.of(kind)).toArray();
            boolean occurs = Arrays.stream(prices).anyMatch(p -> p > 0);
            long most = occurs ? most(prices, components, order) : 0;
            long least = occurs ? least(prices) : 0;
            costs.add(new Cost(
                    kind.word(), least, most == UNBOUNDED ? OptionalLong.empty() : OptionalLong.of(most)));
        }
        return costs;
    }

    /** The states, those of the component with the smallest number first. */
    private int[] byComponent(Components components) {
        int[] starts = new int[components.count() + 1];
        for (int component : components.byState()) {
            starts[component + 1]++;
        }
        for (int c = 0; c < components.count(); c++) {
            starts[c + 1] += starts[c];
        }
        int[] order = new int[graph.states()];
        for (int state = 0; state < order.length; state++) {
            order[starts[components.byState()[state]]++] = state;
        }
        return order;
    }

    /** The dearest way, component by component from the ends backwards. */
    private long most(int[] prices, Components components, int[] order) {
        int[] component = components.byState();
        long[] best = new long[components.count()];
        Arrays.fill(best, NO_END);
        for (int i = 0; i < order.length; ) {
            int c = component[order[i]];
            boolean turns = false;
            for (; i < order.length && component[order[i]] == c; i++) {
                int state = order[i];
                if (finals.get(state)) {
                    best[c] = 0;
                    continue;
                }
                for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                    int target = component[graph.target(edge)];
                    int price = prices[graph.price(edge)];
                    if (target == c) {
                        turns |= price > 0;
                    } else if (best[target] != NO_END) {
                        best[c] = Math.max(best[c], best[target] == UNBOUNDED ? UNBOUNDED : best[target] + price);
                    }
                }
            }
            if (turns && best[c] != NO_END) {
                best[c] = UNBOUNDED;
            }
        }
        return best[component[0]];
    }

    /** The cheapest way: Dijkstra's, with a list of states for each distance. */
    private long least(int[] prices) {
        int[] distance = new int[graph.states()];
        Arrays.fill(distance, UNREACHED);
        distance[0] = 0;
        List<IntList> waiting = new ArrayList<>(List.of(new IntList()));
        waiting.get(0).add(0);
        for (int d = 0; d < waiting.size(); d++) {
            IntList states = waiting.get(d);
            for (int i = 0; i < states.size(); i++) {
                int state = states.get(i);
                if (distance[state] != d) {
                    continue;
                }
                if (finals.get(state)) {
                    return d;
                }
                for (int edge = graph.first(state); edge < graph.end(state); edge++) {
                    int further = d + prices[graph.price(edge)];
                    if (further < distance[graph.target(edge)]) {
                        distance[graph.target(edge)] = further;
                        while (waiting.size() <= further) {
                            waiting.add(new IntList());
                        }
                        waiting.get(further).add(graph.target(edge));
                    }
                }
            }
        }
        throw new IllegalStateException("a final state was found, and now there is no way to one");
    }
}
