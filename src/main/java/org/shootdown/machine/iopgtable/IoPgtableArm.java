package org.shootdown.machine.iopgtable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/**
 * Arm's long descriptors, stage 1 and 2, and Mali's variant: io-pgtable-arm.c. One call handles one table only; the
 * core calls again for the rest.
 */
final class IoPgtableArm extends IoPageTable {

    /** ARM_LPAE_S2_MAX_CONCAT_PAGES, compared with the entries of the first table. */
    private static final int MOST_CONCATENATED = 16;

    private static final long ENOENT_AS_SIZE = -2;

    private enum Stage {
        ONE,
        TWO,
        MALI
    }

    private final Stage stage;
    private final int ias;
    private final int oas;
    private final int top;
    private final int rootBits;
    private final long root;

    /** With so many bits of addresses that go in and that come out. */
    IoPgtableArm(Driver driver, PageTableFormat format, TableMemory memory, int ias, int oas) {
        super(driver, format, memory);
        this.stage = switch (format.family()) {
            case "arm_lpae_s1" -> Stage.ONE;
            case "arm_lpae_s2" -> Stage.TWO;
            default -> Stage.MALI;
        };
        this.ias = ias;
        this.oas = oas;
        int perLevel = perLevel();
        int bits = ias - format.pageShift();
        int levels = (bits + perLevel - 1) / perLevel;
        int first = bits - perLevel * (levels - 1);
        boolean concatenates = stage == Stage.TWO && concatenates(levels, first);
        this.top = concatenates ? levels - 2 : levels - 1;
        this.rootBits = concatenates ? first + perLevel : first;
        this.root = allocateRoot(1 << rootBits);
    }

    private int perLevel() {
        return format().pageShift() - 3;
    }

    /** 6.12 wherever it can (arm_64_lpae_alloc_pgtable_s2); later where it must (arm_lpae_concat_mandatory). */
    private boolean concatenates(int levels, int firstBits) {
        if (driver() == Driver.IO_PGTABLE_ARM_6_12) {
            return levels == 4 && 1 << firstBits <= MOST_CONCATENATED;
        }
        return switch (format().pageShift()) {
            case 12 -> levels == 4 && (oas == 40 || oas == 42);
            case 14 -> levels == 4 && (oas == 48 || ias == 48) || levels == 3 && oas == 40;
            default -> false;
        };
    }

    @Override
    public long pageSizes() {
        return switch (format().pageShift()) {
            case 12 -> 1L << 12 | 1L << 21 | 1L << 30;
            case 14 -> 1L << 14 | 1L << 25;
            default -> 1L << 16 | 1L << 29 | (oas > 48 ? 1L << 42 : 0);
        };
    }

    @Override
    OptionalLong root(long iova) {
        return iova >>> ias == 0 ? OptionalLong.of(root) : OptionalLong.empty();
    }

    @Override
    int top() {
        return top;
    }

    @Override
    int index(int level, long iova) {
        int bits = level == top ? rootBits : perLevel();
        return (int) (iova >>> shift(level) & (1L << bits) - 1);
    }

