package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sv39, Sv48 and Sv57: RISC-V privileged architecture 12.3 to 12.6, with Svnapot and Svpbmt;
 * arch/riscv/include/asm/pgtable-bits.h, pgtable-64.h, pgtable.h, Linux 6.12. The RISC-V IOMMU walks the same.
 */
final class Riscv {

    private static final List<String> NAMES = List.of("pte", "pmd", "pud", "p4d");
    /** Where there are fewer than five levels, the kernel folds these names into the top one. */
    private static final List<String> TOP = List.of("pgd", "p4d", "pud");
    /** The only size of Svnapot so far. */
    private static final int NAPOT_SHIFT = 16;

    private Riscv() {}

    static PageTableFormat sv(int levels) {
        int bits = 12 + 9 * levels;
        return new PageTableFormat(
                "riscv64_sv" + bits,
                "riscv64",
                levels == 4 ? List.of("riscv64", "sv48") : List.of("sv" + bits),
                "riscv64 Sv" + bits,
                64,
                bits,
                56,
                levels(levels, true),
                "Svadu: hardware sets both; else an access to an entry without them faults (Svade)",
                List.of("RISC-V privileged architecture: Sv39, Sv48, Sv57, Svnapot, Svpbmt",
                        "arch/riscv/include/asm/pgtable-bits.h, pgtable-64.h, pgtable.h: Linux 6.12"));
    }

    static PageTableFormat iommu() {
        return new PageTableFormat(
                "riscv_iommu", "riscv_iommu", List.of(), "RISC-V IOMMU (Sv39, Sv48, Sv57)", 64, 57, 56,
                levels(5, false),
                "hardware sets both if the device context says so; Linux presets accessed, and dirty otherwise",
                List.of("RISC-V IOMMU architecture 2.3", "drivers/iommu/riscv/iommu.c: Linux 6.18"));
    }

