package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;

/**
 * Invalidations of a CPU's own translations, and barriers. What other CPUs are told of is in {@link Broadcasts}, and what
 * IOMMUs are in {@link CommandQueues}.
 */
final class Invalidations {

    private final Hardware hardware;
    private final PageTables tables;
    private final Broadcasts broadcasts;
    private final Consulted consulted;
    private final int pages;
    private final boolean maySets;
    private final Blocks blocks;
    private final WalkCaches walks;
    private final LoadedSpaces loaded;

    Invalidations(
            Program program,
            PageTables tables,
            Broadcasts broadcasts,
            Blocks blocks,
            WalkCaches walks,
            LoadedSpaces loaded,
            CacheModel model,
            Consulted consulted) {
        this.broadcasts = broadcasts;
        this.consulted = consulted;
        this.blocks = blocks;
        this.walks = walks;
        this.loaded = loaded;
        this.maySets = model == CacheModel.MAY_SETS;
        this.hardware = program.hardware();
        this.tables = tables;
        this.pages = hardware.pages().size();
    }

    /** Invalidations that all CPUs hear. */
    Broadcasts broadcasts() {
        return broadcasts;
    }

    // ---- on CPUs ------------------------------------------------------------------------------------------------

    /** The CPU drops its own translations of a page, and what it has cached of upper entries: of all, of the page's, or of none. */
    void local(int[] state, Step.InvalidateLocal invalidation, Narrator narrator) {
        int cpu = invalidation.cpu();
        int page = invalidation.page();
        if (blocks.count() > 0 && invalidation.walks()) {
            if (walks.hasOthers(state, cpu, page)) {
                consulted.mark(Consulted.INVLPG_DROPS_ALL_WALKS);
                narrator.rule(consulted.key(Consulted.INVLPG_DROPS_ALL_WALKS));
            }
            if (hardware.rules().invlpgDropsAllWalks()) {
                walks.dropAll(state, cpu, hardware.pages().get(page).space());
            } else if (blocks.has(page)) {
                walks.drop(state, cpu, blocks.of(page));
            }
        }
        drop(state, cpu, page, narrator);
        // It is serialising (Intel SDM vol. 3A, 9.3), also where there is a broadcast besides.
        synchronise(state, cpu);
    }

    /** The CPU drops its own translations of a page, and nothing else. */
    void drop(int[] state, int cpu, int page, Narrator narrator) {
        drop(state, cpu, page, loaded.areOn() ? loaded.tag(state, cpu) : 0, narrator);
    }

    /** What a CPU has cached with a tag for the address of a page goes; it may be filled again if the tag is loaded. */
    private void drop(int[] state, int cpu, int page, int tag, Narrator narrator) {
        int slot = loaded.tlb(cpu, tag, page);
        int walked = loaded.accessed(state, cpu, tag, page);
        state[slot] = maySets && walked >= 0 ? tables.refilled(state, walked, cpu) : 0;
        narrator.drops(slot, page, state[slot], 0, tables.tellShared(state, page, cpu, narrator));
    }

    /**
     * The CPU drops what it has cached with a tag; a negative tag is all of them.
     *
     * @param page the page whose address it is about; -1 for all addresses
     */
    void localTag(int[] state, int cpu, int page, int tag, Narrator narrator) {
        int wanted = tag < 0 ? tag : loaded.checked(tag);
        // First what walks go by: nothing is filled again by what goes in the same step.
        for (int block = 0; block < blocks.count() && page < 0; block++) {
            if (blocks.walks(cpu, block)) {
                walks.drop(state, cpu, block);
            }
        }
        for (int each = 0; each < pages; each++) {
            boolean known = loaded.areOn() || loaded.isLoaded(state, cpu, each);
            for (int t = 0; t < loaded.tags() && known && (page < 0 || each == page); t++) {
                if (wanted < 0 || t == wanted) {
                    drop(state, cpu, each, t, narrator);
                }
            }
        }
        synchronise(state, cpu);
    }

    /** A fault by what the CPU has cached of a page's upper entry drops that. */
    void faulted(int[] state, int cpu, int page) {
        walks.drop(state, cpu, blocks.of(page));
    }

