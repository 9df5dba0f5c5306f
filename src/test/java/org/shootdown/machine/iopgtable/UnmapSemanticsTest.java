package org.shootdown.machine.iopgtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.machine.iopgtable.Domain.G;
import static org.shootdown.machine.iopgtable.Domain.IOVA;
import static org.shootdown.machine.iopgtable.Domain.K;
import static org.shootdown.machine.iopgtable.Domain.M;
import static org.shootdown.machine.iopgtable.Domain.PADDR;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unmapping parts, and holes: what was observed of Linux 6.12's code, and what 6.18's says. */
class UnmapSemanticsTest {

    // Unmap of a part of a block.

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void armSplitsABlock(boolean queued) {
        Domain d = Domain.arm(Driver.IO_PGTABLE_ARM_6_12).with(IOVA, PADDR, 2 * M);
        Gather gather = queued ? Gather.queued() : Gather.strict();
        assertEquals(Outcome.Done.of(8 * K), d.tables.unmapPages(IOVA + 4 * K, 4 * K, 2, gather));
        assertEquals("allocated, gather 3145732K+4K, gather 3145736K+4K", d.events());
        assertEquals("5G", d.at(IOVA));
        assertEquals("nothing", d.at(IOVA + 8 * K));
        assertEquals("5242892K", d.at(IOVA + 12 * K));
        d.tables.sync(gather);
        assertEquals(queued ? "" : "flush leaves 3145732K+8K", d.events());
    }

    @Test
    void armSplitsLevelByLevel() {
        Domain d = Domain.arm(Driver.IO_PGTABLE_ARM_6_12).with(IOVA, PADDR, G);
        assertEquals("4K", d.unmap(IOVA + 2 * M, 4 * K, 1));
        assertEquals("allocated, allocated, gather 3074M+4K, flush leaves 3074M+4K", d.events());
        assertEquals("5G", d.at(IOVA));
        assertEquals("nothing", d.at(IOVA + 2 * M));
        assertEquals("5244932K", d.at(IOVA + 2 * M + 4 * K));
    }

    @Test
    void aSplitWithoutMemoryUnmapsNothing() {
        Domain d = Domain.arm(Driver.IO_PGTABLE_ARM_6_12);
        d.map(IOVA, PADDR, 2 * M);
        d.grants = false;
        assertEquals("0", d.unmap(IOVA, 4 * K, 1));
        assertEquals("5G", d.at(IOVA));
    }

    @ParameterizedTest
    @CsvSource({"IO_PGTABLE_ARM_6_18, arm_lpae_s1, 2M", "MALI_6_18, mali_lpae, 2M",
        "IO_PGTABLE_ARM_V7S_6_18, arm_v7s, 1M", "IO_PGTABLE_ARM_V7S_6_18, arm_v7s, 64K", "EXYNOS, exynos, 1M",
        "EXYNOS, exynos, 64K"})
    void aPartIsRefused(Driver driver, String format, String block) {
        long size = switch (block) {
            case "2M" -> 2 * M;
            case "1M" -> M;
            default -> 64 * K;
        };
        Domain d = new Domain(driver, format).with(G, 2 * G, size);
        assertEquals("0", d.unmap(G, 4 * K, 1));
        assertTrue(d.warned());
        assertEquals("2G", d.at(G));
        assertEquals(block, d.unmap(G, size, 1));
    }

    @Test
    void v7sSplitsARunAndFlushesFromThePageOn() {
        Domain d = Domain.v7s(Driver.IO_PGTABLE_ARM_V7S_6_12).with(G, 2 * G, 64 * K);
        assertEquals("4K", d.unmap(G + 8 * K, 4 * K, 1));
        assertEquals("flush leaves_and_walks 1048584K+64K, gather 1048584K+4K, flush leaves 1048584K+4K", d.events());
        assertEquals("2G", d.at(G));
        assertEquals("nothing", d.at(G + 8 * K));
        assertEquals("2097164K", d.at(G + 12 * K));
    }

    /** The section's address gets lost: the rest leads to what is at physical address 0 and on. */
    @Test
    void v7sSplitsASectionIntoPagesOfOtherMemory() {
        Domain d = Domain.v7s(Driver.IO_PGTABLE_ARM_V7S_6_12).with(G, 2 * G, M);
        assertEquals("4K", d.unmap(G + 4 * K, 4 * K, 1));
        assertEquals("allocated, gather 1048580K+4K, flush leaves 1048580K+4K", d.events());
        assertEquals("0", d.at(G));
        assertEquals("12K", d.at(G + 12 * K));
        assertEquals("nothing", d.at(G + 4 * K));
    }

    @Test
    void v7sCannotSplitASupersectionToPagesButInItsFirstMegabyte() {
        Domain d = Domain.v7s(Driver.IO_PGTABLE_ARM_V7S_6_12);
        d.map(G, 2 * G, 16 * M);
        assertEquals("0", d.unmap(G + M, 4 * K, 1));
        assertEquals("2049M", d.at(G + M));
        assertEquals("1M", d.unmap(G + M, M, 1), "it is sixteen sections now");
        assertEquals("2G", d.at(G));
    }

