package org.shootdown.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.shootdown.ir.CostKind;

/** How much of each kind one transition costs. */
record Price(List<Integer> counts) {

    static final Price NOTHING = new Price(Collections.nCopies(CostKind.values().length, 0));

    Price {
        counts = List.copyOf(counts);
        if (counts.size() != CostKind.values().length) {
            throw new IllegalArgumentException("a price has a count for each kind");
        }
    }

    int of(CostKind kind) {
        return counts.get(kind.ordinal());
    }

    /** The price of what happened, given in any order. */
    static Price of(List<CostKind> happened) {
        if (happened.isEmpty()) {
            return NOTHING;
        }
        Integer[] counts = new Integer[CostKind.values().length];
        Arrays.fill(counts, 0);
        happened.forEach(k -> counts[k.ordinal()]++);
        return new Price(List.of(counts));
    }
}
