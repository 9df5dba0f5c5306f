package org.shootdown.arm;

import java.util.List;
import java.util.Optional;
import org.shootdown.sema.Assumption;

/**
 * The rows of the table in arm-translation-rules 5: each rule of ours that a row switches, on which profile, and what that
 * must come to. {@link #NONE} of the rows that no switch can be for say why.
 */
enum ArmAblations {
    NO_STALE_ENTRIES("no stale entries (S)", Profile.ETS2, Effect.LACKS, "caches_translations=off"),
    NO_EARLY_WALKS("no early walks (E)", Profile.BASE, Effect.LACKS, "translates_early=off"),
    NO_FAULT_FROM_EARLY_WALKS(
            "early walks, but no fault from one", Profile.BASE, Effect.LACKS, "early_translations_fault=off"),
    TLBI_IS_INSTANTANEOUS("TLBI instantaneous, atomic", Profile.ETS2, Effect.LACKS, "invalidation_takes_time=off"),
    TLBI_DOES_NOT_FLOAT(
            "TLBI may not float before un-DSB'd stores", Profile.ETS2, Effect.LACKS, "late_pte_stores=off"),
    DSB_FLUSHES_OWN_IN_FLIGHT(
            "TLBI+DSB also flush issuer's own in-flight (no ISB needed)",
            Profile.BASE,
            Effect.LACKS,
            "barrier_synchronises_context=on"),
    DSB_DOES_NOT_WAIT_FOR_USERS(
            "DSB does not wait for in-flight users", Profile.ETS2, Effect.ALLOWS, "barrier_awaits_accesses=off"),
    DSB_DOES_NOT_WAIT_FOR_FAULTS(
            "DSB waits for accesses, not for faulting ones", Profile.ETS2, Effect.ALLOWS, "barrier_awaits_faults=off"),
    TLBI_ACTS_ON_OWN_CPU(
            "broadcast acts on own CPU only", Profile.ETS2, Effect.ALLOWS, "invalidation_reaches_all=off"),
    LOCAL_TLBI_IS_BROADCAST("local TLBI acts as broadcast", Profile.ETS2, Effect.LACKS, "forces_broadcast=on"),
    ISB_DOES_NOTHING("ISB does nothing", Profile.BASE, Effect.ALLOWS, "isb_synchronises_context=off"),
    ONLY_HALF_OF_ETS2("DSB orders walks (half of ETS2)", Profile.ETS2, Effect.ALLOWS, "finds_absence_early=on"),
    DMB_ORDERS_WALKS("DMB orders walks", Profile.BASE, Effect.LACKS, "memory_barrier_orders_walks=on"),
    FAULTING_ENTRIES_ARE_CACHED("faulting PTEs may be cached", Profile.ETS2, Effect.ALLOWS, "caches_invalid_entries=on"),
    ETS2_BY_BASE_RULES(
            "ETS2 tests run with base rules",
            Profile.ETS2,
            Effect.ALLOWS,
            "barrier_synchronises_context=off",
            "finds_absence_early=on"),
    NO_EARLY_FAULTS("without early faults (LAZY of section 1)", Profile.ETS2, Effect.LACKS, "early_faults=off"),
    UNACCESSED_ENTRIES_ARE_CACHED(
            "AF=0 entries cacheable (below the table)", Profile.NO_HAFDBS, Effect.ALLOWS, "caches_unaccessed_entries=on");

    /** The row without a switch: an in-order machine's ISB waits for all in front of it, whatever it covers. */
    static final String NONE = "ISB fully in order";

    /** What the rules are switched on. */
    enum Profile {
        ETS2("arm64"),
        BASE("arm64_base"),
        /** Software sets the access flag, of which the out-of-order machine knows nothing. */
        NO_HAFDBS("arm64_no_hafdbs");

        private final String architecture;

        Profile(String architecture) {
            this.architecture = architecture;
        }

        String architecture() {
            return architecture;
        }
    }

    /** What becomes of the outcomes. */
    enum Effect {
        /** There are fewer, and none is new. */
        LACKS,
        /** Some are not Arm's. */
        ALLOWS
    }

    private final String row;
    private final Profile profile;
    private final Effect effect;
    private final List<Assumption> assumptions;

    ArmAblations(String row, Profile profile, Effect effect, String... rules) {
        this.row = row;
        this.profile = profile;
        this.effect = effect;
        this.assumptions = List.of(rules).stream()
                .map(r -> new Assumption("arm64", r.split("=")[0], r.split("=")[1]))
                .toList();
    }

    /** The first column of the table. */
    String row() {
        return row;
    }

    Profile profile() {
        return profile;
    }

    Effect effect() {
        return effect;
    }

    /** The scenario, and the architecture in it, that stand for the row. */
    String scenario() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** What is to be assumed of the library's arm64. */
    List<Assumption> assumptions() {
        return assumptions;
    }

    static Optional<ArmAblations> of(String scenario) {
        return List.of(values()).stream().filter(a -> a.scenario().equals(scenario)).findFirst();
    }
}
