package org.shootdown.machine;

import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;

/**
 * Stores to upper entries and to entries of tables that they name, and the life of tables. A store to an upper entry
 * changes what it leads to for all pages of its block; a store to a table changes something for walks only if one may come
 * there.
 */
final class LevelStores {

    private final Hardware hardware;
    private final PageTables tables;
    private final Frames frames;
    private final Blocks blocks;
    private final ContiguousRuns runs;
    private final WalkCaches walks;
    private final EntrySets sets;
    private final Consulted consulted;
    private final boolean maySets;

    LevelStores(
            Program program,
            PageTables tables,
            Frames frames,
            Blocks blocks,
            ContiguousRuns runs,
            WalkCaches walks,
            EntrySets sets,
            CacheModel model,
            Consulted consulted) {
        this.consulted = consulted;
        this.hardware = program.hardware();
        this.tables = tables;
        this.frames = frames;
        this.blocks = blocks;
        this.runs = runs;
        this.walks = walks;
        this.sets = sets;
        this.maySets = model == CacheModel.MAY_SETS;
    }

    int upper(int[] state, int block) {
        return blocks.upper(state, block);
    }

    /** How timelines call the upper entry of a block. */
    String name(int block) {
        return walks.name(block);
    }

    int tableFrames(int block) {
        return blocks.block(block).tables().size();
    }

    /** Takes one of the frames that can be tables of a block; yields its handle. */
    int allocate(int[] state, int block, int number) {
        return frames.allocate(state, blocks.block(block).tables().get(number));
    }

    /** Writes the upper entry of a block. */
    void storeUpper(int[] state, int thread, int block, int upper) {
        int old = blocks.upper(state, block);
        if (old == upper) {
            // It changes nothing, but who sees this store sees none of those before it.
            blocks.late().overwritten(state, thread, block, 0, set(block, upper));
            return;
        }
        check(state, block, upper);
        consulted.mark(Consulted.BROADCAST);
        consulted.mark(Consulted.LATE_STORES);
        blocks.late().overwritten(state, thread, block, set(block, old), set(block, upper));
        blocks.setUpper(state, block, upper);
        walks.overwritten(state, block, old, upper);
        for (int page : blocks.block(block).pages()) {
            tables.replace(state, thread, page, blocks.led(state, upper, page));
            refill(state, page);
        }
    }

    private int set(int block, int upper) {
        return upper == PageTableEntry.EMPTY ? 0 : blocks.uppers().of(block, upper);
    }

    private void check(int[] state, int block, int upper) {
        String name = blocks.block(block).name();
        if (PageTableEntry.isTable(upper)) {
            int table = PageTableEntry.frame(upper);
            if (blocks.number(block, table) < 0 || !blocks.isLive(state, table)) {
                throw new LimitReached("writes an upper entry of " + name + " that names no table of it, or a freed one");
            }
            if ((upper & (PageTableEntry.OLD | PageTableEntry.CLEAN)) != 0) {
                throw new LimitReached("clears the accessed or the dirty bit of an upper entry of " + name
                        + " that names a table, which is not modelled");
            }
        } else if (upper != PageTableEntry.EMPTY) {
            cont(upper);
            nt(block, upper);
            int last = Frame.index(PageTableEntry.frame(upper)) + blocks.block(block).pages().size() - 1;
            boolean whole = PageTableEntry.isLeaf(upper) && last < hardware.frames().size();
            for (int page : blocks.block(block).pages()) {
                whole = whole
                        && blocks.isLive(state, PageTableEntry.frame(blocks.part(upper, page)))
                        && !blocks.isTable(Frame.index(PageTableEntry.frame(blocks.part(upper, page))));
            }
            if (!whole) {
                throw new LimitReached("writes an upper entry of " + name
                        + " that maps frames of which not all are there, one for each page");
            }
        }
    }

    /** What a device's own cache keeps of an answer that its IOMMU must not cache is not known. */
    private void nt(int block, int upper) {
        for (int walker = 0; walker < blocks.walkers() && PageTableEntry.isNt(upper); walker++) {
            int unit = blocks.isDevice(walker) ? walker - hardware.cpus().size() : Conflicts.CPU;
            consulted.mark(Consulted.bbmLevel1(unit));
            if (unit != Conflicts.CPU
                    && blocks.walks(walker, block)
                    && hardware.devices().get(unit).ats()
                    && blocks.breaking(walker).obeysNt()) {
                throw new LimitReached("sets the nT bit of " + name(block)
                        + ", which a device with ATS walks; that is not modelled");
            }
        }
    }

    private static void cont(int entry) {
        if (PageTableEntry.isShared(entry)) {
            throw new LimitReached("sets the contiguous bit under an upper entry, which is not modelled yet");
        }
    }

    /** The table that the upper entry of a page names; -1 if the page shares none, or it names none. */
    int tableOf(int[] state, int page) {
        int upper = blocks.has(page) ? blocks.upper(state, blocks.of(page)) : PageTableEntry.EMPTY;
        return PageTableEntry.isTable(upper) ? PageTableEntry.frame(upper) : -1;
    }

