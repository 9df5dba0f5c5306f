package org.shootdown.machine.iopgtable;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/** Arm's short descriptors: io-pgtable-arm-v7s.c, without MediaTek's extensions. 64K and 16M stand in 16 entries. */
final class IoPgtableArmV7s extends IoPageTable {

    private static final int RUN = 16;
    private static final int RUN_SHIFT = 4;
    private static final int FIRST = 1;
    private static final int SECOND = 0;
    private static final int ADDRESS_BITS = 32;
    private static final long ADDRESSES = (1L << ADDRESS_BITS) - 1;

    private final long root;

    IoPgtableArmV7s(Driver driver, PageTableFormat format, TableMemory memory) {
        super(driver, format, memory);
        this.root = allocateRoot(1 << level(FIRST).indexBits());
    }

    @Override
    public long pageSizes() {
        return 1L << 12 | 1L << 16 | 1L << 20 | 1L << 24;
    }

    @Override
    OptionalLong root(long iova) {
        return iova >>> ADDRESS_BITS == 0 ? OptionalLong.of(root) : OptionalLong.empty();
    }

    @Override
    int top() {
        return FIRST;
    }

    @Override
    Event.Scope gatherScope(Gather gather) {
        return Event.Scope.LEAVES;
    }

    private OptionalLong newTable() {
        return allocate(1 << level(SECOND).indexBits());
    }

    private boolean isTable(long word) {
        return kind(FIRST, word) == Kind.TABLE;
    }

    private boolean isRun(int level, long word) {
        return kind(level, word) == Kind.LEAF && leafShift(level, word) > shift(level);
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (iova >>> ADDRESS_BITS != 0 || paddr >>> ADDRESS_BITS != 0) {
            warn("an address is out of range");
            return Outcome.Done.failed(0, Errno.ERANGE);
        }
        if (prot.isNothing()) {
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        for (long i = 0; i < count; i++) {
            Outcome.Done one = mapOne(iova + i * pageSize & ADDRESSES, paddr + i * pageSize & ADDRESSES, pageSize, prot);
            if (one.error().isPresent()) {
                return new Outcome.Done(i * pageSize, one.error());
            }
        }
        return Outcome.Done.of(count * pageSize);
    }

    /** __arm_v7s_map. */
    private Outcome.Done mapOne(long iova, long paddr, long pageSize, Prot prot) {
        if (pageSize >= covers(FIRST)) {
            return install(root, FIRST, iova, paddr, pageSize, prot);
        }
        long word = read(root, index(FIRST, iova));
        if (word == 0) {
            OptionalLong next = newTable();
            if (next.isEmpty()) {
                return Outcome.Done.failed(0, Errno.ENOMEM);
            }
            word = tableEntry(FIRST, next.getAsLong(), Map.of());
            write(root, index(FIRST, iova), word);
        } else if (!isTable(word)) {
            warn("a section is mapped");
            return Outcome.Done.failed(0, Errno.EEXIST);
        }
        return install(address(FIRST, word), SECOND, iova, paddr, pageSize, prot);
    }

    /** arm_v7s_init_pte: tables that come before a leaf that is in the way are gone when it returns. */
    private Outcome.Done install(long table, int level, long iova, long paddr, long pageSize, Prot prot) {
        int start = index(level, iova);
        int count = (int) (pageSize / covers(level));
        for (int i = 0; i < count; i++) {
            long old = read(table, start + i);
            if (level == FIRST && isTable(old)) {
                write(table, start + i, 0);
                unlinked(iova + i * covers(FIRST), old);
            } else if (old != 0) {
                warn("a leaf is mapped already");
                return Outcome.Done.failed(0, Errno.EEXIST);
            }
        }
        long leaf = leafFor(level, Long.numberOfTrailingZeros(pageSize), prot);
        fill(table, start, count, withAddress(level, leaf, paddr));
        return Outcome.Done.of(pageSize);
    }

    private void unlinked(long iova, long entry) {
        flush(Event.Scope.LEAVES_AND_WALKS, iova, covers(FIRST));
        free(address(FIRST, entry));
    }

    private void fill(long table, int start, int count, long word) {
        for (int i = 0; i < count; i++) {
            write(table, start + i, word);
        }
    }

    /** arm_v7s_prot_to_pte and arm_v7s_pte_to_cont. */
    private long leafFor(int level, int size, Prot prot) {
        Map<String, Long> fields = new HashMap<>();
        fields.put("ng", 1L);
        fields.put("s", 1L);
        fields.put("tex", 1L);
        fields.put("af", 1L);
        fields.put("unpriv", 1L);
        fields.put("rdonly", prot.write() ? 0L : 1L);
        fields.put("xn", prot.noexec() ? 1L : 0L);
        fields.put("b", prot.cache() ? 1L : 0L);
        fields.put("c", prot.cache() ? 1L : 0L);
        return leaf(level, size, fields);
    }

    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        if (iova >>> ADDRESS_BITS != 0) {
            warn("an address is out of range");
            return Outcome.Done.of(0);
        }
        for (long i = 0; i < count; i++) {
            if (!unmapOne(iova + i * pageSize & ADDRESSES, pageSize, gather)) {
                return Outcome.Done.of(i * pageSize);
            }
        }
        return Outcome.Done.of(count * pageSize);
    }

