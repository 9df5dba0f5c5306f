package org.shootdown.machine.iopgtable;

/**
 * What a driver does in the cases where drivers differ.
 *
 * @param overLeaf mapping a page over a live leaf of the same size
 * @param intoLeaf mapping a page inside a live leaf that is larger
 * @param overTable mapping a leaf where there is a table of smaller ones
 * @param partial unmapping a part of a leaf
 * @param hole unmapping what is not mapped
 * @param beyond an input address that the tables do not reach
 */
public record Policy(
        OverLeaf overLeaf, IntoLeaf intoLeaf, OverTable overTable, Partial partial, Hole hole, Beyond beyond) {

    /** Mapping a page over a live leaf of the same size. */
    public enum OverLeaf {
        /** An error number; nothing changes. */
        REFUSE,
        /** The old leaf goes, and the TLB is not flushed. */
        REPLACE,
        /** The old leaf goes, and the TLB is flushed. */
        REPLACE_AND_FLUSH,
        /** 4K leaves are replaced, with a flush; the frame of a larger one is taken for a table and freed. */
        REPLACE_SMALL_ONLY,
        /** A 4K leaf stays, a warning is logged, and success is reported; a larger one is replaced, with a flush. */
        KEEP_SMALL,
        /** The same, but what replaces a larger one is not flushed. */
        KEEP_SMALL_UNFLUSHED
    }

    /** Mapping a page inside a live leaf that is larger. */
    public enum IntoLeaf {
        /** An error number; nothing changes. */
        REFUSE,
        /** The larger leaf goes, all of it; only the range that is mapped is flushed. */
        DROP_LARGE,
        /** The larger leaf goes, all of it, and all that the domain has is flushed. */
        DROP_LARGE_AND_FLUSH_ALL,
        /** The leaf's frame is read as a table. */
        READ_AS_TABLE,
        /** There is but one size. */
        NONE
    }

    /** Mapping a leaf where there is a table of smaller ones. */
    public enum OverTable {
        /** It is unlinked, flushed with the walks to it, and freed. */
        FLUSH_THEN_FREE,
        /** It is unlinked, freed, and flushed afterwards. */
        FREE_THEN_FLUSH,
        /** It is unlinked, freed, and the TLB is flushed of its first 4K; of all that the domain has after several pages. */
        FREE_THEN_FLUSH_FIRST_PAGE,
        /** It is unlinked and freed; the driver's owner flushes when the operation is over. */
        FREE,
        /** It is unlinked and freed, and nobody flushes. */
        FREE_UNFLUSHED,
        /** An error number, also if it is empty; nothing changes. */
        REFUSE,
        /** Only if it is empty; it is unlinked, the leaf is set, and it is flushed with the walks to it and freed. */
        FLUSH_EMPTY_THEN_FREE,
        /** Only if it is empty; it is freed, without a flush. */
        FREE_IF_EMPTY,
        /** There is but one size. */
        NONE
    }

    /** Unmapping a part of a leaf. */
    public enum Partial {
        /** A table takes the leaf's place, in which the rest is mapped. */
        SPLIT,
        /** All of the leaf goes, and its size is returned. */
        OVER_UNMAP,
        /** From its start so it is; from elsewhere the unmap ends, and what went so far is returned. */
        OVER_UNMAP_FROM_START,
        /** From its start so it is; from elsewhere the leaf's frame is read as a table. */
        OVER_UNMAP_OR_READ_AS_TABLE,
        /** A warning; 0 is returned. */
        REFUSE,
        /** There is but one size. */
        NONE
    }

    /** Unmapping what is not mapped. */
    public enum Hole {
        /** A warning; the unmap ends, and what went so far is returned. */
        WARN_AND_STOP,
        /** So it is, but if nothing went so far, -ENOENT is returned as a size: nearly 2^64. */
        ENOENT_AS_SIZE,
        /** The unmap ends quietly where an upper entry is empty; empty entries of a last table count as unmapped. */
        COUNT_IN_TABLES,
        /** The unmap ends quietly, and what went so far is returned. */
        STOP,
        /** What the empty entry covers counts as unmapped; from a hole's middle that reaches beyond the hole. */
        COUNT_BY_LEVEL,
        /** The same, but nothing beyond the hole is unmapped. */
        COUNT_BY_LEVEL_WITHIN,
        /** What is asked for, but no more than a section, or 4K in a table of pages. */
        COUNT_UP_TO_SECTION
    }

    /** An input address that the tables do not reach. */
    public enum Beyond {
        /** -ERANGE and a warning; an unmap returns 0. */
        ERANGE,
        /** -EINVAL or -EFAULT; an unmap returns 0. */
        REFUSE,
        /** The high bits are dropped: another page is mapped. */
        ALIAS,
        /** The tables get more levels. */
        GROW,
        /** They do so for the first byte; a leaf larger than what they reach then is set in the wrong table. */
        GROW_FOR_FIRST_BYTE,
        /** BUG(). */
        BUG
    }
}
