package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mention;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

/** What is the same on CPUs and behind IOMMUs: what an entry permits, what a walk has found, and how that is told. */
final class Translations {

    static final String STALE_WALK = "walk from a cached upper entry";

    private final Hardware hardware;
    /** How timelines tell that a page is translated by the entry of another. */
    static final String BY_ANOTHER = " by another entry of the run";

    private final PageTables tables;
    private final ContiguousRuns runs;
    private final EntrySets sets;
    private final Consulted consulted;

    /** Whether the sets say what may be cached, so that a miss is always possible, and fills need no record. */
    private final boolean maySets;

    Translations(
            Hardware hardware, PageTables tables, ContiguousRuns runs, EntrySets sets, CacheModel model, Consulted consulted) {
        this.hardware = hardware;
        this.tables = tables;
        this.runs = runs;
        this.sets = sets;
        this.consulted = consulted;
        this.maySets = model == CacheModel.MAY_SETS;
    }

    boolean maySets() {
        return maySets;
    }

    /** A walk may find an entry whose overwriting it has not seen. */
    String walked(int[] state, int page, int entry, int walker, Narrator narrator) {
        if (entry == tables.entry(state, page)) {
            return "walk";
        }
        if ((tables.stale(state, page, walker) & sets.of(page, entry)) != 0) {
            return STALE_WALK;
        }
        boolean late = tables.isLate(state, page, walker, sets.of(page, entry));
        if (!late && (tables.shared(state, page, walker) & sets.of(page, entry)) != 0) {
            rule(runs.rule(walker), narrator);
            if (tables.isSharedLate(state, page, sets.of(page, entry))) {
                rule(Consulted.LATE_STORES, narrator);
            }
            return "walk" + BY_ANOTHER;
        }
        rule(Consulted.LATE_STORES, narrator);
        return !narrator.listens() ? "walk" : "walk that still sees " + text(page, entry, narrator);
    }

    /** A cache answers with an entry; {@code slot}: where the state keeps what is in it of the page. */
    String hit(String cache, int slot, int page, int entry, Narrator narrator) {
        if (!narrator.listens()) {
            return cache;
        }
        if (!maySets) {
            return cache + " hit";
        }
        return cache + " hit, " + switch (narrator.origin(slot, entry)) {
            case EARLIER -> "cached earlier";
            case IOTLB -> "filled again from the IOTLB";
            case ANOTHER_ENTRY -> "filled again" + BY_ANOTHER;
            case LATE_WALK -> {
                narrator.rule(consulted.key(Consulted.LATE_STORES));
                yield "filled again by a walk that still saw " + text(page, sets.lowest(page, entry), narrator);
            }
        };
    }

    private String text(int page, int entry, Narrator narrator) {
        return Mention.ofPage(page, entry).told(narrator, hardware.frames());
    }

    void rule(int rule, Narrator narrator) {
        consulted.mark(rule);
        narrator.rule(consulted.key(rule));
    }

    /** Outcomes each of which rests on a rule. */
    Accesses.Outcomes because(int rule, Accesses.Outcomes outcomes, Narrator narrator) {
        if (!narrator.listens()) {
            consulted.mark(rule);
            return outcomes;
        }
        return new Accesses.Outcomes() {
            @Override
            public void use(int[] state, int entry, String how) {
                rule(rule, narrator);
                outcomes.use(state, entry, how);
            }

            @Override
            public void fault(int[] state, String why) {
                rule(rule, narrator);
                outcomes.fault(state, why);
            }

            @Override
            public void refuse(int[] state, String why) {
                rule(rule, narrator);
                outcomes.refuse(state, why);
            }

            @Override
            public void conflict(int[] state, String why) {
                rule(rule, narrator);
                outcomes.conflict(state, why);
            }

            @Override
            public void unmodelled(String why) {
                rule(rule, narrator);
                outcomes.unmodelled(why);
            }
        };
    }

    static boolean permits(int entry, Step.AccessKind kind) {
        return PageTableEntry.valid(entry) && (entry & kind.permission()) != 0;
    }

    /** Whether the accessed or dirty bit must be set before the access can use the entry. */
    static boolean mustUpdate(int entry, Step.AccessKind kind) {
        return PageTableEntry.used(entry, kind.writes()) != entry;
    }

    static String reason(int entry) {
        return PageTableEntry.valid(entry) ? "no permission" : "not present";
    }

    /**
     * What may be in a cache of which an access has shown that it is empty: what it can fill again from walks that
     * miss a store. (A walk that succeeds shows nothing: the cache may hold what it found beside all the rest.)
     */
    int emptied(int[] state, int page, int walker) {
        return maySets ? tables.refilled(state, page, walker) : 0;
    }

    /** What a cache may hold of a page at once: what is in it, and what hardware may fill it with at any moment. */
    int together(int[] state, int slot, int page, int walker) {
        return state[slot] | (maySets ? tables.fillable(state, page, walker) : 0);
    }

    /** What a cache holds of a page goes, if it cannot be there again at once; {@code entry}: the set with that alone. */
    void drop(int[] state, int slot, int page, int walker, int entry) {
        state[slot] &= ~entry | emptied(state, page, walker);
    }

    void fill(int[] state, int slot, int entry) {
        if (!maySets) {
            state[slot] |= entry;
        }
    }

    /**
     * A walk has found a set with one entry. If nothing is kept of that because of its nT bit, the walk shows that the cache
     * holds nothing of the page: else the access could as well have hit the entry, beside others.
     *
     * @param missed whether the access has found nothing in the cache
     */
    void walkedTo(int[] state, int slot, int page, int walker, int entry, boolean missed) {
        if (!tables.isNt(walker, sets.lowest(page, entry))) {
            fill(state, slot, tables.kept(walker, page, entry));
        } else if (missed && maySets) {
            state[slot] = emptied(state, page, walker);
        }
    }
}