    /** arm_smmu_iotlb_sync: leaf only. */
    @Override
    Event.Scope gatherScope(Gather gather) {
        return Event.Scope.LEAVES;
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (iova >>> ias != 0 || paddr >>> oas != 0) {
            warn("an address is out of range");
            return Outcome.Done.failed(0, Errno.ERANGE);
        }
        if (prot.isNothing()) {
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        long table = root;
        for (int level = top; covers(level) != pageSize; level--) {
            int index = index(level, iova);
            long word = read(table, index);
            if (word == 0) {
                OptionalLong next = allocate(1 << perLevel());
                if (next.isEmpty()) {
                    return Outcome.Done.failed(0, Errno.ENOMEM);
                }
                word = tableEntry(level, next.getAsLong(), Map.of());
                write(table, index, word);
            } else if (kind(level, word) == Kind.LEAF) {
                warn("a larger leaf is mapped");
                return Outcome.Done.failed(0, Errno.EEXIST);
            }
            table = address(level, word);
        }
        int level = levelOf(pageSize);
        return install(table, level, iova, paddr, (int) Math.min(count, entriesLeft(level, iova)), prot);
    }

    private int levelOf(long pageSize) {
        return (Long.numberOfTrailingZeros(pageSize) - format().pageShift()) / perLevel();
    }

    /** arm_lpae_max_entries: up to the end of the page of the table, also in a concatenated one. */
    private int entriesLeft(int level, long iova) {
        int inPage = 1 << perLevel();
        return inPage - (index(level, iova) & inPage - 1);
    }

    /** arm_lpae_init_pte. */
    private Outcome install(long table, int level, long iova, long paddr, int count, Prot prot) {
        int start = index(level, iova);
        for (int i = 0; i < count; i++) {
            // A wide root that is not full has fewer entries than a page of it has room for.
            if (start + i >= entries(table)) {
                throw new UndefinedBehaviour("the driver writes past the entries of the first table");
            }
            long old = read(table, start + i);
            if (kind(level, old) == Kind.LEAF) {
                warn("a leaf is mapped already");
                return Outcome.Done.failed(0, Errno.EEXIST);
            }
            if (old != 0) {
                unlink(table, start + i, level, iova + i * covers(level));
            }
        }
        LongUnaryOperator leaf = withAddresses(level, leafFor(level, prot));
        for (int i = 0; i < count; i++) {
            write(table, start + i, leaf.applyAsLong(paddr + i * covers(level)));
        }
        return Outcome.Done.of(count * covers(level));
    }

    /** Clears an entry that leads to a table, flushes with the walks (Mali: nothing), and frees all below. */
    private void unlink(long table, int index, int level, long iova) {
        long word = read(table, index);
        write(table, index, 0);
        if (stage != Stage.MALI) {
            flush(Event.Scope.LEAVES_AND_WALKS, iova, covers(level));
        }
        freeAll(level - 1, address(level, word));
    }

    /** __arm_lpae_free_pgtable. */
    private void freeAll(int level, long table) {
        for (int i = 0; level > 0 && i < entries(table); i++) {
            long word = read(table, i);
            if (word != 0 && kind(level, word) != Kind.LEAF) {
                freeAll(level - 1, address(level, word));
            }
        }
        free(table);
    }

    /** arm_lpae_prot_to_pte. */
    private long leafFor(int level, Prot prot) {
        Map<String, Long> fields = new HashMap<>();
        if (stage == Stage.ONE) {
            fields.put("unpriv", 1L);
            fields.put("ng", 1L);
            fields.put("rdonly", bit(prot.read() && !prot.write()));
            fields.put("pxn", bit(prot.noexec()));
            fields.put("uxn", bit(prot.noexec()));
        } else {
            fields.put("read", bit(prot.read()));
            fields.put("write", bit(prot.write()));
            fields.put("xn", bit(prot.noexec()));
            fields.put("xn_el", bit(prot.noexec()));
        }
        fields.put(stage == Stage.TWO ? "mem_attr" : "attr_indx", memoryType(prot));
        fields.put("sh", prot.cache() && stage != Stage.MALI ? 3L : 2L);
        fields.put("af", bit(stage != Stage.MALI));
        return leaf(level, shift(level), fields);
    }

    private long memoryType(Prot prot) {
        if (stage == Stage.TWO) {
            return prot.cache() ? 0xf : 0x5;
        }
        return bit(prot.cache());
    }

    private static long bit(boolean set) {
        return set ? 1 : 0;
    }

    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        if (iova >>> ias != 0) {
            warn("an address is out of range");
            return Outcome.Done.of(0);
        }
        long table = root;
        for (int level = top; ; level--) {
            long word = read(table, index(level, iova));
            if (word == 0) {
                return hole();
            }
            if (covers(level) == pageSize) {
                return clear(table, level, iova, (int) Math.min(count, entriesLeft(level, iova)), gather);
            }
            if (kind(level, word) == Kind.LEAF) {
                if (policy().partial() == Policy.Partial.REFUSE) {
                    warn("Unmap of a partial large IOPTE is not allowed");
                    return Outcome.Done.of(0);
                }
                Optional<Outcome> done = split(table, level, iova, pageSize, count, gather);
                if (done.isPresent()) {
                    return done.get();
                }
                word = read(table, index(level, iova));
            }
            table = address(level, word);
        }
    }

    private Outcome hole() {
        warn("nothing is mapped");
        boolean wrapped = policy().hole() == Policy.Hole.ENOENT_AS_SIZE;
        return Outcome.Done.of(wrapped ? ENOENT_AS_SIZE : 0);
    }

    private Outcome clear(long table, int level, long iova, int count, Gather gather) {
        int start = index(level, iova);
        int done = 0;
        while (done < count) {
            if (start + done >= entries(table)) {
                throw new UndefinedBehaviour("the driver reads past the entries of the first table");
            }
            long word = read(table, start + done);
            if (word == 0) {
                warn("nothing is mapped");
                break;
            }
            if (kind(level, word) != Kind.LEAF) {
                unlink(table, start + done, level, iova + done * covers(level));
            }
            done++;
        }
        for (int i = 0; i < done; i++) {
            write(table, start + i, 0);
        }
        for (int i = 0; i < done && stage != Stage.MALI && !gather.isQueued(); i++) {
            gatherPage(gather, iova + i * covers(level), covers(level));
        }
        return Outcome.Done.of(done * covers(level));
    }

    /**
     * arm_lpae_split_blk_unmap: a table of the next level replaces the block, without a step in between and without a
     * flush of the block. If the pages to unmap are of that level they are left out; else the walk goes on there.
     */
    private Optional<Outcome> split(long table, int level, long iova, long pageSize, long count, Gather gather) {
        OptionalLong next = allocate(1 << perLevel());
        if (next.isEmpty()) {
            return Optional.of(Outcome.Done.of(0));
        }
        int below = level - 1;
        boolean here = covers(below) == pageSize;
        int start = index(below, iova);
        int gone = here ? (int) Math.min(count, entriesLeft(below, iova)) : 0;
        long block = read(table, index(level, iova));
        LongUnaryOperator leaf = withAddresses(below, sameRights(level, block, below, shift(below)));
        for (int i = 0; i < 1 << perLevel(); i++) {
            if (i < start || i >= start + gone) {
                write(next.getAsLong(), i, leaf.applyAsLong(address(level, block) + i * covers(below)));
            }
        }
        write(table, index(level, iova), tableEntry(level, next.getAsLong(), Map.of()));
        if (!here) {
            return Optional.empty();
        }
        // Also into a queued gather; Mali's drivers have no such callback.
        for (int i = 0; i < gone && stage != Stage.MALI; i++) {
            gatherPage(gather, iova + i * pageSize, pageSize);
        }
        return Optional.of(Outcome.Done.of(gone * pageSize));
    }

    @Override
    Outcome lookup(long iova) {
        long table = root;
        for (int level = top; level >= 0; level--) {
            long word = read(table, index(level, iova));
            if (word == 0) {
                return new Outcome.Nothing();
            }
            if (kind(level, word) == Kind.LEAF) {
                return new Outcome.Found(inLeaf(level, word, iova));
            }
            table = address(level, word);
        }
        return new Outcome.Nothing();
    }
}
