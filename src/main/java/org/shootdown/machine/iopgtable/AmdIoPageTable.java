package org.shootdown.machine.iopgtable;

import java.util.OptionalLong;
import org.shootdown.machine.format.PageTableFormat;

/** What AMD's host and guest tables are alike in. */
abstract class AmdIoPageTable extends IoPageTable {

    AmdIoPageTable(Driver driver, PageTableFormat format, TableMemory memory) {
        super(driver, format, memory);
    }

    /** Clears what fetch_pte finds at an address; yields what that covered, or nothing if there is none. */
    abstract OptionalLong clear(long iova);

    /** iommu_v1_unmap_pages, iommu_v2_unmap_pages: one leaf after another, until there is none or enough is gone. */
    @Override
    final Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        long size = count * pageSize;
        long unmapped = 0;
        long at = iova;
        while (Long.compareUnsigned(unmapped, size) < 0) {
            OptionalLong cleared = clear(at);
            if (cleared.isEmpty()) {
                break;
            }
            long leaf = cleared.getAsLong();
            at = (at & -leaf) + leaf;
            unmapped += leaf;
        }
        if (unmapped != 0) {
            // amd_iommu_unmap_pages: from the first byte that was asked for, even in the middle of a leaf.
            gather.add(iova, unmapped);
            record(new Event.Gathered(iova, unmapped));
        }
        return Outcome.Done.of(unmapped);
    }
}
