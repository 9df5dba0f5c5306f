package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The tables of x86_64 CPUs, 4 and 5 levels: Intel SDM volume 3, 4.5; arch/x86/include/asm/pgtable_types.h,
 * pgtable_64_types.h (shifts) and pgtable_64.h (swap entries), Linux 6.12.
 */
final class X86 {

    private static final List<String> SOURCES = List.of(
            "Intel SDM volume 3, 4.5",
            "arch/x86/include/asm/pgtable_types.h, pgtable_64_types.h, pgtable_64.h: Linux 6.12");
    private static final List<List<String>> NAMES = List.of(
            List.of("pte"), List.of("pmd", "PDE"), List.of("pud", "PDPTE"), List.of("pgd", "p4d", "PML4E"));
    private static final int LARGEST_LEAF = 3;

    private X86() {}

    static PageTableFormat fourLevels() {
        return format("x86_64", List.of("x86_64_4level"), "x86_64 with 4 levels", 48, levels(NAMES));
    }

    static PageTableFormat fiveLevels() {
        List<List<String>> names = new ArrayList<>(NAMES.subList(0, 3));
        names.add(List.of("p4d", "PML4E"));
        names.add(List.of("pgd", "PML5E"));
        return format("x86_64_5level", List.of("x86_64_la57"), "x86_64 with 5 levels (LA57)", 57, levels(names));
    }

    private static PageTableFormat format(
            String name, List<String> aliases, String title, int inputBits, List<Level> levels) {
        return new PageTableFormat(
                name, "x86_64", aliases, title, 64, inputBits, 52, levels, "hardware sets accessed and dirty", SOURCES);
    }

    private static List<Level> levels(List<List<String>> names) {
        List<Level> levels = new ArrayList<>();
        for (int number = 1; number <= names.size(); number++) {
            int shift = 12 + 9 * (number - 1);
            levels.add(new Level(number, names.get(number - 1), shift, 9, layouts(number, shift)));
        }
        return levels;
    }

