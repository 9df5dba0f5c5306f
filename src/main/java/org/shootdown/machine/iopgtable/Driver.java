package org.shootdown.machine.iopgtable;

import static org.shootdown.machine.iopgtable.Policy.Beyond;
import static org.shootdown.machine.iopgtable.Policy.Hole;
import static org.shootdown.machine.iopgtable.Policy.IntoLeaf;
import static org.shootdown.machine.iopgtable.Policy.OverLeaf;
import static org.shootdown.machine.iopgtable.Policy.OverTable;
import static org.shootdown.machine.iopgtable.Policy.Partial;

/** Linux' drivers for I/O page tables, by era: what each does where they differ, and where that is from. */
public enum Driver {
    IO_PGTABLE_ARM_6_12(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FLUSH_THEN_FREE, Partial.SPLIT, Hole.WARN_AND_STOP,
                    Beyond.ERANGE),
            "io-pgtable-arm.c, 6.12: arm_lpae_init_pte, __arm_lpae_map, __arm_lpae_unmap, arm_lpae_split_blk_unmap"),
    /** Since 33729a5fc0ca a part of a block is refused; the tree that was read is of 6.17, after the NO_WARN quirk. */
    IO_PGTABLE_ARM_6_18(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FLUSH_THEN_FREE, Partial.REFUSE,
                    Hole.ENOENT_AS_SIZE, Beyond.ERANGE),
            "io-pgtable-arm.c, since 6.13 and 6.17: __arm_lpae_unmap"),
    /** The tables of Mali: panfrost and panthor flush the range themselves once the operation is over. */
    MALI_6_12(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FREE, Partial.SPLIT, Hole.WARN_AND_STOP,
                    Beyond.ERANGE),
            "io-pgtable-arm.c, 6.12: ARM_MALI_LPAE; panfrost_mmu.c: mmu_tlb_ops, panfrost_mmu_flush_range"),
    MALI_6_18(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FREE, Partial.REFUSE, Hole.ENOENT_AS_SIZE,
                    Beyond.ERANGE),
            "io-pgtable-arm.c, since 6.13 and 6.17: ARM_MALI_LPAE; panfrost_mmu.c: mmu_tlb_ops"),
    IO_PGTABLE_ARM_V7S_6_12(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FLUSH_THEN_FREE, Partial.SPLIT, Hole.WARN_AND_STOP,
                    Beyond.ERANGE),
            "io-pgtable-arm-v7s.c, 6.12: arm_v7s_init_pte, arm_v7s_split_cont, arm_v7s_split_blk_unmap"),
    IO_PGTABLE_ARM_V7S_6_18(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FLUSH_THEN_FREE, Partial.REFUSE, Hole.WARN_AND_STOP,
                    Beyond.ERANGE),
            "io-pgtable-arm-v7s.c, since 6.13: __arm_v7s_unmap"),
    IO_PGTABLE_DART(
            new Policy(OverLeaf.REFUSE, IntoLeaf.NONE, OverTable.NONE, Partial.NONE, Hole.WARN_AND_STOP, Beyond.ALIAS),
            "io-pgtable-dart.c, 6.12: dart_map_pages, dart_init_pte, dart_unmap_pages; apple-dart.c:"
                    + " apple_dart_iotlb_sync_map"),
    /** Until 4.20: what is mapped stays, and a table does, too, even if it is empty. */
    AMD_IOMMU_4_15(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.REFUSE, Partial.OVER_UNMAP,
                    Hole.COUNT_BY_LEVEL_WITHIN, Beyond.GROW_FOR_FIRST_BYTE),
            "amd_iommu.c, 4.14.190 and a tree before 4.20: alloc_pte, fetch_pte, iommu_map_page, iommu_unmap_page,"
                    + " amd_iommu_unmap"),
    /** Until 6.7: what is flushed is all of the domain. */
    AMD_V1_6_6(
            new Policy(OverLeaf.REPLACE, IntoLeaf.DROP_LARGE_AND_FLUSH_ALL, OverTable.FLUSH_THEN_FREE,
                    Partial.OVER_UNMAP, Hole.COUNT_IN_TABLES, Beyond.GROW_FOR_FIRST_BYTE),
            "amd/io_pgtable.c, 6.1: alloc_pte, iommu_v1_map_pages: amd_iommu_domain_flush_tlb_pde"),
    AMD_V1(
            new Policy(OverLeaf.REPLACE, IntoLeaf.DROP_LARGE, OverTable.FLUSH_THEN_FREE, Partial.OVER_UNMAP,
                    Hole.COUNT_IN_TABLES, Beyond.GROW),
            "amd/io_pgtable.c, 6.12: alloc_pte, free_clear_pte, fetch_pte, iommu_v1_map_pages, iommu_v1_unmap_pages"),
    /** Until 6.7 one page of 4K is flushed after one leaf, whatever its size, and all after several. */
    AMD_V2_6_6(
            new Policy(OverLeaf.REPLACE_SMALL_ONLY, IntoLeaf.DROP_LARGE, OverTable.FREE_THEN_FLUSH_FIRST_PAGE,
                    Partial.OVER_UNMAP, Hole.COUNT_IN_TABLES, Beyond.ALIAS),
            "amd/io_pgtable_v2.c, 6.1: iommu_v2_map_pages: amd_iommu_flush_tlb, amd_iommu_flush_page"),
    AMD_V2(
            new Policy(OverLeaf.REPLACE_SMALL_ONLY, IntoLeaf.DROP_LARGE, OverTable.FREE_THEN_FLUSH,
                    Partial.OVER_UNMAP, Hole.COUNT_IN_TABLES, Beyond.ALIAS),
            "amd/io_pgtable_v2.c, 6.12: v2_alloc_pte, fetch_pte, iommu_v2_map_pages, iommu_v2_unmap_pages"),
    /** Until 5.12: nothing is flushed when a superpage is set, and each unmap flushes by itself. */
    VTD_SS_4_15(
            new Policy(OverLeaf.KEEP_SMALL_UNFLUSHED, IntoLeaf.READ_AS_TABLE, OverTable.FREE_UNFLUSHED,
                    Partial.OVER_UNMAP_OR_READ_AS_TABLE, Hole.COUNT_BY_LEVEL_WITHIN, Beyond.BUG),
            "intel-iommu.c, 4.14.190: __domain_mapping, dma_pte_free_pagetable, intel_iommu_unmap, dma_pte_clear_level"),
    VTD_FS_4_15(VTD_SS_4_15.policy, VTD_SS_4_15.source),
    /** 6.12 with the stable fix of 2025 that rounds down what switch_to_super_page removes. */
    VTD_SS(
            new Policy(OverLeaf.KEEP_SMALL, IntoLeaf.READ_AS_TABLE, OverTable.FREE_THEN_FLUSH,
                    Partial.OVER_UNMAP_OR_READ_AS_TABLE, Hole.COUNT_BY_LEVEL, Beyond.REFUSE),
            "intel/iommu.c, 6.12: __domain_mapping, switch_to_super_page, pfn_to_dma_pte, intel_iommu_unmap,"
                    + " dma_pte_clear_level"),
    VTD_FS(VTD_SS.policy, VTD_SS.source),
    /** Since 6.19 the drivers of AMD and Intel have their tables from one template, which three formats fill in. */
    GENERIC_PT_AMDV1(genericPolicy(),
            "generic_pt/iommu_pt.h, fmt/amdv1.h, 6.19: map_pages, __map_range_leaf, clear_contig, __unmap_range"),
    GENERIC_PT_VTDSS(genericPolicy(),
            "generic_pt/iommu_pt.h, fmt/vtdss.h, 6.19: map_pages, __map_range_leaf, clear_contig, __unmap_range"),
    GENERIC_PT_X86_64(genericPolicy(),
            "generic_pt/iommu_pt.h, fmt/x86_64.h, 6.19: map_pages, __map_range_leaf, clear_contig, __unmap_range"),
    /** {@code exynos_iommu_map} ignores the count: it maps one page in each call. */
    EXYNOS(
            new Policy(OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FREE_IF_EMPTY, Partial.REFUSE,
                    Hole.COUNT_UP_TO_SECTION, Beyond.ALIAS),
            "exynos-iommu.c, 6.12: lv1set_section, lv2set_page, alloc_lv2entry, exynos_iommu_unmap"),
    RISCV_IOMMU_6_18(
            new Policy(OverLeaf.REPLACE, IntoLeaf.REFUSE, OverTable.FLUSH_THEN_FREE, Partial.OVER_UNMAP_FROM_START,
                    Hole.STOP, Beyond.ALIAS),
            "riscv/iommu.c, 6.18: riscv_iommu_pte_alloc, riscv_iommu_map_pages, riscv_iommu_unmap_pages");

    private final Policy policy;
    private final String source;

    Driver(Policy policy, String source) {
        this.policy = policy;
        this.source = source;
    }

    /** Unmap only what map has made: a leaf from its start goes, and anything else ends the unmap. */
    private static Policy genericPolicy() {
        return new Policy(
                OverLeaf.REFUSE, IntoLeaf.REFUSE, OverTable.FLUSH_EMPTY_THEN_FREE, Partial.OVER_UNMAP_FROM_START,
                Hole.STOP, Beyond.ERANGE);
    }

    public Policy policy() {
        return policy;
    }

    /** The file, the kernel and the functions that it is from. */
    public String source() {
        return source;
    }
}
