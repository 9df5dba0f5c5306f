package org.shootdown.machine;

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
    }

    private final Hardware hardware;
    private final PageTables tables;
    private final EntrySets sets;
    private final Invalidations invalidations;
    private final Consulted consulted;

    /** Whether the sets say what may be cached, so that a miss is always possible, and fills need no record. */
    private final boolean maySets;

    Accesses(
            Program program,
            PageTables tables,
            EntrySets sets,
            Invalidations invalidations,
            CacheModel model,
            Consulted consulted) {
        this.consulted = consulted;
        this.maySets = model == CacheModel.MAY_SETS;
        this.hardware = program.hardware();
        this.tables = tables;
        this.sets = sets;
        this.invalidations = invalidations;
    }

    void access(int[] state, Step.Access access, Outcomes outcomes, Narrator narrator) {
        if (access.place().device()) {
            onDevice(state, access, outcomes, narrator);
        } else {
            onCpu(state, access, outcomes, narrator);
        }
    }

    /** A walk may find an entry whose overwriting it has not seen. */
    private String walked(int[] state, int page, int entry, Narrator narrator) {
        if (entry == tables.entry(state, page)) {
            return "walk";
        }
        rule(Consulted.LATE_STORES, narrator);
        return "walk that misses the last store";
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
        };
    }

    private String hit(String cache) {
        return maySets ? cache + " hit, cached earlier" : cache + " hit";
    }

    private static boolean permits(int entry, boolean store) {
        return PageTableEntry.valid(entry) && (!store || PageTableEntry.writable(entry));
    }

    // ---- CPUs ---------------------------------------------------------------------------------------------------

    private void onCpu(int[] state, Step.Access access, Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Cpu cpu = hardware.cpus().get(number);
        int page = access.page();
        int cached = state[cpu.translations() + page];
        for (int rest = cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access.store())) {
                outcomes.use(state.clone(), entry, hit("TLB"));
            } else if (hardware.rules().rewalks()) {
                int[] next = state.clone();
                next[cpu.translations() + page] &= ~(rest & -rest);
                walkOnCpu(next, access, number, because(Consulted.REWALKS, outcomes, narrator), narrator);
            } else {
                rule(Consulted.REWALKS, narrator);
                fault(state, number, outcomes, hit("TLB") + ": no permission");
            }
        }
        if (cached == 0 || maySets) {
            walkOnCpu(state, access, number, outcomes, narrator);
        }
        early(state, access, cpu, number, cached, outcomes, narrator);
    }

    private void walkOnCpu(
            int[] state,
            Step.Access access,
            int number,
            Outcomes outcomes,
            Narrator narrator) {
        Hardware.Cpu cpu = hardware.cpus().get(number);
        int page = access.page();
        for (int rest = tables.walkable(state, page, false); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access.store())) {
                int[] next = state.clone();
                fill(next, cpu.translations() + page, rest & -rest);
                outcomes.use(next, entry, walked(state, page, entry, narrator));
            } else if (entry == tables.entry(state, page)) {
                int[] next = state.clone();
                if (!maySets) {
                    // Who keeps the entry that lacked the permission answers from it the next time.
                    consulted.mark(Consulted.REWALKS);
                }
                if (!hardware.rules().rewalks()) {
                    fill(next, cpu.translations() + page, rest & -rest);
                }
                fault(next, number, outcomes, "walk: no permission");
            }
        }
        if (!PageTableEntry.valid(tables.entry(state, page))) {
            fault(state, number, outcomes, "walk: not present");
        }
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
        for (int rest = state[cpu.inFlight() + page] & ~cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            rule(Consulted.BROADCAST, narrator);
            rule(Consulted.BARRIER_SYNCHRONISES, narrator);
            if (permits(entry, access.store())) {
                outcomes.use(state.clone(), entry, "translated earlier");
            } else {
                fault(state, number, outcomes, "translated earlier, without permission");
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
        Hardware.Device device = hardware.devices().get(access.place().index());
        int page = access.page();
        if (!device.ats()) {
            translate(state, access, device, outcomes, narrator);
            return;
        }
        boolean hit = false;
        for (int rest = state[device.deviceTranslations() + page]; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (permits(entry, access.store())) {
                hit = true;
                outcomes.use(state.clone(), entry, hit("ATC"));
            }
        }
        if (!hit || maySets) {
            translate(state, access, device, outcomes, narrator);
        }
    }

    /** The IOMMU answers from its IOTLB, or walks. */
    private void translate(
            int[] state, Step.Access access, Hardware.Device device, Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        int cached = state[device.translations() + page];
        for (int rest = cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            int[] next = state.clone();
            if (permits(entry, access.store())) {
                answer(next, device, page, rest & -rest);
                outcomes.use(next, entry, hit("IOTLB"));
            } else if (device.rewalks()) {
                int rule = Consulted.rewalks(access.place().index());
                next[device.translations() + page] &= ~(rest & -rest);
                walk(next, access, device, because(rule, outcomes, narrator), narrator);
            } else {
                rule(Consulted.rewalks(access.place().index()), narrator);
                answer(next, device, page, rest & -rest);
                outcomes.fault(next, hit("IOTLB") + ": no permission");
            }
        }
        if (cached == 0 || maySets) {
            walk(state, access, device, outcomes, narrator);
        }
    }

    private void walk(
            int[] state, Step.Access access, Hardware.Device device, Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        for (int rest = tables.walkable(state, page, true); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            int[] next = state.clone();
            fill(next, device.translations() + page, rest & -rest);
            answer(next, device, page, rest & -rest);
            if (permits(entry, access.store())) {
                outcomes.use(next, entry, walked(state, page, entry, narrator));
            } else if (entry == tables.entry(state, page)) {
                outcomes.fault(next, "walk: no permission");
            }
        }
        if (!PageTableEntry.valid(tables.entry(state, page))) {
            outcomes.fault(state.clone(), "walk: not present");
        }
    }

    /** A translation completion fills the device's own cache. */
    private void answer(int[] state, Hardware.Device device, int page, int entry) {
        if (device.ats()) {
            fill(state, device.deviceTranslations() + page, entry);
        }
    }

    private void fill(int[] state, int slot, int entry) {
        if (!maySets) {
            state[slot] |= entry;
        }
    }
}
