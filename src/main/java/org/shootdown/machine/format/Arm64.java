package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shootdown.machine.format.ArmLong.Granule;

/**
 * The tables of arm64 CPUs: stage 1 as Linux uses it (Arm ARM D8.3; asm/pgtable-hwdef.h, pgtable-prot.h, pgtable.h,
 * Linux 6.12), stage 2 as KVM does (kvm/hyp/pgtable.c, asm/kvm_pgtable.h). Without LPA2 and permission indirection.
 */
final class Arm64 {

    private static final Map<Long, String> SHAREABILITY =
            Map.of(0L, "non-shareable", 1L, "reserved", 2L, "outer shareable", 3L, "inner shareable");
    private static final List<List<String>> NAMES =
            List.of(List.of("pte", "L3"), List.of("pmd", "L2"), List.of("pud", "L1"), List.of("pgd", "p4d", "L0"));
    /** With 64K pages there are three levels, and the top is level 1 (52 or 48 bits). */
    private static final List<List<String>> NAMES_64K =
            List.of(List.of("pte", "L3"), List.of("pmd", "L2"), List.of("pgd", "p4d", "pud", "L1"));

    private Arm64() {}

    static PageTableFormat stage1(int pageShift) {
        ArmLong shape = new ArmLong(
                pageShift,
                pageShift == 16 ? NAMES_64K : NAMES,
                "PTE_VALID",
                "PTE_TABLE_BIT",
                stage1Leaf(),
                stage1Table(),
                Arm64::notValid,
                1,
                Arm64::stage1Access,
                Arm64::stage1Notes);
        String granule = Size.text(pageShift).toLowerCase(java.util.Locale.ROOT);
        return new PageTableFormat(
                pageShift == 12 ? "arm64" : "arm64_" + granule,
                "arm64",
                pageShift == 12 ? List.of("arm64_4k") : List.of(),
                "arm64 stage 1, " + Size.text(pageShift) + " granule",
                64,
                pageShift == 16 ? 52 : 48,
                pageShift == 16 ? 52 : 48,
                shape.levels(),
                "FEAT_HAFDBS: hardware sets AF, and clears AP[2] of entries with DBM; else software",
                List.of("Arm ARM D8.3",
                        "arch/arm64/include/asm/pgtable-hwdef.h, pgtable-prot.h, pgtable.h: Linux 6.12"));
    }

    static PageTableFormat stage2(int pageShift) {
        ArmLong shape = new ArmLong(
                pageShift,
                List.of(),
                "KVM_PTE_VALID",
                "KVM_PTE_TYPE",
                stage2Leaf(),
                List.of(number("ignored", 11, 2, "", "ignored"), number("ignored_high", 63, 51, "", "ignored")),
                granule -> List.of(Layout.invalid("locked", "locked by KVM between break and make")
                        .fields(flag("valid", 0, "KVM_PTE_VALID", "hardware may use the entry"))
                        .fields(flag("locked", 10, "KVM_INVALID_PTE_LOCKED", "another vCPU is changing it"))
                        .bits(63, 0, 1L << 10)
                        .build()),
                1,
                Arm64::stage2Access,
                v -> v.is("af") ? List.of() : List.of("The access flag is clear: the next access faults or sets it."));
        String granule = Size.text(pageShift).toLowerCase(java.util.Locale.ROOT);
        return new PageTableFormat(
                pageShift == 12 ? "arm64_s2" : "arm64_s2_" + granule,
                "arm64_s2",
                pageShift == 12 ? List.of("arm64_s2_4k") : List.of(),
                "arm64 stage 2 (KVM), " + Size.text(pageShift) + " granule",
                64,
                pageShift == 16 ? 52 : 48,
                pageShift == 16 ? 52 : 48,
                shape.levels(),
                "FEAT_HAFDBS: hardware sets AF, and the write right of entries with DBM; else software",
                List.of("Arm ARM D8.3",
                        "arch/arm64/kvm/hyp/pgtable.c, arch/arm64/include/asm/kvm_pgtable.h: Linux 6.12"));
    }

    private static List<BitField> stage1Leaf() {
        return List.of(
                number("attr_indx", 4, 2, "PTE_ATTRINDX", "memory type: index into MAIR_EL1").values(MEMORY_TYPES),
                flag("ns", 5, "", "non-secure; of no effect in the non-secure state"),
                flag("user", 6, "PTE_USER", "AP[1]: EL0 may use it"),
                flag("rdonly", 7, "PTE_RDONLY", "AP[2]: read-only; with DBM, clean"),
                number("sh", 9, 8, "PTE_SHARED", "shareability").values(SHAREABILITY),
                flag("af", 10, "PTE_AF", "access flag: was used"),
                flag("ng", 11, "PTE_NG", "not global: tagged with the ASID"),
                flag("gp", 50, "PTE_GP", "BTI guarded"),
                flag("dbm", 51, "PTE_DBM", "hardware may mark it dirty; Linux' PTE_WRITE"),
                flag("cont", 52, "PTE_CONT", "one of a contiguous run"),
                flag("pxn", 53, "PTE_PXN", "no execute at EL1"),
                flag("uxn", 54, "PTE_UXN", "no execute at EL0"),
                flag("dirty", 55, "PTE_DIRTY", "software: dirty"),
                flag("special", 56, "PTE_SPECIAL", "software: no struct page is behind it"),
                flag("devmap", 57, "PTE_DEVMAP", "software: ZONE_DEVICE page"),
                flag("uffd_wp", 58, "PTE_UFFD_WP", "software: write-protected by userfaultfd"),
                number("pbha", 62, 59, "", "attributes that the implementation defines; else ignored"),
                flag("ignored", 63, "", "ignored"));
    }

