package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

/**
 * Accesses of CPUs: by the TLB, by a walk, by a translation made before the entry changed, and with a fault that was
 * found before the accesses in front of it.
 */
final class CpuAccesses {

    /** No entry has led to a walk: there was none. */
    static final int MISSED = 0;

    private final Hardware hardware;
    private final PageTables tables;
    private final EntrySets sets;
    private final LoadedSpaces loaded;
    private final Translations translations;
    private final BitUpdates updates;
    private final Invalidations invalidations;
    private final EarlyFaults earlyFaults;
    private final Conflicts conflicts;
    private final Consulted consulted;

    CpuAccesses(
            Hardware hardware,
            PageTables tables,
            EntrySets sets,
            LoadedSpaces loaded,
            Translations translations,
            BitUpdates updates,
            Invalidations invalidations,
            EarlyFaults earlyFaults,
            Conflicts conflicts,
            Consulted consulted) {
        this.hardware = hardware;
        this.tables = tables;
        this.sets = sets;
        this.loaded = loaded;
        this.translations = translations;
        this.updates = updates;
        this.invalidations = invalidations;
        this.earlyFaults = earlyFaults;
        this.conflicts = conflicts;
        this.consulted = consulted;
    }

    void access(int[] state, int thread, Step.Access access, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Cpu cpu = hardware.cpus().get(number);
        int page = access.page();
        if (cpu.onlyBorrows(state)) {
            throw new LimitReached("accesses " + hardware.pages().get(page).name() + ", and " + cpu.name()
                    + " only borrows the address space");
        }
        if (loaded.areOn() && !loaded.isLoaded(state, number, page)) {
            waitFor(thread, page, cpu);
            return;
        }
        int slot = loaded.tlb(state, number, page);
        int cached = state[slot];
        for (int rest = cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access) && !Translations.mustUpdate(entry, access.kind())) {
                String how = translations.hit("TLB", slot, page, rest & -rest, narrator);
                outcomes.use(state.clone(), entry, how);
            } else if (hardware.rules().rewalks()) {
                // It is of no use to the access, and is gone when the walk ends in a fault (AMD APM vol. 2, 5.5.3).
                int[] next = state.clone();
                translations.drop(next, slot, page, number, rest & -rest);
                Accesses.Outcomes anew = translations.because(Consulted.REWALKS, outcomes, narrator);
                walkOnCpu(next, access, number, rest & -rest, anew, narrator);
            } else if (permits(entry, access)) {
                consulted.mark(Consulted.REWALKS);
                walkOnCpu(state, access, number, rest & -rest, outcomes, narrator);
            } else {
                boolean valid = PageTableEntry.valid(entry);
                translations.rule(Consulted.REWALKS, narrator);
                if (!hardware.rules().walks().faultsDropTranslations()) {
                    translations.rule(Consulted.FAULTS_DROP_TRANSLATIONS, narrator);
                }
                if (!valid) {
                    translations.rule(Consulted.CACHES_INVALID, narrator);
                }
                String why = valid ? ": no permission" : ": not present";
                fault(state, number, page, outcomes, translations.hit("TLB", slot, page, rest & -rest, narrator) + why);
            }
        }
        if (cached == 0 || translations.maySets()) {
            walkOnCpu(state, access, number, MISSED, outcomes, narrator);
        }
        conflicting(state, access, number, outcomes, narrator);
        early(state, access, cpu, number, cached, outcomes, narrator);
        faultedEarly(state, thread, access, outcomes, narrator);
    }

    /** Where others load address spaces on the CPU, the thread waits until they have scheduled it. */
    private void waitFor(int thread, int page, Hardware.Cpu cpu) {
        if (loaded.isAlone(thread)) {
            throw new LimitReached("accesses " + hardware.pages().get(page).name() + ", and " + cpu.name()
                    + " has not loaded its address space");
        }
    }

    /** What else may become of it if the TLB holds translations that must not live at once. */
    private void conflicting(
            int[] state, Step.Access access, int number, Accesses.Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        int set = translations.together(state, loaded.tlb(state, number, page), page, number);
        if (conflicts.mayAbort(Conflicts.CPU, page, set)) {
            abort(state, number, outcomes, conflicts.text(Conflicts.CPU, page, set, narrator));
        }
        int mixes = conflicts.mixes(Conflicts.CPU, page, set, access.kind());
        for (int rest = mixes; rest != 0; rest &= rest - 1) {
            translations.rule(Consulted.conflictMixes(Conflicts.CPU), narrator);
            outcomes.use(state.clone(), sets.lowest(page, rest), "TLB mixes two entries");
        }
    }

    /**
     * @param led the entry of the TLB that is of no use to the access and has led to the walk, as a set; empty if nothing was
     *     found there
     */
    private void walkOnCpu(
            int[] state,
            Step.Access access,
            int number,
            int led,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        boolean missed = led == MISSED;
        int page = access.page();
        int slot = loaded.tlb(state, number, page);
        for (int rest = tables.walkable(state, page, number); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access) && Translations.mustUpdate(entry, access.kind())) {
                // Only an entry that stands where it was found can be updated; a walk that has seen another is made again.
                if (entry == tables.entry(state, page)) {
                    updates.update(state, access, number, led, page, outcomes, narrator);
                }
            } else if (permits(entry, access)) {
                int[] next = state.clone();
                translations.walkedTo(next, slot, page, number, rest & -rest, missed);
                ntFault(next, entry, number, page, outcomes, narrator);
                outcomes.use(next, entry, translations.walked(state, page, entry, number, narrator));
            } else if (entry == tables.entry(state, page) || tables.isNt(number, entry)) {
                int[] next = state.clone();
                updates.forget(next, number, page, missed, tables.entry(next, page));
                if (!translations.maySets()) {
                    // Who keeps the entry that lacked the permission answers from it the next time.
                    consulted.mark(Consulted.REWALKS);
                }
                if (!hardware.rules().rewalks() && tables.isCacheable(number, entry)) {
                    translations.fill(next, slot, tables.kept(number, page, rest & -rest));
                }
                fault(next, number, page, outcomes, "walk: no permission");
            }
        }
        updates.others(state, access, number, led, outcomes, narrator);
        updates.strays(state, access, number, led, outcomes, narrator);
        if (!PageTableEntry.valid(tables.entry(state, page))) {
            int[] next = state.clone();
            updates.forget(next, number, page, missed, tables.entry(next, page));
            fault(next, number, page, outcomes, "walk: not present");
        }
        astray(state, access, number, missed, outcomes, narrator);
    }

    /** An entry with the nT bit may make the access fault instead (Arm ARM DDI 0487, D8.7.3, RMRRPW). */
    private void ntFault(int[] state, int entry, int number, int page, Accesses.Outcomes outcomes, Narrator narrator) {
        if (!tables.isNt(number, entry)) {
            return;
        }
        consulted.mark(Consulted.NT_FAULTS);
        if (hardware.rules().breaking().ntFaults()) {
            translations.rule(Consulted.NT_FAULTS, narrator);
            fault(state, number, page, outcomes, "walk: nT");
        }
    }

    /**
     * A walk by an upper entry that is not in memory any more may find no permission, or nothing. It faults; where a fault
     * drops what it rests on, that is the upper entry as well (Intel SDM vol. 3A, 4.10.4.1: all entries in the
     * paging-structure caches that would be used for the address).
     */
    private void astray(
            int[] state, Step.Access access, int number, boolean missed, Accesses.Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        for (int rest = tables.stale(state, page, number); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access)) {
                continue;
            }
            translations.rule(Consulted.REWALKS, narrator);
            int[] next = state.clone();
            int slot = loaded.tlb(next, number, page);
            translations.rule(Consulted.FAULTS_DROP_WALKS, narrator);
            if (hardware.rules().walks().faultsDrop()) {
                invalidations.faulted(next, number, page);
            }
            if (missed && translations.maySets()) {
                next[slot] = translations.emptied(next, page, number);
            }
            if (!hardware.rules().rewalks() && tables.isCacheable(number, entry)) {
                translations.fill(next, slot, tables.kept(number, page, rest & -rest));
            }
            fault(next, number, page, outcomes, Translations.STALE_WALK + ": " + Translations.reason(entry));
        }
    }

    /** Translations made before the entry was changed or invalidated, of accesses under way. */
    private void early(
            int[] state,
            Step.Access access,
            Hardware.Cpu cpu,
            int number,
            int cached,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        if (cpu.inFlight() < 0) {
            return;
        }
        int page = access.page();
        // What an entry of the TLB comes to has been told, unless that was walked for anew: an access under way is not.
        int early = state[loaded.inFlight(number, page)] | tables.early(state, page, number);
        if ((early & cached) != 0) {
            consulted.mark(Consulted.REWALKS);
        }
        int told = hardware.rules().rewalks() ? 0 : cached;
        for (int rest = early & ~told; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            translations.rule(Consulted.BROADCAST, narrator);
            translations.rule(Consulted.BARRIER_SYNCHRONISES, narrator);
            if (permits(entry, access)) {
                // Who would have to set the dirty bit first has no translation yet.
                if (!Translations.mustUpdate(entry, access.kind())) {
                    outcomes.use(state.clone(), entry, "translated earlier");
                }
            } else {
                faultByEarly(state, number, page, entry, outcomes, narrator);
            }
        }
        updates.early(state, access, number, outcomes, narrator);
        for (int rest = invalidations.broadcasts().faulting(state, number, page) & ~early & ~told; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (!permits(entry, access)) {
                translations.rule(Consulted.AWAITS_FAULTS, narrator);
                faultByEarly(state, number, page, entry, outcomes, narrator);
            }
        }
    }

    private void faultByEarly(
            int[] state, int number, int page, int entry, Accesses.Outcomes outcomes, Narrator narrator) {
        translations.rule(Consulted.EARLY_TRANSLATIONS_FAULT, narrator);
        if (hardware.rules().walks().earlyFaults() && entry == PageTableEntry.CONFLICT) {
            abort(state, number, outcomes, "found earlier");
        } else if (hardware.rules().walks().earlyFaults()) {
            boolean valid = PageTableEntry.valid(entry);
            fault(state, number, page, outcomes, "translated earlier, " + (valid ? "without permission" : "not present"));
        }
    }

    /** Whether an entry permits an access; where software keeps accessed and dirty bits, it has to set them first. */
    private boolean permits(int entry, Step.Access access) {
        return Translations.permits(entry, access.kind())
                && !tables.keeping().awaitsSoftware(entry, access.kind().writes());
    }

    /** Taking the exception synchronises the CPU's context, and may drop what is cached of the page. */
    private void fault(int[] state, int cpu, int page, Accesses.Outcomes outcomes, String why) {
        int[] next = state.clone();
        invalidations.synchronise(next, cpu);
        int slot = loaded.tlb(next, cpu, page);
        int emptied = translations.emptied(next, page, cpu);
        if (next[slot] != emptied) {
            consulted.mark(Consulted.FAULTS_DROP_TRANSLATIONS);
            if (hardware.rules().walks().faultsDropTranslations()) {
                next[slot] = emptied;
            }
        }
        outcomes.fault(next, why);
    }

    /** So does taking this one. */
    private void abort(int[] state, int cpu, Accesses.Outcomes outcomes, String why) {
        int[] next = state.clone();
        invalidations.synchronise(next, cpu);
        outcomes.conflict(next, why);
    }

    /** It may have faulted already, before the accesses in front of it were made. */
    private void faultedEarly(int[] state, int thread, Step.Access access, Accesses.Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        for (int rest = earlyFaults.of(state, thread, page); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (!permits(entry, access)) {
                translations.rule(Consulted.EARLY_FAULTS, narrator);
                int[] next = state.clone();
                earlyFaults.forget(next, thread);
                String why = "found before the accesses in front of it";
                if (entry == PageTableEntry.CONFLICT) {
                    abort(next, access.place().index(), outcomes, why);
                } else {
                    fault(next, access.place().index(), page, outcomes, why);
                }
            }
        }
    }
}
