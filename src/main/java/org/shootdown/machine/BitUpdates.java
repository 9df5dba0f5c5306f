package org.shootdown.machine;

import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

/**
 * Walks for accesses of CPUs that set the accessed bit of an entry, and for a write its dirty bit, in one step with reading
 * it (Intel SDM vol. 3A, 4.8; Arm ARM D8.5). Where an upper entry is a leaf, the bits are its own.
 */
final class BitUpdates {

    private final Hardware hardware;
    private final PageTables tables;
    private final LevelStores levels;
    private final Blocks blocks;
    private final ContiguousRuns runs;
    private final EntrySets sets;
    private final LoadedSpaces loaded;
    private final Translations translations;
    private final Consulted consulted;

    BitUpdates(
            Hardware hardware,
            PageTables tables,
            LevelStores levels,
            Blocks blocks,
            ContiguousRuns runs,
            EntrySets sets,
            LoadedSpaces loaded,
            Translations translations,
            Consulted consulted) {
        this.hardware = hardware;
        this.tables = tables;
        this.levels = levels;
        this.blocks = blocks;
        this.runs = runs;
        this.sets = sets;
        this.loaded = loaded;
        this.translations = translations;
        this.consulted = consulted;
    }

    /**
     * A walk to a page of a run may find another entry of the run, and sets the bits of that one (arch/arm64/mm/contpte.c,
     * contpte_ptep_get(): access and dirty bits may be populated in any of the ptes of the contig range).
     */
    void others(
            int[] state,
            Step.Access access,
            int number,
            int led,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        for (int other : runs.others(access.page())) {
            int entry = tables.entry(state, other);
            int seen = runs.seen(entry, other, access.page());
            if (PageTableEntry.isShared(entry)
                    && Translations.permits(seen, access.kind())
                    && Translations.mustUpdate(seen, access.kind())) {
                translations.rule(Consulted.CONTIGUOUS, narrator);
                if (runs.isUsedBy(number)) {
                    update(state, access, number, led, other, outcomes, narrator);
                }
            }
        }
    }

    /**
     * @param led the entry of the TLB that has led to the walk, as a set; empty if there was none
     * @param source the page whose entry it is: that of the access, or another of its run
     */
    void update(
            int[] state,
            Step.Access access,
            int number,
            int led,
            int source,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        if (!isSetByHardware(outcomes, narrator)) {
            return;
        }
        int page = access.page();
        int[] next = state.clone();
        int entry = tables.entry(state, source);
        int used = PageTableEntry.used(entry, access.kind().writes());
        int slot = loaded.tlb(next, number, page);
        if (source == page) {
            forget(next, number, page, led == CpuAccesses.MISSED, entry);
        } else if (led == CpuAccesses.MISSED && !leadsToWalk(tables.entry(state, page), page, access.kind())) {
            // What else could have been hit, and lead to this walk, has been looked at with the TLB.
            next[slot] = translations.emptied(next, page, number);
        }
        levels.update(next, source, used);
        replaced(next, number, page, led, runs.seen(entry, source, page), runs.seen(used, source, page));
        String by = source == page ? "" : Translations.BY_ANOTHER + " that";
        outcomes.use(next, runs.seen(used, source, page), "walk" + by + told(entry, used));
    }

    /** The same by an upper entry that is not in memory: the bits are set in the table that it names. */
    void strays(
            int[] state,
            Step.Access access,
            int number,
            int led,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        int page = access.page();
        int strays = blocks.has(page) ? blocks.strays(state, page, number) : 0;
        inTables(state, access, strays, Translations.STALE_WALK, outcomes, narrator, (next, entry, used) -> {
            forget(next, number, page, led == CpuAccesses.MISSED, entry);
            replaced(next, number, page, led, entry, used);
        });
    }

