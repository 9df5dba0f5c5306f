package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;

/**
 * Apple's DART: drivers/iommu/io-pgtable-dart.c, Linux 6.12. Two levels below up to four TTBRs; leaves of one size. The
 * second format moves addresses down by 4 bits, and Linux' mask for it leaves room for 16K pages only. Linux sets
 * APPLE_DART1_PTE_PROT_SP_DIS, bit 1, in leaves of the second format, too, where it is NO_CACHE.
 */
final class Dart {

    private Dart() {}

    static PageTableFormat first(int pageShift) {
        BitField address = BitField.address("APPLE_DART1_PADDR_MASK", new Bits(35, pageShift, pageShift));
        return format(
                pageShift == 14 ? "dart" : "dart_4k",
                pageShift == 14 ? List.of("dart_16k") : List.of(),
                "Apple DART, " + Size.text(pageShift) + " pages",
                pageShift,
                36,
                address,
                List.of(
                        flag("sp_dis", 1, "APPLE_DART1_PTE_PROT_SP_DIS", "no sub-page protection"),
                        flag("no_write", 7, "APPLE_DART1_PTE_PROT_NO_WRITE", "not writable"),
                        flag("no_read", 8, "APPLE_DART1_PTE_PROT_NO_READ", "not readable")));
    }

    static PageTableFormat second() {
        return format(
                "dart2",
                List.of(),
                "Apple DART 2, 16K pages",
                14,
                42,
                BitField.address("APPLE_DART2_PADDR_MASK", new Bits(37, 10, 14)),
                List.of(
                        flag("no_cache", 1, "APPLE_DART2_PTE_PROT_NO_CACHE", "not cached"),
                        flag("no_write", 2, "APPLE_DART2_PTE_PROT_NO_WRITE", "not writable"),
                        flag("no_read", 3, "APPLE_DART2_PTE_PROT_NO_READ", "not readable")));
    }

    private static PageTableFormat format(
            String name,
            List<String> aliases,
            String title,
            int pageShift,
            int outputBits,
            BitField address,
            List<BitField> rights) {
        BitField valid = flag("valid", 0, "APPLE_DART_PTE_VALID", "hardware may use the entry");
        List<Layout> none = List.of(
                Layout.none(64), Layout.invalid("invalid", "not valid").fields(valid).when("valid", 0).build());
        List<Layout> second = new ArrayList<>(none);
        second.add(Layout.leaf("leaf", pageShift)
                .fields(valid)
                .fields(rights)
                .fields(address.means("physical address"))
                .fields(
                        number("sp_end", 51, 40, "APPLE_DART_PTE_SUBPAGE_END", "last unit that may be used"),
                        number("sp_start", 63, 52, "APPLE_DART_PTE_SUBPAGE_START", "first unit of the page"))
                .when("valid", 1)
                .access(v -> List.of(new Access("device", !v.is("no_read"), !v.is("no_write"), false)))
                .build());
        List<Layout> first = new ArrayList<>(none);
        first.add(Layout.table("a table entry")
                .fields(valid)
                .fields(address.means("physical address of the table"))
                .when("valid", 1)
                .build());
        int perLevel = pageShift - 3;
        return new PageTableFormat(
                name, "dart", aliases, title, 64, Math.min(outputBits, pageShift + 2 * perLevel + 2), outputBits,
                List.of(
                        new Level(2, List.of(), pageShift, perLevel, second),
                        new Level(1, List.of(), pageShift + perLevel, perLevel, first)),
                "none", List.of("drivers/iommu/io-pgtable-dart.c: APPLE_DART_*, Linux 6.12"));
    }
}
