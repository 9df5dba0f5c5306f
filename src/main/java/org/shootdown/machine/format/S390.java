package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;

/**
 * Dynamic address translation of s390: Principles of Operation, chapter 3; arch/s390/include/asm/pgtable.h, Linux 6.13,
 * whose commit ae1b9fb2d556 ("Rearrange region-third and segment table entry SW bits") moved bits of huge entries.
 * Bit numbers here count from the least significant one, not as the Principles of Operation do. Who may fetch is for
 * the storage key to say, not for the entry.
 */
final class S390 {

    private static final int LAST_WITH_LEAF = 3;
    private static final List<List<String>> NAMES = List.of(
            List.of("pte", "P"), List.of("pmd", "S"), List.of("pud", "R3"), List.of("p4d", "R2"), List.of("pgd", "R1"));
    private static final int[] SHIFTS = {12, 20, 31, 42, 53};

    private S390() {}

    static PageTableFormat format() {
        List<Level> levels = new ArrayList<>();
        levels.add(new Level(1, NAMES.get(0), SHIFTS[0], 8, pages()));
        for (int number = 2; number <= NAMES.size(); number++) {
            int shift = SHIFTS[number - 1];
            levels.add(new Level(number, NAMES.get(number - 1), shift, 11, regions(number, shift)));
        }
        return new PageTableFormat(
                "s390", "s390", List.of("s390x"), "s390", 64, 64, 64, levels,
                "reference and change bits are in the storage key; young and dirty of an entry are software's",
                List.of("z/Architecture Principles of Operation, chapter 3: dynamic address translation",
                        "arch/s390/include/asm/pgtable.h: Linux 6.13, before which the software bits of huge entries were "
                                + "elsewhere"));
    }

    private static List<Layout> pages() {
        List<BitField> software = List.of(
                flag("present", 0, "_PAGE_PRESENT", "software: present"),
                flag("soft_dirty", 1, "_PAGE_SOFT_DIRTY", "software: written since clear_refs"),
                flag("young", 2, "_PAGE_YOUNG", "software: young"),
                flag("dirty", 3, "_PAGE_DIRTY", "software: dirty"),
                flag("read", 4, "_PAGE_READ", "software: may be read"),
                flag("write", 5, "_PAGE_WRITE", "software: may be written"),
                flag("special", 6, "_PAGE_SPECIAL", "software: no struct page is behind it"),
                flag("unused", 7, "_PAGE_UNUSED", "software: the guest does not use it"));
        List<BitField> hardware = List.of(
                flag("noexec", 8, "_PAGE_NOEXEC", "no execute"),
                flag("protect", 9, "_PAGE_PROTECT", "read-only"),
                flag("invalid", 10, "_PAGE_INVALID", "hardware may not use the entry"),
                flag("large", 11, "_PAGE_LARGE", "zero in a valid entry"));
        BitField page = address(63, 12, "PAGE_MASK").means("real or absolute address");
        return List.of(
                Layout.invalid("none", "empty").bits(63, 0, 1L << 10).build(),
                Layout.invalid("swap", "a swap or migration entry")
                        .fields(
                                flag("present", 0, "_PAGE_PRESENT", "software: present"),
                                flag("soft_dirty", 1, "_PAGE_SOFT_DIRTY", "was soft-dirty"),
                                number("type", 6, 2, "__SWP_TYPE_SHIFT", "swap area, or the kind of special entry"),
                                flag("protect", 9, "_PAGE_PROTECT", "set in a swap entry"),
                                flag("invalid", 10, "_PAGE_INVALID", "hardware may not use the entry"),
                                flag("exclusive", 11, "_PAGE_SWP_EXCLUSIVE",
                                        "of an anonymous page of this process alone"),
                                number("offset", 63, 12, "__SWP_OFFSET_SHIFT",
                                        "offset in the swap area, or frame number"))
                        .when("present", 0)
                        .when("protect", 1)
                        .when("invalid", 1)
                        .build(),
                Layout.invalid("present_invalid", "a present page that hardware may not use: PROT_NONE, or not young")
                        .fields(software)
                        .fields(hardware)
                        .fields(page)
                        .when("present", 1)
                        .when("invalid", 1)
                        .build(),
                Layout.invalid("invalid", "not valid").fields(hardware).when("invalid", 1).build(),
                Layout.reserved("reserved", "valid with bit 11 set: a translation-specification exception")
                        .fields(software)
                        .fields(hardware)
                        .when("invalid", 0)
                        .when("large", 1)
                        .build(),
                Layout.leaf("leaf", SHIFTS[0])
                        .fields(software)
                        .fields(hardware)
                        .fields(page)
                        .when("invalid", 0)
                        .when("large", 0)
                        .access(S390::access)
                        .build());
    }

