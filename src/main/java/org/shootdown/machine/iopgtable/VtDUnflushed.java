package org.shootdown.machine.iopgtable;

import org.shootdown.machine.format.PageTableFormat;

/**
 * Intel VT-d's tables in 4.15, by intel-iommu.c of 4.14.190: an unmap flushes by itself, and nothing is flushed when a
 * superpage takes the place of what was there. (Until 5.12: commit 38c527aeb419.)
 */
final class VtDUnflushed extends VtD {

    /** Physical addresses are no longer. */
    private static final int LARGEST = 51;

    VtDUnflushed(Driver driver, PageTableFormat format, TableMemory memory, int levels) {
        super(driver, format, memory, levels);
    }

    /** INTEL_IOMMU_PGSIZES: every power of two, of which the driver makes leaves. */
    @Override
    public long pageSizes() {
        return (1L << LARGEST + 1) - (1L << PAGE);
    }

    @Override
    boolean takesOnePage() {
        return true;
    }

    @Override
    Errno endsAtTheTop() {
        throw new UndefinedBehaviour("__domain_mapping: BUG_ON(!domain_pfn_supported())");
    }

    /** dma_pte_free_pagetable for all superpages at once; no flush. */
    @Override
    void makeRoom(long pfn, long all, long run, int level) {
        freeBelow(pfn, pfn + all * pages(level) - 1, level);
    }

    /** intel_iommu_unmap. */
    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        requireSupported(iova);
        long size = covered(iova, pageSize);
        requireSupported(iova + size - 1);
        Gather own = Gather.strict();
        clear(iova, size, own);
        flush(gatherScope(own), iova & -size, size);
        own.tables().forEach(this::free);
        return Outcome.Done.of(size);
    }

    private void requireSupported(long iova) {
        if (!isSupported(iova >>> PAGE)) {
            throw new UndefinedBehaviour("intel_iommu_unmap: BUG_ON(), the address is beyond the tables");
        }
    }

    /** The step is not rounded down (until 5.16), so that an entry of which the range has only the start is left out. */
    @Override
    long behind(long pfn, int level) {
        return pfn + pages(level);
    }
}