    /** __arm_v7s_unmap: whether the page went. */
    private boolean unmapOne(long iova, long pageSize, Gather gather) {
        int level = FIRST;
        long table = root;
        while (true) {
            int start = index(level, iova);
            int count = (int) (pageSize / covers(level));
            for (int i = 0; i < Math.max(1, count); i++) {
                if (kind(level, read(table, start + i)) == Kind.INVALID) {
                    warn("nothing is mapped");
                    return false;
                }
            }
            long first = read(table, start);
            if (count <= 1 && isRun(level, first)) {
                if (policy().partial() == Policy.Partial.REFUSE) {
                    warn("Unmap of a partial large IOPTE is not allowed");
                    return false;
                }
                first = splitRun(table, level, start, iova);
            }
            if (count > 0) {
                clear(table, level, iova, count, gather);
                return true;
            }
            if (!isTable(first)) {
                if (policy().partial() == Policy.Partial.REFUSE) {
                    warn("Unmap of a partial large IOPTE is not allowed");
                    return false;
                }
                return splitSection(iova, pageSize, first, gather);
            }
            table = address(FIRST, first);
            level = SECOND;
        }
    }

    private void clear(long table, int level, long iova, int count, Gather gather) {
        int start = index(level, iova);
        long[] old = new long[count];
        for (int i = 0; i < count; i++) {
            old[i] = read(table, start + i);
            write(table, start + i, 0);
        }
        for (int i = 0; i < count; i++) {
            long at = iova + i * covers(level);
            if (level == FIRST && isTable(old[i])) {
                unlinked(at, old[i]);
            } else if (!gather.isQueued()) {
                gatherPage(gather, at, covers(level));
            }
        }
    }

    /** arm_v7s_split_cont: returns the first entry of the run; the flush starts at the page to unmap. */
    private long splitRun(long table, int level, int index, long iova) {
        long old = read(table, index);
        int start = index & -RUN;
        LongUnaryOperator leaf = withAddresses(level, sameRights(level, old, level, shift(level)));
        for (int i = 0; i < RUN; i++) {
            write(table, start + i, leaf.applyAsLong(address(level, old) + i * covers(level)));
        }
        flush(Event.Scope.LEAVES_AND_WALKS, iova, covers(level) << RUN_SHIFT);
        return read(table, start);
    }

    /**
     * arm_v7s_split_blk_unmap. Two faults of the code are kept: the new table's leaves lead to physical addresses from
     * 0 on, as the section's address is lost on the way through arm_v7s_pte_to_prot; and of a supersection that was
     * just split {@code expected} is the first section, so that the exchange fails for all others.
     */
    private boolean splitSection(long iova, long pageSize, long expected, Gather gather) {
        OptionalLong next = newTable();
        if (next.isEmpty()) {
            return false;
        }
        int index = index(FIRST, iova);
        long table = next.getAsLong();
        int count = (int) (pageSize / covers(SECOND));
        int size = Long.numberOfTrailingZeros(pageSize);
        LongUnaryOperator leaf = withAddresses(SECOND, sameRights(FIRST, expected, SECOND, size));
        for (int i = 0; i < entries(table); i += count) {
            if (i != index(SECOND, iova)) {
                fill(table, i, count, leaf.applyAsLong(i * covers(SECOND)));
            }
        }
        if (read(root, index) != expected) {
            free(table);
            return false;
        }
        write(root, index, tableEntry(FIRST, table, Map.of()));
        gatherPage(gather, iova, pageSize);
        return true;
    }

    @Override
    Outcome lookup(long iova) {
        long word = read(root, index(FIRST, iova));
        int level = FIRST;
        if (isTable(word)) {
            word = read(address(FIRST, word), index(SECOND, iova));
            level = SECOND;
        }
        return kind(level, word) == Kind.LEAF
                ? new Outcome.Found(inLeaf(level, word, iova))
                : new Outcome.Nothing();
    }
}
