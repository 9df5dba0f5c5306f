package org.shootdown.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.machine.Transitions;

/** The transitions between stored states: from each state, in order, to which, whose, and what they cost. */
final class Graph {

    private final IntList starts = new IntList();
    private final IntList targets = new IntList();
    private static final int KIND_BITS = 2;
    private static final int ACTOR_BITS = 12;
    private static final int PRICE_SHIFT = KIND_BITS + ACTOR_BITS;

    /** Stands for the state beyond what is known, until it has a number. */
    private static final int UNKNOWN = -1;

    private final IntList labels = new IntList();
    private boolean leadsOut;
    /** What transitions can cost; most cost nothing, and few prices differ. */
    private final List<Price> prices = new ArrayList<>(List.of(Price.NOTHING));
    private final Map<Price, Integer> numbers = new HashMap<>(Map.of(Price.NOTHING, 0));

    /** The transitions of the next state follow. */
    void begin() {
        starts.add(targets.size());
    }

    void edge(int target, int actor, int kind) {
        edge(target, actor, kind, Price.NOTHING);
    }

    void edge(int target, int actor, int kind, Price price) {
        int number = price == Price.NOTHING ? 0 : numbers.computeIfAbsent(price, p -> {
            prices.add(p);
            return prices.size() - 1;
        });
        if (actor >= 1 << ACTOR_BITS || number >= 1 << Integer.SIZE - PRICE_SHIFT - 1) {
            throw new TablesFull("actors or prices");
        }
        targets.add(target);
        labels.add(number << PRICE_SHIFT | actor << KIND_BITS | kind);
    }

    /** A transition of which nobody knows where it leads. */
    void edgeOut(int actor) {
        edge(UNKNOWN, actor, Transitions.PLAIN);
        leadsOut = true;
    }

    /**
     * All transitions are there. Those that lead where nobody knows lead to a state of its own, the last, from which none
     * leads on: its number; -1 if there is none.
     */
    int close() {
        if (!leadsOut) {
            return -1;
        }
        int beyond = states();
        begin();
        targets.replace(UNKNOWN, beyond);
        return beyond;
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
        return labels.get(edge) >> KIND_BITS & (1 << ACTOR_BITS) - 1;
    }

    int kind(int edge) {
        return labels.get(edge) & (1 << KIND_BITS) - 1;
    }

    /** The number of the price of an edge, see {@link #prices}. */
    int price(int edge) {
        return labels.get(edge) >>> PRICE_SHIFT;
    }

    /** All prices, by number. */
    List<Price> prices() {
        return prices;
    }

    int edges() {
        return targets.size();
    }

    long bytes() {
        return starts.bytes() + targets.bytes() + labels.bytes();
    }
}
