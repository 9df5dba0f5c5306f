package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/**
 * The tables of AMD's and Intel's drivers since 6.19: generic_pt/iommu_pt.h, with the formats amdv1, vtdss and x86_64.
 * Nothing that is mapped is ever replaced, and an unmap that comes to a hole, or into a leaf, ends there. Host tables of
 * AMD start with three levels and grow. The upper half of first-stage addresses is left out: domains do not reach it.
 */
final class GenericPt extends IoPageTable {

    private static final int ENTRIES = 512;
    private static final int MOST_LEVELS = 6;
    private static final int OUTPUT_BITS = 52;
    private static final int LARGEST_AMD = 51;
    private static final int LEFT_OUT_AMD = 39;
    /** -ERANGE, which iova_to_phys returns as if it were an address. */
    private static final long ERANGE_AS_ADDRESS = -34;

    private final boolean grows;
    private final int widest;
    private long root;
    private int levels;

    /** One call of map_pages: struct pt_iommu_map_args. */
    private static final class Mapping {
        private final int size;
        private final int leafLevel;
        private final long word;
        private final long last;
        private final Gather gather = Gather.strict();
        private long paddr;

        Mapping(int size, int leafLevel, long word, long last, long paddr) {
            this.size = size;
            this.leafLevel = leafLevel;
            this.word = word;
            this.last = last;
            this.paddr = paddr;
        }
    }

    /** One call of unmap_pages: struct pt_unmap_args, and the range. */
    private static final class Unmapping {
        private final long first;
        private final long last;
        private final List<Long> tables = new ArrayList<>();
        private long unmapped;

        Unmapping(long first, long last) {
            this.first = first;
            this.last = last;
        }
    }

    GenericPt(Driver driver, PageTableFormat format, TableMemory memory) {
        super(driver, format, memory);
        this.grows = driver == Driver.GENERIC_PT_AMDV1;
        this.levels = grows ? 3 : 4;
        this.widest = driver == Driver.GENERIC_PT_X86_64 ? 47 : grows ? 64 : 48;
        this.root = allocateRoot(ENTRIES);
    }

    /** pt_possible_sizes of all levels: amdv1pt_possible_sizes leaves out 512G. */
    @Override
    public long pageSizes() {
        return grows
                ? (1L << LARGEST_AMD + 1) - (1L << format().pageShift()) & ~(1L << LEFT_OUT_AMD)
                : 1L << 12 | 1L << 21 | 1L << 30;
    }

    @Override
    OptionalLong root(long iova) {
        return reaches(iova) ? OptionalLong.of(root) : OptionalLong.empty();
    }

    /** pt_check_range. */
    private boolean reaches(long iova) {
        int bits = Math.min(widest, shift(levels - 1) + 9);
        return bits == 64 || iova >>> bits == 0;
    }

    @Override
    int top() {
        return levels - 1;
    }

    @Override
    int index(int level, long iova) {
        return (int) (iova >>> shift(level) & ENTRIES - 1);
    }

