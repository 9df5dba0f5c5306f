package org.shootdown.machine.iopgtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.machine.iopgtable.Domain.G;
import static org.shootdown.machine.iopgtable.Domain.IOVA;
import static org.shootdown.machine.iopgtable.Domain.K;
import static org.shootdown.machine.iopgtable.Domain.M;
import static org.shootdown.machine.iopgtable.Domain.PADDR;

import org.junit.jupiter.api.Test;

/** What the drivers of 4.15 and 6.6 do otherwise than those of 6.12 (DriverSemanticsTest), each on a case of its own. */
class ErasTest {

    private static Domain amd(Driver driver) {
        return new Domain(driver, driver.name().startsWith("AMD_V2") ? "amd_v2" : "amd_v1");
    }

    private static Domain vtd() {
        return new Domain(Driver.VTD_SS_4_15, "vtd_ss");
    }

    @Test
    void amdOf415ReplacesNothing() {
        Domain d = amd(Driver.AMD_IOMMU_4_15).with(IOVA, PADDR, 2 * M);
        assertEquals("0 EBUSY", d.map(IOVA, 7 * G, 2 * M));
        assertEquals("0 ENOMEM", d.map(IOVA, 7 * G, 4 * K));
        assertEquals("", d.events());
        assertEquals("5G", d.at(IOVA));
    }

    @Test
    void amdOf415KeepsATableForEver() {
        Domain d = amd(Driver.AMD_IOMMU_4_15).with(IOVA, PADDR, 4 * K);
        assertEquals("4K", d.unmap(IOVA, 4 * K, 1));
        assertEquals("flush everything", d.events());
        assertEquals("0 EBUSY", d.map(IOVA, PADDR, 2 * M));
    }

    /** Where no table is all that it could map counts; in a table each empty entry does. */
    @Test
    void amdOf415CountsWhatIsNotMapped() {
        Domain d = amd(Driver.AMD_IOMMU_4_15).with(IOVA, PADDR, 4 * K);
        assertEquals("4K", d.unmap(IOVA + 4 * K, 4 * K, 1));
        assertEquals("2M", d.unmap(IOVA + 2 * M, 4 * K, 1));
        assertEquals("1G", d.unmap(IOVA + G + 4 * K, 4 * K, 1));
        assertEquals("5G", d.at(IOVA));
    }

    /** Before 5.7 a lack of memory for a new root was no error. */
    @Test
    void amdOf415AsksForMemoryForEver() {
        Domain d = amd(Driver.AMD_IOMMU_4_15);
        d.grants = false;
        assertEquals("alloc_pte asks for memory for ever", d.map(1L << 40, PADDR, 4 * K));
    }

    @Test
    void amdBefore613SetsWhatIsLargerThanItsTablesInTheWrongOne() {
        for (Driver driver : new Driver[] {Driver.AMD_IOMMU_4_15, Driver.AMD_V1_6_6}) {
            assertEquals("alloc_pte sets a leaf of a level above the root in the root", amd(driver).map(0, 0, 1L << 40));
            assertEquals("1024G", amd(driver).map(1L << 40, 0, 1L << 40));
        }
        assertEquals("1024G", amd(Driver.AMD_V1).map(0, 0, 1L << 40));
    }

    @Test
    void amdOf66FlushesAllWhereALargeLeafGoes() {
        Domain d = amd(Driver.AMD_V1_6_6).with(IOVA, PADDR, 2 * M);
        assertEquals("4K", d.map(IOVA, 7 * G, 4 * K));
        assertEquals("allocated, flush everything", d.events());
        assertEquals("nothing", d.at(IOVA + 4 * K));
    }

    @Test
    void amdV2Of66FlushesOnePageWhereALargeLeafWasSet() {
        Domain d = amd(Driver.AMD_V2_6_6).with(IOVA, PADDR, 4 * K);
        assertEquals("2M", d.map(IOVA, 7 * G, 2 * M));
        assertEquals("freed, flush leaves_and_walks 3G+4K", d.events());
        d.map(IOVA + 2 * M, PADDR, 4 * K);
        d.events();
        assertEquals("4M", d.map(IOVA + 2 * M, 9 * G, 2 * M, 2, Prot.READ_WRITE));
        assertEquals("freed, flush everything", d.events());
    }

    @Test
    void vtdOf415FlushesNothingForASuperpage() {
        Domain d = vtd().with(IOVA, PADDR, 4 * K).with(IOVA + 2 * M, PADDR, 2 * M);
        assertEquals("4M", d.map(IOVA, 8 * G, 4 * M));
        assertEquals("freed", d.events());
        assertEquals("8G", d.at(IOVA));
        assertEquals("8194M", d.at(IOVA + 2 * M));
    }

    /** The table is given back behind the flush, and the driver returns behind that. */
    @Test
    void vtdOf415FlushesAsItUnmaps() {
        Domain d = vtd().with(IOVA, PADDR, 4 * K);
        assertEquals("2M", d.unmap(IOVA, 2 * M, 1));
        assertEquals("deferred, flush leaves_and_walks 3G+2M, freed", d.events());
    }

    /** From the middle of a hole 6.12 unmaps beyond it; 4.15 only says so. */
    @Test
    void vtdOf415UnmapsNothingBehindAHole() {
        Domain d = vtd().with(IOVA, PADDR, 4 * K).with(IOVA + 4 * M, PADDR, 4 * K);
        assertEquals("2M", d.unmap(IOVA + 3 * M, 4 * K, 1));
        assertEquals("5G", d.at(IOVA + 4 * M));
        Domain now = Domain.vtd().with(IOVA, PADDR, 4 * K).with(IOVA + 4 * M, PADDR, 4 * K);
        assertEquals("2M", now.unmap(IOVA + 3 * M, 4 * K, 1));
        assertEquals("nothing", now.at(IOVA + 4 * M));
    }

    @Test
    void vtdOf415StopsTheKernelBeyondItsTables() {
        assertEquals("0 EFAULT", vtd().map(1L << 48, PADDR, 4 * K));
        assertEquals("__domain_mapping: BUG_ON(!domain_pfn_supported())", vtd().map(-4 * K, PADDR, 4 * K));
        String bug = "intel_iommu_unmap: BUG_ON(), the address is beyond the tables";
        assertTrue(vtd().tables.unmapPages(1L << 48, 4 * K, 1, Gather.strict()) instanceof Outcome.Undefined u
                && u.because().equals(bug));
    }

    /** The core called for one page at a time, so that no larger leaf is made of many small pages. */
    @Test
    void theCoreOf415CallsForOnePage() {
        Domain d = vtd();
        assertEquals(Outcome.Done.of(6 * M), IommuCore.map(d.tables, IOVA, 8 * G, 6 * M, Prot.READ_WRITE));
        assertEquals(Outcome.Done.of(6 * M), IommuCore.unmap(d.tables, IOVA, 6 * M));
        assertEquals("allocated, allocated, flush leaves 3G+4M, flush leaves 3076M+2M", d.events());
    }
}
