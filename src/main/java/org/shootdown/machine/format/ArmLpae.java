package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Arm's long descriptors in IOMMUs as drivers/iommu/io-pgtable-arm.c writes them (ARM_LPAE_*), and Mali GPUs' variant,
 * whose leaves are of the type of blocks at every level, with rights as in stage 2 (drivers/gpu/drm/panfrost).
 */
final class ArmLpae {

    private static final Map<Long, String> SHAREABILITY =
            Map.of(0L, "non-shareable", 1L, "reserved", 2L, "outer shareable", 3L, "inner shareable");
    private static final Map<Long, String> ATTRIBUTES = Map.of(
            0L, "ARM_LPAE_MAIR_ATTR_IDX_NC", 1L, "ARM_LPAE_MAIR_ATTR_IDX_CACHE", 2L, "ARM_LPAE_MAIR_ATTR_IDX_DEV", 3L,
            "ARM_LPAE_MAIR_ATTR_IDX_INC_OCACHE");
    private static final Map<Long, String> STAGE_2_ATTRIBUTES = Map.of(
            0xfL, "ARM_LPAE_PTE_MEMATTR_OIWB", 5L, "ARM_LPAE_PTE_MEMATTR_NC", 1L, "ARM_LPAE_PTE_MEMATTR_DEV");
    private static final List<String> SOURCES =
            List.of("Arm ARM D8.3; SMMUv3 specification 3.4", "drivers/iommu/io-pgtable-arm.c: ARM_LPAE_*, Linux 6.12");

    private ArmLpae() {}

    static PageTableFormat stage1(int pageShift) {
        return format("arm_lpae_s1", "Arm LPAE stage 1 in SMMUs", pageShift, stage1Leaf(), 1, ArmLpae::stage1Access,
                "with HTTU hardware sets AF, and clears RDONLY of entries with DBM; Linux presets AF");
    }

    static PageTableFormat stage2(int pageShift) {
        return format("arm_lpae_s2", "Arm LPAE stage 2 in SMMUs", pageShift, stage2Leaf(), 1, ArmLpae::stage2Access,
                "with HTTU hardware sets AF and dirty; Linux presets AF");
    }

    static PageTableFormat mali() {
        PageTableFormat format = format(
                "mali_lpae", "Mali GPU tables (LPAE mode)", 12, maliLeaf(), 0, ArmLpae::stage2Access, "none");
        return new PageTableFormat(
                format.name(), format.family(), List.of(), format.title(), 64, 48, 48, format.levels(),
                format.adUpdates(), List.of("drivers/iommu/io-pgtable-arm.c: ARM_MALI_LPAE, Linux 6.12"));
    }

    private static PageTableFormat format(
            String family,
            String title,
            int pageShift,
            List<BitField> leaf,
            long pageType,
            Function<Values, List<Access>> access,
            String adUpdates) {
        ArmLong shape = new ArmLong(
                pageShift, List.of(), "ARM_LPAE_PTE_VALID", "ARM_LPAE_PTE_TYPE_MASK", leaf, table(), g -> List.of(),
                pageType, access, v -> List.of());
        boolean first = pageShift == 12;
        int bits = pageShift == 16 ? 52 : 48;
        return new PageTableFormat(
                first ? family : family + "_" + Size.text(pageShift).toLowerCase(Locale.ROOT),
                family,
                first ? List.of(family + "_4k") : List.of(),
                title + ", " + Size.text(pageShift) + " granule",
                64,
                bits,
                bits,
                shape.levels(),
                adUpdates,
                SOURCES);
    }

    private static List<BitField> table() {
        return List.of(
                number("ignored", 11, 2, "", "ignored"),
                number("ignored_high", 54, 51, "", "ignored"),
                flag("sw_sync", 55, "ARM_LPAE_PTE_SW_SYNC", "software: a table without coherent walks is written back"),
                number("ignored_58", 58, 56, "", "ignored"),
                number("table_rights", 62, 59, "", "rights that the entries below lose; Linux leaves them clear"),
                flag("ns_table", 63, "ARM_LPAE_PTE_NSTABLE", "non-secure below"));
    }

