package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The formats of IOMMUs that are the CPU's: VT-d first stage (VT-d specification 9.7; intel/iommu.h DMA_FL_PTE_*) and
 * AMD v2 (AMD IOMMU specification 2.2.6; amd/io_pgtable_v2.c IOMMU_PAGE_*), and VT-d second stage, which has their
 * shape (9.8; intel/iommu.h DMA_PTE_*; generic_pt/fmt/vtdss.h).
 */
final class X86Io {

    private static final int LARGEST_LEAF = 3;

    private X86Io() {}

    static PageTableFormat vtdFirstStage() {
        Map<String, String> macros = Map.of(
                "present", "DMA_FL_PTE_PRESENT", "rw", "DMA_PTE_WRITE", "user", "DMA_FL_PTE_US", "accessed",
                "DMA_FL_PTE_ACCESS", "dirty", "DMA_FL_PTE_DIRTY", "large_page", "DMA_PTE_LARGE_PAGE", "nx",
                "DMA_FL_PTE_XD");
        return firstStage(
                "vtd_fs", "Intel VT-d first stage", macros, 57, 5,
                "hardware can set both; Linux presets accessed, and dirty of writable entries",
                List.of("Intel VT-d specification 9.7", "drivers/iommu/intel/iommu.h: DMA_FL_PTE_*",
                        "drivers/iommu/generic_pt/fmt/x86_64.h"));
    }

    static PageTableFormat amdV2() {
        Map<String, String> macros = Map.of(
                "present", "IOMMU_PAGE_PRESENT", "rw", "IOMMU_PAGE_RW", "user", "IOMMU_PAGE_USER", "pwt",
                "IOMMU_PAGE_PWT", "pcd", "IOMMU_PAGE_PCD", "accessed", "IOMMU_PAGE_ACCESS", "dirty",
                "IOMMU_PAGE_DIRTY", "large_page", "IOMMU_PAGE_PSE", "nx", "IOMMU_PAGE_NX");
        return firstStage(
                "amd_v2", "AMD IOMMU v2 (guest tables)", macros, 57, 5, "hardware can set both; Linux presets both",
                List.of("AMD IOMMU specification 2.2.6", "drivers/iommu/amd/io_pgtable_v2.c: IOMMU_PAGE_*"));
    }