    @ParameterizedTest
    @CsvSource({"AMD_V1, amd_v1", "AMD_V2, amd_v2"})
    void amdUnmapsAllOfALeafFromItsMiddle(Driver driver, String format) {
        Domain d = new Domain(driver, format).with(IOVA, PADDR, 2 * M);
        assertEquals("2M", d.unmap(IOVA + M, 4 * K, 1));
        // The range is from the byte that was asked for: it is not the leaf's.
        assertEquals("gather 3073M+2M, flush leaves_and_walks 3073M+2M", d.events());
        assertEquals("nothing", d.at(IOVA));
    }

    @ParameterizedTest
    @CsvSource({"AMD_V1, amd_v1", "AMD_V2, amd_v2"})
    void amdGoesOnAtTheEndOfTheLeaf(Driver driver, String format) {
        Domain d = new Domain(driver, format);
        d.map(IOVA, PADDR, 2 * M);
        d.map(IOVA + 2 * M, PADDR, 4 * K);
        assertEquals("4M", d.unmap(IOVA + M, 4 * K, 1024));
        assertEquals("nothing", d.at(IOVA + 2 * M));
    }

    @Test
    void amdV1UnmapsAllCopies() {
        Domain d = Domain.amdV1();
        d.map(IOVA, PADDR, 16 * K);
        assertEquals("16K", d.unmap(IOVA + 4 * K, 4 * K, 1));
        assertEquals("nothing", d.at(IOVA));
        assertEquals("nothing", d.at(IOVA + 12 * K));
    }

    @Test
    void vtdUnmapsAllOfASuperpageFromItsStartOnly() {
        Domain d = Domain.vtd().with(IOVA, PADDR, 2 * M);
        assertEquals("2M", d.unmap(IOVA, 4 * K, 1));
        assertEquals("gather 3G+2M, flush leaves 3G+2M", d.events());
        d.map(IOVA, PADDR, 2 * M);
        assertEquals("the frame of the superpage is read as a table", d.unmap(IOVA + 4 * K, 4 * K, 1));
    }

    @Test
    void riscvUnmapsAllFromTheStartAndStopsElsewhere() {
        Domain d = Domain.riscv();
        d.map(IOVA, PADDR, 2 * M);
        assertEquals("0", d.unmap(IOVA + 4 * K, 4 * K, 1));
        assertEquals("5G", d.at(IOVA));
        d.events();
        assertEquals("2M", d.unmap(IOVA, 4 * K, 1));
        assertEquals("gather 3G+2M, flush everything", d.events());
    }

    // Holes.

    @ParameterizedTest
    @CsvSource({
        "IO_PGTABLE_ARM_6_12, arm_lpae_s1, 0, 0",
        "IO_PGTABLE_ARM_6_18, arm_lpae_s1, -2, -2",
        "IO_PGTABLE_ARM_V7S_6_12, arm_v7s, 0, 0",
        "IO_PGTABLE_DART, dart_4k, 0, 0",
        "AMD_V1, amd_v1, 0, 4K",
        "AMD_V2, amd_v2, 0, 4K",
        "VTD_SS, vtd_ss, 512G, 4K",
        "EXYNOS, exynos, 4K, 4K",
        "RISCV_IOMMU_6_18, riscv_iommu, 0, 0"
    })
    void ofAHoleItReturns(Driver driver, String format, String withoutTables, String inATable) {
        Domain d = new Domain(driver, format);
        assertEquals(withoutTables, d.unmap(G, 4 * K, 1));
        d.map(G, M, 4 * K);
        assertEquals(inATable, d.unmap(G + 8 * K, 4 * K, 1));
        assertEquals("1M", d.at(G));
    }

    /** The size is that of the hole, but it is counted from the address. */
    @Test
    void vtdUnmapsBeyondAHole() {
        Domain d = Domain.vtd();
        d.map(G, PADDR, 2 * M);
        d.map(G + 4 * M, PADDR, 4 * K);
        assertEquals("2M", d.unmap(G + 3 * M, 4 * K, 1));
        assertEquals("nothing", d.at(G + 4 * M));
        assertEquals("5G", d.at(G));
    }

    @ParameterizedTest
    @CsvSource({"IO_PGTABLE_ARM_6_12, arm_lpae_s1", "IO_PGTABLE_ARM_6_18, arm_lpae_s1", "IO_PGTABLE_DART, dart_4k"})
    void aCountEndsAtTheFirstHole(Driver driver, String format) {
        Domain d = new Domain(driver, format);
        d.map(G, M, 4 * K, 2, Prot.READ_WRITE);
        d.map(G + 12 * K, M, 4 * K);
        assertEquals("8K", d.unmap(G, 4 * K, 4));
        assertEquals("1M", d.at(G + 12 * K));
    }
}
