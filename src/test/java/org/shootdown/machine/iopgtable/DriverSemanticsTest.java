package org.shootdown.machine.iopgtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.machine.iopgtable.Domain.G;
import static org.shootdown.machine.iopgtable.Domain.IOVA;
import static org.shootdown.machine.iopgtable.Domain.K;
import static org.shootdown.machine.iopgtable.Domain.M;
import static org.shootdown.machine.iopgtable.Domain.PADDR;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Mapping, sizes, ranges and tables: what was observed of Linux 6.12's code, and what 6.18's says. */
class DriverSemanticsTest {

    // Map over a live leaf.

    @ParameterizedTest
    @CsvSource({
        "IO_PGTABLE_ARM_6_12, arm_lpae_s1, EEXIST",
        "IO_PGTABLE_ARM_6_18, arm_lpae_s2, EEXIST",
        "MALI_6_12, mali_lpae, EEXIST",
        "IO_PGTABLE_ARM_V7S_6_12, arm_v7s, EEXIST",
        "IO_PGTABLE_DART, dart_4k, EEXIST",
        "EXYNOS, exynos, EADDRINUSE"
    })
    void aLiveLeafIsNotReplaced(Driver driver, String format, String error) {
        Domain d = new Domain(driver, format);
        long page = 4 * K;
        assertEquals("4K", d.map(page, 8 * M, page));
        d.events();
        assertEquals("0 " + error, d.map(page, 9 * M, page));
        assertTrue(d.warned());
        assertEquals("8M", d.at(page));
    }

    @Test
    void amdV1ReplacesALeafWithoutAFlush() {
        Domain d = Domain.amdV1().with(IOVA, PADDR, 4 * K);
        assertEquals("4K", d.map(IOVA, PADDR + M, 4 * K));
        assertEquals("", d.events());
        assertEquals("5121M", d.at(IOVA));
    }

    @Test
    void amdV1DropsALargeLeafAndFlushesOnlyWhatIsMapped() {
        Domain d = Domain.amdV1().with(IOVA, PADDR, 2 * M);
        assertEquals("4K", d.map(IOVA + 8 * K, 0x7000, 4 * K));
        assertEquals("allocated, flush leaves_and_walks 3145736K+4K", d.events());
        assertEquals("nothing", d.at(IOVA));
        assertEquals("28K", d.at(IOVA + 8 * K));
    }

    /** What a device finds and what the kernel finds are no longer the same. */
    @Test
    void amdV1RewritesOneCopyOfALeafInSeveralEntries() {
        Domain d = Domain.amdV1();
        d.map(IOVA, PADDR, 16 * K);
        d.map(IOVA, 7 * G, 4 * K);
        assertEquals(new Outcome.Found(7 * G), d.tables.deviceSees(IOVA));
        assertEquals(new Outcome.Found(PADDR + 4 * K), d.tables.deviceSees(IOVA + 4 * K));
        assertEquals(new Outcome.Found(7 * G + 4 * K), d.tables.iovaToPhys(IOVA + 4 * K));
        assertEquals("4K", d.unmap(IOVA, 4 * K, 1));
        assertEquals(new Outcome.Nothing(), d.tables.iovaToPhys(IOVA + 4 * K));
        assertEquals(new Outcome.Found(PADDR + 4 * K), d.tables.deviceSees(IOVA + 4 * K));
        assertEquals("16K", d.unmap(IOVA + 4 * K, 4 * K, 1));
        assertEquals("nothing", d.at(IOVA + 8 * K));
    }

    @Test
    void amdV1LosesATableThatTookACopysPlace() {
        Domain d = Domain.amdV1();
        d.map(IOVA, PADDR, 4 * M);
        d.map(IOVA, 7 * G, 2 * M);
        d.map(IOVA, 8 * G, 4 * K);
        int tables = d.memory.count();
        assertTrue(d.tables.iovaToPhys(IOVA + 2 * M) instanceof Outcome.Undefined);
        d.events();
        assertEquals("4M", d.unmap(IOVA + 2 * M, 4 * K, 1));
        assertEquals("leaked, gather 3074M+4M, flush leaves_and_walks 3074M+4M", d.events());
        assertEquals(tables, d.memory.count());
        assertEquals("nothing", d.at(IOVA));
    }

