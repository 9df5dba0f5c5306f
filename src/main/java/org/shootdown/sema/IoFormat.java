package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The formats of I/O page tables, the drivers that kernels have had for each, and the leaf sizes. What a driver does
 * where drivers differ is asked of the driver ({@code machine.iopgtable}) when a scenario is compiled.
 */
public enum IoFormat {
    AMD_V1("amd", "amd_iommu_4_15 amd_io_pgtable_6_6 amd_io_pgtable generic_pt", powersOfTwo(12, 30)),
    AMD_V2("amd", "amd_io_pgtable_v2_6_6 amd_io_pgtable_v2 generic_pt", List.of(12, 21, 30)),
    VTD_FS("vtd", "intel_iommu_4_15 intel_iommu generic_pt", List.of(12, 21, 30)),
    VTD_SS("vtd", "intel_iommu_4_15 intel_iommu generic_pt", List.of(12, 21, 30)),
    ARM_LPAE_S1("smmuv3 smmuv2", IoFormat.ARM_DRIVERS, List.of(12, 21, 30), List.of(14, 25), List.of(16, 29)),
    ARM_LPAE_S2("smmuv3 smmuv2", IoFormat.ARM_DRIVERS, List.of(12, 21, 30), List.of(14, 25), List.of(16, 29)),
    ARM_V7S("m4u smmuv2", "io_pgtable_arm_v7s_6_12 io_pgtable_arm_v7s_6_18", List.of(12, 16, 20, 24)),
    DART("dart", "io_pgtable_dart", List.of(12), List.of(14)),
    EXYNOS("sysmmu", "exynos_iommu", List.of(12, 16, 20)),
    MALI_LPAE("mali", IoFormat.ARM_DRIVERS, List.of(12, 21, 30)),
    RISCV_IOMMU("riscv_iommu", "riscv_iommu_6_18", List.of(12, 21, 30));

    private static final String ARM_DRIVERS = "io_pgtable_arm_6_12 io_pgtable_arm_6_18";

    /**
     * Where a device's entry for tables of the format has its fields, by words of 64 bits; the valid bit is in word 0.
     *
     * @param table of the pointer to the table
     * @param tag of the domain ID, ASID, VMID or PSCID
     * @param checksTranslated whether requests that a device has translated by itself are looked up in it; those that are
     *     not are found by another entry, which stays (VT-d's context entry, the SMMU's stream table entry)
     */
    public record Entry(int table, int tag, boolean checksTranslated) {

        public boolean isTableBesideValid() {
            return table == 0;
        }

        public boolean isTagBesideValid() {
            return tag == 0;
        }
    }

    /**
     * The entry by which the IOMMU finds a table of the format; empty where the library has none of several words. VT-d:
     * the scalable-mode PASID entry (drivers/iommu/intel/pasid.h: P and SSPTPTR in val[0], DID in val[1], FSPTPTR in
     * val[2]). SMMUv3: stage 1, the context descriptor (V and ASID in word 0, TTB0 in word 1); stage 2, the stream table
     * entry (S2VMID in word 2, S2TTB in word 3; arm-smmu-v3.h). AMD: the device table entry (V and the root of host tables
     * in data[0], DomainID in data[1]; the root of guest tables is in both, and stands with the valid bit here). RISC-V: the
     * device context (V in tc, PSCID in ta, the table in fsc).
     */
    public Optional<Entry> entry() {
        return switch (this) {
            case VTD_SS -> Optional.of(new Entry(0, 1, false));
            case VTD_FS -> Optional.of(new Entry(2, 1, false));
            case ARM_LPAE_S1 -> Optional.of(new Entry(1, 0, false));
            case AMD_V1, AMD_V2 -> Optional.of(new Entry(0, 1, true));
            case ARM_LPAE_S2, RISCV_IOMMU -> Optional.of(new Entry(3, 2, true));
            case ARM_V7S, DART, EXYNOS, MALI_LPAE -> Optional.empty();
        };
    }

    private final List<String> iommus;
    private final List<String> drivers;
    /** For each granule the sizes of leaves as powers of two; the leaves of a table are of one granule. */
    private final List<List<Integer>> granules;

    @SafeVarargs
    IoFormat(String iommus, String drivers, List<Integer>... granules) {
        this.iommus = List.of(iommus.split(" "));
        this.drivers = List.of(drivers.split(" "));
        this.granules = List.of(granules);
    }

    private static List<Integer> powersOfTwo(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }

    /** What scripts call it. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
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

    /** The kinds of IOMMU of the library that walk it; who names none has the first. */
    public List<String> iommus() {
        return iommus;
    }

    /** What a kernel can say its driver is ({@code rule arm_v7s = io_pgtable_arm_v7s_6_12}), the oldest first. */
    public List<String> drivers() {
        return drivers;
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
