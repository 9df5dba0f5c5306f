package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;

/**
 * AMD IOMMU v1 (host) tables: AMD IOMMU specification 2.2.3, tables 13 to 15; amd/amd_iommu_types.h; generic_pt
 * fmt/amdv1.h. A leaf whose next level is 7 says its size by the ones at the bottom of its address, and stands in as
 * many entries as it covers.
 */
final class AmdV1 {

    private static final int TOP = 6;
    private static final int CODED_SIZE = 7;
    private static final int OUTPUT_BITS = 52;

    private AmdV1() {}

    static PageTableFormat format() {
        List<Level> levels = new ArrayList<>();
        for (int number = 1; number <= TOP; number++) {
            int shift = 12 + 9 * (number - 1);
            levels.add(new Level(number, List.of(), shift, number == TOP ? 7 : 9, layouts(number, shift)));
        }
        return new PageTableFormat(
                "amd_v1", "amd_v1", List.of(), "AMD IOMMU v1 (host tables)", 64, 64, OUTPUT_BITS, levels,
                "hardware sets accessed and dirty if the DTE says so; of replicated entries any one",
                List.of("AMD IOMMU specification 2.2.3", "drivers/iommu/amd/amd_iommu_types.h: IOMMU_PTE_*, PM_*",
                        "drivers/iommu/generic_pt/fmt/amdv1.h"));
    }

    private static List<Layout> layouts(int level, int shift) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.none(64));
        layouts.add(Layout.invalid("not_present", "not present")
                .fields(flag("present", 0, "IOMMU_PTE_PR", "hardware may use the entry"))
                .when("present", 0)
                .build());
        if (level < TOP) {
            layouts.add(leaf("leaf", shift, 0).build());
            for (int size = shift + 1; size < shift + 9 && size < OUTPUT_BITS; size++) {
                layouts.add(leaf("leaf_" + Size.text(size).toLowerCase(java.util.Locale.ROOT), size, CODED_SIZE)
                        .bits(size - 1, 12, (1L << size - 13) - 1)
                        .build());
            }
        }
        for (int next = 1; next < level; next++) {
            layouts.add(table(next, level));
        }
        layouts.add(Layout.reserved("reserved", "a next level that makes no sense at this level")
                .fields(fields())
                .when("present", 1)
                .build());
        return layouts;
    }

    private static Layout.Builder leaf(String word, int size, int next) {
        return Layout.leaf(word, size)
                .fields(fields())
                .fields(address(OUTPUT_BITS - 1, size, "PM_ADDR_MASK").means("physical address"))
                .fields(
                        flag("accessed", 5, "", "was used in a translation"),
                        flag("dirty", 6, "IOMMU_PTE_HD", "was written through"),
                        flag("user", 59, "IOMMU_PTE_U", "for ATS: the translation is of a user page"),
                        flag("coherent", 60, "IOMMU_PTE_FC", "snoops the caches whatever the device asks"))
                .when("present", 1)
                .when("next_level", next)
                .access(AmdV1::access);
    }

    private static Layout table(int next, int level) {
        Layout.Builder table = next == level - 1 ? Layout.table("a table entry") : Layout.skip(next);
        return table.fields(fields())
                .fields(address(OUTPUT_BITS - 1, 12, "PM_ADDR_MASK").means("physical address of the table"))
                .fields(flag("accessed", 5, "", "was used in a translation"))
                .when("present", 1)
                .when("next_level", next)
                .access(AmdV1::access)
                .build();
    }

    private static List<BitField> fields() {
        return List.of(
                flag("present", 0, "IOMMU_PTE_PR", "hardware may use the entry"),
                number("ignored", 4, 1, "", "ignored"),
                number("next_level", 11, 9, "PM_PTE_LEVEL", "0 a leaf, 7 a leaf of a coded size, else the next level"),
                flag("read", 61, "IOMMU_PTE_IR", "readable"),
                flag("write", 62, "IOMMU_PTE_IW", "writable"));
    }

    private static List<Access> access(Values v) {
        return List.of(new Access("device", v.is("read"), v.is("write"), false));
    }
}