    /**
     * A barrier in an atomic region, an interrupt's handler for one, waits for nothing that others do: what it would wait
     * for takes effect in the same step.
     */
    void hasten(int[] state, int thread, Step.BarrierKind ofKind, Narrator narrator) {
        Step.BarrierKind kind = widened(ofKind);
        if (kind == Step.BarrierKind.FULL || kind == Step.BarrierKind.OWN || kind == Step.BarrierKind.HERE) {
            broadcasts.takeEffectNow(state, thread, kind == Step.BarrierKind.FULL, narrator);
        }
    }

    /** A barrier; yields false if it must wait. */
    boolean barrier(int[] state, int thread, int cpu, Step.BarrierKind ofKind) {
        Step.BarrierKind kind = widened(ofKind);
        if (kind == Step.BarrierKind.MEMORY) {
            // Stores have been waited for already.
            if (showsStores(state, thread)) {
                tables.late().show(state, thread, true);
            }
            if (ordersWalks(state, cpu)) {
                synchronise(state, cpu);
            }
            return true;
        }
        boolean ownOnly = kind == Step.BarrierKind.OWN || kind == Step.BarrierKind.HERE;
        if (kind == Step.BarrierKind.FULL && !broadcasts.complete(state, thread, cpu)
                || ownOnly && broadcasts.isAnyIssuedHere(state, thread)) {
            return false;
        }
        if (kind == Step.BarrierKind.HERE || kind == Step.BarrierKind.STORES_HERE) {
            tables.late().showHere(state, thread, cpu);
        } else if (kind != Step.BarrierKind.CONTEXT) {
            tables.late().show(state, thread, kind != Step.BarrierKind.DEVICE_STORES);
        }
        boolean isDsb = kind != Step.BarrierKind.CONTEXT && kind != Step.BarrierKind.DEVICE_STORES;
        if (isDsb && hasEarly(state, cpu)) {
            consulted.mark(Consulted.BARRIER_SYNCHRONISES);
        }
        if (kind == Step.BarrierKind.CONTEXT || isDsb && hardware.rules().barrierSynchronises()) {
            synchronise(state, cpu);
        }
        return true;
    }

    /** Where invalidations for the own CPU are broadcast, barriers for it are for all, too (Arm HCR_EL2.FB and BSU). */
    private Step.BarrierKind widened(Step.BarrierKind kind) {
        boolean here = kind == Step.BarrierKind.HERE || kind == Step.BarrierKind.STORES_HERE;
        if (here) {
            consulted.mark(Consulted.FORCES_BROADCAST);
        }
        if (!here || !hardware.rules().broadcasts().forced()) {
            return kind;
        }
        return kind == Step.BarrierKind.HERE ? Step.BarrierKind.FULL : Step.BarrierKind.STORES;
    }

    /** Whether a barrier that orders memory accesses makes walks see stores of the thread that they may miss yet. */
    boolean showsStores(int[] state, int thread) {
        return hardware.rules().walks().memoryBarrierShows() && tables.late().isAny(state, thread);
    }

    /**
     * Whether a barrier that orders memory accesses ends the CPU's use of early translations, of which there are some. Arm's
     * does not (arm-translation-rules 2, rule 7).
     */
    boolean ordersWalks(int[] state, int cpu) {
        if (!hasEarly(state, cpu)) {
            return false;
        }
        consulted.mark(Consulted.MEMORY_BARRIER);
        return hardware.rules().walks().memoryBarrierOrders();
    }

    /** Whether the CPU may have translated accesses with entries that are no longer there. */
    private boolean hasEarly(int[] state, int cpu) {
        if (cpu < 0 || !hardware.rules().broadcast()) {
            return false;
        }
        for (int page = 0; page < pages; page++) {
            if (state[hardware.cpus().get(cpu).inFlight() + page] != 0 || broadcasts.faulting(state, cpu, page) != 0) {
                return true;
            }
        }
        return walks.hasEarly(state, cpu);
    }

    /** Context synchronisation: later accesses of the CPU are translated anew. */
    void synchronise(int[] state, int cpu) {
        if (cpu < 0 || !hardware.rules().broadcast()) {
            return;
        }
        for (int page = 0; page < pages; page++) {
            state[hardware.cpus().get(cpu).inFlight() + page] = 0;
        }
        broadcasts.synchronise(state, cpu);
        walks.synchronise(state, cpu);
    }
}