    private static List<Level> levels(int count, boolean cpu) {
        List<Level> levels = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            int shift = 12 + 9 * number;
            List<String> names = number == count - 1 ? TOP.subList(0, 6 - count) : List.of(NAMES.get(number));
            levels.add(new Level(number, cpu ? names : List.of(), shift, 9, layouts(number, shift, cpu)));
        }
        return levels;
    }

    private static List<Layout> layouts(int level, int shift, boolean cpu) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.none(64));
        if (cpu && level <= 2) {
            layouts.add(Layout.invalid("prot_none", "a present page with PROT_NONE, or a huge page being changed")
                    .fields(leafFields("_PAGE_PROT_NONE"))
                    .fields(address(shift))
                    .when("valid", 0)
                    .when("global", 1)
                    .build());
            layouts.add(swap());
        }
        layouts.add(Layout.invalid("invalid", "not valid")
                .fields(flag("valid", 0, "_PAGE_PRESENT", "hardware may use the entry"))
                .when("valid", 0)
                .build());
        layouts.add(Layout.reserved("write_only", "writable and not readable, which is reserved: it faults")
                .fields(rights())
                .when("valid", 1)
                .when("write", 1)
                .when("read", 0)
                .build());
        layouts.add(level == 0 ? deeper() : table());
        layouts.add(Layout.reserved("reserved_pbmt", "of memory type 3, which is reserved: it faults")
                .fields(rights())
                .fields(memoryType())
                .when("valid", 1)
                .when("pbmt", 3)
                .build());
        if (level == 0) {
            layouts.add(leaf("leaf", shift).when("napot", 0).build());
            layouts.add(leaf("leaf_napot", NAPOT_SHIFT).when("napot", 1).bits(13, 10, 8).build());
            layouts.add(Layout.reserved("reserved_napot", "a NAPOT size other than 64K, which is reserved: it faults")
                    .fields(leafFields("_PAGE_GLOBAL"))
                    .when("valid", 1)
                    .when("napot", 1)
                    .build());
        } else {
            layouts.add(leaf("leaf", shift).when("napot", 0).bits(shift - 3, 10, 0).build());
            layouts.add(Layout.reserved("reserved_napot", "NAPOT above the last level, which is reserved: it faults")
                    .fields(leafFields("_PAGE_GLOBAL"))
                    .when("valid", 1)
                    .when("napot", 1)
                    .build());
            layouts.add(Layout.reserved("misaligned", "a superpage whose address is not a multiple of "
                            + Size.text(shift) + ": it faults")
                    .fields(leafFields("_PAGE_GLOBAL"))
                    .fields(address(12))
                    .when("valid", 1)
                    .build());
        }
        return layouts;
    }

    private static Layout.Builder leaf(String word, int size) {
        return Layout.leaf(word, size)
                .fields(leafFields("_PAGE_GLOBAL"))
                .fields(address(size))
                .when("valid", 1)
                .access(Riscv::access)
                .notes(Riscv::notes);
    }

    private static Layout table() {
        return Layout.table("a table entry")
                .fields(rights())
                .fields(
                        flag("global", 5, "_PAGE_GLOBAL", "everything below is global"),
                        number("rsw", 9, 8, "", "for software"),
                        BitField.address("_PAGE_PFN_MASK", new Bits(53, 10, 12)).means("physical address of the table"))
                .when("valid", 1)
                .when("read", 0)
                .when("write", 0)
                .when("execute", 0)
                .build();
    }

    private static Layout deeper() {
        return Layout.reserved("reserved", "a table entry at the last level: it faults")
                .fields(rights())
                .when("valid", 1)
                .when("read", 0)
                .when("write", 0)
                .when("execute", 0)
                .build();
    }

    private static BitField address(int shift) {
        return BitField.address("_PAGE_PFN_MASK", new Bits(53, shift - 2, shift)).means("physical address");
    }

    private static BitField memoryType() {
        return number("pbmt", 62, 61, "_PAGE_MTMASK_SVPBMT", "memory type (Svpbmt)")
                .values(Map.of(0L, "as the address says (PMA)", 1L, "non-cacheable (NC)", 2L, "I/O (IO)"));
    }

    private static List<BitField> rights() {
        return List.of(
                flag("valid", 0, "_PAGE_PRESENT", "hardware may use the entry"),
                flag("read", 1, "_PAGE_READ", "readable"),
                flag("write", 2, "_PAGE_WRITE", "writable"),
                flag("execute", 3, "_PAGE_EXEC", "executable"));
    }

    private static List<BitField> leafFields(String global) {
        List<BitField> fields = new ArrayList<>(rights());
        fields.addAll(List.of(
                flag("user", 4, "_PAGE_USER", "U-mode may use it"),
                flag("global", 5, global, "in all address spaces; without valid: PROT_NONE"),
                flag("accessed", 6, "_PAGE_ACCESSED", "was used"),
                flag("dirty", 7, "_PAGE_DIRTY", "was written through"),
                flag("special", 8, "_PAGE_SPECIAL", "software: no struct page is behind it"),
                flag("devmap", 9, "_PAGE_DEVMAP", "software: ZONE_DEVICE page"),
                memoryType(),
                flag("napot", 63, "_PAGE_NAPOT", "one of 16 entries that map 64K (Svnapot)")));
        return fields;
    }

    /** bits 6 to 11 and 12 up: arch/riscv/include/asm/pgtable.h. */
    private static Layout swap() {
        return Layout.invalid("swap", "a swap or migration entry")
                .fields(rights())
                .fields(
                        flag("global", 5, "_PAGE_PROT_NONE", "zero in a swap entry"),
                        flag("exclusive", 6, "_PAGE_SWP_EXCLUSIVE", "of an anonymous page of this process alone"),
                        number("type", 11, 7, "__SWP_TYPE_SHIFT", "swap area, or the kind of special entry"),
                        number("offset", 63, 12, "__SWP_OFFSET_SHIFT", "offset in the swap area, or frame number"))
                .when("valid", 0)
                .when("read", 0)
                .when("write", 0)
                .when("execute", 0)
                .when("global", 0)
                .build();
    }

    private static List<Access> access(Values v) {
        boolean user = v.is("user");
        return List.of(
                new Access("U-mode", user && v.is("read"), user && v.is("write"), user && v.is("execute")),
                new Access("S-mode", !user && v.is("read"), !user && v.is("write"), !user && v.is("execute")));
    }

    private static List<String> notes(Values v) {
        List<String> notes = new ArrayList<>();
        if (v.is("user")) {
            notes.add("With sstatus.SUM set S-mode may read and write it as U-mode does.");
        }
        if (!v.is("accessed")) {
            notes.add("Not accessed yet: the next access sets the bit (Svadu) or faults.");
        }
        if (v.is("write") && !v.is("dirty")) {
            notes.add("Not dirty yet: the next write sets the bit (Svadu) or faults.");
        }
        return notes;
    }
}
