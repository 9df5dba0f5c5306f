package org.shootdown.machine.iopgtable;

import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.PageTableFormat;

/** Makes the tables of domains. */
public final class IoPageTables {

    private static final int SMMU_OUTPUT_BITS = 48;

    private IoPageTables() {}

    /**
     * io-pgtable-arm's tables.
     *
     * @param driver one of those for Arm's LPAE or Mali
     * @param format of the driver's, by name: {@code arm_lpae_s2_16k}
     * @param ias bits of addresses that go in
     * @param oas bits of addresses that come out
     */
    public static IoPageTable arm(Driver driver, String format, TableMemory memory, int ias, int oas) {
        return new IoPgtableArm(driver, named(format), memory, ias, oas);
    }

    /**
     * The tables of a driver with the usual widths: 48 bits and four levels for most, 52 bits with Arm's 64K granule,
     * Sv48 for RISC-V.
     *
     * @param format one of the driver's
     */
    public static IoPageTable of(Driver driver, String format, TableMemory memory) {
        PageTableFormat found = named(format);
        return switch (driver) {
            case IO_PGTABLE_ARM_6_12, IO_PGTABLE_ARM_6_18, MALI_6_12, MALI_6_18 -> {
                int bits = Math.max(SMMU_OUTPUT_BITS, found.inputBits());
                yield new IoPgtableArm(driver, found, memory, bits, bits);
            }
            case IO_PGTABLE_ARM_V7S_6_12, IO_PGTABLE_ARM_V7S_6_18 -> new IoPgtableArmV7s(driver, found, memory);
            case IO_PGTABLE_DART -> new IoPgtableDart(found, memory);
            case AMD_IOMMU_4_15 -> new AmdV1Refusing(found, memory);
            case AMD_V1_6_6, AMD_V1 -> new AmdV1(driver, found, memory);
            case AMD_V2_6_6, AMD_V2 -> new AmdV2(driver, found, memory, 4);
            case VTD_SS_4_15, VTD_FS_4_15 -> new VtDUnflushed(driver, found, memory, 4);
            case VTD_SS, VTD_FS -> new VtD(driver, found, memory, 4);
            case GENERIC_PT_AMDV1, GENERIC_PT_VTDSS, GENERIC_PT_X86_64 -> new GenericPt(driver, found, memory);
            case EXYNOS -> new Exynos(found, memory);
            case RISCV_IOMMU_6_18 -> new RiscvIommu(found, memory, 4);
        };
    }

    private static PageTableFormat named(String format) {
        return Formats.named(format).orElseThrow(() -> new IllegalArgumentException("no format `" + format + "`"));
    }
}
