package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.List;

/**
 * Arm's short descriptors in IOMMUs: ARM ARM (ARMv7) B3.5; drivers/iommu/io-pgtable-arm-v7s.c, Linux 6.12. Large pages
 * and supersections are one entry repeated 16 times. MediaTek's variant puts PA[32], PA[33] and PA[34] in bits 9, 4
 * and 5, which an entry by itself does not tell.
 */
final class ArmV7s {

    private static final int REPEATED = 4;
    /** A supersection can lie beyond 4G, in an architecture with 40 bits; Linux leaves those bits clear. */
    private static final BitField SUPERSECTION =
            address("ARM_V7S_LVL_MASK", new Bits(31, 24, 24), new Bits(23, 20, 32), new Bits(8, 5, 36));

    private ArmV7s() {}

    static PageTableFormat format() {
        return new PageTableFormat(
                "arm_v7s", "arm_v7s", List.of(), "Arm v7 short descriptors", 32, 32, 40,
                List.of(new Level(2, List.of(), 12, 8, second()), new Level(1, List.of(), 20, 12, first())),
                "access flag AP[0]; Linux presets it; no dirty bit",
                List.of("ARM Architecture Reference Manual, ARMv7-A, B3.5",
                        "drivers/iommu/io-pgtable-arm-v7s.c: ARM_V7S_*, Linux 6.12"));
    }

    private static List<Layout> first() {
        BitField type = number("type", 1, 0, "", "0 invalid, 1 table, 2 section");
        return List.of(
                Layout.none(32),
                Layout.invalid("invalid", "not valid").fields(type).when("type", 0).build(),
                Layout.table("a table entry")
                        .fields(type)
                        .fields(
                                flag("pxn", 2, "", "no privileged execute below"),
                                flag("ns", 3, "ARM_V7S_ATTR_NS_TABLE", "non-secure below"),
                                number("domain", 8, 5, "", "domain"),
                                flag("mtk_pa32", 9, "ARM_V7S_ATTR_MTK_PA_BIT32", "MediaTek: PA[32]"),
                                address(31, 10, "ARM_V7S_TABLE_MASK").means("physical address of the table"))
                        .when("type", 1)
                        .build(),
                Layout.reserved("reserved", "of type 3, a section with PXN, which Linux does not use")
                        .fields(type)
                        .when("type", 3)
                        .build(),
                section("leaf", 20)
                        .fields(type, number("domain", 8, 5, "", "domain"))
                        .fields(address(31, 20, "ARM_V7S_LVL_MASK").means("physical address"))
                        .when("type", 2)
                        .when("supersection", 0)
                        .build(),
                section("leaf_16m", 20 + REPEATED)
                        .fields(type)
                        .fields(SUPERSECTION.means("physical address"))
                        .when("type", 2)
                        .when("supersection", 1)
                        .build());
    }

    private static Layout.Builder section(String word, int size) {
        return Layout.leaf(word, size)
                .fields(
                        flag("b", 2, "ARM_V7S_ATTR_B", "memory type: bufferable"),
                        flag("c", 3, "ARM_V7S_ATTR_C", "memory type: cacheable"),
                        flag("xn", 4, "ARM_V7S_ATTR_XN", "no execute; MediaTek: PA[33]"),
                        flag("mtk_pa32", 9, "ARM_V7S_ATTR_MTK_PA_BIT32", "MediaTek: PA[32]"),
                        flag("supersection", 18, "ARM_V7S_CONT_SECTION", "16M, in 16 entries"),
                        flag("ns", 19, "ARM_V7S_ATTR_NS_SECTION", "non-secure"))
                .fields(attributes(10))
                .fields(number("tex", 14, 12, "ARM_V7S_ATTR_TEX", "memory type"))
                .access(ArmV7s::access);
    }

    private static List<Layout> second() {
        BitField small = flag("small", 1, "ARM_V7S_PTE_TYPE_PAGE", "a 4K page");
        return List.of(
                Layout.none(32),
                Layout.invalid("invalid", "not valid").bits(1, 0, 0).build(),
                page("leaf", 12)
                        .fields(small, flag("xn", 0, "ARM_V7S_ATTR_XN", "no execute"))
                        .fields(number("tex", 8, 6, "ARM_V7S_ATTR_TEX", "memory type"))
                        .fields(address(31, 12, "ARM_V7S_LVL_MASK").means("physical address"))
                        .when("small", 1)
                        .build(),
                page("leaf_64k", 12 + REPEATED)
                        .fields(small, flag("large", 0, "ARM_V7S_PTE_TYPE_CONT_PAGE", "a 64K page, in 16 entries"))
                        .fields(number("tex", 14, 12, "ARM_V7S_CONT_PAGE_TEX_MASK", "memory type"))
                        .fields(flag("xn", 15, "ARM_V7S_CONT_PAGE_XN_SHIFT", "no execute"))
                        .fields(address(31, 16, "ARM_V7S_LVL_MASK").means("physical address"))
                        .when("small", 0)
                        .when("large", 1)
                        .build());
    }

    private static Layout.Builder page(String word, int size) {
        return Layout.leaf(word, size)
                .fields(
                        flag("b", 2, "ARM_V7S_ATTR_B", "memory type: bufferable"),
                        flag("c", 3, "ARM_V7S_ATTR_C", "memory type: cacheable"))
                .fields(attributes(4))
                .access(ArmV7s::access);
    }

    /** The 8 bits that are the same at both levels, but for TEX. */
    private static List<BitField> attributes(int shift) {
        return List.of(
                flag("af", shift, "ARM_V7S_PTE_AF", "AP[0]: access flag"),
                flag("unpriv", shift + 1, "ARM_V7S_PTE_AP_UNPRIV", "AP[1]: unprivileged requests may use it"),
                flag("rdonly", shift + 5, "ARM_V7S_PTE_AP_RDONLY", "AP[2]: read-only"),
                flag("s", shift + 6, "ARM_V7S_ATTR_S", "shareable"),
                flag("ng", shift + 7, "ARM_V7S_ATTR_NG", "not global: tagged with the ASID"));
    }

    private static List<Access> access(Values v) {
        boolean user = v.is("unpriv");
        boolean write = !v.is("rdonly");
        boolean execute = !v.is("xn");
        return List.of(
                new Access("unprivileged", user, user && write, user && execute),
                new Access("privileged", true, write, execute));
    }
}
