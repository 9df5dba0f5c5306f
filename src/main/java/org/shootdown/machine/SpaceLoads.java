package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;

/**
 * A CPU goes on with another address space (MOV to CR3, Intel SDM vol. 3A, 4.10.4.1; TTBR0_EL1; satp). From then on it walks
 * another table. What it has cached stays where tags tell it apart, and is of use when the tag is loaded again, with whatever
 * address space; without tags, or where a load is to flush, it goes.
 */
final class SpaceLoads {

    private final Program program;
    private final Hardware hardware;
    private final LoadedSpaces loaded;
    private final PageTables tables;
    private final EntrySets sets;
    private final Invalidations invalidations;
    private final Consulted consulted;
    private final boolean maySets;

    SpaceLoads(
            Program program,
            LoadedSpaces loaded,
            PageTables tables,
            EntrySets sets,
            Invalidations invalidations,
            CacheModel model,
            Consulted consulted) {
        this.program = program;
        this.hardware = program.hardware();
        this.loaded = loaded;
        this.tables = tables;
        this.sets = sets;
        this.invalidations = invalidations;
        this.maySets = model == CacheModel.MAY_SETS;
        this.consulted = consulted;
    }

    void load(int[] state, Step.LoadSpace load, Narrator narrator) {
        int cpu = load.cpu();
        int tag = loaded.checked(load.tag().in(state));
        boolean keeps = load.keep().in(state) != 0;
        consulted.mark(Consulted.TAGGED_TRANSLATIONS);
        narrator.rule(consulted.key(Consulted.TAGGED_TRANSLATIONS));
        leave(state, cpu);
        loaded.set(state, cpu, load.space(), tag);
        if (!keeps || !loaded.areTagged()) {
            for (int page = 0; page < hardware.pages().size(); page++) {
                state[loaded.tlb(cpu, tag, page)] = 0;
            }
        }
        enter(state, cpu);
        // The kernel writes the register behind an exception, and synchronises the context before it returns.
        invalidations.synchronise(state, cpu);
        forgetDrains(state, cpu);
    }

    /** With which tag, and whether what was cached with it has stayed where that is a choice; as a timeline tells it. */
    String text(int[] state, Step.LoadSpace load) {
        if (load.space() < 0) {
            return "";
        }
        boolean chosen = !load.keep().equals(Value.TRUE);
        return " " + loaded.tag(state, load.cpu())
                + (!chosen ? "" : load.keep().in(state) != 0 ? ", noflush" : ", flush");
    }

    /** The table is walked no more: from now on the sets say all that may be cached of it. */
    private void leave(int[] state, int cpu) {
        for (int page = 0; page < hardware.pages().size() && maySets; page++) {
            if (loaded.isLoaded(state, cpu, page)) {
                state[loaded.tlb(state, cpu, page)] |= tables.fillable(state, page, cpu);
            }
        }
    }

    /** It is walked from now on: what is in memory may be cached without being in the sets. */
    private void enter(int[] state, int cpu) {
        for (int page = 0; page < hardware.pages().size() && maySets; page++) {
            if (loaded.isLoaded(state, cpu, page)) {
                int slot = loaded.tlb(state, cpu, page);
                int entry = tables.entry(state, page);
                int implied = PageTableEntry.cacheable(entry) ? sets.of(page, entry) : tables.cachedInvalid(page, entry);
                state[slot] = (state[slot] | tables.refilled(state, page, cpu)) & ~implied;
            }
        }
    }

    /** No access of the CPU is under way that a barrier would have to wait for. */
    private void forgetDrains(int[] state, int cpu) {
        for (int thread = 0; thread < program.threads().size() && hardware.rules().broadcast(); thread++) {
            for (int page = 0; page < hardware.pages().size(); page++) {
                state[tables.drainSlot(thread, page, cpu)] = 0;
            }
        }
    }
}
