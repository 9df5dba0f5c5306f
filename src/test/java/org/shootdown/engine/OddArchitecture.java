package org.shootdown.engine;

import java.util.List;
import java.util.Random;

/** Architectures that nobody has sold: one of the library's, of which some rules are otherwise. */
final class OddArchitecture {

    /** What the name of one is in a script. */
    static final String NAME = "odd";

    private static final List<String> RULES = List.of(
            "caches_translations = off",
            "translates_early = off",
            "early_translations_fault = off",
            "finds_absence_early = on",
            "invalidation_takes_time = off",
            "barrier_awaits_accesses = off",
            "barrier_awaits_faults = off",
            "invalidation_reaches_all = off",
            "forces_broadcast = on",
            "isb_synchronises_context = off",
            "memory_barrier_orders_walks = on",
            "barrier_synchronises_context = off",
            "caches_invalid_entries = on",
            "caches_unaccessed_entries = on",
            "hardware_dirty = off   rule unaccessed_entries_fault = on",
            "rewalks_on_permission_fault = on",
            "late_pte_stores = off");

    private OddArchitecture() {}

    /** The declaration of one with up to two rules that are otherwise. */
    static String of(Random random, String base) {
        String first = RULES.get(random.nextInt(RULES.size()));
        String second = RULES.get(random.nextInt(RULES.size()));
        String more = second.equals(first) || random.nextBoolean() ? "" : "   rule " + second;
        return "arch " + NAME + " extends " + base + " { rule " + first + more + " }\n";
    }
}
