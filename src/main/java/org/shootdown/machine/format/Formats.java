package org.shootdown.machine.format;

import java.util.List;
import java.util.Optional;

/** All formats. A new one is a class and a line here. */
public final class Formats {

    private static final List<PageTableFormat> ALL = List.of(
            X86.fourLevels(),
            X86.fiveLevels(),
            Ept.format(),
            Arm64.stage1(12),
            Arm64.stage1(14),
            Arm64.stage1(16),
            Arm64.stage2(12),
            Arm64.stage2(14),
            Arm64.stage2(16),
            Riscv.sv(3),
            Riscv.sv(4),
            Riscv.sv(5),
            Ppc64Radix.format(16),
            Ppc64Radix.format(12),
            S390.format(),
            X86Io.vtdFirstStage(),
            X86Io.vtdSecondStage(),
            AmdV1.format(),
            X86Io.amdV2(),
            ArmLpae.stage1(12),
            ArmLpae.stage1(14),
            ArmLpae.stage1(16),
            ArmLpae.stage2(12),
            ArmLpae.stage2(14),
            ArmLpae.stage2(16),
            ArmLpae.mali(),
            ArmV7s.format(),
            Dart.first(14),
            Dart.first(12),
            Dart.second(),
            Exynos.oldest(),
            Exynos.version5(),
            Riscv.iommu());

    private Formats() {}

    /** CPU formats first, then those of IOMMUs. */
    public static List<PageTableFormat> all() {
        return ALL;
    }

    public static Optional<PageTableFormat> named(String word) {
        return ALL.stream().filter(f -> f.isCalled(word)).findFirst();
    }

    /** Of formats by name, the one whose smallest pages are of a size. */
    static Optional<PageTableFormat> of(List<String> names, int pageShift) {
        return names.stream()
                .flatMap(n -> named(n).stream())
                .filter(f -> f.pageShift() == pageShift)
                .findFirst();
    }

    /** Every name and alias. */
    public static List<String> names() {
        return ALL.stream().flatMap(PageTableFormat::names).toList();
    }
}
