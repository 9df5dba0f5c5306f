package org.shootdown.ir;

import java.util.List;

/**
 * The upper level of page tables, where a scenario has it in its state: upper entries that several pages share, the tables
 * that they name, and what walkers cache of them.
 *
 * @param blocks what an upper entry covers, each with its upper entry
 * @param uppers first slot of the upper entries, per block
 * @param cached first slot of the walk caches, per walker (CPUs, then devices) and block: the upper entries that name
 *     tables and may be, or are, cached
 * @param early first slot of the upper entries that CPUs' accesses under way may have read already, per CPU and block; -1
 *     without broadcast invalidation
 * @param drains first slot of those that a broadcast invalidation has yet to wait for, per thread, block and CPU
 * @param late first slot of the old entries that CPUs' walks may still see, per thread and place; -1 if they see stores at
 *     once. The places are the upper entries, then each block's table entries.
 * @param deviceLate the same of IOMMUs' walks
 * @param seenHere first slot, per CPU and place, of those of the former that walks of the CPU do not find any more, though
 *     others may; -1 if no barrier is for the own CPU only
 */
public record Levels(
        List<Block> blocks, int uppers, int cached, int early, int drains, int late, int deviceLate, int seenHere) {

    /** How many tables there can be for a block at a time. */
    public static final int TABLES = 2;

    /** Scenarios that say nothing of upper levels: each page has its own, and they never change. */
    public static final Levels NONE = new Levels(List.of(), -1, -1, -1, -1, -1, -1, -1);

    public Levels {
        blocks = List.copyOf(blocks);
    }

    /** How many entries of the upper and the lower level there are. */
    public int places() {
        return blocks.stream()
                .mapToInt(b -> 1 + b.tables().size() * b.pages().size())
                .sum();
    }

    /**
     * What one upper entry covers.
     *
     * @param space the index of the page table
     * @param covers how much it is, in units of 4K
     * @param pages the pages under it that the scenario looks at
     * @param tables the indices of the frames that can be tables of the lower level
     * @param entries first slot of the tables' entries, per table and page
     * @param place the first of its table entries among all places
     */
    public record Block(
            String name, int space, int covers, List<Integer> pages, List<Integer> tables, int entries, int place) {

        public Block {
            pages = List.copyOf(pages);
            tables = List.copyOf(tables);
        }
    }
}