    /** An access under way may have read the upper entry before it was overwritten; it fills no TLB by that any more. */
    void early(int[] state, Step.Access access, int number, Accesses.Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        int strays = blocks.has(page) ? blocks.earlyStrays(state, page, number) : 0;
        inTables(state, access, strays, "walk from an upper entry read earlier", outcomes, narrator, (n, e, u) -> {});
    }

    /** What a walk that has set bits leaves in a TLB. */
    private interface Filled {
        void in(int[] next, int entry, int used);
    }

    /** Sets bits in those of some tables, which no upper entry in memory names, where an access needs it. */
    private void inTables(
            int[] state,
            Step.Access access,
            int tables,
            String how,
            Accesses.Outcomes outcomes,
            Narrator narrator,
            Filled filled) {
        int page = access.page();
        for (int rest = tables; rest != 0; rest &= rest - 1) {
            int table = blocks.table(page, rest);
            int entry = state[blocks.slot(table, page)];
            if (mustUpdate(entry, access) && isSetByHardware(outcomes, narrator)) {
                int used = PageTableEntry.used(entry, access.kind().writes());
                int[] next = state.clone();
                levels.updateIn(next, table, page, used);
                filled.in(next, entry, used);
                outcomes.use(next, used, how + told(entry, used) + in(table));
            }
        }
    }

    /** Whether an access needs a bit of an entry set that permits it; one that software is to set makes it fault instead. */
    private boolean mustUpdate(int entry, Step.Access access) {
        return Translations.permits(entry, access.kind())
                && Translations.mustUpdate(entry, access.kind())
                && !tables.keeping().awaitsSoftware(entry, access.kind().writes());
    }

    private boolean isSetByHardware(Accesses.Outcomes outcomes, Narrator narrator) {
        translations.rule(Consulted.HARDWARE_DIRTY, narrator);
        if (!hardware.rules().hardwareDirty()) {
            outcomes.unmodelled("needs accessed and dirty bits that software keeps, which is not modelled yet");
        }
        return hardware.rules().hardwareDirty();
    }

    /** The CPU has the entry as it is now; as it was, if it had that, it has led to this walk. */
    private void replaced(int[] next, int number, int page, int led, int entry, int used) {
        int slot = loaded.tlb(next, number, page);
        int before = sets.of(page, entry);
        boolean leads = led == CpuAccesses.MISSED || led == before;
        if (leads && translations.maySets() && (next[slot] & before) != 0) {
            consulted.mark(Consulted.REWALKS);
            if (hardware.rules().rewalks()) {
                translations.drop(next, slot, page, number, before);
            }
        }
        translations.fill(next, slot, tables.kept(number, page, sets.of(page, used)));
    }

    static String told(int entry, int used) {
        boolean dirties = ((entry ^ used) & PageTableEntry.CLEAN) != 0;
        boolean ages = ((entry ^ used) & PageTableEntry.OLD) != 0;
        return " sets " + (ages && dirties ? "A and D" : ages ? "A" : "D");
    }

    private String in(int table) {
        return " in " + Frame.text(table, hardware.frames());
    }

    /** Whether an access that hits an entry walks all the same. */
    private boolean leadsToWalk(int entry, int page, Step.AccessKind kind) {
        boolean held = tables.keeping().isCacheable(entry) || tables.cachedInvalid(page, entry) != 0;
        boolean permits = Translations.permits(entry, kind);
        consulted.mark(Consulted.REWALKS);
        return held && (permits ? Translations.mustUpdate(entry, kind) : hardware.rules().rewalks());
    }

    /**
     * An access that has found nothing in the TLB, and now finds an entry that no TLB holds, shows that the TLB is empty. If
     * the entry could be cached, the access may as well have hit it, beside others.
     */
    void forget(int[] next, int number, int page, boolean missed, int entry) {
        int slot = loaded.tlb(next, number, page);
        int emptied = translations.emptied(next, page, number);
        if (missed && next[slot] != emptied && !tables.isCacheable(number, entry) && tables.cachedInvalid(page, entry) == 0) {
            next[slot] = emptied;
        }
    }
}
