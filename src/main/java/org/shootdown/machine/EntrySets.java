package org.shootdown.machine;

import java.util.Arrays;
import org.shootdown.ir.PageTableEntry;

/**
 * Sets of page-table entries of one page as bit masks. A page has few different entries in its life, so each is given
 * the next bit when it first appears.
 */
public final class EntrySets {

    private final int[][] entries;
    private final int[] counts;
    /** By page: whose bits it has. */
    private final int[] names;
    /** By such a page: those of its entries that have the nT bit. */
    private final int[] nt;
    /** By such a page: those that are valid, with the accessed bit clear. */
    private final int[] old;

    EntrySets(int pages) {
        this(java.util.stream.IntStream.range(0, pages).toArray());
    }

    /** {@code names}: by page, a page with which it has its bits in common. */
    EntrySets(int[] names) {
        this.names = names.clone();
        entries = new int[names.length][4];
        counts = new int[names.length];
        nt = new int[names.length];
        old = new int[names.length];
    }

    /** The set with one entry. */
    int of(int ofPage, int entry) {
        int page = names[ofPage];
        for (int i = 0; i < counts[page]; i++) {
            if (entries[page][i] == entry) {
                return 1 << i;
            }
        }
        if (counts[page] == 31) {
            throw new LimitReached("gives a page more than 31 different page-table entries");
        }
        if (counts[page] == entries[page].length) {
            entries[page] = Arrays.copyOf(entries[page], counts[page] * 2);
        }
        entries[page][counts[page]] = entry;
        nt[page] |= PageTableEntry.isNt(entry) ? 1 << counts[page] : 0;
        old[page] |= PageTableEntry.awaitsAccess(entry) ? 1 << counts[page] : 0;
        return 1 << counts[page]++;
    }

    /** The entries of a page that have the nT bit, as a set. */
    int nt(int page) {
        return nt[names[page]];
    }

    /** The valid entries of a page that have the accessed bit clear, as a set. */
    int old(int page) {
        return old[names[page]];
    }

    /** The only entry, or the lowest, of a set that is not empty. */
    public int lowest(int page, int set) {
        return entries[names[page]][Integer.numberOfTrailingZeros(set)];
    }
}