    private static List<BitField> stage1Leaf() {
        return List.of(
                number("attr_indx", 4, 2, "ARM_LPAE_PTE_ATTRINDX_SHIFT", "memory type: index into MAIR")
                        .values(ATTRIBUTES),
                flag("ns", 5, "ARM_LPAE_PTE_NS", "non-secure"),
                flag("unpriv", 6, "ARM_LPAE_PTE_AP_UNPRIV", "AP[1]: unprivileged requests may use it"),
                flag("rdonly", 7, "ARM_LPAE_PTE_AP_RDONLY", "AP[2]: read-only; with DBM, clean"),
                shareability(),
                flag("af", 10, "ARM_LPAE_PTE_AF", "access flag"),
                flag("ng", 11, "ARM_LPAE_PTE_nG", "not global: tagged with the ASID"),
                flag("gp", 50, "", "BTI guarded; of no effect in an SMMU"),
                flag("dbm", 51, "ARM_LPAE_PTE_DBM", "hardware may mark it dirty"),
                cont(),
                flag("pxn", 53, "ARM_LPAE_PTE_XN", "no privileged execute"),
                flag("uxn", 54, "ARM_LPAE_PTE_XN", "no unprivileged execute"),
                number("ignored", 63, 55, "", "ignored"));
    }

    private static List<BitField> stage2Leaf() {
        return List.of(
                number("mem_attr", 5, 2, "ARM_LPAE_PTE_MEMATTR_OIWB", "memory type").values(STAGE_2_ATTRIBUTES),
                flag("read", 6, "ARM_LPAE_PTE_HAP_READ", "readable"),
                flag("write", 7, "ARM_LPAE_PTE_HAP_WRITE", "writable"),
                shareability(),
                flag("af", 10, "ARM_LPAE_PTE_AF", "access flag"),
                flag("ignored_11", 11, "", "ignored"),
                flag("dbm", 51, "ARM_LPAE_PTE_DBM", "hardware may set the write right"),
                cont(),
                flag("xn_el", 53, "ARM_LPAE_PTE_XN", "no execute, with bit 54"),
                flag("xn", 54, "ARM_LPAE_PTE_XN", "no execute"),
                number("ignored", 63, 55, "", "ignored"));
    }

    private static List<BitField> maliLeaf() {
        return List.of(
                number("attr_indx", 4, 2, "ARM_LPAE_PTE_ATTRINDX_SHIFT", "memory type: index into MEMATTR")
                        .values(ATTRIBUTES),
                flag("ignored_5", 5, "", "ignored"),
                flag("read", 6, "ARM_LPAE_PTE_HAP_READ", "readable"),
                flag("write", 7, "ARM_LPAE_PTE_HAP_WRITE", "writable"),
                shareability(),
                flag("af", 10, "ARM_LPAE_PTE_AF", "access flag; Linux leaves it clear"),
                flag("ignored_11", 11, "", "ignored"),
                cont(),
                flag("xn_el", 53, "ARM_LPAE_PTE_XN", "no execute, with bit 54"),
                flag("xn", 54, "ARM_LPAE_PTE_XN", "no execute"));
    }

    private static BitField shareability() {
        return number("sh", 9, 8, "ARM_LPAE_PTE_SH_IS", "shareability").values(SHAREABILITY);
    }

    private static BitField cont() {
        return flag("cont", 52, "", "one of a contiguous run; Linux never sets it here");
    }

    private static List<Access> stage1Access(Values v) {
        boolean write = !v.is("rdonly") || v.is("dbm");
        boolean user = v.is("unpriv");
        return List.of(
                new Access("unprivileged", user, user && write, !v.is("uxn")),
                new Access("privileged", true, write, !v.is("pxn") && !(user && write)));
    }

    private static List<Access> stage2Access(Values v) {
        return List.of(new Access("device", v.is("read"), v.is("write"), !v.is("xn")));
    }
}
