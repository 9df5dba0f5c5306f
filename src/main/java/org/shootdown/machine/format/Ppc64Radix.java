package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Radix tables of ppc64: Power ISA 3.1 book III 6.7.10; arch/powerpc/include/asm/book3s/64/pgtable.h, radix.h,
 * radix-4k.h, radix-64k.h. Bit numbers here count from the least significant one, not as the ISA does.
 */
final class Ppc64Radix {

    private static final List<String> NAMES = List.of("pte", "pmd", "pud", "pgd");

    private Ppc64Radix() {}

    static PageTableFormat format(int pageShift) {
        int[] indexBits = {21 - pageShift, 9, 9, 13};
        List<Level> levels = new ArrayList<>();
        int shift = pageShift;
        for (int number = 0; number < NAMES.size(); number++) {
            List<String> names = number == 3 ? List.of("pgd", "p4d") : List.of(NAMES.get(number));
            levels.add(new Level(number, names, shift, indexBits[number], layouts(number, shift, pageShift)));
            shift += indexBits[number];
        }
        boolean large = pageShift == 16;
        return new PageTableFormat(
                large ? "ppc64_radix" : "ppc64_radix_" + Size.text(pageShift).toLowerCase(Locale.ROOT),
                "ppc64_radix",
                large ? List.of("ppc64_radix_64k") : List.of(),
                "ppc64 radix, " + Size.text(pageShift) + " pages",
                64,
                52,
                57,
                levels,
                "hardware sets both, or raises DSISR_SET_RC for software to do it",
                List.of("Power ISA 3.1 book III 6.7.10",
                        "arch/powerpc/include/asm/book3s/64/pgtable.h, radix.h: Linux 6.12"));
    }

    private static List<Layout> layouts(int level, int shift, int pageShift) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.none(64));
        if (level <= 2) {
            layouts.add(Layout.invalid("invalidated", "a present page that software made invalid for a change")
                    .fields(leafFields("_PAGE_INVALID"))
                    .fields(address(56, shift, "PTE_RPN_MASK").means("real address"))
                    .when("present", 0)
                    .when("leaf", 1)
                    .when("sw0", 1)
                    .build());
            layouts.add(Layout.invalid("swap", "a swap or migration entry")
                    .fields(
                            flag("present", 63, "_PAGE_PRESENT", "hardware may use the entry"),
                            flag("leaf", 62, "_PAGE_PTE", "set in swap entries, too"),
                            flag("sw0", 61, "_PAGE_INVALID", "zero in a swap entry"),
                            number("offset", 52, pageShift, "PTE_RPN_MASK", "offset in the swap area, or frame number"),
                            flag("soft_dirty", 9, "_PAGE_SWP_SOFT_DIRTY", "was soft-dirty"),
                            flag("exclusive", 5, "_PAGE_SWP_EXCLUSIVE", "of an anonymous page of this process alone"),
                            number("type", 4, 0, "SWP_TYPE_MASK", "swap area, or the kind of special entry"))
                    .when("present", 0)
                    .when("leaf", 1)
                    .when("sw0", 0)
                    .build());
        }
        layouts.add(Layout.invalid("invalid", "not valid")
                .fields(flag("present", 63, "_PAGE_PRESENT", "hardware may use the entry"))
                .when("present", 0)
                .build());
        if (level == 3) {
            layouts.add(Layout.reserved("reserved", "a leaf at a level that has none")
                    .fields(leafFields(""))
                    .when("present", 1)
                    .when("leaf", 1)
                    .build());
        } else {
            layouts.add(Layout.leaf("leaf", shift)
                    .fields(leafFields(""))
                    .fields(address(56, shift, "PTE_RPN_MASK").means("real address"))
                    .when("present", 1)
                    .when("leaf", 1)
                    .access(Ppc64Radix::access)
                    .build());
        }
        layouts.add(level == 0
                ? Layout.reserved("reserved", "a table entry at the last level")
                        .fields(tableFields())
                        .when("present", 1)
                        .when("leaf", 0)
                        .build()
                : Layout.table("a table entry (page directory entry)")
                        .fields(tableFields())
                        .when("present", 1)
                        .when("leaf", 0)
                        .notes(v -> List.of("The next table has " + (1L << v.get("next_size")) + " entries."))
                        .build());
        return layouts;
    }

    private static List<BitField> tableFields() {
        return List.of(
                flag("present", 63, "_PAGE_PRESENT", "hardware may use the entry"),
                flag("leaf", 62, "_PAGE_PTE", "a page and no table"),
                address(59, 8, "").means("real address of the table (NLB)"),
                number("next_size", 4, 0, "RADIX_PTE_INDEX_SIZE", "index bits of the next table (NLS)"));
    }

    private static List<BitField> leafFields(String sw0) {
        return List.of(
                flag("execute", 0, "_PAGE_EXEC", "executable"),
                flag("write", 1, "_PAGE_WRITE", "readable and writable"),
                flag("read", 2, "_PAGE_READ", "readable"),
                flag("privileged", 3, "_PAGE_PRIVILEGED", "for the kernel alone"),
                number("att", 5, 4, "_PAGE_TOLERANT", "memory attributes")
                        .values(Map.of(0L, "normal memory", 1L, "strong access order (SAO)", 2L,
                                "non-idempotent I/O", 3L, "tolerant I/O")),
                flag("dirty", 7, "_PAGE_DIRTY", "C: changed"),
                flag("accessed", 8, "_PAGE_ACCESSED", "R: referenced"),
                flag("soft_dirty", 9, "_PAGE_SOFT_DIRTY", "software: written since clear_refs"),
                flag("special", 10, "_PAGE_SPECIAL", "software: no struct page is behind it"),
                flag("devmap", 11, "_PAGE_DEVMAP", "software: ZONE_DEVICE page"),
                flag("sw0", 61, sw0, "for software; in entries that are not present: invalidated for a change"),
                flag("leaf", 62, "_PAGE_PTE", "a page and no table"),
                flag("present", 63, "_PAGE_PRESENT", "hardware may use the entry"));
    }

    private static List<Access> access(Values v) {
        boolean user = !v.is("privileged");
        boolean read = v.is("read") || v.is("write");
        return List.of(
                new Access("user", user && read, user && v.is("write"), user && v.is("execute")),
                new Access("kernel", read, v.is("write"), v.is("execute") && !user));
    }
}