    @Test
    void amdV2ReplacesSmallLeavesAndFreesTheFrameOfLargeOnes() {
        Domain d = Domain.amdV2().with(IOVA, PADDR, 4 * K);
        assertEquals("4K", d.map(IOVA, 7 * G, 4 * K));
        assertEquals("flush leaves_and_walks 3G+4K", d.events());
        d.map(IOVA + 2 * M, PADDR, 2 * M);
        String bad = "v2_alloc_pte takes the frame of the live leaf for a table and frees it";
        assertEquals(bad, d.map(IOVA + 2 * M, PADDR, 2 * M));
        assertEquals(bad, d.unmap(IOVA, 4 * K, 1));
        assertEquals(bad, d.at(IOVA));
    }

    @Test
    void vtdKeepsASmallLeafAndReportsSuccess() {
        Domain d = Domain.vtd().with(IOVA, PADDR, 4 * K);
        assertEquals("4K", d.map(IOVA, PADDR + M, 4 * K));
        assertTrue(d.warned());
        assertEquals("5G", d.at(IOVA));
    }

    /** By the code of switch_to_super_page; not among what was run. */
    @Test
    void vtdReplacesASuperpageByAnother() {
        Domain d = Domain.vtd().with(IOVA, PADDR, 2 * M);
        assertEquals("2M", d.map(IOVA, 7 * G, 2 * M));
        assertEquals("flush leaves_and_walks 3G+2M", d.events());
        assertEquals("7G", d.at(IOVA));
    }

    @Test
    void vtdReadsASuperpageAsATable() {
        Domain d = Domain.vtd();
        d.map(IOVA, PADDR, 2 * M);
        assertEquals("the frame of the superpage is read as a table", d.map(IOVA + 4 * K, PADDR, 4 * K));
    }

    @Test
    void riscvReplacesALeafWithoutAFlushButNothingInsideALargerOne() {
        Domain d = Domain.riscv().with(IOVA, PADDR, 2 * M);
        assertEquals("2M", d.map(IOVA, 7 * G, 2 * M));
        assertEquals("", d.events());
        assertEquals("7G", d.at(IOVA));
        assertEquals("0 ENOMEM", d.map(IOVA, PADDR, 4 * K));
        assertEquals("7G", d.at(IOVA));
    }

