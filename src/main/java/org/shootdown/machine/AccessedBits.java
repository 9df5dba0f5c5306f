package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;

/**
 * Walks that nobody asked for set accessed bits, too (Intel SDM vol. 3A, 4.8; Arm ARM D8.5); dirty bits are set only by
 * writes.
 */
final class AccessedBits {

    private final Hardware hardware;
    private final PageTables tables;
    private final LoadedSpaces loaded;
    private final Contexts contexts;
    private final Consulted consulted;

    AccessedBits(
            Hardware hardware, PageTables tables, LoadedSpaces loaded, Contexts contexts, Consulted consulted) {
        this.hardware = hardware;
        this.tables = tables;
        this.loaded = loaded;
        this.contexts = contexts;
        this.consulted = consulted;
    }

    void unasked(int[] state, int actor, Transitions transitions, Narrator narrator) {
        for (int page = 0; page < hardware.pages().size(); page++) {
            int entry = tables.entry(state, page);
            if (PageTableEntry.cacheable(entry) || !PageTableEntry.valid(entry) || !isWalked(state, page)) {
                continue;
            }
            consulted.mark(Consulted.HARDWARE_DIRTY);
            if (hardware.rules().hardwareDirty()) {
                set(state, page, entry, actor, transitions, narrator);
            }
        }
    }

    private void set(int[] state, int page, int entry, int actor, Transitions transitions, Narrator narrator) {
        int[] next = state.clone();
        narrator.reset(0);
        try {
            tables.update(next, page, PageTableEntry.used(entry, false));
        } catch (LimitReached e) {
            transitions.stops(actor, new Stop("a walk " + e.getMessage(), Stop.Kind.LIMIT));
            return;
        }
        narrator.tell("hardware", "a walk sets A of " + hardware.pages().get(page).name());
        narrator.rule(consulted.key(Consulted.HARDWARE_DIRTY));
        transitions.to(next, actor, Transitions.PLAIN);
    }

    /** Whether somebody may walk to the entry: where CPUs load address spaces, one that has this loaded, or a device. */
    private boolean isWalked(int[] state, int page) {
        if (!loaded.areOn() || loaded.isLoaded(state, page)) {
            return true;
        }
        for (int d = 0; d < hardware.devices().size(); d++) {
            if (contexts.reaches(state, d, page)) {
                return true;
            }
        }
        return false;
    }
}
