package org.shootdown.machine;

import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

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
            if (isUnaccessed(entry)) {
                walkTo(state, page, NOWHERE, entry, walkers(state, page), actor, transitions, narrator);
            }
            if (isClean(entry)) {
                request(state, page, NOWHERE, entry, ~0, actor, transitions, narrator);
            }
            strays(state, page, actor, transitions, narrator);
        }
    }

    /** By upper entries that are not in memory some walker may come to a page all the same. */
    private void strays(int[] state, int page, int actor, Transitions transitions, Narrator narrator) {
        int all = 0;
        for (int walker = 0; blocks.has(page) && walker < blocks.walkers(); walker++) {
            all |= strays(state, page, walker);
        }
        for (int rest = all; rest != 0; rest &= rest - 1) {
            int table = blocks.table(page, rest);
            int found = state[blocks.slot(table, page)];
            int walkers = 0;
            for (int walker = 0; walker < blocks.walkers(); walker++) {
                walkers |= (strays(state, page, walker) & rest & -rest) != 0 ? 1 << walker : 0;
            }
            if (isUnaccessed(found)) {
                walkTo(state, page, table, found, walkers, actor, transitions, narrator);
            }
            if (isClean(found)) {
                request(state, page, table, found, walkers, actor, transitions, narrator);
            }
        }
    }

    private int strays(int[] state, int page, int walker) {
        return blocks.reachesPage(state, walker, page) ? blocks.strays(state, page, walker) : 0;
    }

    private static boolean isUnaccessed(int entry) {
        return PageTableEntry.awaitsAccess(entry);
    }

    /** Whether it permits writes, and hardware must set a bit before one. */
    private static boolean isClean(int entry) {
        return Translations.permits(entry, Step.AccessKind.STORE) && PageTableEntry.used(entry, true) != entry;
    }

    /** Who may walk to the entry of a page, as a set: CPUs that have it loaded, where they load address spaces, and devices. */
    private int walkers(int[] state, int page) {
        int walkers = 0;
        for (int cpu = 0; cpu < hardware.cpus().size(); cpu++) {
            walkers |= loaded.isLoaded(state, cpu, page) ? 1 << cpu : 0;
        }
        for (int d = 0; d < hardware.devices().size(); d++) {
            walkers |= contexts.reaches(state, d, page) ? 1 << tables.ofDevice(d) : 0;
        }
        return walkers;
    }

    /** One of the walkers sets the accessed bit, if that is what it does; {@code table}: where, if not in memory's. */
    private void walkTo(
            int[] state,
            int page,
            int table,
            int entry,
            int walkers,
            int actor,
            Transitions transitions,
            Narrator narrator) {
        int rule = setBy(walkers);
        if (rule < 0) {
            return;
        }
        String where = table == NOWHERE ? "" : " in " + Frame.text(table, hardware.frames());
        String walk = table == NOWHERE ? "walk" : Translations.STALE_WALK;
        String text = "a " + walk + " sets A of " + hardware.pages().get(page).name() + where;
        set(state, page, table, PageTableEntry.used(entry, false), "hardware", text, actor, transitions, narrator, rule);
    }

    /** The rule by which one of the walkers sets bits; -1 if none does. */
    private int setBy(int walkers) {
        int cpus = (1 << hardware.cpus().size()) - 1;
        if ((walkers & cpus) != 0) {
            consulted.mark(Consulted.HARDWARE_DIRTY);
            if (hardware.rules().hardwareDirty()) {
                return Consulted.HARDWARE_DIRTY;
            }
        }
        for (int rest = walkers & ~cpus; rest != 0; rest &= rest - 1) {
            int device = Integer.numberOfTrailingZeros(rest) - hardware.cpus().size();
            int rule = Consulted.setsBits(device, hardware.devices().get(device).bits().ofProcess());
            consulted.mark(rule);
            if (hardware.devices().get(device).bits().set()) {
                return rule;
            }
        }
        return -1;
    }

    /**
     * A device with ATS that asks for a translation, and does not say that it will not write, has the dirty bit set at once: a
     * completion must not permit writes while it is clear (PCI Express Base Specification, 10.2.3.4, NW; RISC-V IOMMU 1.0, 2.6;
     * AMD: iommu/amd: Access/Dirty bit support in IOPTEs: on every Memory Request or ATS translation request). It does so, too,
     * by an upper entry that is not in memory any more; {@code table}: then the one that this names.
     */
    private void request(
            int[] state,
            int page,
            int table,
            int entry,
            int walkers,
            int actor,
            Transitions transitions,
            Narrator narrator) {
        for (int d = 0; d < hardware.devices().size(); d++) {
            Hardware.Device device = hardware.devices().get(d);
            if ((walkers >> tables.ofDevice(d) & 1) == 0 || !contexts.fillsAtc(state, d, page)) {
                continue;
            }
            int rule = Consulted.setsBits(d, device.bits().ofProcess());
            consulted.mark(rule);
            if (device.bits().set()) {
                consulted.mark(Consulted.requestsSetDirty(d));
            }
            if (device.bits().set() && device.bits().forRequests()) {
                int used = PageTableEntry.used(entry, true);
                String text = "a translation request of " + device.name() + BitUpdates.told(entry, used) + " of "
                        + hardware.pages().get(page).name()
                        + (table == NOWHERE ? "" : " in " + Frame.text(table, hardware.frames()));
                set(state, page, table, used, device.iommu(), text, actor, transitions, narrator,
                        rule, Consulted.requestsSetDirty(d));
                return;
            }
        }
    }

    private void set(
            int[] state,
            int page,
            int table,
            int used,
            String column,
            String text,
            int actor,
            Transitions transitions,
            Narrator narrator,
            int... rules) {
        int[] next = state.clone();
        narrator.reset(0);
        try {
            if (table == NOWHERE) {
                levels.update(next, page, used);
            } else {
                levels.updateIn(next, table, page, used);
            }
        } catch (LimitReached e) {
            transitions.stops(actor, new Stop("a walk " + e.getMessage(), Stop.Kind.LIMIT));
            return;
        }
        narrator.tell(column, text);
        for (int rule : rules) {
            narrator.rule(consulted.key(rule));
        }
        transitions.to(next, actor, Transitions.PLAIN);
    }
}
