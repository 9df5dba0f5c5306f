package org.shootdown.machine.iopgtable;

import java.util.Optional;

/**
 * What stands above every driver: iommu_map and iommu_unmap of drivers/iommu/iommu.c, 6.12. They choose page sizes,
 * call the driver until all is done, take back what was mapped before an error, and flush what was gathered. Before 5.14
 * they called for one page at a time, which the drivers of that time say.
 */
public final class IommuCore {

    /** A page size and how many pages of it. */
    private record Run(long pageSize, long count) {}

    private IommuCore() {}

    /** iommu_map: the bytes that stay mapped are those of the outcome: all, or none with an error. */
    public static Outcome map(IoPageTable tables, long iova, long paddr, long size, Prot prot) {
        if (((iova | paddr | size) & smallest(tables) - 1) != 0) {
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        long done = 0;
        while (done != size) {
            Run run = choose(tables, iova + done, paddr + done, size - done);
            Outcome outcome = tables.mapPages(iova + done, paddr + done, run.pageSize(), run.count(), prot);
            if (!(outcome instanceof Outcome.Done)) {
                return outcome;
            }
            Outcome.Done part = (Outcome.Done) outcome;
            done += part.bytes();
            if (part.error().isPresent()) {
                Outcome undone = unmap(tables, iova, done);
                return undone instanceof Outcome.Undefined ? undone : new Outcome.Done(0, part.error());
            }
        }
        tables.syncMap();
        return new Outcome.Done(size, Optional.empty());
    }

    /** iommu_unmap: what it returns can be more than was asked for, or less. */
    public static Outcome unmap(IoPageTable tables, long iova, long size) {
        Gather gather = Gather.strict();
        Outcome outcome = unmapFast(tables, iova, size, gather);
        if (outcome instanceof Outcome.Done) {
            tables.sync(gather);
        }
        return outcome;
    }

    /** iommu_unmap_fast: what is to be flushed, and freed after that, stays in the gather. */
    public static Outcome unmapFast(IoPageTable tables, long iova, long size, Gather gather) {
        if (((iova | size) & smallest(tables) - 1) != 0) {
            return Outcome.Done.of(0);
        }
        long unmapped = 0;
        while (Long.compareUnsigned(unmapped, size) < 0) {
            Run run = choose(tables, iova + unmapped, iova + unmapped, size - unmapped);
            Outcome outcome = tables.unmapPages(iova + unmapped, run.pageSize(), run.count(), gather);
            if (!(outcome instanceof Outcome.Done)) {
                return outcome;
            }
            long bytes = ((Outcome.Done) outcome).bytes();
            if (bytes == 0) {
                break;
            }
            unmapped += bytes;
        }
        return Outcome.Done.of(unmapped);
    }

    private static long smallest(IoPageTable tables) {
        return Long.lowestOneBit(tables.pageSizes());
    }

    /** iommu_pgsize: the largest page that fits, and as many as come before a larger one could be used. */
    private static Run choose(IoPageTable tables, long iova, long paddr, long size) {
        long sizes = tables.pageSizes();
        long merged = iova | paddr;
        long fits = sizes & (Long.highestOneBit(size) << 1) - 1;
        if (merged != 0) {
            fits &= (Long.lowestOneBit(merged) << 1) - 1;
        }
        long page = Long.highestOneBit(fits);
        long larger = Long.lowestOneBit(sizes & -(page << 1));
        long left = size;
        if (larger != 0 && ((iova ^ paddr) & larger - 1) == 0) {
            long before = larger - (merged & larger - 1);
            if (Long.compareUnsigned(before, size) < 0 && Long.compareUnsigned(larger, size - before) <= 0) {
                left = before;
            }
        }
        return new Run(page, tables.takesOnePage() ? 1 : Long.divideUnsigned(left, page));
    }
}