    private static List<Layout> layouts(int level, int shift) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.none(64));
        if (level <= LARGEST_LEAF) {
            layouts.add(notPresent("prot_none", "a present page with PROT_NONE, which hardware takes as not present",
                            level, shift)
                    .when("global", 1)
                    .build());
        }
        if (level == 2 || level == 3) {
            layouts.add(notPresent("invalidated", "a large page that is being changed (pmd_mkinvalid)", level, shift)
                    .when("global", 0)
                    .when("pse", 1)
                    .build());
        }
        layouts.add(level <= LARGEST_LEAF ? swap() : notPresent());
        if (level == 1) {
            layouts.add(leaf(level, shift).build());
        } else if (level <= LARGEST_LEAF) {
            layouts.add(table().when("pse", 0).build());
            layouts.add(leaf(level, shift).when("pse", 1).build());
        } else {
            layouts.add(table().when("pse", 0).build());
            layouts.add(Layout.reserved("reserved", "a present entry with PS set, which faults at this level")
                    .fields(low("_PAGE_PSE"))
                    .when("present", 1)
                    .when("pse", 1)
                    .build());
        }
        return layouts;
    }

    private static Layout.Builder leaf(int level, int shift) {
        return Layout.leaf("leaf", shift)
                .fields(leafFields(level))
                .fields(address(51, shift, "PTE_PFN_MASK").means("physical address"))
                .when("present", 1)
                .access(X86::access)
                .notes(X86::notes);
    }

    private static Layout.Builder notPresent(String word, String title, int level, int shift) {
        return Layout.invalid(word, title)
                .fields(leafFields(level).stream()
                        .map(f -> f.name().equals("global") ? flag("global", 8, "_PAGE_PROTNONE", "PROT_NONE") : f)
                        .toList())
                .fields(address(51, shift, "PTE_PFN_MASK")
                        .means("physical address, inverted against L1TF")
                        .complemented())
                .when("present", 0);
    }

    /** The bits of leaves besides the address. */
    private static List<BitField> leafFields(int level) {
        List<BitField> fields = new ArrayList<>(low(level == 1 ? "" : "_PAGE_PSE"));
        if (level == 1) {
            fields.add(flag("pat", 7, "_PAGE_PAT", "memory type: third bit of the PAT index"));
        }
        fields.add(flag("global", 8, "_PAGE_GLOBAL", "survives a change of CR3"));
        fields.add(flag("special", 9, "_PAGE_SPECIAL", "software: no struct page is behind it (SOFTW1)"));
        fields.add(flag("uffd_wp", 10, "_PAGE_UFFD_WP", "software: write-protected by userfaultfd (SOFTW2)"));
        fields.add(flag("soft_dirty", 11, "_PAGE_SOFT_DIRTY", "software: written since clear_refs (SOFTW3)"));
        if (level > 1) {
            fields.add(flag("pat", 12, "_PAGE_PAT_LARGE", "memory type: third bit of the PAT index"));
        }
        fields.add(number("ignored", 56, 52, "", "ignored"));
        fields.add(flag("devmap", 57, "_PAGE_DEVMAP", "software: ZONE_DEVICE page (SOFTW4)"));
        fields.add(flag("saved_dirty", 58, "_PAGE_SAVED_DIRTY", "software: dirty and not writable (SOFTW5)"));
        fields.add(number("pkey", 62, 59, "_PAGE_PKEY_MASK", "protection key of a user page"));
        fields.add(flag("nx", 63, "_PAGE_NX", "no execute"));
        return fields;
    }

    /** Bits 0 to 6, and 7 where it tells a table from a large page. */
    private static List<BitField> low(String pse) {
        List<BitField> fields = new ArrayList<>(List.of(
                flag("present", 0, "_PAGE_PRESENT", "hardware may use the entry"),
                flag("rw", 1, "_PAGE_RW", "writable"),
                flag("user", 2, "_PAGE_USER", "user mode may use it"),
                flag("pwt", 3, "_PAGE_PWT", "memory type: first bit of the PAT index"),
                flag("pcd", 4, "_PAGE_PCD", "memory type: second bit of the PAT index"),
                flag("accessed", 5, "_PAGE_ACCESSED", "was used in a translation"),
                flag("dirty", 6, "_PAGE_DIRTY", "was written through")));
        if (!pse.isEmpty()) {
            fields.add(flag("pse", 7, pse, "a page and no table"));
        }
        return fields;
    }

    private static Layout.Builder table() {
        return Layout.table("a table entry")
                .fields(low("_PAGE_PSE").stream()
                        .map(f -> f.name().equals("dirty") ? f.means("ignored in a table entry") : f)
                        .toList())
                .fields(number("ignored_low", 11, 8, "", "ignored"))
                .fields(address(51, 12, "PTE_PFN_MASK").means("physical address of the table"))
                .fields(number("ignored_high", 62, 52, "", "ignored; bit 58 is _PAGE_NOPTISHADOW in a pgd"))
                .fields(flag("nx", 63, "_PAGE_NX", "no execute below"))
                .when("present", 1)
                .access(X86::access);
    }

    private static Layout notPresent() {
        return Layout.invalid("invalid", "not present")
                .fields(flag("present", 0, "_PAGE_PRESENT", "hardware may use the entry"))
                .when("present", 0)
                .build();
    }

    private static Layout swap() {
        return Layout.invalid("swap", "a swap or migration entry")
                .fields(
                        flag("present", 0, "_PAGE_PRESENT", "hardware may use the entry"),
                        flag("soft_dirty", 1, "_PAGE_SWP_SOFT_DIRTY", "was soft-dirty"),
                        flag("uffd_wp", 2, "_PAGE_SWP_UFFD_WP", "was write-protected by userfaultfd"),
                        flag("exclusive", 3, "_PAGE_SWP_EXCLUSIVE", "of an anonymous page of this process alone"),
                        number("offset", 58, 9, "SWP_OFFSET_SHIFT", "offset or frame number, stored inverted")
                                .complemented(),
                        number("type", 63, 59, "SWP_TYPE_BITS", "swap area, or the kind of special entry"))
                .when("present", 0)
                .build();
    }

    /** Without the tables above; a user page is data to the kernel as far as SMAP lets it. */
    static List<Access> access(Values v) {
        boolean execute = !v.is("nx");
        boolean user = v.is("user");
        return List.of(
                new Access("user", user, user && v.is("rw"), user && execute),
                new Access("kernel", true, v.is("rw"), execute));
    }

    private static List<String> notes(Values v) {
        List<String> notes = new ArrayList<>();
        notes.add("The PAT index is " + (v.get("pat") * 4 + v.get("pcd") * 2 + v.get("pwt")) + ": with Linux' PAT "
                + MEMORY_TYPES.get(v.get("pat") * 4 + v.get("pcd") * 2 + v.get("pwt")) + ".");
        if (v.is("user")) {
            notes.add("SMEP and SMAP keep the kernel from executing user pages and from using them by accident.");
        }
        if (v.is("dirty") && !v.is("rw")) {
            notes.add("Dirty and not writable: with shadow stacks on (CET), a shadow-stack page.");
        }
        return notes;
    }

    /** pat_bp_init, arch/x86/mm/pat/memtype.c. */
    private static final Map<Long, String> MEMORY_TYPES = Map.of(
            0L, "write-back", 1L, "write-combining", 2L, "uncached-minus", 3L, "uncached", 4L, "write-back", 5L,
            "write-protected", 6L, "uncached-minus", 7L, "write-through");
}