    /** Segment and region tables; the type bits say which a valid entry belongs to. */
    private static List<Layout> regions(int level, int shift) {
        boolean segment = level == 2;
        int type = level - 2;
        String prefix = segment ? "_SEGMENT_ENTRY_" : level == LAST_WITH_LEAF ? "_REGION3_ENTRY_" : "_REGION_ENTRY_";
        String common = segment ? "_SEGMENT_ENTRY_" : "_REGION_ENTRY_";
        BitField invalid = flag("invalid", 5, common + "INVALID", "hardware may not use the entry");
        BitField tableType = number("tt", 3, 2, common + "TYPE_MASK", "type of the table: 0 segment, 1 to 3 region");
        BitField format = flag("large", 10, prefix + "LARGE", "a page and no table (format control)");
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.invalid("none", "empty").bits(63, 0, 1L << 5 | (long) type << 2).build());
        if (level <= LAST_WITH_LEAF) {
            layouts.add(Layout.invalid("present_invalid",
                            "a present huge page that hardware may not use: PROT_NONE, or not young")
                    .fields(invalid, tableType, format)
                    .fields(large(prefix, common, shift))
                    .when("invalid", 1)
                    .when("large", 1)
                    .when("present", 1)
                    .build());
        }
        layouts.add(Layout.invalid("invalid", "not valid; with bit 4 (COMM) a swap entry")
                .fields(invalid, flag("common", 4, prefix.equals("_REGION_ENTRY_") ? "" : prefix + "COMM",
                        "marks a swap entry"))
                .when("invalid", 1)
                .build());
        if (level <= LAST_WITH_LEAF) {
            layouts.add(Layout.leaf("leaf", shift)
                    .fields(invalid, tableType, format)
                    .fields(large(prefix, common, shift))
                    .when("invalid", 0)
                    .when("tt", type)
                    .when("large", 1)
                    .access(S390::access)
                    .build());
        }
        Layout.Builder table = Layout.table("a table entry")
                .fields(invalid, tableType, flag("protect", 9, common + "PROTECT", "read-only below"));
        if (segment) {
            table.fields(
                    format,
                    flag("present", 0, "_SEGMENT_ENTRY_PRESENT", "software: present"),
                    flag("common", 4, "_SEGMENT_ENTRY_COMM", "the segment is the same in all address spaces"),
                    address(63, 11, "_SEGMENT_ENTRY_ORIGIN").means("address of the page table"));
        } else {
            table.fields(
                    number("tl", 1, 0, "_REGION_ENTRY_LENGTH", "length of the table below, less one, in quarters"),
                    number("tf", 7, 6, "_REGION_ENTRY_OFFSET", "quarters that the table below leaves out at its start"),
                    flag("noexec", 8, "_REGION_ENTRY_NOEXEC", "no execute below, with a feature that Linux leaves off"),
                    address(63, 12, "_REGION_ENTRY_ORIGIN").means("address of the table"));
            if (level == LAST_WITH_LEAF) {
                table.fields(format);
            }
        }
        table.when("invalid", 0).when("tt", type);
        layouts.add((level <= LAST_WITH_LEAF ? table.when("large", 0) : table).build());
        layouts.add(Layout.reserved("reserved", "of another table's type: a translation-specification exception")
                .fields(invalid, tableType)
                .when("invalid", 0)
                .build());
        return layouts;
    }

    private static List<BitField> large(String prefix, String common, int shift) {
        return List.of(
                flag("present", 0, prefix + "PRESENT", "software: present"),
                flag("soft_dirty", 1, prefix + "SOFT_DIRTY", "software: written since clear_refs"),
                flag("common", 4, prefix + "COMM", "the same in all address spaces"),
                flag("noexec", 8, common + "NOEXEC", "no execute"),
                flag("protect", 9, common + "PROTECT", "read-only"),
                flag("young", 12, prefix + "YOUNG", "software: young"),
                flag("dirty", 13, prefix + "DIRTY", "software: dirty"),
                flag("read", 14, prefix + "READ", "software: may be read"),
                flag("write", 15, prefix + "WRITE", "software: may be written"),
                flag("acc_valid", 16, "", "bits 15 to 11 are an access key; Linux leaves it clear"),
                address(63, shift, prefix + "ORIGIN_LARGE").means("real or absolute address"));
    }

    private static List<Access> access(Values v) {
        return List.of(new Access("everyone", true, !v.is("protect"), !v.is("noexec")));
    }
}
