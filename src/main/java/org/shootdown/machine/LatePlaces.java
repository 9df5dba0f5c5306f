package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Levels;
import org.shootdown.ir.Program;

/**
 * What walks may still find of overwritten upper entries and of entries of tables that several tables share a page with:
 * for each place, as {@link LateStores} keeps it for pages that have one entry.
 */
final class LatePlaces {

    private final Hardware hardware;
    private final Levels levels;
    private final int threads;
    private final int places;
    private final int cpus;

    LatePlaces(Program program) {
        this.hardware = program.hardware();
        this.levels = hardware.levels();
        this.threads = program.threads().size();
        this.places = levels.places();
        this.cpus = hardware.cpus().size();
    }

    private boolean isLate() {
        return hardware.rules().lateStores();
    }

    /** The overwritten entries of a place that a walk may still find; walkers are CPUs, then devices. */
    int at(int[] state, int place, int walker) {
        boolean byDevice = walker >= cpus;
        int set = 0;
        for (int thread = 0; thread < threads && isLate(); thread++) {
            set |= state[base(byDevice) + thread * places + place];
        }
        return byDevice || levels.seenHere() < 0 ? set : set & ~state[seenHere(walker, place)];
    }

    private int seenHere(int cpu, int place) {
        return levels.seenHere() + cpu * places + place;
    }

    /** Entries that walks may miss from now on, or that none finds any more, are none that a CPU's own barrier has hidden. */
    private void forgetSeen(int[] state, int place, int set) {
        for (int cpu = 0; cpu < cpus && levels.seenHere() >= 0; cpu++) {
            state[seenHere(cpu, place)] &= ~set;
        }
    }

    /** A barrier for the own CPU: its walks see a thread's stores, and so none before them. */
    void showHere(int[] state, int thread, int cpu) {
        for (int place = 0; place < places && levels.seenHere() >= 0 && cpu >= 0 && isLate(); place++) {
            state[seenHere(cpu, place)] |= of(state, thread, place, false);
        }
    }

    /** The same of one thread's stores. */
    int of(int[] state, int thread, int place, boolean byDevice) {
        return state[base(byDevice) + thread * places + place];
    }

    /** A thread's store is seen by the walks of CPUs, or of IOMMUs. */
    void drain(int[] state, int thread, int place, boolean byDevice) {
        hide(state, base(byDevice), thread, place);
    }

    private int base(boolean byDevice) {
        return byDevice ? levels.deviceLate() : levels.late();
    }

    /** A thread has overwritten what stood in a place; stores to one place are seen in their order. */
    void overwritten(int[] state, int thread, int place, int oldSet, int newSet) {
        if (isLate()) {
            overwritten(state, levels.late(), thread, place, oldSet, newSet);
            forgetSeen(state, place, oldSet);
            if (!hardware.devices().isEmpty()) {
                overwritten(state, levels.deviceLate(), thread, place, oldSet, newSet);
            }
        }
    }

    private void overwritten(int[] state, int base, int thread, int place, int oldSet, int newSet) {
        int before = 0;
        for (int other = 0; other < threads; other++) {
            int slot = base + other * places + place;
            before |= state[slot];
            state[slot] &= ~oldSet;
        }
        state[base + thread * places + place] = (before | oldSet) & ~newSet;
    }

    /** A barrier: walks see a thread's stores; {@code all}: of CPUs as well as of devices. */
    void show(int[] state, int thread, boolean all) {
        for (int place = 0; place < places && isLate(); place++) {
            hide(state, levels.deviceLate(), thread, place);
            if (all) {
                hide(state, levels.late(), thread, place);
            }
        }
    }

    /** Whether there is such a store of the thread. */
    boolean isAny(int[] state, int thread) {
        for (int place = 0; place < places && isLate(); place++) {
            if (of(state, thread, place, false) != 0 || of(state, thread, place, true) != 0) {
                return true;
            }
        }
        return false;
    }

    private void hide(int[] state, int base, int thread, int place) {
        int seen = state[base + thread * places + place];
        for (int other = 0; other < threads && seen != 0; other++) {
            state[base + other * places + place] &= ~seen;
        }
        if (base == levels.late()) {
            forgetSeen(state, place, seen);
        }
    }

    /** A place is none any more. */
    void forget(int[] state, int place) {
        forgetSeen(state, place, ~0);
        for (int thread = 0; thread < threads && isLate(); thread++) {
            state[levels.late() + thread * places + place] = 0;
            state[levels.deviceLate() + thread * places + place] = 0;
        }
    }
}
