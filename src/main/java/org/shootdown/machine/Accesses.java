package org.shootdown.machine;

import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;

/**
 * Accesses: every way in which one may be translated. A cache that holds entries for the page answers with one of
 * them; else the page table is walked and the cache filled. A permission that a cached entry lacks leads to a new
 * walk or to a fault, as the architecture rules.
 */
final class Accesses {

    /** What an access comes to. */
    interface Outcomes {
        /** It is made with an entry; the state has been cloned for this outcome. */
        void use(int[] state, int entry, String how);

        /** It faults. */
        void fault(int[] state, String why);

        /** What it comes to is not known; {@code why}: a sentence whose subject is the thread. */
        void unmodelled(String why);
    }

    private static final String STALE_WALK = "walk from a cached upper entry";

    private final Hardware hardware;
    private final PageTables tables;
    private final EntrySets sets;
    private final Invalidations invalidations;
    private final EarlyFaults earlyFaults;
    private final Consulted consulted;
    private final Attachments attachments;
    private final Contexts contexts;

    /** Whether the sets say what may be cached, so that a miss is always possible, and fills need no record. */
    private final boolean maySets;

    Accesses(
            Program program,
            PageTables tables,
            EntrySets sets,
            Invalidations invalidations,
            EarlyFaults earlyFaults,
            Attachments attachments,
            Contexts contexts,
            CacheModel model,
            Consulted consulted) {
        this.earlyFaults = earlyFaults;
        this.consulted = consulted;
        this.attachments = attachments;
        this.contexts = contexts;
        this.maySets = model == CacheModel.MAY_SETS;
        this.hardware = program.hardware();
        this.tables = tables;
        this.sets = sets;
        this.invalidations = invalidations;
    }

    void access(int[] state, int thread, Step.Access access, Outcomes outcomes, Narrator narrator) {
        if (access.place().device()) {
            onDevice(state, access, outcomes, narrator);
        } else {
            onCpu(state, access, outcomes, narrator);
            faultedEarly(state, thread, access, outcomes, narrator);
        }
    }

    /** It may have faulted already, before the accesses in front of it were made. */
    private void faultedEarly(int[] state, int thread, Step.Access access, Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        for (int rest = earlyFaults.of(state, thread, page); rest != 0; rest &= rest - 1) {
            if (!permits(sets.lowest(page, rest), access.kind())) {
                rule(Consulted.EARLY_FAULTS, narrator);
                int[] next = state.clone();
                earlyFaults.forget(next, thread);
                fault(next, access.place().index(), outcomes, "found before the accesses in front of it");
            }
        }
    }

    /** A walk may find an entry whose overwriting it has not seen. */
    private String walked(int[] state, int page, int entry, int walker, Narrator narrator) {
        if (entry == tables.entry(state, page)) {
            return "walk";
        }
        if ((tables.stale(state, page, walker) & sets.of(page, entry)) != 0) {
            return STALE_WALK;
        }
        rule(Consulted.LATE_STORES, narrator);
        return "walk that still sees " + PageTableEntry.text(entry, hardware.frames());
    }

    private void rule(int rule, Narrator narrator) {
        consulted.mark(rule);
        narrator.rule(consulted.key(rule));
    }

    /** Outcomes each of which rests on a rule. */
    private Outcomes because(int rule, Outcomes outcomes, Narrator narrator) {
        if (!narrator.listens()) {
            consulted.mark(rule);
            return outcomes;
        }
        return new Outcomes() {
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
            public void unmodelled(String why) {
                rule(rule, narrator);
                outcomes.unmodelled(why);
            }
        };
    }

    private String hit(String cache) {
        return maySets ? cache + " hit, cached earlier" : cache + " hit";
    }

    private static boolean permits(int entry, Step.AccessKind kind) {
        return PageTableEntry.valid(entry) && (entry & kind.permission()) != 0;
    }

    /** Whether the accessed or dirty bit must be set before the access can use the entry. */
    private static boolean mustUpdate(int entry, Step.AccessKind kind) {
        return PageTableEntry.used(entry, kind.writes()) != entry;
    }

    /** Whether an IOMMU would have to set a bit before the access can use the entry; if so the outcome is told. */
    private static boolean isUnmodelled(int entry, Step.AccessKind kind, Outcomes outcomes) {
        boolean unmodelled = permits(entry, kind) && mustUpdate(entry, kind);
        if (unmodelled) {
            outcomes.unmodelled("needs accessed and dirty bits that its IOMMU sets, which is not modelled yet");
        }
        return unmodelled;
    }

    // ---- CPUs ---------------------------------------------------------------------------------------------------