    // A block over a table of smaller pages.

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "IO_PGTABLE_ARM_6_12 | arm_lpae_s1 | flush leaves_and_walks 1G+2M, freed",
        "IO_PGTABLE_ARM_6_18 | arm_lpae_s2 | flush leaves_and_walks 1G+2M, freed",
        "MALI_6_12 | mali_lpae | freed",
        "AMD_V1 | amd_v1 | flush leaves_and_walks 1G+2M, freed",
        "AMD_V2 | amd_v2 | freed, flush leaves_and_walks 1G+2M",
        "VTD_SS | vtd_ss | freed, flush leaves_and_walks 1G+2M",
        "VTD_FS | vtd_fs | freed, flush leaves_and_walks 1G+2M",
        "RISCV_IOMMU_6_18 | riscv_iommu | flush everything, freed"
    })
    void aTableIsFreedBeforeOrAfterTheFlush(Driver driver, String format, String events) {
        Domain d = new Domain(driver, format);
        d.map(G, PADDR, 4 * K, 3, Prot.READ_WRITE);
        d.events();
        assertEquals("2M", d.map(G, 4 * G, 2 * M));
        assertEquals(events, d.events());
        assertEquals("4194305K", d.at(G + K));
        assertEquals("nothing", d.at(G + 2 * M));
    }

    @Test
    void v7sFreesTheTableUnderASection() {
        Domain d = Domain.v7s(Driver.IO_PGTABLE_ARM_V7S_6_12).with(G, M, 4 * K);
        assertEquals("1M", d.map(G, 2 * M, M));
        assertEquals("flush leaves_and_walks 1G+1M, freed", d.events());
        d.map(G + M, 5 * M, 4 * K);
        assertEquals("0 EEXIST", d.map(G, 16 * M, 16 * M), "the first megabyte is a section");
    }

    @Test
    void v7sLosesTablesBeforeTheLeafThatIsInTheWay() {
        Domain d = Domain.v7s(Driver.IO_PGTABLE_ARM_V7S_6_18);
        d.map(G, M, 4 * K);
        d.map(G + M, M, M);
        assertEquals("0 EEXIST", d.map(G, 16 * M, 16 * M));
        assertEquals("nothing", d.at(G));
        assertEquals("1M", d.at(G + M));
    }

    @Test
    void exynosFreesOnlyAnEmptyTableAndDoesNotFlush() {
        Domain d = Domain.exynos();
        d.map(G, M, 4 * K);
        assertEquals("0 EADDRINUSE", d.map(G, 2 * M, M));
        d.unmap(G, 4 * K, 1);
        d.events();
        assertEquals("1M", d.map(G, 2 * M, M));
        assertEquals("freed", d.events());
    }

    /** dma_pte_clear_range goes on with the size of the first leaf that it meets. */
    @Test
    void vtdLosesTheTablesAfterASuperpageUnderALargerOne() {
        Domain d = Domain.vtd();
        d.map(G, PADDR, 2 * M);
        d.map(G + 2 * M, PADDR, 4 * K);
        d.events();
        int tables = d.memory.count();
        assertEquals("1G", d.map(G, 4 * G, G));
        assertEquals("leaked, freed, flush leaves_and_walks 1G+1G", d.events());
        assertEquals(tables - 1, d.memory.count());
    }

    /** A hole before them lets dma_pte_clear_range pass over the rest, so that all is found and freed. */
    @Test
    void vtdLosesNothingAfterAHole() {
        Domain d = Domain.vtd();
        d.map(G + 2 * M, PADDR, 2 * M);
        d.map(G + 4 * M, PADDR, 4 * K);
        d.events();
        assertEquals("1G", d.map(G, 4 * G, G));
        assertEquals("freed, freed, flush leaves_and_walks 1G+1G", d.events());
    }

    // A count that crosses a table.

    @ParameterizedTest
    @CsvSource({
        "IO_PGTABLE_ARM_6_12, arm_lpae_s1, 8K", "IO_PGTABLE_DART, dart_4k, 8K", "IO_PGTABLE_ARM_V7S_6_12, arm_v7s, 16K",
        "AMD_V1, amd_v1, 16K", "AMD_V2, amd_v2, 16K", "VTD_SS, vtd_ss, 16K", "RISCV_IOMMU_6_18, riscv_iommu, 16K",
        "EXYNOS, exynos, 4K"
    })
    void oneCallDoesAllOrOneTableOrOnePage(Driver driver, String format, String done) {
        Domain d = new Domain(driver, format);
        long iova = G + 2 * M - 8 * K;
        assertEquals(done, d.map(iova, M, 4 * K, 4, Prot.READ_WRITE));
        assertEquals(Outcome.Done.of(16 * K), IommuCore.map(d.tables, G + 4 * M - 8 * K, M, 16 * K, Prot.READ_WRITE));
        assertEquals(done, d.unmap(G + 4 * M - 8 * K, 4 * K, 4));
    }

    // Empty tables.

    @ParameterizedTest
    @EnumSource(value = Driver.class, names = {"IO_PGTABLE_ARM_6_12", "AMD_V1", "AMD_V2", "RISCV_IOMMU_6_18"})
    void emptyTablesStay(Driver driver) {
        String format = driver == Driver.IO_PGTABLE_ARM_6_12
                ? "arm_lpae_s1"
                : driver.name().toLowerCase(Locale.ROOT).replace("_6_18", "");
        Domain d = new Domain(driver, format);
        d.map(IOVA, PADDR, 4 * K, 512, Prot.READ_WRITE);
        int tables = d.memory.count();
        assertEquals("2M", d.unmap(IOVA, 4 * K, 512));
        assertEquals(tables, d.memory.count());
    }

    @Test
    void armFreesATableThatIsUnmappedByTheBlock() {
        Domain d = Domain.arm(Driver.IO_PGTABLE_ARM_6_18).with(IOVA, PADDR, 4 * K);
        assertEquals("2M", d.unmap(IOVA, 2 * M, 1));
        assertEquals("flush leaves_and_walks 3G+2M, freed, gather 3G+2M, flush leaves 3G+2M", d.events());
    }

    @Test
    void amdV1KeepsATableThatIsUnmappedByTheBlock() {
        Domain d = Domain.amdV1();
        d.map(IOVA, PADDR, 4 * K);
        int tables = d.memory.count();
        assertEquals("2M", d.unmap(IOVA, 2 * M, 1));
        assertEquals(tables, d.memory.count());
    }

    @Test
    void vtdFreesATableAfterTheFlushIfOneUnmapCoversIt() {
        Domain d = Domain.vtd();
        d.map(IOVA, PADDR + 4 * K, 4 * K, 511, Prot.READ_WRITE);
        d.events();
        int tables = d.memory.count();
        assertEquals("1M", d.unmap(IOVA, 4 * K, 256));
        assertEquals(tables, d.memory.count());
        d.events();
        assertEquals("2M", d.unmap(IOVA, 4 * K, 512));
        assertEquals("deferred, gather 3G+2M, flush leaves_and_walks 3G+2M, freed", d.events());
    }

    @Test
    void vtdFreesTheRootWithAllOfTheAddressSpace() {
        Domain d = Domain.vtd();
        d.map(IOVA, PADDR, 4 * K);
        assertEquals("262144G", d.unmap(0, G, 1L << 18));
        assertEquals(0, d.memory.count());
        assertEquals(
                "the first table was freed with the unmap of the whole address space", d.map(IOVA, PADDR, 4 * K));
    }

    // The choice of page size.

    @Test
    void vtdChoosesItsOwnSizes() {
        Domain d = Domain.vtd();
        d.map(IOVA, PADDR, 4 * K, 513, Prot.READ_WRITE);
        assertEquals("2M", d.unmap(IOVA, 4 * K, 1));
        assertEquals("5122M", d.at(IOVA + 2 * M));
    }

    @ParameterizedTest
    @CsvSource({"IO_PGTABLE_ARM_6_18, arm_lpae_s1", "AMD_V1, amd_v1", "AMD_V2, amd_v2",
        "RISCV_IOMMU_6_18, riscv_iommu"})
    void othersTakeTheCallers(Driver driver, String format) {
        Domain d = new Domain(driver, format);
        d.map(IOVA, PADDR, 4 * K, 512, Prot.READ_WRITE);
        assertEquals("4K", d.unmap(IOVA + 4 * K, 4 * K, 1));
        assertEquals("5G", d.at(IOVA));
    }

    @Test
    void theCoreChoosesTheLargestThatFits() {
        Domain d = Domain.arm(Driver.IO_PGTABLE_ARM_6_18);
        assertEquals(
                Outcome.Done.of(4 * M + 8 * K),
                IommuCore.map(d.tables, 2 * M - 4 * K, 6 * M - 4 * K, 4 * M + 8 * K, Prot.READ_WRITE));
        assertEquals("0", d.unmap(2 * M, 4 * K, 1));
        assertEquals("4K", d.unmap(2 * M - 4 * K, 4 * K, 1));
        assertEquals("4K", d.unmap(6 * M, 4 * K, 1));
    }

    @Test
    void theCoreTakesBackWhatWasMappedBeforeAnError() {
        Domain d = Domain.arm(Driver.IO_PGTABLE_ARM_6_18);
        d.map(4 * M, G, 4 * K);
        assertEquals(
                Outcome.Done.failed(0, Errno.EEXIST),
                IommuCore.map(d.tables, 4 * M - 8 * K, 8 * M - 4 * K, 16 * K, Prot.READ_WRITE));
        assertEquals("nothing", d.at(4 * M - 8 * K));
        assertEquals("1G", d.at(4 * M));
        assertEquals(Outcome.Done.failed(0, Errno.EINVAL), IommuCore.map(d.tables, K, 0, 4 * K, Prot.READ_WRITE));
        assertEquals(Outcome.Done.of(0), IommuCore.unmap(d.tables, K, 4 * K));
    }

    /** intel_iommu_map_pages says nothing of what it mapped before an error, so that the core leaves it. */
    @Test
    void vtdLeavesWhatWasMappedBeforeAnError() {
        Domain d = Domain.vtd();
        d.map(2 * M, G, 4 * K);
        d.unmap(2 * M, 4 * K, 1);
        d.grants = false;
        long start = 4 * M - 4 * K;
        assertEquals(Outcome.Done.failed(0, Errno.ENOMEM), IommuCore.map(d.tables, start, M, 8 * K, Prot.READ_WRITE));
        assertEquals("1M", d.at(start));
    }

    // Rights and ranges.

    @ParameterizedTest
    @CsvSource({
        "IO_PGTABLE_ARM_6_12, arm_lpae_s1, 0 EINVAL", "IO_PGTABLE_ARM_V7S_6_12, arm_v7s, 0 EINVAL",
        "IO_PGTABLE_DART, dart_4k, 0 EINVAL", "AMD_V1, amd_v1, 0 EINVAL", "AMD_V2, amd_v2, 0 EINVAL",
        "VTD_SS, vtd_ss, 0 EINVAL", "EXYNOS, exynos, 4K", "RISCV_IOMMU_6_18, riscv_iommu, 4K"
    })
    void withoutRights(Driver driver, String format, String outcome) {
        assertEquals(outcome, new Domain(driver, format).map(G, M, 4 * K, 1, Prot.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "IO_PGTABLE_ARM_6_12, arm_lpae_s1, 48, 0 ERANGE", "IO_PGTABLE_ARM_V7S_6_12, arm_v7s, 32, 0 ERANGE",
        "IO_PGTABLE_DART, dart_4k, 32, 4K", "AMD_V1, amd_v1, 48, 4K", "AMD_V2, amd_v2, 48, 4K",
        "VTD_SS, vtd_ss, 48, 0 EFAULT", "EXYNOS, exynos, 32, 4K", "RISCV_IOMMU_6_18, riscv_iommu, 48, 4K"
    })
    void beyondTheTables(Driver driver, String format, int bit, String outcome) {
        Domain d = new Domain(driver, format);
        assertEquals(outcome, d.map((1L << bit) + G, M, 4 * K));
        boolean aliases = outcome.equals("4K") && driver != Driver.AMD_V1;
        assertEquals(aliases ? "1M" : "nothing", d.at(G));
    }

    @Test
    void amdV1Grows() {
        Domain d = Domain.amdV1().with(G, M, 4 * K);
        assertEquals("4K", d.map(1L << 50, PADDR, 4 * K));
        assertEquals(
                "allocated, grown, allocated, grown, allocated, allocated, allocated, allocated", d.events());
        assertEquals("1M", d.at(G));
        assertEquals("5G", d.at(1L << 50));
    }

    @Test
    void aWideFirstTableOfStage2() {
        TableMemory memory = new TableMemory();
        IoPageTable tables = IoPageTables.arm(Driver.IO_PGTABLE_ARM_6_12, "arm_lpae_s2", memory, 40, 40);
        assertEquals(2, tables.top());
        assertEquals(0x2000, tables.entries(tables.root(0).orElseThrow()) * 8);
        long iova = (1L << 39) - 4 * K;
        assertEquals(Outcome.Done.of(8 * K), IommuCore.map(tables, iova, M, 8 * K, Prot.READ_WRITE));
        assertEquals(new Outcome.Found(M + 4 * K), tables.deviceSees(1L << 39));
        assertEquals(Optional.empty(), tables.deviceSees(1L << 40) instanceof Outcome.Found f
                ? Optional.of(f) : Optional.empty());
    }

    // Words.

    @ParameterizedTest
    @CsvSource({
        "IO_PGTABLE_ARM_6_12, arm_lpae_s1, 0000000040000e43", "IO_PGTABLE_ARM_6_12, arm_lpae_s2, 00000000400006d7",
        "MALI_6_12, mali_lpae, 00000000400002c1", "IO_PGTABLE_DART, dart_4k, 000fff0040000003",
        "AMD_V1, amd_v1, 7000000040000001", "AMD_V2, amd_v2, 0000000040000067", "VTD_SS, vtd_ss, 0000000040000003",
        "VTD_FS, vtd_fs, 0000000040000067", "RISCV_IOMMU_6_18, riscv_iommu, 00000000100000d7",
        "IO_PGTABLE_ARM_V7S_6_12, arm_v7s, 0000000040000c72", "EXYNOS, exynos, 0000000040000012"
    })
    void theWordOfA4KLeaf(Driver driver, String format, String word) {
        Domain d = new Domain(driver, format);
        d.map(0, G, 4 * K);
        long table = d.tables.root(0).orElseThrow();
        for (int level = d.tables.top(); level > 0; level--) {
            table = d.tables.address(level, d.tables.read(table, 0));
        }
        assertEquals(word, String.format("%016x", d.tables.read(table, 0)));
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void everyDriverSaysWhereItIsFrom(Driver driver) {
        assertFalse(driver.source().isEmpty());
        assertTrue(driver.source().contains(".c:") || driver.source().contains(".c,") || driver.source().contains(".h,"), driver.source());
    }
}
