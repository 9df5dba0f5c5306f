package org.shootdown.machine.iopgtable;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/**
 * Intel VT-d's tables of both stages: intel/iommu.c of 6.12, with three to five levels and superpages of 2M and 1G.
 * Neither caching mode nor write-buffer flushing, so that new mappings are not flushed. Frames are counted in 4K.
 */
class VtD extends IoPageTable {

    static final int PAGE = 12;
    private static final int ENTRIES = 512;
    /** The highest level, counted from 0, that has leaves: 1G. */
    private static final int LARGEST = 2;

    private final int levels;
    private OptionalLong root;

    private record Place(long table, int index, int level) {}

    VtD(Driver driver, PageTableFormat format, TableMemory memory, int levels) {
        super(driver, format, memory);
        this.levels = levels;
        this.root = OptionalLong.of(allocateRoot(ENTRIES));
    }

    @Override
    public long pageSizes() {
        return 1L << 12 | 1L << 21 | 1L << 30;
    }

    @Override
    OptionalLong root(long iova) {
        return isSupported(iova >>> PAGE) ? root : OptionalLong.empty();
    }

    @Override
    int top() {
        return levels - 1;
    }

    /** intel_iommu_tlb_sync: the walks only if tables wait to be freed (ih is whether none does). */
    @Override
    Event.Scope gatherScope(Gather gather) {
        return gather.tables().isEmpty() ? Event.Scope.LEAVES : Event.Scope.LEAVES_AND_WALKS;
    }

    /** domain_pfn_supported. */
    final boolean isSupported(long pfn) {
        return pfn >>> 9 * levels == 0;
    }

    static long pages(int level) {
        return 1L << 9 * level;
    }

    private static int indexOf(long pfn, int level) {
        return (int) (pfn >>> 9 * level & ENTRIES - 1);
    }

    private boolean isPresent(long word) {
        return (word & 3) != 0;
    }

    private boolean isTable(int level, long word) {
        return isPresent(word) && kind(level, word) == Kind.TABLE;
    }

    private long requireRoot() {
        return root.orElseThrow(() ->
                new UndefinedBehaviour("the first table was freed with the unmap of the whole address space"));
    }

