package org.shootdown.sema;

import java.util.List;

/** The names of what runs are charged for; what each counts, {@code ir.CostKind} says, which a test compares. */
final class CountedKinds {

    private static final List<String> WORDS = List.of("ipi", "tlbi", "iotlb", "atc", "sync", "notifier", "barrier");

    private CountedKinds() {}

    static List<String> words() {
        return WORDS;
    }
}
