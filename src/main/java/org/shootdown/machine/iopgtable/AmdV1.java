package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.PageTableFormat;

/**
 * AMD's host tables: amd/io_pgtable.c. A leaf of a size that no level has by itself stands in as many entries of the
 * level below as it covers, all the same; the tables start with three levels and grow at the top.
 */
class AmdV1 extends AmdIoPageTable {

    static final int ENTRIES = 512;
    private static final int MOST_LEVELS = 6;
    private static final int LARGEST = 51;
    private static final int LEFT_OUT = 39;

    /** PM_ADDR_MASK. */
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;

    private long root;
    private int levels = 3;

    AmdV1(Driver driver, PageTableFormat format, TableMemory memory) {
        super(driver, format, memory);
        this.root = allocateRoot(ENTRIES);
    }

    /** AMD_IOMMU_PGSIZES as far as physical addresses go: every power of two but 512G. */
    @Override
    public long pageSizes() {
        return (1L << LARGEST + 1) - (1L << format().pageShift()) & ~(1L << LEFT_OUT);
    }

    @Override
    OptionalLong root(long iova) {
        return reaches(iova) ? OptionalLong.of(root) : OptionalLong.empty();
    }

    /** PM_LEVEL_SIZE. */
    final boolean reaches(long iova) {
        return levels == MOST_LEVELS || iova >>> shift(levels - 1) + 9 == 0;
    }

    @Override
    int top() {
        return levels - 1;
    }

    @Override
    int index(int level, long iova) {
        return (int) (iova >>> shift(level) & ENTRIES - 1);
    }