    private void onCpu(int[] state, Step.Access access, Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Cpu cpu = hardware.cpus().get(number);
        int page = access.page();
        int cached = state[cpu.translations() + page];
        for (int rest = cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access.kind()) && !mustUpdate(entry, access.kind())) {
                outcomes.use(state.clone(), entry, hit("TLB"));
            } else if (hardware.rules().rewalks()) {
                // It is of no use to the access, and is gone when the walk ends in a fault (Intel SDM vol. 3A, 4.10.4.1).
                int[] next = state.clone();
                next[cpu.translations() + page] &= ~(rest & -rest);
                walkOnCpu(next, access, number, false, because(Consulted.REWALKS, outcomes, narrator), narrator);
            } else if (permits(entry, access.kind())) {
                consulted.mark(Consulted.REWALKS);
                walkOnCpu(state, access, number, false, outcomes, narrator);
            } else {
                boolean valid = PageTableEntry.valid(entry);
                rule(Consulted.REWALKS, narrator);
                if (!valid) {
                    rule(Consulted.CACHES_INVALID, narrator);
                }
                String why = valid ? ": no permission" : ": not present";
                fault(state, number, outcomes, hit("TLB") + why);
            }
        }
        if (cached == 0 || maySets) {
            walkOnCpu(state, access, number, true, outcomes, narrator);
        }
        early(state, access, cpu, number, cached, outcomes, narrator);
    }

    /** {@code missed}: whether the access found nothing in the TLB, rather than an entry that lacks the permission. */
    private void walkOnCpu(
            int[] state,
            Step.Access access,
            int number,
            boolean missed,
            Outcomes outcomes,
            Narrator narrator) {
        Hardware.Cpu cpu = hardware.cpus().get(number);
        int page = access.page();
        for (int rest = tables.walkable(state, page, number); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access.kind()) && mustUpdate(entry, access.kind())) {
                // Only the entry in memory can be updated; a walk that has seen another is made again.
                if (entry == tables.entry(state, page)) {
                    update(state, access, number, missed, outcomes, narrator);
                }
            } else if (permits(entry, access.kind())) {
                int[] next = state.clone();
                fill(next, cpu.translations() + page, rest & -rest);
                outcomes.use(next, entry, walked(state, page, entry, number, narrator));
            } else if (entry == tables.entry(state, page)) {
                int[] next = state.clone();
                forget(next, number, page, missed);
                if (!maySets) {
                    // Who keeps the entry that lacked the permission answers from it the next time.
                    consulted.mark(Consulted.REWALKS);
                }
                if (!hardware.rules().rewalks() && PageTableEntry.cacheable(entry)) {
                    fill(next, cpu.translations() + page, rest & -rest);
                }
                fault(next, number, outcomes, "walk: no permission");
            }
        }
        if (!PageTableEntry.valid(tables.entry(state, page))) {
            int[] next = state.clone();
            forget(next, number, page, missed);
            fault(next, number, outcomes, "walk: not present");
        }
        astray(state, access, number, missed, outcomes, narrator);
    }

    /**
     * A walk by an upper entry that is not in memory any more may find no permission, or nothing. It faults; where a fault
     * drops what it rests on, that is the upper entry as well (Intel SDM vol. 3A, 4.10.4.1: all entries in the
     * paging-structure caches that would be used for the address).
     */
    private void astray(
            int[] state, Step.Access access, int number, boolean missed, Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        for (int rest = tables.stale(state, page, number); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access.kind())) {
                continue;
            }
            rule(Consulted.REWALKS, narrator);
            int[] next = state.clone();
            int slot = hardware.cpus().get(number).translations() + page;
            if (hardware.rules().rewalks()) {
                invalidations.faulted(next, number, page);
            }
            if (missed && maySets) {
                next[slot] = emptied(next, page, number);
            }
            if (!hardware.rules().rewalks() && PageTableEntry.cacheable(entry)) {
                fill(next, slot, rest & -rest);
            }
            fault(next, number, outcomes, STALE_WALK + ": " + reason(entry));
        }
    }

    private static String reason(int entry) {
        return PageTableEntry.valid(entry) ? "no permission" : "not present";
    }

    /** The walk sets the accessed bit, and for a write the dirty bit, in one step with reading the entry. */
    private void update(
            int[] state,
            Step.Access access,
            int number,
            boolean missed,
            Outcomes outcomes,
            Narrator narrator) {
        rule(Consulted.HARDWARE_DIRTY, narrator);
        if (!hardware.rules().hardwareDirty()) {
            outcomes.unmodelled("needs accessed and dirty bits that software keeps, which is not modelled yet");
            return;
        }
        int page = access.page();
        int[] next = state.clone();
        int entry = tables.entry(state, page);
        int used = PageTableEntry.used(entry, access.kind().writes());
        forget(next, number, page, missed);
        tables.update(next, page, used);
        fill(next, hardware.cpus().get(number).translations() + page, sets.of(page, used));
        boolean dirties = ((entry ^ used) & PageTableEntry.CLEAN) != 0;
        boolean ages = ((entry ^ used) & PageTableEntry.OLD) != 0;
        outcomes.use(next, used, "walk sets " + (ages && dirties ? "A and D" : ages ? "A" : "D"));
    }

    /**
     * An access that has found nothing in the TLB, and now finds an entry in memory that no TLB holds, shows that the TLB
     * is empty. If the entry could be cached, the access may as well have hit it, beside others.
     */
    private void forget(int[] next, int number, int page, boolean missed) {
        int entry = tables.entry(next, page);
        int slot = hardware.cpus().get(number).translations() + page;
        int emptied = emptied(next, page, number);
        if (missed && next[slot] != emptied && !PageTableEntry.cacheable(entry) && tables.cachedInvalid(page, entry) == 0) {
            next[slot] = emptied;
        }
    }

    /**
     * What may be in a cache of which an access has shown that it is empty: what it can fill again from walks that
     * miss a store. (A walk that succeeds shows nothing: the cache may hold what it found beside all the rest.)
     */
    private int emptied(int[] state, int page, int walker) {
        return maySets ? tables.besides(state, page, walker) : 0;
    }

    /** Translations made before the entry was changed or invalidated, of accesses under way. */
    private void early(
            int[] state,
            Step.Access access,
            Hardware.Cpu cpu,
            int number,
            int cached,
            Outcomes outcomes,
            Narrator narrator) {
        if (cpu.inFlight() < 0) {
            return;
        }
        int page = access.page();
        for (int rest = (state[cpu.inFlight() + page] | tables.early(state, page, number)) & ~cached;
                rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            rule(Consulted.BROADCAST, narrator);
            rule(Consulted.BARRIER_SYNCHRONISES, narrator);
            if (permits(entry, access.kind())) {
                // Who would have to set the dirty bit first has no translation yet.
                if (!mustUpdate(entry, access.kind())) {
                    outcomes.use(state.clone(), entry, "translated earlier");
                }
            } else {
                boolean valid = PageTableEntry.valid(entry);
                fault(state, number, outcomes, "translated earlier, " + (valid ? "without permission" : "not present"));
            }
        }
    }

    /** Taking the exception synchronises the CPU's context. */
    private void fault(int[] state, int cpu, Outcomes outcomes, String why) {
        int[] next = state.clone();
        invalidations.synchronise(next, cpu);
        outcomes.fault(next, why);
    }

    // ---- devices ------------------------------------------------------------------------------------------------

    private void onDevice(int[] state, Step.Access access, Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Device device = hardware.devices().get(number);
        if (contexts.isLocked(state, number, access.page())) {
            // It waits until the region is unlocked.
            return;
        }
        if (device.context().isEmpty()) {
            byTable(state, access, access.page(), outcomes, narrator);
            return;
        }
        Hardware.Context context = device.context().get();
        int inMemory = state[context.entry()];
        for (int rest = contexts.entries(state, context); rest != 0; rest &= rest - 1) {
            int entry = Integer.numberOfTrailingZeros(rest);
            if (entry != Hardware.Context.NONE) {
                Outcomes told = entry == inMemory ? outcomes : staleContext(number, entry, outcomes);
                byTable(state, access, hardware.at(access.page(), context.domains().get(entry - 1)), told, narrator);
            } else if (entry != inMemory) {
                because(Consulted.cachesNone(number), outcomes, narrator)
                        .fault(state.clone(), "no domain by a cached context");
            } else if (attachments.isCacheable(number, entry)) {
                outcomes.fault(state.clone(), "no domain");
            } else if (state[context.cached()] == 0 || maySets) {
                // Who looks the entry up in memory has nothing of it in the cache.
                int[] next = state.clone();
                attachments.invalidate(next, number);
                outcomes.fault(next, "no domain");
            }
        }
    }

    /** Outcomes that rest on a context entry that the IOMMU has kept. */
    private Outcomes staleContext(int device, int entry, Outcomes outcomes) {
        String why = ", " + attachments.domain(device, entry) + " by a cached context";
        return new Outcomes() {
            @Override
            public void use(int[] state, int used, String how) {
                outcomes.use(state, used, how + why);
            }

            @Override
            public void fault(int[] state, String how) {
                outcomes.fault(state, how + why);
            }

            @Override
            public void unmodelled(String what) {
                outcomes.unmodelled(what);
            }
        };
    }

    /** By a table that has the page {@code page} at the address; -1 for nothing. */
    private void byTable(int[] state, Step.Access access, int page, Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Device device = hardware.devices().get(number);
        boolean hit = false;
        if (contexts.isAtsOn(state, number)) {
            for (int alias : aliases(device, access.page())) {
                for (int rest = state[device.deviceTranslations() + alias]; rest != 0; rest &= rest - 1) {
                    int entry = sets.lowest(alias, rest);
                    if (isUnmodelled(entry, access.kind(), outcomes)) {
                        continue;
                    }
                    if (permits(entry, access.kind())) {
                        hit = true;
                        outcomes.use(state.clone(), entry, hit("ATC"));
                    }
                }
            }
        }
        if (hit && !maySets) {
            return;
        }
        if (page >= 0) {
            translate(state, access.in(page), device, outcomes, narrator);
        } else {
            int[] next = state.clone();
            refused(next, access, device);
            outcomes.fault(next, "walk: not present");
        }
    }

    /** The pages at the address of a page in the tables that a device may know: its own cache does not tell them apart. */
    private List<Integer> aliases(Hardware.Device device, int page) {
        return device.context()
                .map(c -> c.domains().stream()
                        .map(t -> hardware.at(page, t))
                        .filter(p -> p >= 0)
                        .toList())
                .orElseGet(() -> List.of(page));
    }

    /** The IOMMU answers from its IOTLB, or walks. */
    private void translate(
            int[] state, Step.Access access, Hardware.Device device, Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        int cached = state[device.translations() + page];
        for (int rest = cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (isUnmodelled(entry, access.kind(), outcomes)) {
                continue;
            }
            int[] next = state.clone();
            if (permits(entry, access.kind())) {
                answer(next, access, device, rest & -rest);
                outcomes.use(next, entry, hit("IOTLB"));
            } else if (device.rewalks()) {
                int rule = Consulted.rewalks(access.place().index());
                next[device.translations() + page] &= ~(rest & -rest);
                walk(next, access, device, false, because(rule, outcomes, narrator), narrator);
            } else {
                rule(Consulted.rewalks(access.place().index()), narrator);
                refused(next, access, device);
                answer(next, access, device, rest & -rest);
                outcomes.fault(next, hit("IOTLB") + ": no permission");
            }
        }
        if (cached == 0 || maySets) {
            walk(state, access, device, true, outcomes, narrator);
        }
    }

    /** {@code missed}: whether the IOTLB had nothing, rather than an entry that lacks the permission. */
    private void walk(
            int[] state,
            Step.Access access,
            Hardware.Device device,
            boolean missed,
            Outcomes outcomes,
            Narrator narrator) {
        int page = access.page();
        int walker = tables.ofDevice(access.place().index());
        for (int rest = tables.walkable(state, page, walker); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (isUnmodelled(entry, access.kind(), outcomes)) {
                continue;
            }
            int[] next = state.clone();
            fill(next, device.translations() + page, rest & -rest);
            answer(next, access, device, rest & -rest);
            if (permits(entry, access.kind())) {
                outcomes.use(next, entry, walked(state, page, entry, walker, narrator));
            } else if (entry == tables.entry(state, page)) {
                refused(next, access, device);
                outcomes.fault(next, "walk: no permission");
            }
        }
        if (!PageTableEntry.valid(tables.entry(state, page))) {
            int[] next = state.clone();
            if (missed) {
                next[device.translations() + page] = emptied(state, page, walker);
            }
            refused(next, access, device);
            outcomes.fault(next, "walk: not present");
        }
        for (int rest = tables.stale(state, page, walker); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (!permits(entry, access.kind())) {
                int[] next = state.clone();
                if (missed && maySets) {
                    next[device.translations() + page] = emptied(state, page, walker);
                }
                refused(next, access, device);
                outcomes.fault(next, STALE_WALK + ": " + reason(entry));
            }
        }
    }

    /** Who asks the IOMMU and is refused had nothing of its own that permits the access, but can be told anew. */
    private void refused(int[] state, Step.Access access, Hardware.Device device) {
        int number = access.place().index();
        if (!maySets || !contexts.isAtsOn(state, number)) {
            return;
        }
        for (int page : aliases(device, access.page())) {
            int slot = device.deviceTranslations() + page;
            int kept = 0;
            for (int rest = state[slot]; rest != 0; rest &= rest - 1) {
                if (!permits(sets.lowest(page, rest), access.kind())) {
                    kept |= rest & -rest;
                }
            }
            state[slot] = kept | attachments.refilledAtc(state, number, page);
        }
    }

    /** A translation completion fills the device's own cache. */
    private void answer(int[] state, Step.Access access, Hardware.Device device, int entry) {
        if (contexts.isAtsOn(state, access.place().index())) {
            fill(state, device.deviceTranslations() + access.page(), entry);
        }
    }

    private void fill(int[] state, int slot, int entry) {
        if (!maySets) {
            state[slot] |= entry;
        }
    }
}
