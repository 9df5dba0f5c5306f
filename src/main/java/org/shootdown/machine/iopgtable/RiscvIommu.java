package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/** The RISC-V IOMMU's tables of 6.18, Sv39, Sv48 or Sv57: riscv/iommu.c. Without hardware updates of A and D. */
final class RiscvIommu extends IoPageTable {

    private static final int ENTRIES = 512;
    /** RISCV_IOMMU_IOTLB_INVAL_LIMIT. */
    private static final long FLUSH_ALL_FROM = 2L << 20;

    private final int levels;
    private final long root;

    private record Place(long table, int index, int level) {}

    RiscvIommu(PageTableFormat format, TableMemory memory, int levels) {
        super(Driver.RISCV_IOMMU_6_18, format, memory);
        this.levels = levels;
        this.root = allocateRoot(ENTRIES);
    }

    /** 4K, 2M, 1G and 512G within the lower half of the address space. */
    @Override
    public long pageSizes() {
        long sizes = 1L << 12 | 1L << 21 | 1L << 30 | 1L << 39;
        return sizes & (1L << shift(levels - 1) + 8) - 1;
    }

    /** The upper half is another address, sign-extended, which the driver's domains leave out. */
    @Override
    OptionalLong root(long iova) {
        return iova >>> shift(levels - 1) + 8 == 0 ? OptionalLong.of(root) : OptionalLong.empty();
    }

    @Override
    int top() {
        return levels - 1;
    }

    @Override
    Event.Scope gatherScope(Gather gather) {
        return Long.compareUnsigned(gather.last() - gather.first(), FLUSH_ALL_FROM - 1) < 0
                ? Event.Scope.LEAVES
                : Event.Scope.EVERYTHING;
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        int level = (Long.numberOfTrailingZeros(pageSize) - format().pageShift()) / 9;
        List<Long> freelist = new ArrayList<>();
        long leaf = leafFor(level, prot);
        long done = 0;
        while (done < count) {
            Optional<Place> found = descend(iova + done * pageSize, level);
            if (found.isEmpty()) {
                break;
            }
            Place place = found.get();
            long old = read(place.table(), place.index());
            write(place.table(), place.index(), withAddress(level, leaf, paddr + done * pageSize));
            if (kind(level, old) == Kind.TABLE) {
                tablesUpTo(level - 1, address(level, old), ENTRIES, freelist::add);
            }
            done++;
        }
        if (!freelist.isEmpty()) {
            flush(Event.Scope.EVERYTHING, 0, 0);
        }
        freelist.forEach(this::free);
        Optional<Errno> error = done < count ? Optional.of(Errno.ENOMEM) : Optional.empty();
        return new Outcome.Done(done * pageSize, error);
    }

    /** It gives the right to read always, also to a mapping that asks for nothing. */
    private long leafFor(int level, Prot prot) {
        Map<String, Long> fields = new HashMap<>();
        fields.put("read", 1L);
        fields.put("user", 1L);
        fields.put("accessed", 1L);
        fields.put("write", prot.write() ? 1L : 0L);
        fields.put("dirty", prot.write() ? 1L : 0L);
        return leaf(level, shift(level), fields);
    }

    /** riscv_iommu_pte_alloc: nothing under a larger leaf, which the caller reports as want of memory. */
    private Optional<Place> descend(long iova, int end) {
        long table = root;
        for (int level = levels - 1; level > end; level--) {
            int index = index(level, iova);
            long word = read(table, index);
            if (kind(level, word) == Kind.LEAF) {
                return Optional.empty();
            }
            if (word == 0) {
                OptionalLong next = allocate(ENTRIES);
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                word = tableEntry(level, next.getAsLong(), Map.of());
                write(table, index, word);
            }
            table = address(level, word);
        }
        return Optional.of(new Place(table, index(end, iova), end));
    }

    private Optional<Place> fetch(long iova) {
        long table = root;
        for (int level = levels - 1; level >= 0; level--) {
            long word = read(table, index(level, iova));
            if (word == 0) {
                return Optional.empty();
            }
            if (kind(level, word) == Kind.LEAF) {
                return Optional.of(new Place(table, index(level, iova), level));
            }
            table = address(level, word);
        }
        return Optional.empty();
    }

    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        long size = count * pageSize;
        long unmapped = 0;
        while (Long.compareUnsigned(unmapped, size) < 0) {
            Optional<Place> place = fetch(iova + unmapped);
            if (place.isEmpty() || (iova + unmapped & covers(place.get().level()) - 1) != 0) {
                break;
            }
            long leaf = covers(place.get().level());
            write(place.get().table(), place.get().index(), 0);
            gatherPage(gather, iova + unmapped, leaf);
            unmapped += leaf;
        }
        return Outcome.Done.of(unmapped);
    }

    @Override
    Outcome lookup(long iova) {
        return fetch(iova)
                .<Outcome>map(p -> new Outcome.Found(inLeaf(p.level(), read(p.table(), p.index()), iova)))
                .orElse(new Outcome.Nothing());
    }
}
