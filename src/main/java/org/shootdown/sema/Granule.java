package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How large the smallest page of a process is, and what pages and runs of them there are besides: Arm ARM D8.3 and
 * D8.7.1; arch/arm64/Kconfig, ARM64_CONT_PTE_SHIFT and ARM64_CONT_PMD_SHIFT. Sizes are in units of 4K.
 */
public enum Granule {
    OF_4K(1, 9, List.of(16, 16 * 512), List.of(512 * 512)),
    OF_16K(4, 11, List.of(128 * 4, 32 * 8192), List.of()),
    OF_64K(16, 13, List.of(32 * 16, 32 * 131_072), List.of());

    private final int base;
    private final int pmd;
    private final List<Integer> runs;
    private final List<Integer> larger;

    /**
     * @param perLevel bits of an address for which a level stands
     * @param runs what contiguous runs of the entries of the last two levels map
     * @param larger what an entry of the level above them maps
     */
    Granule(int base, int perLevel, List<Integer> runs, List<Integer> larger) {
        this.base = base;
        this.pmd = base << perLevel;
        this.runs = runs;
        this.larger = larger;
    }

    /** The smallest page. */
    public int base() {
        return base;
    }

    /** What an entry of the level above covers, which is also the size of transparent huge pages. */
    public int pmd() {
        return pmd;
    }

    /** Whether it is a run of entries with the contiguous bit. */
    public boolean isRun(int size) {
        return runs.contains(size);
    }

    /** The sizes of pages, ascending. */
    public List<Integer> sizes(boolean withRuns) {
        return Stream.of(List.of(base, pmd), larger, withRuns ? runs : List.<Integer>of())
                .flatMap(List::stream)
                .sorted()
                .toList();
    }

    /** What rules call it: {@code 16K}. */
    public String word() {
        return Sizes.text(base);
    }

    /** By its word, or the number of bytes. */
    public static Optional<Granule> named(String text) {
        return Sizes.inPages(text).flatMap(size -> Arrays.stream(values()).filter(g -> g.base == size).findFirst());
    }

    /** All that an architecture can be said to have, by what it is or extends; others than these have 4K. */
    public static List<Granule> of(List<String> architectures) {
        return architectures.contains("arm64")
                ? List.of(values())
                : architectures.contains("ppc64_radix") ? List.of(OF_4K, OF_64K) : List.of(OF_4K);
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Granule::word).toList();
    }
}