    /** Writes the entry of a page; where it has an upper entry, in the table that this names. */
    void store(int[] state, int thread, int page, int entry) {
        if (!blocks.has(page)) {
            runs.check(state, page, entry);
            tables.store(state, thread, page, entry);
            return;
        }
        int upper = blocks.upper(state, blocks.of(page));
        if (!PageTableEntry.isTable(upper)) {
            if (tables.entry(state, page) == entry) {
                return;
            }
            throw new LimitReached("writes pte " + hardware.pages().get(page).name()
                    + ", and the upper entry names no table");
        }
        storeIn(state, thread, PageTableEntry.frame(upper), page, entry);
    }

    /** Writes the entry of a page in a table, whether an upper entry names it or not. */
    void storeIn(int[] state, int thread, int table, int page, int entry) {
        int slot = checked(state, table, page);
        int old = state[slot];
        if (old == entry) {
            blocks.late().overwritten(state, thread, blocks.place(table, page), 0, valid(page, entry));
            return;
        }
        cont(entry);
        consulted.mark(Consulted.BROADCAST);
        consulted.mark(Consulted.LATE_STORES);
        if (PageTableEntry.isLeaf(entry) || PageTableEntry.isTable(entry)) {
            throw new LimitReached("writes an upper entry into a table of " + hardware.pages().get(page).name());
        }
        blocks.late().overwritten(state, thread, blocks.place(table, page), valid(page, old), valid(page, entry));
        state[slot] = entry;
        int upper = blocks.upper(state, blocks.of(page));
        if (PageTableEntry.isTable(upper) && PageTableEntry.frame(upper) == table) {
            tables.replace(state, thread, page, entry);
        }
        refill(state, page);
    }

    // ---- what hardware sets -------------------------------------------------------------------------------------

    /**
     * A walk sets accessed and dirty bits of the entry that a page has in memory: of the upper entry, if that is a leaf, and so
     * of all that it maps.
     *
     * @param entry the page's entry with the bits set
     */
    void update(int[] state, int page, int entry) {
        if (!blocks.has(page)) {
            tables.update(state, page, entry);
            return;
        }
        int block = blocks.of(page);
        int upper = blocks.upper(state, block);
        if (PageTableEntry.isTable(upper)) {
            state[blocks.slot(PageTableEntry.frame(upper), page)] = entry;
            tables.update(state, page, entry);
            return;
        }
        int clear = PageTableEntry.CLEAN | PageTableEntry.OLD;
        int updated = upper & ~clear | entry & clear;
        blocks.setUpper(state, block, updated);
        for (int other : blocks.block(block).pages()) {
            tables.update(state, other, blocks.led(state, updated, other));
        }
    }

    /** A walk that has come to a table by an upper entry that is not in memory sets bits of the page's entry there. */
    void updateIn(int[] state, int table, int page, int entry) {
        state[blocks.slot(table, page)] = entry;
        refill(state, page);
    }

    /** Reads the entry of a page in a table. */
    int read(int[] state, int table, int page) {
        return state[checked(state, table, page)];
    }

    private int checked(int[] state, int table, int page) {
        String use = "uses " + Frame.text(table, hardware.frames()) + " as a table of "
                + hardware.pages().get(page).name() + ", ";
        if (blocks.number(blocks.of(page), table) < 0) {
            throw new LimitReached(use + "which it is not");
        }
        if (!blocks.isLive(state, table)) {
            throw new Misuse(use + "and it is freed", Stop.Kind.FREED_TABLE);
        }
        return blocks.slot(table, page);
    }

    private int valid(int page, int entry) {
        return PageTableEntry.valid(entry) ? sets.of(page, entry) : 0;
    }

    /** What walks can now find of a page besides its entry may be in the caches in the next moment. */
    private void refill(int[] state, int page) {
        for (int walker = 0; walker < blocks.walkers() && maySets; walker++) {
            if (!blocks.reachesPage(state, walker, page)) {
                continue;
            }
            int found = tables.refilled(state, page, walker);
            if (!blocks.isDevice(walker)) {
                state[hardware.cpus().get(walker).translations() + page] |= found;
                continue;
            }
            Hardware.Device device = hardware.devices().get(walker - hardware.cpus().size());
            state[device.translations() + page] |= found;
            if (device.ats()) {
                state[device.deviceTranslations() + page] |= found;
            }
        }
    }

    // ---- the life of tables -------------------------------------------------------------------------------------

    /** A table is freed: what is in its frame from now on nobody knows. */
    void freed(int[] state, int table) {
        for (int block = 0; block < blocks.count(); block++) {
            if (blocks.number(block, table) < 0) {
                continue;
            }
            for (int page : blocks.block(block).pages()) {
                state[blocks.slot(table, page)] = PageTableEntry.EMPTY;
                blocks.late().forget(state, blocks.place(table, page));
            }
        }
    }

    /** Whether a frame can be taken for a table now: one that was free before, or the first of those that were not. */
    boolean isCandidate(int[] state, int block, int number) {
        int index = blocks.block(block).tables().get(number);
        if (state[hardware.live() + index] != 0) {
            return false;
        }
        boolean isNew = state[hardware.incarnations() + index] == 0;
        for (int other = 0; other < number && isNew; other++) {
            int before = blocks.block(block).tables().get(other);
            if (state[hardware.live() + before] == 0 && state[hardware.incarnations() + before] == 0) {
                return false;
            }
        }
        return true;
    }
}
