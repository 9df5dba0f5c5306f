package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.WalkRules;

/** What CPUs keep of what their walks have found, as the rules of the architecture have it; devices keep all of it. */
final class Keeping {

    private final WalkRules rules;
    private final boolean hardwareDirty;
    private final int cpus;
    private final Consulted consulted;

    Keeping(Hardware hardware, Consulted consulted) {
        this.rules = hardware.rules().walks();
        this.hardwareDirty = hardware.rules().hardwareDirty();
        this.cpus = hardware.cpus().size();
        this.consulted = consulted;
    }

    /** Of what a walker has found, what its caches may hold. */
    int cached(int walker, int set) {
        if (set == 0 || walker >= cpus) {
            return set;
        }
        consulted.mark(Consulted.CACHES_TRANSLATIONS);
        return rules.cached() ? set : 0;
    }

    /** Whether a CPU's TLB may hold an entry. */
    boolean isCacheable(int entry) {
        if (PageTableEntry.cacheable(entry) || !PageTableEntry.valid(entry)) {
            return PageTableEntry.valid(entry);
        }
        consulted.mark(Consulted.CACHES_UNACCESSED);
        return rules.unaccessedCached();
    }

    /** Whether a CPU's access by an entry that permits it faults, because software is to set a bit of the entry first. */
    boolean awaitsSoftware(int entry, boolean writes) {
        if (PageTableEntry.used(entry, writes) == entry) {
            return false;
        }
        consulted.mark(Consulted.HARDWARE_DIRTY);
        if (hardwareDirty) {
            return false;
        }
        consulted.mark(Consulted.UNACCESSED_FAULT);
        return rules.unaccessedFault();
    }

    /** Whether all accesses of CPUs fault by an entry. */
    boolean alwaysFaults(int entry) {
        return !PageTableEntry.valid(entry) || awaitsSoftware(entry, false);
    }

    /** Of entries that are overwritten or invalidated, those with which accesses of CPUs may have been translated. */
    int early(int set) {
        if (set == 0) {
            return 0;
        }
        consulted.mark(Consulted.TRANSLATES_EARLY);
        return rules.early() ? set : 0;
    }
}
