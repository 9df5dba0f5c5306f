package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.List;

/** What an unmap leaves to be flushed: struct iommu_iotlb_gather of include/linux/iommu.h. */
public final class Gather {

    private final boolean queued;
    private boolean used;
    private long first;
    private long last;
    private long pageSize;
    private final List<Long> tables = new ArrayList<>();

    private Gather(boolean queued) {
        this.queued = queued;
    }

    /** One that is flushed when the unmap is over. */
    public static Gather strict() {
        return new Gather(false);
    }

    /** One of a domain with a flush queue, which flushes everything later. */
    public static Gather queued() {
        return new Gather(true);
    }

    boolean isQueued() {
        return queued;
    }

    boolean isEmpty() {
        return !used;
    }

    long first() {
        return first;
    }

    /** The last byte. */
    long last() {
        return last;
    }

    List<Long> tables() {
        return tables;
    }

    /** iommu_iotlb_gather_add_page has to flush before it adds a page that is elsewhere, or of another size. */
    boolean mustSyncBefore(long iova, long size) {
        long end = iova + size - 1;
        boolean disjoint =
                Long.compareUnsigned(last + 1, iova) < 0 || Long.compareUnsigned(iova, last + 1) > 0 && last != -1L
                        || Long.compareUnsigned(end + 1, first) < 0 && end != -1L;
        return used && (disjoint || pageSize != size);
    }

    void add(long iova, long size) {
        long end = iova + size - 1;
        first = used && Long.compareUnsigned(first, iova) < 0 ? first : iova;
        last = used && Long.compareUnsigned(last, end) > 0 ? last : end;
        pageSize = size;
        used = true;
    }

    void clear() {
        used = false;
        pageSize = 0;
        first = 0;
        last = 0;
        tables.clear();
    }
}
