package org.shootdown.machine.iopgtable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/** AMD's guest tables: amd/io_pgtable_v2.c, with four or five levels. */
final class AmdV2 extends AmdIoPageTable {

    private static final int ENTRIES = 512;

    private final int levels;
    private final long root;

    AmdV2(Driver driver, PageTableFormat format, TableMemory memory, int levels) {
        super(driver, format, memory);
        this.levels = levels;
        this.root = allocateRoot(ENTRIES);
    }

    @Override
    public long pageSizes() {
        return 1L << 12 | 1L << 21 | 1L << 30;
    }

    @Override
    OptionalLong root(long iova) {
        return iova >>> shift(levels - 1) + 9 == 0 ? OptionalLong.of(root) : OptionalLong.empty();
    }

    @Override
    int top() {
        return levels - 1;
    }

    @Override
    Event.Scope gatherScope(Gather gather) {
        return Event.Scope.LEAVES_AND_WALKS;
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (prot.isNothing()) {
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        int end = (Long.numberOfTrailingZeros(pageSize) - format().pageShift()) / 9;
        long leaf = leafFor(end, prot);
        boolean updated = false;
        long done = 0;
        while (done < count) {
            Descent descent = descend(iova + done * pageSize, end);
            updated |= descent.updated();
            if (descent.place().isEmpty()) {
                break;
            }
            Place place = descent.place().get();
            write(place.table(), place.index(), withAddress(end, leaf, paddr + done * pageSize));
            done++;
        }
        if (updated) {
            flushUpdated(iova, pageSize * count, done);
        }
        Optional<Errno> error = done < count ? Optional.of(Errno.ENOMEM) : Optional.empty();
        return new Outcome.Done(done * pageSize, error);
    }

    /** 6.12: the range. 6.1: by how many leaves were set, and not by how large they are. */
    private void flushUpdated(long iova, long size, long leaves) {
        if (policy().overTable() != Policy.OverTable.FREE_THEN_FLUSH_FIRST_PAGE) {
            flush(Event.Scope.LEAVES_AND_WALKS, iova, size);
        } else if (leaves > 1) {
            flush(Event.Scope.EVERYTHING, iova, size);
        } else {
            flush(Event.Scope.LEAVES_AND_WALKS, iova, 1L << format().pageShift());
        }
    }

    /** set_pte_attr. */
    private long leafFor(int level, Prot prot) {
        Map<String, Long> fields = new HashMap<>(upper());
        fields.put("rw", prot.write() ? 1L : 0L);
        return leaf(level, shift(level), fields);
    }

    private static Map<String, Long> upper() {
        return Map.of("rw", 1L, "user", 1L, "accessed", 1L, "dirty", 1L);
    }

    /** v2_alloc_pte: where the leaf goes, unless a table could not be allocated, and whether a live entry changed. */
    private record Descent(Optional<Place> place, boolean updated) {}

    private Descent descend(long iova, int end) {
        boolean updated = false;
        long table = root;
        for (int level = levels - 1; level > end; level--) {
            int index = index(level, iova);
            long word = read(table, index);
            if (kind(level, word) == Kind.LEAF) {
                write(table, index, 0);
                word = 0;
                updated = true;
            }
            if (word == 0) {
                OptionalLong next = allocate(ENTRIES);
                if (next.isEmpty()) {
                    return new Descent(Optional.empty(), updated);
                }
                word = tableEntry(level, next.getAsLong(), upper());
                write(table, index, word);
            }
            table = address(level, word);
        }
        int index = index(end, iova);
        long old = read(table, index);
        if (old != 0) {
            updated = true;
            write(table, index, 0);
            tearDown(end, old);
        }
        return new Descent(Optional.of(new Place(table, index, shift(end))), updated);
    }

    /** Frees what is below before the flush; it does not ask whether the old entry leads to a table. */
    private void tearDown(int level, long old) {
        if (level > 0 && kind(level, old) == Kind.LEAF) {
            throw new UndefinedBehaviour("v2_alloc_pte takes the frame of the live leaf for a table and frees it");
        }
        if (level > 0) {
            tablesUpTo(level - 1, address(level, old), ENTRIES, this::free);
        }
    }

    @Override
    Optional<Place> fetch(long iova) {
        long table = root;
        for (int level = levels - 1; ; level--) {
            long word = read(table, index(level, iova));
            if (level == 0 || kind(level, word) == Kind.LEAF) {
                return Optional.of(new Place(table, index(level, iova), shift(level)));
            }
            if (word == 0) {
                return Optional.empty();
            }
            table = address(level, word);
        }
    }

    @Override
    void clear(Place place) {
        write(place.table(), place.index(), 0);
    }

    @Override
    Outcome lookup(long iova) {
        return fetch(iova)
                .filter(p -> read(p.table(), p.index()) != 0)
                .<Outcome>map(p -> new Outcome.Found(inLeaf(level(p), read(p.table(), p.index()), iova)))
                .orElse(new Outcome.Nothing());
    }
}