    /** Where an entry leads that the code takes for a table's. */
    private long next(int level, long word) {
        if (kind(level, word) != Kind.TABLE) {
            throw new UndefinedBehaviour("the frame of the superpage is read as a table");
        }
        return address(level, word);
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        long pfn = iova >>> PAGE;
        long frame = paddr >>> PAGE;
        long left = count * pageSize >>> PAGE;
        if (!isSupported(pfn + left - 1)) {
            // Of a range that ends at 2^64 the end is 0, which passes the first test; the second one finds it.
            return Outcome.Done.failed(0, iova + count * pageSize == 0 ? endsAtTheTop() : Errno.EFAULT);
        }
        if (prot.isNothing()) {
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        requireRoot();
        while (left > 0) {
            int level = largest(pfn | frame, left);
            OptionalLong table = descend(pfn, level);
            if (table.isEmpty()) {
                // intel_iommu_map_pages reports nothing of what was mapped before, so that it stays.
                return Outcome.Done.failed(0, Errno.ENOMEM);
            }
            int index = indexOf(pfn, level);
            long run = Math.min(left / pages(level), ENTRIES - index);
            if (level > 0) {
                makeRoom(pfn, left / pages(level), run, level);
            }
            for (int i = 0; i < run; i++) {
                set(table.getAsLong(), index + i, level, frame + i * pages(level) << PAGE, prot);
            }
            pfn += run * pages(level);
            frame += run * pages(level);
            left -= run * pages(level);
        }
        return Outcome.Done.of(count * pageSize);
    }

    Errno endsAtTheTop() {
        return Errno.EINVAL;
    }

    /** hardware_largepage_caps: the largest leaf that both addresses are aligned to and that is not too large. */
    private static int largest(long both, long left) {
        int level = 0;
        while (level < LARGEST && (both & pages(level + 1) - 1) == 0 && left >= pages(level + 1)) {
            level++;
        }
        return level;
    }

    /** pfn_to_dma_pte: the table of a level, with those above it; empty if one could not be allocated. */
    private OptionalLong descend(long pfn, int end) {
        long table = requireRoot();
        for (int level = levels - 1; level > end; level--) {
            long word = read(table, indexOf(pfn, level));
            if (!isPresent(word)) {
                OptionalLong fresh = allocate(ENTRIES);
                if (fresh.isEmpty()) {
                    return fresh;
                }
                word = tableEntry(level, fresh.getAsLong(), upper());
                write(table, indexOf(pfn, level), word);
            }
            table = next(level, word);
        }
        return OptionalLong.of(table);
    }

    private boolean isFirstStage() {
        return driver() == Driver.VTD_FS || driver() == Driver.VTD_FS_4_15;
    }

    private Map<String, Long> upper() {
        return isFirstStage()
                ? Map.of("present", 1L, "rw", 1L, "user", 1L, "accessed", 1L)
                : Map.of("read", 1L, "write", 1L);
    }

    /**
     * switch_to_super_page: what is in the way goes, tables too, which are free before the flush.
     *
     * @param all how many superpages are to be set in all
     * @param run how many of them in this table
     */
    void makeRoom(long pfn, long all, long run, int level) {
        for (long i = 0; i < run; i++) {
            long start = pfn + i * pages(level);
            Place place = lastOrLeaf(start, level);
            if (isPresent(read(place.table(), place.index()))) {
                freeBelow(start, start + pages(level) - 1, level);
                flush(Event.Scope.LEAVES_AND_WALKS, start << PAGE, (run - i) * pages(level) << PAGE);
            }
        }
    }

    /**
     * dma_pte_free_pagetable: dma_pte_clear_range clears leaves from the first on, and goes through the rest of the table
     * that the first leaf is in with that leaf's size. Entries of that table that lead to others are cleared with them;
     * dma_pte_free_level does not find those tables any more. It keeps the tables that the level's entries are in.
     */
    final void freeBelow(long start, long last, int level) {
        long pfn = start;
        while (pfn <= last) {
            Place place = lastOrLeaf(pfn, 0);
            if (!isPresent(read(place.table(), place.index())) && place.level() > 0) {
                // align_to_level with large_page + 1: the rest of the table that has the hole is passed over.
                pfn = (pfn | pages(place.level() + 1) - 1) + 1;
                continue;
            }
            for (int i = place.index(); i < ENTRIES && pfn <= last; i++) {
                clearOrLose(place.table(), i, place.level());
                pfn += pages(place.level());
            }
        }
        for (long at = start; at <= last; at += pages(level)) {
            Place place = lastOrLeaf(at, level);
            if (place.level() == level && isTable(level, read(place.table(), place.index()))) {
                freeTable(place.table(), place.index(), level);
            }
        }
    }

    /** dma_pfn_level_pte: the entry of a level, or that of a superpage or of a hole above it. */
    private Place lastOrLeaf(long pfn, int level) {
        long at = requireRoot();
        int here = levels - 1;
        while (here > level && isTable(here, read(at, indexOf(pfn, here)))) {
            at = address(here, read(at, indexOf(pfn, here)));
            here--;
        }
        return new Place(at, indexOf(pfn, here), here);
    }

    private void clearOrLose(long table, int index, int level) {
        long word = read(table, index);
        write(table, index, 0);
        if (level > 0 && isTable(level, word)) {
            record(new Event.Leaked(address(level, word)));
        }
    }

    /** dma_pte_free_level: what is below first; each entry is cleared before its table is freed. */
    private void freeTable(long table, int index, int level) {
        long below = address(level, read(table, index));
        for (int i = 0; level > 1 && i < ENTRIES; i++) {
            if (isTable(level - 1, read(below, i))) {
                freeTable(below, i, level - 1);
            }
        }
        write(table, index, 0);
        free(below);
    }

    /** The exchange expects an empty entry; if it is not, the old one stays and the code goes on. */
    private void set(long table, int index, int level, long paddr, Prot prot) {
        if (read(table, index) != 0) {
            warn("ERROR: DMA PTE already set");
            return;
        }
        Map<String, Long> fields = new HashMap<>();
        if (isFirstStage()) {
            fields.put("user", 1L);
            fields.put("accessed", 1L);
            fields.put("rw", prot.write() ? 1L : 0L);
            fields.put("dirty", prot.write() ? 1L : 0L);
        } else {
            // attr |= DMA_FL_PTE_PRESENT: the bit is READ here, so that what is writable is readable.
            fields.put("read", 1L);
            fields.put("write", prot.write() ? 1L : 0L);
        }
        write(table, index, withAddress(level, leaf(level, shift(level), fields), paddr));
    }

    /** pfn_to_dma_pte without a level: the leaf, or the empty entry at which the walk stops. */
    private Place find(long pfn) {
        return lastOrLeaf(pfn, 0);
    }

    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        if (!isSupported(iova >>> PAGE)) {
            return Outcome.Done.of(0);
        }
        long size = covered(iova, count * pageSize);
        if (isSupported(iova + size - 1 >>> PAGE)) {
            clear(iova, size, gather);
        } else {
            warn("the range ends beyond the address space");
        }
        if (!gather.isQueued()) {
            gatherPage(gather, iova, size);
        }
        return Outcome.Done.of(size);
    }

