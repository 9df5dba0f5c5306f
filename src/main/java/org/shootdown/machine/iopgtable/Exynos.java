package org.shootdown.machine.iopgtable;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/**
 * Samsung's System MMU: exynos-iommu.c. An empty entry of the first table leads to a table that is always empty
 * (ZERO_LV2LINK, against a fault of version 3.3). Each call handles one page, whatever the count.
 */
final class Exynos extends IoPageTable {

    private static final int FIRST = 1;
    private static final int SECOND = 0;
    private static final int RUN = 16;
    private static final long SMALL = 1L << 12;
    private static final long LARGE = 1L << 16;
    private static final long SECTION = 1L << 20;

    private final long root;
    private final long zeroLink;

    Exynos(PageTableFormat format, TableMemory memory) {
        super(Driver.EXYNOS, format, memory);
        this.root = allocateRoot(1 << level(FIRST).indexBits());
        this.zeroLink = tableEntry(FIRST, allocateRoot(1 << level(SECOND).indexBits()), Map.of());
        for (int i = 0; i < entries(root); i++) {
            write(root, i, zeroLink);
        }
    }

    @Override
    public long pageSizes() {
        return SMALL | LARGE | SECTION;
    }

    @Override
    OptionalLong root(long iova) {
        return iova >>> format().inputBits() == 0 ? OptionalLong.of(root) : OptionalLong.empty();
    }

    @Override
    int top() {
        return FIRST;
    }

    /** The driver has no iotlb_sync, and gathers nothing. */
    @Override
    Event.Scope gatherScope(Gather gather) {
        return Event.Scope.LEAVES;
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        int index = index(FIRST, iova);
        long entry = read(root, index);
        if (kind(FIRST, entry) == Kind.LEAF) {
            warn("a section is mapped");
            return Outcome.Done.failed(0, Errno.EADDRINUSE);
        }
        return pageSize == SECTION ? mapSection(index, entry, paddr, prot) : mapPage(iova, paddr, pageSize, prot);
    }

    /** lv1set_section: an empty table is freed before the entry changes, and there is no flush. */
    private Outcome mapSection(int index, long entry, long paddr, Prot prot) {
        if (entry != zeroLink) {
            long table = address(FIRST, entry);
            for (int i = 0; i < entries(table); i++) {
                if (read(table, i) != 0) {
                    warn("pages are mapped");
                    return Outcome.Done.failed(0, Errno.EADDRINUSE);
                }
            }
            free(table);
        }
        write(root, index, withAddress(FIRST, leafFor(FIRST, SECTION, prot), paddr));
        return Outcome.Done.of(SECTION);
    }

    /** alloc_lv2entry and lv2set_page. */
    private Outcome mapPage(long iova, long paddr, long pageSize, Prot prot) {
        int index = index(FIRST, iova);
        if (read(root, index) == zeroLink) {
            OptionalLong next = allocate(1 << level(SECOND).indexBits());
            if (next.isEmpty()) {
                return Outcome.Done.failed(0, Errno.ENOMEM);
            }
            write(root, index, tableEntry(FIRST, next.getAsLong(), Map.of()));
            // sysmmu_tlb_invalidate_flpdcache: the link to the empty table may be cached.
            flush(Event.Scope.LEAVES_AND_WALKS, iova, SMALL);
        }
        long table = address(FIRST, read(root, index));
        int start = index(SECOND, iova);
        long leaf = withAddress(SECOND, leafFor(SECOND, pageSize, prot), paddr);
        int pages = (int) (pageSize / SMALL);
        for (int i = 0; i < pages; i++) {
            if (read(table, start + i) != 0) {
                warn("a page is mapped");
                for (int undo = 0; undo < i; undo++) {
                    write(table, start + undo, 0);
                }
                return Outcome.Done.failed(0, Errno.EADDRINUSE);
            }
            write(table, start + i, leaf);
        }
        return Outcome.Done.of(pageSize);
    }

    /** SYSMMU_LV1_PROT and its like; a mapping without rights is made, too, and gives none. */
    private long leafFor(int level, long pageSize, Prot prot) {
        Map<String, Long> fields = new HashMap<>();
        if (format().name().equals("exynos_v5")) {
            fields.put("read", prot.read() ? 1L : 0L);
            fields.put("write", prot.write() ? 1L : 0L);
        } else {
            fields.put("access", prot.isNothing() ? 0L : 1L);
            fields.put("rdonly", prot.read() && !prot.write() ? 1L : 0L);
        }
        return leaf(level, Long.numberOfTrailingZeros(pageSize), fields);
    }

    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        int index = index(FIRST, iova);
        long entry = read(root, index);
        if (kind(FIRST, entry) == Kind.LEAF) {
            if (pageSize < SECTION) {
                return refuse();
            }
            write(root, index, zeroLink);
            return done(iova, SECTION);
        }
        if (entry == zeroLink) {
            return done(iova, pageSize);
        }
        long table = address(FIRST, entry);
        int start = index(SECOND, iova);
        long leaf = read(table, start);
        boolean large = leaf != 0 && leafShift(SECOND, leaf) > shift(SECOND);
        if (large && pageSize < LARGE) {
            return refuse();
        }
        for (int i = 0; i < (large ? RUN : 1); i++) {
            write(table, start + i, 0);
        }
        return done(iova, large ? LARGE : SMALL);
    }

    private Outcome refuse() {
        warn("the size is smaller than the page's");
        return Outcome.Done.of(0);
    }

    /** exynos_iommu_tlb_invalidate_entry: at once, and of holes, too. */
    private Outcome done(long iova, long size) {
        flush(Event.Scope.LEAVES, iova, size);
        return Outcome.Done.of(size);
    }

    @Override
    Outcome lookup(long iova) {
        long entry = read(root, index(FIRST, iova));
        if (kind(FIRST, entry) == Kind.LEAF) {
            return new Outcome.Found(inLeaf(FIRST, entry, iova));
        }
        long leaf = read(address(FIRST, entry), index(SECOND, iova));
        return leaf == 0 ? new Outcome.Nothing() : new Outcome.Found(inLeaf(SECOND, leaf, iova));
    }
}
