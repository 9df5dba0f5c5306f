package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.WalkRules;

/** What CPUs keep of what their walks have found, as the rules of the architecture have it; devices keep all of it. */
final class Keeping {

    private final WalkRules rules;
    private final EntrySets sets;
    /** By walker: whether it caches nothing of entries with the nT bit. */
    private final boolean[] obeysNt;
    private final boolean hardwareDirty;
    private final int cpus;
    private final Consulted consulted;

    Keeping(Hardware hardware, EntrySets sets, Consulted consulted) {
        this.sets = sets;
        this.rules = hardware.rules().walks();
        this.hardwareDirty = hardware.rules().hardwareDirty();
        this.cpus = hardware.cpus().size();
        this.consulted = consulted;
        this.obeysNt = new boolean[cpus + hardware.devices().size()];
        for (int walker = 0; walker < obeysNt.length; walker++) {
            obeysNt[walker] = walker < cpus
                    ? hardware.rules().breaking().obeysNt()
                    : hardware.devices().get(walker - cpus).breaking().obeysNt();
        }
    }

    /** Whether a walker translates by an entry and keeps nothing of it, because of the nT bit. */
    boolean isNt(int walker, int entry) {
        return obeysNt[walker] && PageTableEntry.isNt(entry);
    }

    /** Of the translations of a page that a walker has found, those that its caches may hold. */
    int translations(int walker, int page, int set) {
        int held = obeysNt[walker] ? set & ~sets.nt(page) : set;
        int old = held & sets.old(page);
        return cached(walker, old == 0 || holdsOld(walker) ? held : held & ~old);
    }

    /** Whether a walker's caches may hold entries with the accessed bit clear. */
    private boolean holdsOld(int walker) {
        if (walker >= cpus) {
            return false;
        }
        consulted.mark(Consulted.CACHES_UNACCESSED);
        return rules.unaccessedCached();
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
