package org.shootdown.machine;

import java.util.Arrays;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Levels;
import org.shootdown.ir.Levels.Block;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;

/**
 * Pages that share an upper entry with others, and what walks find of them. A walk reads the upper entry, from memory or
 * from a walk cache, and then the entry of the page in the table that the upper entry names. What the upper entry in
 * memory leads to is the page's entry, and stands where that of any other page stands.
 */
final class Blocks {

    private static final int NONE = -1;

    private final Hardware hardware;
    private final Levels levels;
    private final EntrySets sets;
    private final Contexts contexts;
    private final Consulted consulted;
    /** Sets of upper entries, by block. */
    private final EntrySets uppers;
    private final LatePlaces late;
    /** By page: its block, or -1, and its number there. */
    private final int[] blocks;

    private final int[] numbers;

    Blocks(Program program, EntrySets sets, Contexts contexts, Consulted consulted) {
        this.contexts = contexts;
        this.consulted = consulted;
        this.hardware = program.hardware();
        this.levels = hardware.levels();
        this.sets = sets;
        this.uppers = new EntrySets(levels.blocks().size());
        this.late = new LatePlaces(program);
        this.blocks = new int[hardware.pages().size()];
        this.numbers = new int[blocks.length];
        Arrays.fill(blocks, NONE);
        for (int block = 0; block < levels.blocks().size(); block++) {
            int number = 0;
            for (int page : levels.blocks().get(block).pages()) {
                blocks[page] = block;
                numbers[page] = number++;
            }
        }
    }

    LatePlaces late() {
        return late;
    }

    EntrySets uppers() {
        return uppers;
    }

    /** Whether a page shares its upper entry with others. */
    boolean has(int page) {
        return blocks[page] != NONE;
    }

    int of(int page) {
        return blocks[page];
    }

    Block block(int block) {
        return levels.blocks().get(block);
    }

    int count() {
        return levels.blocks().size();
    }

    // ---- who walks ----------------------------------------------------------------------------------------------

    /** Walkers by number: the CPUs first, then the devices. */
    int ofDevice(int device) {
        return hardware.cpus().size() + device;
    }

    boolean isDevice(int walker) {
        return walker >= hardware.cpus().size();
    }

    /** Whether a walker uses the table that a block is in. */
    boolean walks(int walker, int block) {
        int space = block(block).space();
        return isDevice(walker)
                ? hardware.devices().get(walker - hardware.cpus().size()).walks(space)
                : hardware.cpus().get(walker).spaces().contains(space);
    }