    static PageTableFormat vtdSecondStage() {
        List<Level> levels = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            int shift = 12 + 9 * (number - 1);
            levels.add(new Level(number, List.of(), shift, 9, secondStageLayouts(number, shift)));
        }
        return new PageTableFormat(
                "vtd_ss", "vtd_ss", List.of(), "Intel VT-d second stage", 64, 57, 52, levels,
                "hardware sets both if the PASID entry says so",
                List.of("Intel VT-d specification 9.8", "drivers/iommu/intel/iommu.h: DMA_PTE_*, DMA_SL_PTE_*",
                        "drivers/iommu/generic_pt/fmt/vtdss.h"));
    }

    private static PageTableFormat firstStage(
            String name, String title, Map<String, String> macros, int inputBits, int count, String ad,
            List<String> sources) {
        List<Level> levels = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            int shift = 12 + 9 * (number - 1);
            levels.add(new Level(number, List.of(), shift, 9, firstStageLayouts(number, shift, macros)));
        }
        return new PageTableFormat(name, name, List.of(), title, 64, inputBits, 52, levels, ad, sources);
    }

    private static List<Layout> firstStageLayouts(int level, int shift, Map<String, String> macros) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.none(64));
        layouts.add(Layout.invalid("not_present", "not present")
                .fields(flag("present", 0, macros.get("present"), "hardware may use the entry"))
                .when("present", 0)
                .build());
        Layout.Builder leaf = Layout.leaf("leaf", shift)
                .fields(firstStageFields(macros))
                .fields(address(51, shift, "").means("physical address"))
                .fields(flag("global", 8, "", "global"))
                .fields(number("ignored", 11, 9, "", "ignored"))
                .fields(number("ignored_high", 62, 52, "", "ignored"))
                .when("present", 1)
                .access(X86Io::firstStageAccess);
        if (level == 1) {
            layouts.add(leaf.fields(flag("pat", 7, "", "memory type: third bit of the PAT index")).build());
            return layouts;
        }
        BitField large = flag("large_page", 7, macros.get("large_page"), "a page and no table");
        if (level <= LARGEST_LEAF) {
            layouts.add(leaf.fields(large, flag("pat", 12, "", "memory type: third bit of the PAT index"))
                    .when("large_page", 1)
                    .build());
        } else {
            layouts.add(Layout.reserved("reserved", "a present entry with PS set, which faults at this level")
                    .fields(firstStageFields(macros))
                    .fields(large)
                    .when("present", 1)
                    .when("large_page", 1)
                    .build());
        }
        layouts.add(Layout.table("a table entry")
                .fields(firstStageFields(macros))
                .fields(large, number("ignored", 11, 8, "", "ignored"),
                        address(51, 12, "").means("physical address of the table"),
                        number("ignored_high", 62, 52, "", "ignored"))
                .when("present", 1)
                .when("large_page", 0)
                .access(X86Io::firstStageAccess)
                .build());
        return layouts;
    }

    private static List<BitField> firstStageFields(Map<String, String> macros) {
        return List.of(
                flag("present", 0, macro(macros, "present"), "hardware may use the entry"),
                flag("rw", 1, macro(macros, "rw"), "writable"),
                flag("user", 2, macro(macros, "user"), "user requests may use it"),
                flag("pwt", 3, macro(macros, "pwt"), "memory type: first bit of the PAT index"),
                flag("pcd", 4, macro(macros, "pcd"), "memory type: second bit of the PAT index"),
                flag("accessed", 5, macro(macros, "accessed"), "was used in a translation"),
                flag("dirty", 6, macro(macros, "dirty"), "was written through"),
                flag("nx", 63, macro(macros, "nx"), "no execute requests"));
    }

    private static String macro(Map<String, String> macros, String field) {
        return Optional.ofNullable(macros.get(field)).orElse("");
    }

    private static List<Access> firstStageAccess(Values v) {
        boolean user = v.is("user");
        boolean execute = !v.is("nx");
        return List.of(
                new Access("user requests", user, user && v.is("rw"), user && execute),
                new Access("supervisor requests", true, v.is("rw"), execute));
    }

    private static List<Layout> secondStageLayouts(int level, int shift) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.none(64));
        layouts.add(Layout.invalid("not_present", "not present, as it gives neither right").bits(1, 0, 0).build());
        Layout.Builder leaf = Layout.leaf("leaf", shift)
                .fields(secondStageFields())
                .fields(number("memory_type", 5, 3, "", "extended memory type"))
                .fields(flag("ignore_pat", 6, "", "the first stage's memory type does not count"))
                .fields(flag("dirty", 9, "DMA_SL_PTE_DIRTY", "was written through"))
                .fields(flag("snoop", 11, "DMA_PTE_SNP", "snoops the caches whatever the device asks"))
                .fields(address(51, shift, "VTD_PAGE_MASK").means("physical address"))
                .access(X86Io::secondStageAccess);
        if (level == 1) {
            layouts.add(leaf.fields(flag("ignored_7", 7, "", "ignored")).build());
            return layouts;
        }
        BitField large = flag("large_page", 7, "DMA_PTE_LARGE_PAGE", "a page and no table");
        if (level <= LARGEST_LEAF) {
            layouts.add(leaf.fields(large).when("large_page", 1).build());
        } else {
            layouts.add(Layout.reserved("reserved", "an entry with bit 7 set, which faults at this level")
                    .fields(secondStageFields())
                    .fields(large)
                    .when("large_page", 1)
                    .build());
        }
        layouts.add(Layout.table("a table entry")
                .fields(secondStageFields())
                .fields(large, number("ignored_3", 6, 3, "", "ignored"), flag("ignored_9", 9, "", "ignored"),
                        flag("ignored_11", 11, "", "ignored"),
                        address(51, 12, "VTD_PAGE_MASK").means("physical address of the table"))
                .when("large_page", 0)
                .access(X86Io::secondStageAccess)
                .build());
        return layouts;
    }

    private static List<BitField> secondStageFields() {
        return List.of(
                flag("read", 0, "DMA_PTE_READ", "readable"),
                flag("write", 1, "DMA_PTE_WRITE", "writable"),
                flag("execute", 2, "", "executable, for requests with PASID"),
                flag("accessed", 8, "", "was used in a translation"),
                flag("ignored_10", 10, "", "ignored"),
                number("ignored_high", 63, 52, "", "ignored; bit 62 was the transient-mapping hint"));
    }

    private static List<Access> secondStageAccess(Values v) {
        return List.of(new Access("device", v.is("read"), v.is("write"), v.is("execute")));
    }
}
