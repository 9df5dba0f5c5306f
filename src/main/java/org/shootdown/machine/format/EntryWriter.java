package org.shootdown.machine.format;

import java.util.Optional;

/** Writes the entries of page tables as Linux does. What the model cannot know, or Linux does not write, has no word. */
public interface EntryWriter {

    /**
     * The entry of a page, or of a block of pages that it maps as one; valid, or kept with PROT_NONE.
     *
     * @param size what it maps, in one entry or a contiguous run, as a power of two; of a run it is the first entry
     * @param flags as in {@link org.shootdown.ir.PageTableEntry}
     * @param address of the page, a multiple of its size
     */
    Optional<EntryWord> leaf(int size, int flags, long address);

    /**
     * An entry that leads to a table of the next level.
     *
     * @param covers what all the table's entries cover, as a power of two
     */
    Optional<EntryWord> table(int covers, long address);

    /** The entry where nothing is mapped, in place of a leaf of a size. */
    Optional<EntryWord> none(int size);
}
