package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.List;

/**
 * Samsung's System MMU: drivers/iommu/exynos-iommu.c, Linux 6.12. Version 5 moves addresses down by 4 bits to reach 36,
 * and has a bit each for reading and writing. Large pages are one entry repeated 16 times.
 */
final class Exynos {

    private static final List<String> SOURCES =
            List.of("drivers/iommu/exynos-iommu.c: SYSMMU_LV1_PROT, SYSMMU_V5_LV1_PROT, Linux 6.12");

    private final boolean five;
    /** PG_ENT_SHIFT. */
    private final int moved;

    private Exynos(boolean five) {
        this.five = five;
        this.moved = five ? 4 : 0;
    }

    static PageTableFormat oldest() {
        return new Exynos(false).format("exynos", "Exynos System MMU v1 to v3", 32);
    }

    static PageTableFormat version5() {
        return new Exynos(true).format("exynos_v5", "Exynos System MMU v5", 36);
    }

    private PageTableFormat format(String name, String title, int outputBits) {
        return new PageTableFormat(
                name, "exynos", List.of(), title, 32, 32, outputBits,
                List.of(new Level(2, List.of(), 12, 8, second()), new Level(1, List.of(), 20, 12, first())),
                "none", SOURCES);
    }

    private BitField address(int shift) {
        return BitField.address("", new Bits(31, shift - moved, shift)).means("physical address");
    }

    private List<Layout> first() {
        BitField type = number("type", 1, 0, "", "1 a table, 2 a section, else a fault");
        return List.of(
                Layout.none(32),
                Layout.invalid("invalid", "not valid").fields(type).when("type", 0).build(),
                Layout.invalid("invalid_3", "of type 3, which faults").fields(type).when("type", 3).build(),
                Layout.table("a table entry").fields(type).fields(address(10)).when("type", 1).build(),
                Layout.leaf("leaf", 20)
                        .fields(type)
                        .fields(five ? rights(4) : oldRights(15, 10))
                        .fields(address(20))
                        .when("type", 2)
                        .access(this::access)
                        .build());
    }

    private List<Layout> second() {
        BitField small = flag("small", 1, "", "a 4K page");
        BitField low = flag("large", 0, "", "a 64K page, in 16 entries");
        List<BitField> rights = five ? rights(2) : oldRights(9, 4);
        return List.of(
                Layout.none(32),
                Layout.invalid("invalid", "not valid").bits(1, 0, 0).build(),
                Layout.leaf("leaf", 12)
                        .fields(small)
                        .fields(flag("ignored", 0, "", "ignored"))
                        .fields(rights)
                        .fields(address(12))
                        .when("small", 1)
                        .access(this::access)
                        .build(),
                Layout.leaf("leaf_64k", 16)
                        .fields(small, low)
                        .fields(rights)
                        .fields(address(16))
                        .when("small", 0)
                        .when("large", 1)
                        .access(this::access)
                        .build());
    }

    private static List<BitField> rights(int low) {
        return List.of(
                flag("read", low, "IOMMU_READ", "readable"), flag("write", low + 1, "IOMMU_WRITE", "writable"));
    }

    private static List<BitField> oldRights(int readOnly, int any) {
        return List.of(flag("access", any, "", "may be used at all"), flag("rdonly", readOnly, "", "read-only"));
    }

    private List<Access> access(Values v) {
        return List.of(
                five
                        ? new Access("device", v.is("read"), v.is("write"), false)
                        : new Access("device", v.is("access"), v.is("access") && !v.is("rdonly"), false));
    }
}
