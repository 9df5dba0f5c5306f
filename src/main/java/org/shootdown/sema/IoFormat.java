package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The formats of I/O page tables: the leaf sizes that each has, and what Linux' code for it does in the cases where
 * formats differ (Linux 6.12; io-pgtable-arm.c, io-pgtable-arm-v7s.c, io-pgtable-dart.c, amd/io_pgtable.c,
 * amd/io_pgtable_v2.c, intel/iommu.c, exynos-iommu.c, and 6.18's riscv/iommu.c).
 */
public enum IoFormat {
    AMD_V1(Remap.REPLACES, Hole.BY_LEVEL, Partial.UNMAPS_ALL, "amd", powersOfTwo(12, 30)),
    /** Over a large leaf the code takes the leaf's frame for a table and frees it. */
    AMD_V2(Remap.REPLACES_SMALL, Hole.BY_LEVEL, Partial.UNMAPS_ALL, "amd", List.of(12, 21, 30)),
    VTD_FS(Remap.KEEPS, Hole.BY_LEVEL, Partial.UNMAPS_ALL_FROM_ITS_START, "vtd", List.of(12, 21, 30)),
    VTD_SS(Remap.KEEPS, Hole.BY_LEVEL, Partial.UNMAPS_ALL_FROM_ITS_START, "vtd", List.of(12, 21, 30)),
    ARM_LPAE_S1(Remap.REFUSES, Hole.NOTHING, Partial.SPLITS, "smmuv3", List.of(12, 21, 30), List.of(14, 25), List.of(16, 29)),
    ARM_LPAE_S2(Remap.REFUSES, Hole.NOTHING, Partial.SPLITS, "smmuv3", List.of(12, 21, 30), List.of(14, 25), List.of(16, 29)),
    ARM_V7S(Remap.REFUSES, Hole.NOTHING, Partial.SPLITS, "", List.of(12, 16, 20, 24)),
    DART(Remap.REFUSES, Hole.NOTHING, Partial.NONE, "", List.of(12), List.of(14)),
    EXYNOS(Remap.UNKNOWN, Hole.UNKNOWN, Partial.REFUSES, "", List.of(12, 16, 20)),
    MALI_LPAE(Remap.REFUSES, Hole.NOTHING, Partial.SPLITS, "mali", List.of(12, 21, 30)),
    RISCV_IOMMU(Remap.REPLACES, Hole.UNKNOWN, Partial.UNMAPS_ALL_FROM_ITS_START, "riscv_iommu", List.of(12, 21, 30));

    /** What mapping over a leaf does. */
    public enum Remap {
        /** The old leaf goes, without a flush. */
        REPLACES,
        /** That of 4K leaves; of others it is a bug that ends badly. */
        REPLACES_SMALL,
        /** Nothing changes, and no error is reported. */
        KEEPS,
        /** Nothing changes; an error number is returned. */
        REFUSES,
        UNKNOWN
    }

    /** What unmapping a part of a leaf does (Linux 6.12; RISC-V's 6.18). */
    public enum Partial {
        /** All of the leaf goes, and its size is returned. */
        UNMAPS_ALL,
        /** So it is of a part at the start of the leaf. */
        UNMAPS_ALL_FROM_ITS_START,
        /** A table takes the place of the leaf, in which the rest is still mapped. */
        SPLITS,
        /** Nothing is unmapped: zero is returned. */
        REFUSES,
        /** There is one size of leaves, so that none has parts that are others'. */
        NONE
    }

    /** What unmapping what is not mapped returns. */
    public enum Hole {
        /** Zero. */
        NOTHING,
        /** A size that depends on which upper levels exist. */
        BY_LEVEL,
        UNKNOWN
    }

    private final Remap remap;
    private final Hole hole;
    private final Partial partial;
    private final String iommu;
    /** For each granule the sizes of leaves as powers of two; the leaves of a table are of one granule. */
    private final List<List<Integer>> granules;

    @SafeVarargs
    IoFormat(Remap remap, Hole hole, Partial partial, String iommu, List<Integer>... granules) {
        this.remap = remap;
        this.hole = hole;
        this.partial = partial;
        this.iommu = iommu;
        this.granules = List.of(granules);
    }

    private static List<Integer> powersOfTwo(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    /** What scripts call it. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public Remap remap() {
        return remap;
    }

    public Hole hole() {
        return hole;
    }

    public Partial partial() {
        return partial;
    }

    /** What an upper entry over leaves of a size covers, in bytes; empty if there are no larger leaves. */
    public Optional<Integer> block(int leaf) {
        List<Integer> large = List.of(20, 21, 25, 29);
        return granules.stream()
                .filter(g -> g.stream().anyMatch(p -> 1 << p == leaf))
                .flatMap(g -> g.stream().filter(p -> 1 << p > leaf && (large.contains(p) && this != AMD_V1 || p == 21)))
                .map(p -> 1 << p)
                .findFirst();
    }

    /** The kind of IOMMU of the library that walks it; empty if the library has none. */
    public Optional<String> iommu() {
        return Optional.of(iommu).filter(i -> !i.isEmpty());
    }

    /** Whether the leaves of a table can have these sizes, in bytes. */
    boolean hasLeaves(List<Integer> sizes) {
        return granules.stream().anyMatch(g -> sizes.stream().allMatch(s -> g.stream().anyMatch(p -> 1 << p == s)));
    }

    /** For each granule the sizes of leaves as powers of two; a test compares them with {@code machine.format}. */
    public List<List<Integer>> granules() {
        return granules;
    }

    /** {@code 4K, 2M or 1G; or 16K or 32M}. */
    public String leaves() {
        if (this == AMD_V1) {
            return "a power of two from 4K on";
        }
        return String.join(
                "; or ",
                granules.stream()
                        .map(g -> String.join(" or ", g.stream().map(IoFormat::text).toList()))
                        .toList());
    }

    private static String text(int power) {
        return (1 << power % 10) + List.of("", "K", "M", "G").get(power / 10);
    }

    public static Optional<IoFormat> named(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(IoFormat::word).toList();
    }
}