    /** At least the leaf, or what the empty entry covers. */
    final long covered(long iova, long size) {
        return Math.max(size, covers(find(iova >>> PAGE).level()));
    }

    /** domain_unmap. */
    final void clear(long iova, long size, Gather gather) {
        long first = iova >>> PAGE;
        long last = iova + size - 1 >>> PAGE;
        clearLevel(levels - 1, requireRoot(), 0, first, last, gather);
        if (first == 0 && !isSupported(last + 1)) {
            defer(gather, requireRoot());
            root = OptionalLong.empty();
        }
    }

    /** Where dma_pte_clear_level goes on behind an entry. */
    long behind(long pfn, int level) {
        return (pfn & -pages(level)) + pages(level);
    }

    /** dma_pte_clear_level: where the range covers all of an entry it goes with what is below; else deeper. */
    private void clearLevel(int level, long table, long from, long first, long last, Gather gather) {
        long pfn = Math.max(first, from);
        for (int i = indexOf(pfn, level); i < ENTRIES && pfn <= last; i++) {
            long start = pfn & -pages(level);
            long word = read(table, i);
            if (isPresent(word) && first <= start && last >= start + pages(level) - 1) {
                if (level > 0 && isTable(level, word)) {
                    deferAll(level - 1, address(level, word), gather);
                }
                write(table, i, 0);
            } else if (isPresent(word)) {
                clearLevel(level - 1, next(level, word), start, first, last, gather);
            }
            pfn = behind(pfn, level);
        }
    }

    private void deferAll(int level, long table, Gather gather) {
        defer(gather, table);
        for (int i = 0; level > 0 && i < ENTRIES; i++) {
            long word = read(table, i);
            if (isTable(level, word)) {
                deferAll(level - 1, address(level, word), gather);
            }
        }
    }

    private void defer(Gather gather, long table) {
        gather.tables().add(table);
        record(new Event.Deferred(table));
    }

    @Override
    Outcome lookup(long iova) {
        if (!isSupported(iova >>> PAGE)) {
            return new Outcome.Nothing();
        }
        Place place = find(iova >>> PAGE);
        long word = read(place.table(), place.index());
        return isPresent(word)
                ? new Outcome.Found(inLeaf(place.level(), word, iova))
                : new Outcome.Nothing();
    }
}