    /** arch/arm64/include/asm/memory.h: MT_*. */
    private static final Map<Long, String> MEMORY_TYPES = Map.of(
            0L, "MT_NORMAL", 1L, "MT_NORMAL_TAGGED", 2L, "MT_NORMAL_NC", 3L, "MT_DEVICE_nGnRnE", 4L,
            "MT_DEVICE_nGnRE");

    static List<BitField> stage1Table() {
        return List.of(
                number("ignored", 9, 2, "", "ignored"),
                flag("af", 10, "PMD_TABLE_AF", "access flag of the table, with FEAT_HAFT; else ignored"),
                flag("ignored_11", 11, "", "ignored"),
                number("ignored_high", 58, 51, "", "ignored"),
                flag("pxn_table", 59, "PMD_TABLE_PXN", "no execute at EL1 below"),
                flag("uxn_table", 60, "PMD_TABLE_UXN", "no execute at EL0 below"),
                number("ap_table", 62, 61, "S1_TABLE_AP", "rights that the entries below lose")
                        .values(Map.of(0L, "none", 1L, "EL0 access", 2L, "writing", 3L, "EL0 access and writing")),
                flag("ns_table", 63, "", "non-secure below"));
    }

    private static List<BitField> stage2Leaf() {
        return List.of(
                number("mem_attr", 5, 2, "KVM_PTE_LEAF_ATTR_LO_S2_MEMATTR", "memory type, combined with stage 1's")
                        .values(Map.of(0xfL, "MT_S2_NORMAL", 1L, "MT_S2_DEVICE_nGnRE", 6L, "MT_S2_FWB_NORMAL")),
                flag("read", 6, "KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R", "S2AP[0]: readable"),
                flag("write", 7, "KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W", "S2AP[1]: writable; with DBM, dirty"),
                number("sh", 9, 8, "KVM_PTE_LEAF_ATTR_LO_S2_SH", "shareability").values(SHAREABILITY),
                flag("af", 10, "KVM_PTE_LEAF_ATTR_LO_S2_AF", "access flag: was used"),
                flag("ignored_11", 11, "", "without effect in the non-secure state"),
                flag("dbm", 51, "", "hardware may set the write right"),
                flag("cont", 52, "", "one of a contiguous run"),
                flag("xn_el", 53, "", "with FEAT_XNX: one exception level is treated otherwise than the other"),
                flag("xn", 54, "KVM_PTE_LEAF_ATTR_HI_S2_XN", "no execute"),
                number("software", 58, 55, "KVM_PTE_LEAF_ATTR_HI_SW", "software"),
                number("ignored", 63, 59, "", "ignored, or attributes that the implementation defines"));
    }

    /** Linux 6.12: PTE_PRESENT_INVALID overlays nG, and swap entries leave it clear. */
    private static List<Layout> notValid(Granule granule) {
        if (!granule.hasLeaves()) {
            return List.of();
        }
        BitField valid = flag("valid", 0, "PTE_VALID", "hardware may use the entry");
        List<BitField> fields = new ArrayList<>(stage1Leaf());
        fields.replaceAll(f -> f.name().equals("ng")
                ? flag("present_invalid", 11, "PTE_PRESENT_INVALID", "present to software, not to hardware")
                : f);
        Layout present = Layout.invalid(
                        "present_invalid", "a present page with PROT_NONE, or a huge page being changed")
                .fields(valid, flag("type", 1, "PTE_TABLE_BIT", "the type that it had"))
                .fields(fields)
                .fields(granule.address(granule.shift()).means("physical address"))
                .when("valid", 0)
                .when("present_invalid", 1)
                .build();
        Layout swap = Layout.invalid("swap", "a swap or migration entry")
                .fields(
                        valid,
                        flag("type_bit", 1, "PTE_TABLE_BIT", "zero in a swap entry"),
                        flag("exclusive", 2, "PTE_SWP_EXCLUSIVE", "of an anonymous page of this process alone"),
                        flag("uffd_wp", 3, "PTE_SWP_UFFD_WP", "was write-protected by userfaultfd"),
                        number("type", 10, 6, "__SWP_TYPE_SHIFT", "swap area, or the kind of special entry"),
                        flag("present_invalid", 11, "PTE_PRESENT_INVALID", "present to software, not to hardware"),
                        number("offset", 61, 12, "__SWP_OFFSET_SHIFT", "offset in the swap area, or frame number"))
                .when("valid", 0)
                .when("type_bit", 0)
                .when("present_invalid", 0)
                .build();
        return List.of(present, swap);
    }

    /** Arm ARM D8.4: what EL0 can write EL1 does not execute. */
    static List<Access> stage1Access(Values v) {
        boolean user = v.is("user");
        boolean write = !v.is("rdonly") || v.is("dbm");
        return List.of(
                new Access("EL0", user, user && write, !v.is("uxn")),
                new Access("EL1", true, write, !v.is("pxn") && !(user && write)));
    }

    private static List<String> stage1Notes(Values v) {
        List<String> notes = new ArrayList<>();
        if (v.is("dbm") && v.is("rdonly")) {
            notes.add("Writable and clean: with FEAT_HAFDBS the first write clears AP[2]; without it the write faults, "
                    + "and Linux clears AP[2].");
        } else if (v.is("dbm")) {
            notes.add("Writable and dirty by hardware's account (pte_hw_dirty).");
        }
        if (!v.is("af")) {
            notes.add("The access flag is clear: the next access faults or, with FEAT_HAFDBS, sets it; a TLB does not "
                    + "hold the entry.");
        }
        return notes;
    }

    private static List<Access> stage2Access(Values v) {
        return List.of(new Access("guest", v.is("read"), v.is("write"), !v.is("xn")));
    }
}
