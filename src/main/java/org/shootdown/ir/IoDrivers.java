package org.shootdown.ir;

import java.util.List;
import java.util.function.Predicate;

/**
 * What Linux' drivers for I/O page tables do to a table in a situation. Scenarios are compiled without the machine, so
 * they ask through this; the machine answers by letting the driver do it.
 */
public interface IoDrivers {

    /** What comes of it. */
    Answer answer(Situation situation);

    /**
     * A page of a domain and its surroundings, and what is done to it.
     *
     * @param format as scripts name it: {@code arm_lpae_s1}
     * @param driver of the kernel for it, as the library names it: {@code io_pgtable_arm_6_12}
     * @param leaf the size of the page's leaf, in bytes
     * @param block what the upper entry over it covers, in bytes; 0 if the upper entry is a table that never changes
     * @param first whether the page is the first under the upper entry
     * @param upper what the upper entry is before
     * @param mapped whether the page is mapped before; where the upper entry is a leaf, it is
     * @param neighbour whether another page under the upper entry is mapped before, one behind the first or the first
     * @param memory whether tables can be allocated
     */
    record Situation(
            String format,
            String driver,
            int leaf,
            int block,
            boolean first,
            Upper upper,
            boolean mapped,
            boolean neighbour,
            boolean memory,
            Act act) {}

    /** What an upper entry can be. */
    enum Upper {
        NONE,
        TABLE,
        LEAF
    }

    /** What is done: {@code iommu_map} and {@code iommu_unmap}, with the size of the page or of the block. */
    enum Act {
        MAP,
        /** With permission neither to read nor to write. */
        MAP_NOTHING,
        MAP_BLOCK,
        UNMAP,
        /** {@code iommu_unmap_fast} of the page. */
        UNMAP_FAST,
        /** Two pages are mapped at once, and the first of them is unmapped. */
        MAP_TWO_UNMAP_ONE,
        UNMAP_BLOCK,
        /** {@code iommu_unmap_fast}: the flush, and what waits for it, is left to others. */
        UNMAP_BLOCK_FAST
    }

    /** Where an address leads. */
    enum Leads {
        NOWHERE,
        /** Where it led before. */
        AS_BEFORE,
        /** Where the mapping of this operation leads. */
        AS_ASKED,
        /** Through a table that was given back, and so nobody knows where. */
        THROUGH_FREED,
        /** To memory of which nobody spoke. */
        ELSEWHERE
    }

    /** What a driver does besides changing entries. */
    enum Effect {
        /** It stored to an entry, and one of the addresses leads elsewhere since. */
        STORE,
        /** The TLB was flushed of the page that was asked for: leaves only. */
        FLUSH,
        /** The same with cached walks. */
        FLUSH_WALKS,
        /** The TLB was flushed of all that the upper entry covers, with cached walks. */
        FLUSH_BLOCK,
        /** The TLB was flushed of all that the domain has, with cached walks. */
        FLUSH_ALL,
        /** The TLB was flushed, but not of the page that was asked for. */
        FLUSH_ELSEWHERE,
        /** A table was given back. */
        FREE,
        /** A table was unlinked and is never given back. */
        LEAK
    }

    /**
     * A point in the course of an operation.
     *
     * @param page where the page leads then
     * @param neighbour where the neighbour leads then
     */
    record Moment(Effect effect, Leads page, Leads neighbour) {}

    /**
     * What comes of an operation.
     *
     * @param defined whether anybody can say; if not, nothing else here means anything
     * @param bytes what an unmap returns
     * @param error the error number that a map returns, without its sign; 0 if it succeeds
     * @param moments in order
     * @param page where the page leads in the end
     * @param neighbour where the neighbour leads in the end
     */
    record Answer(boolean defined, long bytes, int error, List<Moment> moments, Leads page, Leads neighbour) {

        public Answer {
            moments = List.copyOf(moments);
        }

        /** Whether there is a moment of the kind before the first of another kind; also if there is none of the other. */
        public boolean comesBefore(Predicate<Moment> one, Predicate<Moment> other) {
            for (Moment moment : moments) {
                if (one.test(moment)) {
                    return true;
                }
                if (other.test(moment)) {
                    return false;
                }
            }
            return false;
        }

        /** Whether there ever is such a moment. */
        public boolean has(Predicate<Moment> one) {
            return moments.stream().anyMatch(one);
        }
    }
}
