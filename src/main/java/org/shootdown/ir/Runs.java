package org.shootdown.ir;

import java.util.List;

/**
 * Runs of pages whose entries can say that they map frames one behind the other ({@link PageTableEntry#CONT}), and the frames
 * that they can map so.
 */
public record Runs(List<Run> runs, List<Folio> folios) {

    /** Scenarios that say nothing of runs. */
    public static final Runs NONE = new Runs(List.of(), List.of());

    public Runs {
        runs = List.copyOf(runs);
        folios = List.copyOf(folios);
    }

    /**
     * A run of one page table.
     *
     * @param pages in the order of their addresses
     */
    public record Run(String name, int space, List<Integer> pages) {

        public Run {
            pages = List.copyOf(pages);
        }
    }

    /**
     * Frames one behind the other, as many as a run has pages.
     *
     * @param first the index of the first
     */
    public record Folio(int first, int frames) {}
}
