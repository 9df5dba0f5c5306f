package org.shootdown.machine.iopgtable;

import java.util.Optional;
import org.shootdown.machine.format.PageTableFormat;

/** What AMD's host and guest tables are alike in. */
abstract class AmdIoPageTable extends IoPageTable {

    AmdIoPageTable(Driver driver, PageTableFormat format, TableMemory memory) {
        super(driver, format, memory);
    }

    /** Where a walk ended; {@code shift}: what is covered from there, as a power of two. */
    record Place(long table, int index, int shift) {}

    /** fetch_pte: where an address is mapped, or would be; nothing where there is no table for it. */
    abstract Optional<Place> fetch(long iova);

    /** Clears what is at a place. */
    abstract void clear(Place place);

    final int level(Place place) {
        return (place.shift() - format().pageShift()) / 9;
    }

    /** iommu_v1_unmap_pages, iommu_v2_unmap_pages: one leaf after another, until there is none or enough is gone. */
    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        long size = count * pageSize;
        long unmapped = 0;
        long at = iova;
        while (Long.compareUnsigned(unmapped, size) < 0) {
            Optional<Place> place = fetch(at);
            if (place.isEmpty()) {
                break;
            }
            clear(place.get());
            long leaf = 1L << place.get().shift();
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
