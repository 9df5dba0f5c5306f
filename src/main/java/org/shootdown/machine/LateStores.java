package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;

/**
 * What walks may still find of overwritten entries, because they see a store late; the twin for upper entries and what is
 * behind them is {@link LatePlaces}.
 */
final class LateStores {

    private final Hardware hardware;
    private final EntrySets sets;
    private final Blocks blocks;
    private final Keeping keeping;
    private final int pages;
    private final int threads;

    LateStores(Program program, EntrySets sets, Blocks blocks, Keeping keeping) {
        this.hardware = program.hardware();
        this.sets = sets;
        this.blocks = blocks;
        this.keeping = keeping;
        this.pages = hardware.pages().size();
        this.threads = program.threads().size();
    }

    /** A thread has overwritten a page's entry; empty sets stand for entries by which nothing is translated. */
    void overwritten(int[] state, int thread, int page, int oldSet, int newSet) {
        Hardware.Rules rules = hardware.rules();
        if (rules.lateStores()) {
            superseded(state, rules.late(), thread, page, oldSet, newSet);
            forgetSeen(state, page, oldSet);
            if (!hardware.devices().isEmpty()) {
                superseded(state, rules.deviceLate(), thread, page, oldSet, newSet);
            }
        }
    }

    /**
     * Keeps the overwritten entries that walks may still find. Stores to one place are seen in their order by everybody
     * (Arm ARM B2.3.2, coherence order), so who sees this one sees none of the entries before it: the barrier of each
     * thread that has overwritten an entry, or what came in its place, hides it.
     */
    private void superseded(int[] state, int base, int thread, int page, int oldSet, int newSet) {
        int before = 0;
        for (int other = 0; other < threads; other++) {
            int slot = base + other * pages + page;
            before |= state[slot] & ~absent(page);
            // The same entry may have been there before: what hides that does not hide this one.
            state[slot] &= ~oldSet;
        }
        int own = state[base + thread * pages + page] & absent(page);
        state[base + thread * pages + page] = own | (before | oldSet) & ~newSet;
    }

    /**
     * An invalidation may take effect before the stores in front of it that no barrier has made visible (rule 5). Then
     * it does not wait for who found nothing mapped before such a store; that is kept with what walks may see late.
     */
    void floatBefore(int[] state, int thread, int page, int old, int entry) {
        int base = hardware.rules().late();
        for (int other = 0; other < threads; other++) {
            state[base + other * pages + page] &= ~fault(page, entry);
        }
        state[base + thread * pages + page] |= fault(page, old);
    }

    /** Of the early translations of a page, those for which an invalidation of a thread does not wait. */
    int notWaitedFor(int[] state, int thread, int page) {
        return hardware.rules().lateStores() ? state[hardware.rules().late() + thread * pages + page] & absent(page) : 0;
    }

    private int absent(int page) {
        return fault(page, PageTableEntry.EMPTY);
    }

    /**
     * Without FEAT_ETS2 an access may have found out before the last store that it faults (arm-translation-rules 2,
     * rule 2). All entries by which all accesses fault do so alike.
     */
    int fault(int page, int entry) {
        boolean may = keeping.alwaysFaults(entry) && hardware.rules().walks().absenceEarly();
        return may ? sets.of(page, PageTableEntry.EMPTY) : 0;
    }

    /** The overwritten entries that a walk may still find. */
    int found(int[] state, int page, int walker) {
        boolean byDevice = blocks.isDevice(walker);
        Hardware.Rules rules = hardware.rules();
        int set = 0;
        if (rules.lateStores()) {
            int base = byDevice ? rules.deviceLate() : rules.late();
            for (int thread = 0; thread < threads; thread++) {
                set |= state[base + thread * pages + page];
            }
        }
        return set & ~absent(page) & ~(byDevice ? 0 : seenHere(state, walker, page));
    }

    /** Of these, what the walks of a CPU do not find any more because of a barrier of its own. */
    private int seenHere(int[] state, int cpu, int page) {
        int base = hardware.rules().walks().seenHere();
        return base < 0 ? 0 : state[base + cpu * pages + page];
    }

    /** Entries that walks may miss from now on, or that none finds any more, are none of those. */
    private void forgetSeen(int[] state, int page, int set) {
        int base = hardware.rules().walks().seenHere();
        for (int cpu = 0; cpu < hardware.cpus().size() && base >= 0; cpu++) {
            state[base + cpu * pages + page] &= ~set;
        }
    }

    /** A barrier for the own CPU: its walks see a thread's stores, and so none before them. */
    void showHere(int[] state, int thread, int cpu) {
        blocks.late().showHere(state, thread, cpu);
        int base = hardware.rules().walks().seenHere();
        for (int page = 0; page < pages && cpu >= 0 && hardware.rules().lateStores(); page++) {
            state[base + cpu * pages + page] |= state[hardware.rules().late() + thread * pages + page] & ~absent(page);
        }
    }

    /** What a thread has overwritten of a page's entry, or behind the pages of an entry of blocks, and walks may find. */
    int of(int[] state, int thread, int place, boolean byDevice) {
        return place < pages
                ? state[base(byDevice) + thread * pages + place]
                : blocks.late().of(state, thread, place - pages, byDevice);
    }

    /** How timelines call what {@link #of} is about. */
    String nameOf(int place) {
        return place < pages ? "pte " + hardware.pages().get(place).name() : blocks.nameOf(place - pages);
    }

    private int base(boolean byDevice) {
        return byDevice ? hardware.rules().deviceLate() : hardware.rules().late();
    }

    /** A thread's store to a page's entry is seen by the walks of CPUs, or of IOMMUs. */
    void drain(int[] state, int thread, int place, boolean byDevice) {
        if (place < pages) {
            hide(state, base(byDevice), thread, place);
        } else {
            blocks.late().drain(state, thread, place - pages, byDevice);
        }
    }

    /** A barrier: walks see a thread's stores; {@code all}: of CPUs as well as of devices. */
    void show(int[] state, int thread, boolean all) {
        Hardware.Rules rules = hardware.rules();
        for (int page = 0; page < pages && rules.lateStores(); page++) {
            hide(state, rules.deviceLate(), thread, page);
            if (all) {
                hide(state, rules.late(), thread, page);
            }
        }
        blocks.late().show(state, thread, all);
    }

    /** Whether a walk may miss a store of the thread. */
    boolean isAny(int[] state, int thread) {
        for (int page = 0; page < pages && hardware.rules().lateStores(); page++) {
            int at = thread * pages + page;
            if (state[hardware.rules().late() + at] != 0 || state[hardware.rules().deviceLate() + at] != 0) {
                return true;
            }
        }
        return blocks.late().isAny(state, thread);
    }

    private void hide(int[] state, int base, int thread, int page) {
        int seen = state[base + thread * pages + page];
        state[base + thread * pages + page] = 0;
        for (int other = 0; other < threads && seen != 0; other++) {
            state[base + other * pages + page] &= ~seen | absent(page);
        }
        if (base == hardware.rules().late()) {
            forgetSeen(state, page, seen);
        }
    }
}
