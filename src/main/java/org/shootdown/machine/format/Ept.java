package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Extended page tables, which KVM uses for guests on Intel CPUs: Intel SDM volume 3, 29.3.2; asm/vmx.h. */
final class Ept {

    private static final Map<Long, String> MEMORY_TYPES = Map.of(
            0L, "uncached", 1L, "write-combining", 4L, "write-through", 5L, "write-protected", 6L, "write-back");

    private Ept() {}

    static PageTableFormat format() {
        List<List<String>> names = List.of(List.of("EPT PTE"), List.of("EPT PDE"), List.of("EPT PDPTE"),
                List.of("EPT PML4E"));
        List<Level> levels = new ArrayList<>();
        for (int number = 1; number <= names.size(); number++) {
            int shift = 12 + 9 * (number - 1);
            levels.add(new Level(number, names.get(number - 1), shift, 9, layouts(number, shift)));
        }
        return new PageTableFormat(
                "ept", "ept", List.of(), "EPT of x86_64 virtual machines", 64, 48, 52, levels,
                "hardware sets accessed and dirty if EPTP bit 6 says so",
                List.of("Intel SDM volume 3, 29.3.2", "arch/x86/include/asm/vmx.h: VMX_EPT_*"));
    }

    private static List<Layout> layouts(int level, int shift) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.invalid("none", "not present, as it gives no right").bits(2, 0, 0).build());
        layouts.add(Layout.reserved("write_only", "a misconfiguration: writable and not readable")
                .fields(rights())
                .when("read", 0)
                .when("write", 1)
                .build());
        if (level == 4) {
            layouts.add(Layout.reserved("reserved", "a misconfiguration: bit 7 is set at the top level")
                    .fields(rights())
                    .bits(7, 7, 1)
                    .build());
        } else if (level > 1) {
            layouts.add(leaf(shift)
                    .fields(flag("large_page", 7, "", "a page and no table"))
                    .when("large_page", 1)
                    .build());
        } else {
            layouts.add(leaf(shift).fields(flag("ignored_7", 7, "", "ignored")).build());
            return layouts;
        }
        layouts.add(Layout.table("a table entry")
                .fields(rights())
                .fields(
                        flag("large_page", 7, "", "a page and no table"),
                        flag("accessed", 8, "VMX_EPT_ACCESS_BIT", "was used in a translation"),
                        flag("ignored_9", 9, "", "ignored"),
                        flag("user_execute", 10, "", "user-mode code of the guest may run below, with MBEC"),
                        flag("ignored_11", 11, "", "ignored"),
                        address(51, 12, "").means("physical address of the table"),
                        number("ignored", 63, 52, "", "ignored"))
                .when("large_page", 0)
                .access(Ept::access)
                .build());
        return layouts;
    }

    private static Layout.Builder leaf(int shift) {
        return Layout.leaf("leaf", shift)
                .fields(rights())
                .fields(
                        number("memory_type", 5, 3, "VMX_EPT_MT_MASK", "memory type").values(MEMORY_TYPES),
                        flag("ignore_pat", 6, "VMX_EPT_IPAT_BIT", "the guest's PAT does not count"),
                        flag("accessed", 8, "VMX_EPT_ACCESS_BIT", "was used in a translation"),
                        flag("dirty", 9, "VMX_EPT_DIRTY_BIT", "was written through"),
                        flag("user_execute", 10, "", "user-mode code of the guest may run, with MBEC"),
                        flag("ignored_11", 11, "", "ignored"),
                        address(51, shift, "").means("physical address"),
                        number("ignored", 62, 52, "", "ignored, or of features that Linux leaves off"),
                        flag("suppress_ve", 63, "VMX_EPT_SUPPRESS_VE_BIT", "a violation exits and raises no #VE"))
                .access(Ept::access);
    }

    private static List<BitField> rights() {
        return List.of(
                flag("read", 0, "VMX_EPT_READABLE_MASK", "readable"),
                flag("write", 1, "VMX_EPT_WRITABLE_MASK", "writable"),
                flag("execute", 2, "VMX_EPT_EXECUTABLE_MASK", "executable"));
    }

    private static List<Access> access(Values v) {
        return List.of(new Access("guest", v.is("read"), v.is("write"), v.is("execute")));
    }
}
