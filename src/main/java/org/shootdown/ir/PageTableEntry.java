package org.shootdown.ir;

import java.util.List;

/**
 * A page-table entry as one integer, with the meaning that all formats share: whether the hardware may translate
 * with it, what it permits, and which frame it names. The bits of a particular architecture are a matter of its
 * format; a zero is the empty entry.
 *
 * <p>Bit 0 valid for the hardware, bit 1 writable, bit 2 executable, bit 3 kept by the kernel but not valid
 * (PROT_NONE), bit 4 not dirty, bit 5 not accessed (set where the format has the bit clear, so that an entry of which
 * nothing else is said has both); bit 6 a leaf of the upper level, bit 7 one that names a table, both a leaf with nT set;
 * bit 8 one of a run of entries that map frames one behind the other; from bit 9 on the {@linkplain Frame frame handle}.
 */
public final class PageTableEntry {

    public static final int EMPTY = 0;
    public static final int VALID = 1;
    public static final int WRITABLE = 1 << 1;
    public static final int EXECUTABLE = 1 << 2;
    /** Not valid for the hardware, but still the kernel's record of a frame (PROT_NONE). */
    public static final int PROTECTED = 1 << 3;

    /** The dirty bit is clear. */
    public static final int CLEAN = 1 << 4;
    /** The accessed bit is clear. */
    public static final int OLD = 1 << 5;

    /**
     * The entry is one of the upper level that maps all pages under it; what it gives each of them has the bit, too, so that
     * a translation by a leaf of the upper level is another than one by an entry of a table.
     */
    public static final int LARGE = 1 << 6;

    /** The entry is one of the upper level and names a table: nothing else but its frame is said. */
    public static final int TABLE = 1 << 7;

    /**
     * The entry is a leaf of the upper level with the nT bit: hardware that knows it translates by the entry and caches
     * nothing of it (Arm ARM DDI 0487, D8.7.3; IHI 0070, 3.21.1.1).
     */
    public static final int NT = LARGE | TABLE;

    /** No entry: that an access under way has met two translations which must not live at once. */
    public static final int CONFLICT = LARGE | TABLE;

    /**
     * The entry is one of a run (arm64: the contiguous bit; RISC-V: N; AMD: next level 7): hardware may translate by any entry
     * of the run that has the bit, whichever page of the run an access is to.
     */
    public static final int CONT = 1 << 8;

    public static final int FRAME_SHIFT = 9;
    /** The flags, all bits below the frame. */
    public static final int FLAGS = (1 << FRAME_SHIFT) - 1;

    private PageTableEntry() {}

    public static int of(int frame, int flags) {
        return frame << FRAME_SHIFT | flags;
    }

    public static boolean valid(int entry) {
        return (entry & VALID) != 0;
    }

    /** Whether the kernel's books say that it maps a frame, whether or not hardware may translate with it. */
    public static boolean maps(int entry) {
        return (entry & (VALID | PROTECTED)) != 0;
    }

    public static boolean writable(int entry) {
        return (entry & WRITABLE) != 0;
    }

    /** Whether a cache may hold it: it is valid, and its accessed bit is set. */
    public static boolean cacheable(int entry) {
        return (entry & (VALID | OLD)) == VALID;
    }

    /** Whether hardware may translate with an entry, but must set its accessed bit first. */
    public static boolean awaitsAccess(int entry) {
        return valid(entry) && !cacheable(entry);
    }

    /** What hardware makes of an entry before an access uses it: accessed, and if it is for writing, dirty. */
    public static int used(int entry, boolean writes) {
        return entry & ~OLD & ~(writes ? CLEAN : 0);
    }

    /** Whether an upper entry names a table. */
    public static boolean isTable(int upper) {
        return (upper & NT) == TABLE;
    }

    /** Whether an entry is valid and has the nT bit. */
    public static boolean isNt(int entry) {
        return (entry & (NT | VALID)) == (NT | VALID);
    }

    /** Whether an upper entry maps all pages under it. */
    public static boolean isLeaf(int upper) {
        return (upper & LARGE) != 0;
    }

    /** Whether an entry is valid and one of a run, so that it translates the other pages of the run, too. */
    public static boolean isShared(int entry) {
        return (entry & (VALID | CONT)) == (VALID | CONT);
    }

    /** What a leaf of the upper level gives a page under it, by the page's number there. */
    public static int part(int leaf, int number) {
        return leaf + (number << FRAME_SHIFT);
    }

    /** The frame handle. */
    public static int frame(int entry) {
        return entry >>> FRAME_SHIFT;
    }

    /** Whether everything that {@code entry} lets an access do, {@code other} lets it do as well, in one frame. */
    public static boolean covers(int other, int entry) {
        int permissions = VALID | WRITABLE | EXECUTABLE;
        return frame(other) == frame(entry) && (entry & permissions & ~other) == 0;
    }

    /**
     * {@code f0 rw}, {@code none}, {@code f1 ro}: as timelines print it.
     *
     * @param frames the names of the frames by index
     */
    public static String text(int entry, List<String> frames) {
        if (entry == EMPTY) {
            return "none";
        }
        if (isTable(entry)) {
            return "table " + Frame.text(frame(entry), frames);
        }
        boolean executable = (entry & EXECUTABLE) != 0;
        String access = writable(entry) ? (executable ? "rwx" : "rw") : executable ? "rx" : "ro";
        return Frame.text(frame(entry), frames) + " " + (valid(entry) ? access : "prot_none")
                + ((entry & LARGE) != 0 ? " huge" : "") + (isNt(entry) ? " nT" : "") + ((entry & CONT) != 0 ? " cont" : "")
                + ((entry & CLEAN) != 0 ? " clean" : "") + ((entry & OLD) != 0 ? " old" : "");
    }
}
