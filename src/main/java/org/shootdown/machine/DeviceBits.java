package org.shootdown.machine;

import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IommuBits;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

/**
 * Accessed and dirty bits that accesses of devices need. An IOMMU sets them in one step with the walk that finds them clear
 * (Intel VT-d specification, rev. 5.10, 3.6.2; RISC-V IOMMU 1.0, SADE and GADE), or the access faults and software does.
 * A cached entry without the dirty bit is of no use to a write, and leads to a walk; so it is with what a device has
 * translated itself, which asks its IOMMU again (a completion permits no writes while D is clear).
 */
final class DeviceBits {

    /** An entry in the table that the upper entry in memory names. */
    static final int IN_MEMORY = -1;

    private final Hardware hardware;
    private final PageTables tables;
    private final LevelStores levels;
    private final Blocks blocks;
    private final ContiguousRuns runs;
    private final EntrySets sets;
    private final Translations translations;
    private final Consulted consulted;

    DeviceBits(
            Hardware hardware,
            PageTables tables,
            LevelStores levels,
            Blocks blocks,
            ContiguousRuns runs,
            EntrySets sets,
            Translations translations,
            Consulted consulted) {
        this.hardware = hardware;
        this.tables = tables;
        this.levels = levels;
        this.blocks = blocks;
        this.runs = runs;
        this.sets = sets;
        this.translations = translations;
        this.consulted = consulted;
    }

    /** Whether an access can be made by an entry as it is. */
    static boolean isUsable(int entry, Step.AccessKind kind) {
        return Translations.permits(entry, kind) && !Translations.mustUpdate(entry, kind);
    }

    /** Whether an access needs a bit, and nobody knows what becomes of it; if so the outcome is told. */
    boolean isUnmodelled(int device, int entry, Step.AccessKind kind, Accesses.Outcomes outcomes) {
        if (!needsBit(device, entry, kind) || !rules(device).areUnknown()) {
            return false;
        }
        outcomes.unmodelled("needs accessed or dirty bits, and what its IOMMU does with them is not known");
        return true;
    }

    /** Whether an access needs a bit that the IOMMU sets. */
    boolean areSet(int device, int entry, Step.AccessKind kind) {
        return needsBit(device, entry, kind) && rules(device).set();
    }

    /** Whether an entry permits an access, or would if the IOMMU set its bits; where software is to set them it does not. */
    boolean permits(int device, int entry, Step.AccessKind kind) {
        return needsBit(device, entry, kind) ? !rules(device).fault() || rules(device).set() : Translations.permits(entry, kind);
    }

    /** Why an access by an entry faults. */
    String reason(int device, int entry, Step.AccessKind kind, Narrator narrator) {
        if (!needsBit(device, entry, kind)) {
            return Translations.reason(entry);
        }
        translations.rule(setBy(device), narrator);
        translations.rule(Consulted.unaccessedFault(device), narrator);
        return PageTableEntry.cacheable(entry) ? "not dirty" : "not accessed";
    }

    /** Whether an access that an entry permits needs a bit of it set first. */
    private boolean needsBit(int device, int entry, Step.AccessKind kind) {
        boolean needs = Translations.permits(entry, kind) && Translations.mustUpdate(entry, kind);
        if (needs) {
            consulted.mark(setBy(device));
            if (!rules(device).set()) {
                consulted.mark(Consulted.unaccessedFault(device));
            }
        }
        return needs;
    }

    /** Whether the walk for an access cannot say whose bits it would set: an entry of a run, or under another's tag. */
    boolean isUnclear(int page, int tagged, Accesses.Outcomes outcomes) {
        boolean unclear = page != tagged || runs.others(page).length != 0;
        if (unclear) {
            outcomes.unmodelled("needs accessed or dirty bits of an entry "
                    + (page == tagged ? "of a run" : "that is cached under the tag of another domain")
                    + " that its IOMMU sets, which is not modelled");
        }
        return unclear;
    }

    /**
     * A walk sets the bits of an entry in memory, and of those in a cache the one that has led to it is replaced. Yields the
     * state behind it; what the device's own cache comes to hold is the caller's.
     *
     * @param slot where the IOTLB keeps what it holds of the page
     * @param led the entry of the IOTLB that was of no use to the access, as a set; empty if nothing was found there
     * @param table where the entry is, if no upper entry in memory names that; else {@link #IN_MEMORY}
     */
    int[] set(int[] state, int device, int page, int slot, int led, int table, int entry, int used) {
        int[] next = state.clone();
        int walker = tables.ofDevice(device);
        if (led == CpuAccesses.MISSED && !tables.isCacheable(walker, entry)) {
            // Nothing was cached, and what was found never is.
            next[slot] = translations.emptied(next, page, walker);
        }
        if (table == IN_MEMORY) {
            levels.update(next, page, used);
        } else {
            levels.updateIn(next, table, page, used);
        }
        int before = sets.of(page, entry);
        boolean leads = led == CpuAccesses.MISSED || led == before;
        if (leads && translations.maySets() && (next[slot] & before) != 0) {
            consulted.mark(Consulted.rewalks(device));
            if (hardware.devices().get(device).rewalks()) {
                translations.drop(next, slot, page, walker, before);
            }
        }
        translations.fill(next, slot, tables.kept(walker, page, sets.of(page, used)));
        return next;
    }

    /** How a timeline tells of such a walk. */
    String told(int device, int table, int entry, int used, Narrator narrator) {
        translations.rule(setBy(device), narrator);
        String bits = BitUpdates.told(entry, used);
        return table == IN_MEMORY
                ? "walk" + bits
                : Translations.STALE_WALK + bits + " in " + Frame.text(table, hardware.frames());
    }

    /** The upper entries that are not in memory, and by which a walk may come to the entry of a page, as a set. */
    int strays(int[] state, int device, int page) {
        return blocks.has(page) ? blocks.strays(state, page, tables.ofDevice(device)) : 0;
    }

    /** The table that the lowest of them names. */
    int table(int page, int strays) {
        return blocks.table(page, strays);
    }

    /** The entry of a page in a table. */
    int entry(int[] state, int table, int page) {
        return state[blocks.slot(table, page)];
    }

    private IommuBits rules(int device) {
        return hardware.devices().get(device).bits();
    }

    private int setBy(int device) {
        return Consulted.setsBits(device, rules(device).ofProcess());
    }
}