    /** amd_iommu_domain_flush_pages: with the PDE bit. */
    @Override
    Event.Scope gatherScope(Gather gather) {
        return Event.Scope.LEAVES_AND_WALKS;
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (prot.isNothing()) {
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        List<Long> freelist = new ArrayList<>();
        boolean updated = false;
        Optional<Errno> error = Optional.empty();
        long done = 0;
        while (done < count && error.isEmpty()) {
            Descent descent = descend(iova + done * pageSize, Long.numberOfTrailingZeros(pageSize));
            updated |= descent.updated();
            if (descent.place().isPresent()) {
                install(descent.place().get(), paddr + done * pageSize, prot, freelist);
                updated |= !freelist.isEmpty();
                done++;
            } else {
                error = Optional.of(Errno.ENOMEM);
            }
        }
        if (updated) {
            boolean all = policy().intoLeaf() == Policy.IntoLeaf.DROP_LARGE_AND_FLUSH_ALL;
            flush(all ? Event.Scope.EVERYTHING : Event.Scope.LEAVES_AND_WALKS, iova, count * pageSize);
        }
        freelist.forEach(this::free);
        return new Outcome.Done(done * pageSize, error);
    }

    /** alloc_pte: where the leaf goes, unless a table could not be allocated, and whether a live entry changed. */
    private record Descent(Optional<Place> place, boolean updated) {}

    private Descent descend(long iova, int size) {
        int end = (size - format().pageShift()) / 9;
        boolean updated = false;
        boolean whole = policy().beyond() == Policy.Beyond.GROW;
        while (!reaches(iova) || whole && (!reaches(iova + (1L << size) - 1) || levels - 1 < end)) {
            if (!grow()) {
                return new Descent(Optional.empty(), updated);
            }
        }
        requireLevel(end);
        long table = root;
        for (int level = levels - 1; level > end; level--) {
            int index = index(level, iova);
            long word = read(table, index);
            Kind kind = kind(level, word);
            if (kind == Kind.LEAF && leafShift(level, word) > shift(level)) {
                clearEqual(table, level, index, word);
                updated = true;
                kind = Kind.INVALID;
            }
            if (kind != Kind.TABLE) {
                OptionalLong next = allocate(ENTRIES);
                if (next.isEmpty()) {
                    return new Descent(Optional.empty(), updated);
                }
                updated |= kind == Kind.LEAF;
                word = entry(level, next.getAsLong());
                write(table, index, word);
            }
            table = address(level, word);
        }
        return new Descent(Optional.of(new Place(table, index(end, iova), size)), updated);
    }

    /** Until 6.12 the tables only grew for the leaf's first byte. */
    final void requireLevel(int level) {
        if (level > levels - 1) {
            throw new UndefinedBehaviour("alloc_pte sets a leaf of a level above the root in the root");
        }
    }

    /** Of the entries that the leaf was written to, those that still are as this one. */
    private void clearEqual(long table, int level, int index, long word) {
        int copies = 1 << leafShift(level, word) - shift(level);
        int start = index & -copies;
        for (int i = start; i < start + copies; i++) {
            if (read(table, i) == word) {
                write(table, i, 0);
            }
        }
    }

    /** increase_address_space. */
    final boolean grow() {
        if (levels == MOST_LEVELS) {
            warn("the tables cannot grow");
            return false;
        }
        OptionalLong next = allocate(ENTRIES);
        if (next.isEmpty()) {
            return false;
        }
        write(next.getAsLong(), 0, entry(levels, root));
        root = next.getAsLong();
        levels++;
        record(new Event.Grown(levels));
        return true;
    }

    final long entry(int level, long table) {
        return tableEntry(level, table, Map.of("read", 1L, "write", 1L));
    }

    /** What was there goes, tables to the list; then the copies are written, and nothing is flushed for leaves. */
    private void install(Place place, long paddr, Prot prot, List<Long> freelist) {
        int level = level(place);
        clear(place, table -> tablesUpTo(level - 1, table, ENTRIES, freelist::add));
        set(place, paddr, prot);
    }

    /** The leaf, in all its entries. */
    final void set(Place place, long paddr, Prot prot) {
        int level = level(place);
        Map<String, Long> fields = new HashMap<>();
        fields.put("coherent", 1L);
        fields.put("read", prot.read() ? 1L : 0L);
        fields.put("write", prot.write() ? 1L : 0L);
        long word = withAddress(level, leaf(level, place.shift(), fields), paddr);
        for (int i = place.index(); i < place.index() + copies(place); i++) {
            write(place.table(), i, word);
        }
    }

    /** Of a leaf in several entries the first, whatever is in it now. */
    @Override
    Optional<Place> fetch(long iova) {
        if (!reaches(iova)) {
            return Optional.empty();
        }
        long table = root;
        for (int level = levels - 1; ; level--) {
            int index = index(level, iova);
            long word = read(table, index);
            Kind kind = kind(level, word);
            if (kind == Kind.LEAF) {
                int size = leafShift(level, word);
                int copies = 1 << size - shift(level);
                return Optional.of(new Place(table, index & -copies, size));
            }
            if (level == 0) {
                return Optional.of(new Place(table, index, shift(0)));
            }
            if (kind != Kind.TABLE) {
                return Optional.empty();
            }
            table = address(level, word);
        }
    }

    /** Tables that took the place of one of a leaf's entries are lost. */
    @Override
    void clear(Place place) {
        clear(place, table -> record(new Event.Leaked(table)));
    }

    /** Clears as many entries as the leaf's size says, whatever has been written to some of them since. */
    private void clear(Place place, LongConsumer tables) {
        int level = level(place);
        for (int i = place.index(); i < place.index() + copies(place); i++) {
            long old = read(place.table(), i);
            write(place.table(), i, 0);
            if (kind(level, old) == Kind.TABLE) {
                tables.accept(address(level, old));
            }
        }
    }

    final int copies(Place place) {
        return 1 << place.shift() - shift(level(place));
    }

    /** iommu_v1_iova_to_phys: it reads the first of several entries, with the size that the address's own one says. */
    @Override
    Outcome lookup(long iova) {
        Optional<Place> found = fetch(iova);
        if (found.isEmpty()) {
            return new Outcome.Nothing();
        }
        Place place = found.get();
        long word = read(place.table(), place.index());
        if ((word & 1) == 0) {
            return new Outcome.Nothing();
        }
        if (kind(level(place), word) == Kind.TABLE) {
            return new Outcome.Undefined("iommu_v1_iova_to_phys returns the address of a table that took the place of"
                    + " the first of the leaf's entries");
        }
        long inside = (1L << place.shift()) - 1;
        return new Outcome.Found(word & ADDRESS & ~inside | iova & inside);
    }
}