    /** Whether a walker may read the upper entry of a block now: not while all that is under it is locked. */
    boolean reaches(int[] state, int walker, int block) {
        if (!isDevice(walker)) {
            return walks(walker, block);
        }
        int device = walker - hardware.cpus().size();
        for (int page : block(block).pages()) {
            if (contexts.reaches(state, device, page)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a walker may find the entry of a page now. */
    boolean reachesPage(int[] state, int walker, int page) {
        return isDevice(walker)
                ? contexts.reaches(state, walker - hardware.cpus().size(), page)
                : walks(walker, blocks[page]);
    }

    /** What a walker asks of changes of translations. */
    Hardware.Breaking breaking(int walker) {
        return isDevice(walker)
                ? hardware.devices().get(walker - hardware.cpus().size()).breaking()
                : hardware.rules().breaking();
    }

    int walkers() {
        return hardware.cpus().size() + hardware.devices().size();
    }

    /** The slot of what a walker has, or may have, cached of the upper entry. */
    int cached(int walker, int block) {
        return levels.cached() + walker * count() + block;
    }

    /** The slot of the upper entries that a CPU's accesses under way may have read. */
    int early(int cpu, int block) {
        return levels.early() + cpu * count() + block;
    }

    int drain(int thread, int block, int cpu) {
        return levels.drains() + (thread * count() + block) * hardware.cpus().size() + cpu;
    }

    // ---- entries ------------------------------------------------------------------------------------------------

    int upper(int[] state, int block) {
        return state[levels.uppers() + block];
    }

    void setUpper(int[] state, int block, int upper) {
        state[levels.uppers() + block] = upper;
    }

    /** An upper entry that names a table, as a set. */
    int tableSet(int block, int upper) {
        return PageTableEntry.isTable(upper) ? uppers.of(block, upper) : 0;
    }

    /**
     * What a walker may cache of an upper entry, as a set: one that names a table, and in some IOMMUs also that it names
     * none (Exynos' System MMU: drivers/iommu/exynos-iommu.c, alloc_lv2entry(), FLPD cache).
     */
    int cacheable(int walker, int block, int upper) {
        if (!isDevice(walker) || upper != PageTableEntry.EMPTY) {
            return tableSet(block, upper);
        }
        int device = walker - hardware.cpus().size();
        consulted.mark(Consulted.cachesEmptyUpper(device));
        return hardware.devices().get(device).cachesEmptyUpper() ? uppers.of(block, upper) : 0;
    }

    /** The number of a table among those that its block can have; -1 for a frame that cannot be one. */
    int number(int block, int table) {
        return block(block).tables().indexOf(Frame.index(table));
    }

    /** Whether a frame can be a table. */
    boolean isTable(int frame) {
        return levels.blocks().stream().anyMatch(b -> b.tables().contains(frame));
    }

    boolean isLive(int[] state, int table) {
        int index = Frame.index(table);
        return state[hardware.live() + index] != 0
                && state[hardware.incarnations() + index] == Frame.incarnation(table);
    }

    /** The slot of a page's entry in a table. */
    int slot(int table, int page) {
        Block block = block(blocks[page]);
        return block.entries() + number(blocks[page], table) * block.pages().size() + numbers[page];
    }

    /** The place of a page's entry in a table, among {@link Levels#places()}. */
    int place(int table, int page) {
        Block block = block(blocks[page]);
        return block.place() + slot(table, page) - block.entries();
    }

    /** How timelines call one of the {@link Levels#places()}. */
    String nameOf(int place) {
        if (place < count()) {
            return "pmd " + block(place).name();
        }
        int last = 0;
        for (int block = 0; block < count(); block++) {
            last = block(block).place() <= place ? block : last;
        }
        Block block = block(last);
        int at = place - block.place();
        int frame = block.tables().get(at / block.pages().size());
        int page = block.pages().get(at % block.pages().size());
        return "pte " + hardware.pages().get(page).name() + " in " + hardware.frames().get(frame);
    }

    /** What the upper entry leads to for a page, if all stores have been seen. */
    int led(int[] state, int upper, int page) {
        if (PageTableEntry.isLeaf(upper)) {
            return PageTableEntry.part(upper, numbers[page]);
        }
        return PageTableEntry.isTable(upper) && isLive(state, PageTableEntry.frame(upper))
                ? state[slot(PageTableEntry.frame(upper), page)]
                : PageTableEntry.EMPTY;
    }

    /** What a leaf of the upper level gives a page. */
    int part(int leaf, int page) {
        return PageTableEntry.part(leaf, numbers[page]);
    }

    // ---- walks --------------------------------------------------------------------------------------------------

    /**
     * The valid entries that a walk may find besides the one in memory: by an upper entry that it has cached, or by one or in
     * one whose overwriting it may not have seen.
     */
    int besides(int[] state, int page, int walker) {
        int block = blocks[page];
        int upper = upper(state, block);
        int set = lateIn(state, upper, page, walker);
        int others = late.at(state, block, walker) | state[cached(walker, block)];
        for (int rest = others; rest != 0; rest &= rest - 1) {
            int other = uppers.lowest(block, rest);
            if (other != upper) {
                set |= valid(page, led(state, other, page)) | lateIn(state, other, page, walker);
            }
        }
        return set & ~valid(page, state[hardware.entries() + page]);
    }

    /** The overwritten entries of a table that walks may still find. */
    private int lateIn(int[] state, int upper, int page, int walker) {
        return PageTableEntry.isTable(upper) && isLive(state, PageTableEntry.frame(upper))
                ? late.at(state, place(PageTableEntry.frame(upper), page), walker)
                : 0;
    }

    private int valid(int page, int entry) {
        return PageTableEntry.valid(entry) ? sets.of(page, entry) : 0;
    }

    /** What a walk may find, be it valid or not, by an upper entry that it has cached and that is not in memory. */
    int stale(int[] state, int page, int walker) {
        return by(state, page, state[cached(walker, blocks[page])]);
    }

    /** The same by an upper entry that an access under way has read before. */
    int early(int[] state, int page, int cpu) {
        return levels.early() < 0 ? 0 : by(state, page, state[early(cpu, blocks[page])]);
    }

    private int by(int[] state, int page, int others) {
        int block = blocks[page];
        int set = 0;
        for (int rest = others; rest != 0; rest &= rest - 1) {
            int upper = uppers.lowest(block, rest);
            boolean leads = upper == PageTableEntry.EMPTY || isLive(state, PageTableEntry.frame(upper));
            if (upper != upper(state, block) && leads) {
                set |= sets.of(page, led(state, upper, page));
            }
        }
        return set;
    }

    /**
     * The upper entries besides the one in memory by which a walk may come to a table that is not freed, as a set: those that
     * are cached, and those whose overwriting may not have been seen.
     */
    int strays(int[] state, int page, int walker) {
        int block = blocks[page];
        return tables(state, block, late.at(state, block, walker) | state[cached(walker, block)]);
    }

    /** The same of a CPU's access under way, which has read the upper entry before. */
    int earlyStrays(int[] state, int page, int cpu) {
        return levels.early() < 0 ? 0 : tables(state, blocks[page], state[early(cpu, blocks[page])]);
    }

    private int tables(int[] state, int block, int set) {
        int tables = 0;
        for (int rest = set; rest != 0; rest &= rest - 1) {
            int other = uppers.lowest(block, rest);
            boolean leads = PageTableEntry.isTable(other) && isLive(state, PageTableEntry.frame(other));
            tables |= leads && other != upper(state, block) ? rest & -rest : 0;
        }
        return tables;
    }

    /** The table that the lowest upper entry of such a set names. */
    int table(int page, int set) {
        return PageTableEntry.frame(uppers.lowest(blocks[page], set));
    }

    /** Whether an entry can be found by a walk only because its overwriting, or the upper entry's, may be seen late. */
    boolean isLate(int[] state, int page, int walker, int set) {
        return (besides(state, page, walker) & ~stale(state, page, walker) & set) != 0;
    }
}
