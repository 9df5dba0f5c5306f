package org.shootdown.ide;

import java.util.List;

/** What every answer, or every answer about whole runs, assumes besides the rules of the machine. */
final class Assumed {

    static final List<LanguageReference.Entry> ENTRIES = List.of(
            entry(
                    "memory sc",
                    "Data is sequentially consistent: loads and stores of pages, variables and locks happen one after"
                            + " another, in an order that all threads and devices agree on and that keeps each"
                            + " thread's own. Translations are not included: TLBs, and on arm64 stores to"
                            + " page-table entries, are late as the rules of the machine say. A race that needs"
                            + " data to overtake each other, as for want of smp_wmb(), is not found."),
            entry(
                    "memory tso",
                    "Total store order, as on x86: each CPU has a store buffer, first in, first out. What a thread stores to"
                            + " pages, variables, locks and page-table entries comes to memory later, at any time; its own"
                            + " loads see it at once, everybody else's and all page walks when it is there. Locked and"
                            + " serialising instructions, smp_mb(), interrupts and exceptions wait for that. Loads do not"
                            + " overtake each other, and stores do not."),
            entry(
                    "weak fairness",
                    "A thread, an invalidation, a queue, a store buffer or a late store that can go on from some time on does go on."
                            + " Who waits for a lock that others take again and again may wait for ever. progress"
                            + " and eventually assume it; other answers need not."));

    private Assumed() {}

    private static LanguageReference.Entry entry(String name, String text) {
        return new LanguageReference.Entry(name, "assumption " + name, name, text, List.of());
    }
}