    /** amd_iommu_domain_flush_pages with the PDE bit; Intel's driver only if tables wait to be freed. */
    @Override
    Event.Scope gatherScope(Gather gather) {
        boolean amd = format().family().startsWith("amd");
        return amd || !gather.tables().isEmpty() ? Event.Scope.LEAVES_AND_WALKS : Event.Scope.LEAVES;
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (prot.isNothing()) {
            warn("nothing is permitted");
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        if (paddr >>> OUTPUT_BITS != 0) {
            return Outcome.Done.failed(0, Errno.ERANGE);
        }
        long length = count * pageSize;
        long last = iova + length - 1;
        if (Long.compareUnsigned(last, iova) < 0) {
            return Outcome.Done.failed(0, Errno.EOVERFLOW);
        }
        int size = bestSize(iova, paddr, length);
        int leafLevel = (size - format().pageShift()) / 9;
        Optional<Errno> beyond = reach(iova, last, leafLevel);
        if (beyond.isPresent()) {
            return Outcome.Done.failed(0, beyond.get());
        }
        Mapping mapping = new Mapping(size, leafLevel, leafFor(leafLevel, size, prot), last, paddr);
        Optional<Errno> error = mapRange(levels - 1, root, iova, mapping);
        if (!mapping.gather.tables().isEmpty()) {
            sync(mapping.gather);
        }
        return new Outcome.Done(mapping.paddr - paddr, error);
    }

    /** pt_compute_best_pgsize: the largest page that both addresses are aligned to and that is not too long. */
    private int bestSize(long iova, long paddr, long length) {
        long fits = Long.lowestOneBit(iova | paddr | Long.highestOneBit(length));
        return 63 - Long.numberOfLeadingZeros(pageSizes() & (fits << 1) - 1);
    }

    /** amdv1pt_iommu_set_prot, vtdss_pt_iommu_set_prot, x86_64_pt_iommu_set_prot. */
    private long leafFor(int level, int size, Prot prot) {
        long read = prot.read() ? 1 : 0;
        long write = prot.write() ? 1 : 0;
        Map<String, Long> fields = new HashMap<>();
        switch (driver()) {
            case GENERIC_PT_AMDV1 -> fields.putAll(Map.of("coherent", 1L, "read", read, "write", write));
            case GENERIC_PT_VTDSS -> fields.putAll(Map.of("read", read, "write", write));
            default -> fields.putAll(Map.of("user", 1L, "accessed", 1L, "rw", write, "dirty", write));
        }
        return leaf(level, size, fields);
    }

    private long entry(int level, long table) {
        Map<String, Long> fields = driver() == Driver.GENERIC_PT_X86_64
                ? Map.of("rw", 1L, "user", 1L, "accessed", 1L)
                : Map.of("read", 1L, "write", 1L);
        return tableEntry(level, table, fields);
    }

    // ---- the top ----------------------------------------------------------------------------------------------------

    /** check_map_range: the tables grow where they can. */
    private Optional<Errno> reach(long first, long last, int leafLevel) {
        if (reaches(first) && reaches(last) && (!grows || leafLevel < levels)) {
            return Optional.empty();
        }
        return grows ? increaseTop(last, leafLevel) : Optional.of(Errno.ERANGE);
    }

    /** increase_top: all new levels at once, or none. */
    private Optional<Errno> increaseTop(long last, int leafLevel) {
        int before = levels;
        List<Long> tables = new ArrayList<>();
        while (!reaches(last) || leafLevel >= levels) {
            OptionalLong table = levels == MOST_LEVELS ? OptionalLong.empty() : allocate(ENTRIES);
            if (table.isEmpty()) {
                tables.forEach(this::free);
                Errno error = levels == MOST_LEVELS ? Errno.ERANGE : Errno.ENOMEM;
                levels = before;
                return Optional.of(error);
            }
            write(table.getAsLong(), 0, entry(levels, tables.isEmpty() ? root : tables.get(tables.size() - 1)));
            tables.add(table.getAsLong());
            levels++;
        }
        root = tables.get(tables.size() - 1);
        record(new Event.Grown(levels));
        return Optional.empty();
    }

    // ---- map --------------------------------------------------------------------------------------------------------

    /** __map_range and, at the level of the leaves, __map_range_leaf: from an address to the end of the table. */
    private Optional<Errno> mapRange(int level, long table, long from, Mapping mapping) {
        if (level == mapping.leafLevel) {
            return mapLeaves(table, from, mapping);
        }
        long at = from;
        for (int index = index(level, from); index <= lastIndex(level, from, mapping.last); index++) {
            long word = read(table, index);
            if (kind(level, word) == Kind.LEAF) {
                return Optional.of(Errno.EADDRINUSE);
            }
            if (kind(level, word) != Kind.TABLE) {
                OptionalLong next = allocate(ENTRIES);
                if (next.isEmpty()) {
                    return Optional.of(Errno.ENOMEM);
                }
                word = entry(level, next.getAsLong());
                write(table, index, word);
            }
            Optional<Errno> error = mapRange(level - 1, address(level, word), at, mapping);
            if (error.isPresent()) {
                return error;
            }
            at = (at & -covers(level)) + covers(level);
        }
        return Optional.empty();
    }

    /** The index of the range's end, or that of the table's if the range goes on behind it. */
    private int lastIndex(int level, long from, long last) {
        boolean within = (from ^ last) >>> shift(level) < ENTRIES;
        return within ? index(level, last) : ENTRIES - 1;
    }

    private Optional<Errno> mapLeaves(long table, long from, Mapping mapping) {
        int level = mapping.leafLevel;
        int step = 1 << mapping.size - shift(level);
        long at = from;
        for (int index = index(level, from); index <= lastIndex(level, from, mapping.last); index += step) {
            if (kind(level, read(table, index)) != Kind.INVALID || step > 1) {
                Optional<Errno> error = clear(table, level, index, step, at, mapping.gather);
                if (error.isPresent()) {
                    return error;
                }
            }
            long word = withAddress(level, mapping.word, mapping.paddr);
            for (int i = index; i < index + step; i++) {
                write(table, i, word);
            }
            mapping.paddr += 1L << mapping.size;
            at += 1L << mapping.size;
        }
        return Optional.empty();
    }

    /** clear_contig: empty tables go, one after another; what is mapped stays, and ends it. */
    private Optional<Errno> clear(long table, int level, int start, int count, long iova, Gather gather) {
        for (int i = start; i < start + count; i++) {
            long word = read(table, i);
            if (kind(level, word) == Kind.LEAF) {
                return Optional.of(Errno.EADDRINUSE);
            }
            if (kind(level, word) == Kind.TABLE) {
                List<Long> tables = new ArrayList<>();
                if (!isEmpty(level - 1, address(level, word), tables)) {
                    return Optional.of(Errno.EADDRINUSE);
                }
                write(table, i, 0);
                tables.add(address(level, word));
                gather(gather, iova + (i - start) * covers(level), covers(level), tables);
            }
        }
        return Optional.empty();
    }

    /** __collect_tables: whether nothing is mapped below; which tables there are. */
    private boolean isEmpty(int level, long table, List<Long> tables) {
        for (int i = 0; i < ENTRIES; i++) {
            long word = read(table, i);
            if (kind(level, word) == Kind.LEAF) {
                return false;
            }
            if (kind(level, word) == Kind.TABLE) {
                tables.add(address(level, word));
                if (!isEmpty(level - 1, address(level, word), tables)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** gather_range_pages, with PT_FEAT_FLUSH_RANGE. */
    private void gather(Gather gather, long iova, long size, List<Long> tables) {
        gather.add(iova, size);
        record(new Event.Gathered(iova, size));
        for (long table : tables) {
            gather.tables().add(table);
            record(new Event.Deferred(table));
        }
    }

    // ---- unmap ------------------------------------------------------------------------------------------------------

    /** What is to be flushed is what was asked for, however much more or less is gone. */
    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        long last = iova + count * pageSize - 1;
        if (Long.compareUnsigned(last, iova) < 0 || !reaches(iova) || !reaches(last)) {
            return Outcome.Done.of(0);
        }
        Unmapping unmapping = new Unmapping(iova, last);
        unmapRange(levels - 1, root, iova, unmapping);
        gather(gather, iova, count * pageSize, unmapping.tables);
        return Outcome.Done.of(unmapping.unmapped);
    }

    /** __unmap_range: whether it went through to the end of the range, or of the table. */
    private boolean unmapRange(int level, long table, long from, Unmapping unmapping) {
        long at = from;
        int index = index(level, from);
        while (index <= lastIndex(level, from, unmapping.last)) {
            long word = read(table, index);
            if (kind(level, word) == Kind.LEAF) {
                int size = leafShift(level, word);
                if ((at & (1L << size) - 1) != 0) {
                    return false;
                }
                int copies = 1 << size - shift(level);
                for (int i = index; i < index + copies; i++) {
                    write(table, i, 0);
                }
                unmapping.unmapped += 1L << size;
                index += copies;
                at += 1L << size;
            } else if (kind(level, word) == Kind.TABLE && unmapRange(level - 1, address(level, word), at, unmapping)) {
                long start = at & -covers(level);
                long end = start + covers(level) - 1;
                if (Long.compareUnsigned(unmapping.first, start) <= 0 && Long.compareUnsigned(end, unmapping.last) <= 0) {
                    unmapping.tables.add(address(level, word));
                    write(table, index, 0);
                }
                index++;
                at = end + 1;
            } else {
                return false;
            }
        }
        return true;
    }

    @Override
    Outcome lookup(long iova) {
        if (!reaches(iova)) {
            return new Outcome.Found(ERANGE_AS_ADDRESS);
        }
        long table = root;
        for (int level = levels - 1; level >= 0; level--) {
            long word = read(table, index(level, iova));
            if (kind(level, word) == Kind.LEAF) {
                return new Outcome.Found(inLeaf(level, word, iova));
            }
            if (kind(level, word) != Kind.TABLE) {
                return new Outcome.Nothing();
            }
            table = address(level, word);
        }
        return new Outcome.Nothing();
    }
}
