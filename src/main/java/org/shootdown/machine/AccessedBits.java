package org.shootdown.machine;

import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;

/**
 * Walks that nobody asked for set accessed bits, too (Intel SDM vol. 3A, 4.8; Arm ARM D8.5); dirty bits are set only by
 * writes.
 */
final class AccessedBits {

    private static final int NOWHERE = -1;

    private final Hardware hardware;
    private final PageTables tables;
    private final LevelStores levels;
    private final Blocks blocks;
    private final LoadedSpaces loaded;
    private final Contexts contexts;
    private final Consulted consulted;

    AccessedBits(
            Hardware hardware,
            PageTables tables,
            LevelStores levels,
            Blocks blocks,
            LoadedSpaces loaded,
            Contexts contexts,
            Consulted consulted) {
        this.hardware = hardware;
        this.tables = tables;
        this.levels = levels;
        this.blocks = blocks;
        this.loaded = loaded;
        this.contexts = contexts;
        this.consulted = consulted;
    }

    void unasked(int[] state, int actor, Transitions transitions, Narrator narrator) {
        for (int page = 0; page < hardware.pages().size(); page++) {
            int entry = tables.entry(state, page);
            if (isUnaccessed(entry) && isWalked(state, page)) {
                set(state, page, NOWHERE, entry, actor, transitions, narrator);
            }
            for (int rest = strays(state, page); rest != 0; rest &= rest - 1) {
                int table = blocks.table(page, rest);
                int found = state[blocks.slot(table, page)];
                if (isUnaccessed(found)) {
                    set(state, page, table, found, actor, transitions, narrator);
                }
            }
        }
    }

    /** The upper entries that are not in memory, and by which some CPU may walk to a page all the same. */
    private int strays(int[] state, int page) {
        int strays = 0;
        for (int cpu = 0; blocks.has(page) && cpu < hardware.cpus().size(); cpu++) {
            strays |= blocks.reachesPage(state, cpu, page) ? blocks.strays(state, page, cpu) : 0;
        }
        return strays;
    }

    private static boolean isUnaccessed(int entry) {
        return PageTableEntry.awaitsAccess(entry);
    }

    /** {@code table}: where the entry is, if no upper entry in memory names that. */
    private void set(
            int[] state, int page, int table, int entry, int actor, Transitions transitions, Narrator narrator) {
        consulted.mark(Consulted.HARDWARE_DIRTY);
        if (!hardware.rules().hardwareDirty()) {
            return;
        }
        int[] next = state.clone();
        narrator.reset(0);
        int accessed = PageTableEntry.used(entry, false);
        try {
            if (table == NOWHERE) {
                levels.update(next, page, accessed);
            } else {
                levels.updateIn(next, table, page, accessed);
            }
        } catch (LimitReached e) {
            transitions.stops(actor, new Stop("a walk " + e.getMessage(), Stop.Kind.LIMIT));
            return;
        }
        String name = hardware.pages().get(page).name();
        narrator.tell(
                "hardware",
                table == NOWHERE
                        ? "a walk sets A of " + name
                        : "a " + Translations.STALE_WALK + " sets A of " + name + " in "
                                + Frame.text(table, hardware.frames()));
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
