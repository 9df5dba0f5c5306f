package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.shootdown.machine.format.BitField;
import org.shootdown.machine.format.Encoder;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.Layout;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Reading;

/**
 * The tables of one domain, and the driver that changes them. Levels are counted from 0, the last, upward. Addresses
 * and sizes are in bytes, and unsigned.
 *
 * <p>After an outcome that is {@link Outcome.Undefined} every operation has that outcome.
 */
public abstract class IoPageTable {

    private final Driver driver;
    private final PageTableFormat format;
    private final TableMemory memory;
    private final List<Event> events = new ArrayList<>();
    private Optional<String> broken = Optional.empty();
    private Consumer<Optional<Event>> watcher = event -> {};

    IoPageTable(Driver driver, PageTableFormat format, TableMemory memory) {
        this.driver = driver;
        this.format = format;
        this.memory = memory;
    }

    /** pgsize_bitmap: the sizes that {@link #mapPages} and {@link #unmapPages} can be asked for. */
    public abstract long pageSizes();

    /** Whether the core calls for each page, so that counts are one (map and unmap, before map_pages and unmap_pages came with 5.14). */
    boolean takesOnePage() {
        return false;
    }

    abstract Outcome map(long iova, long paddr, long pageSize, long count, Prot prot);

    abstract Outcome unmap(long iova, long pageSize, long count, Gather gather);

    abstract Outcome lookup(long iova);

    /** The table that a walk of this address starts in; empty if the address is beyond what hardware walks. */
    abstract OptionalLong root(long iova);

    /** The level of the root. */
    abstract int top();

    /** What a flush of the gather reaches. */
    abstract Event.Scope gatherScope(Gather gather);

    /** iotlb_sync_map: what the driver does when {@code iommu_map} is over. */
    void syncMap() {}

    /**
     * Maps as map_pages does; it may map less than it is asked for without an error.
     *
     * @param pageSize one of {@link #pageSizes()}; both addresses are multiples of it, as the core sees to
     */
    public final Outcome mapPages(long iova, long paddr, long pageSize, long count, Prot prot) {
        requireSize(pageSize, count, iova | paddr);
        return guarded(() ->
                takesOnePage() ? mapEach(iova, paddr, pageSize, count, prot) : map(iova, paddr, pageSize, count, prot));
    }

    /** Unmaps as unmap_pages does; what is to be flushed goes to the gather. */
    public final Outcome unmapPages(long iova, long pageSize, long count, Gather gather) {
        requireSize(pageSize, count, iova);
        return guarded(() ->
                takesOnePage() ? unmapEach(iova, pageSize, count, gather) : unmap(iova, pageSize, count, gather));
    }

    private Outcome mapEach(long iova, long paddr, long pageSize, long count, Prot prot) {
        for (long done = 0; done < count; done++) {
            long from = done * pageSize;
            Outcome.Done page = (Outcome.Done) map(iova + from, paddr + from, pageSize, 1, prot);
            if (page.error().isPresent()) {
                return new Outcome.Done(from, page.error());
            }
        }
        return Outcome.Done.of(count * pageSize);
    }

    /** Where the driver says that more went than was asked for, the core goes on from there. */
    private Outcome unmapEach(long iova, long pageSize, long count, Gather gather) {
        long unmapped = 0;
        while (Long.compareUnsigned(unmapped, count * pageSize) < 0) {
            unmapped += ((Outcome.Done) unmap(iova + unmapped, pageSize, 1, gather)).bytes();
        }
        return Outcome.Done.of(unmapped);
    }

    /** What iova_to_phys returns. */
    public final Outcome iovaToPhys(long iova) {
        return guarded(() -> lookup(iova));
    }

    /** iommu_iotlb_sync: flushes what was gathered, and frees the tables that waited for it. */
    public final void sync(Gather gather) {
        if (!gather.isEmpty() && !gather.isQueued()) {
            flush(gatherScope(gather), gather.first(), gather.last() - gather.first() + 1);
        }
        gather.tables().forEach(this::free);
        gather.clear();
    }

    /** What a device's access finds: the walk as hardware does it, without any cache. */
    public final Outcome deviceSees(long iova) {
        return guarded(() -> {
            OptionalLong table = root(iova);
            for (int level = top(); table.isPresent(); level--) {
                if (!memory.isTable(table.getAsLong())) {
                    return new Outcome.Undefined("the walk goes through a table that was given back");
                }
                Reading reading = format.decode(level(level), read(table.getAsLong(), index(level, iova)));
                if (reading.kind() == Kind.LEAF) {
                    long inside = (1L << reading.layout().size()) - 1;
                    return new Outcome.Found(reading.address().orElseThrow() + (iova & inside));
                }
                table = reading.kind() == Kind.TABLE ? reading.address() : OptionalLong.empty();
            }
            return new Outcome.Nothing();
        });
    }

    /** The entries that a walk reads, from the root on; through tables that are there. */
    public final List<Reading> walk(long iova) {
        List<Reading> readings = new ArrayList<>();
        OptionalLong table = root(iova);
        for (int level = top(); table.isPresent(); level--) {
            Reading reading = format.decode(level(level), read(table.getAsLong(), index(level, iova)));
            readings.add(reading);
            table = reading.kind() == Kind.TABLE ? reading.address() : OptionalLong.empty();
        }
        return readings;
    }

    /** Who is told of each event when it happens, and of each store to an entry (without an event). */
    final void watch(Consumer<Optional<Event>> who) {
        watcher = who;
    }

    /** What happened since the last call, in order. */
    public final List<Event> drainEvents() {
        List<Event> drained = List.copyOf(events);
        events.clear();
        return drained;
    }

    public final Driver driver() {
        return driver;
    }

    public final PageTableFormat format() {
        return format;
    }

    private void requireSize(long pageSize, long count, long addresses) {
        if (Long.bitCount(pageSize) != 1 || (pageSize & pageSizes()) == 0 || count <= 0) {
            throw new IllegalArgumentException(count + " pages of " + Long.toHexString(pageSize));
        }
        if ((addresses & pageSize - 1) != 0) {
            throw new IllegalArgumentException("not aligned to " + Long.toHexString(pageSize));
        }
    }

    private Outcome guarded(Supplier<Outcome> operation) {
        if (broken.isPresent()) {
            return new Outcome.Undefined(broken.get());
        }
        try {
            return operation.get();
        } catch (UndefinedBehaviour e) {
            broken = Optional.of(e.getMessage());
            return new Outcome.Undefined(e.getMessage());
        }
    }

    final TableMemory memory() {
        return memory;
    }

    final Policy policy() {
        return driver.policy();
    }

    final Level level(int level) {
        return format.levels().get(level);
    }

    final int shift(int level) {
        return level(level).shift();
    }

    /** What an entry of the level covers. */
    final long covers(int level) {
        return 1L << shift(level);
    }

    /** Where the entry for an address is in its table; the format's index, but for roots that are wider. */
    int index(int level, long iova) {
        return (int) (iova >>> shift(level) & (1L << level(level).indexBits()) - 1);
    }

    final long read(long table, int index) {
        return memory.words(table)[index];
    }

    final void write(long table, int index, long word) {
        memory.words(table)[index] = word;
        watcher.accept(Optional.empty());
    }

    final int entries(long table) {
        return memory.words(table).length;
    }

    final Kind kind(int level, long word) {
        return word == 0 ? Kind.INVALID : layout(level, word).kind();
    }

    /** Where an entry leads. */
    final long address(int level, long word) {
        return addressField(layout(level, word)).get(word);
    }

    private Layout layout(int level, long word) {
        for (Layout layout : level(level).layouts()) {
            if (layout.matches(word)) {
                return layout;
            }
        }
        throw new IllegalStateException("no kind of entry: " + Long.toHexString(word));
    }

    /** What a leaf maps, as a power of two. */
    final int leafShift(int level, long word) {
        return layout(level, word).size();
    }

    /** The physical address of a byte that a leaf maps. */
    final long inLeaf(int level, long word, long iova) {
        return address(level, word) | iova & (1L << leafShift(level, word)) - 1;
    }

    final Layout leafLayout(int level, int size) {
        return level(level).layouts().stream()
                .filter(l -> l.kind() == Kind.LEAF && l.size() == size && l.run() == 0)
                .findFirst()
                .orElseThrow();
    }

    /** A leaf's word, its address still zero. */
    final long leaf(int level, int size, Map<String, Long> fields) {
        return Encoder.encode(leafLayout(level, size), fields);
    }

    /** A leaf's word with an address, of which what does not fit is dropped, as the drivers' masks do. */
    final long withAddress(int level, long word, long paddr) {
        return addressField(layout(level, word)).put(word, paddr);
    }

    /** The word with one address after another, for runs of leaves. */
    final LongUnaryOperator withAddresses(int level, long word) {
        BitField field = addressField(layout(level, word));
        return paddr -> field.put(word, paddr);
    }

    /** A leaf of another size with all that an old leaf says but its address. */
    final long sameRights(int oldLevel, long oldWord, int level, int size) {
        Layout old = layout(oldLevel, oldWord);
        Layout wanted = leafLayout(level, size);
        Map<String, Long> fields = new HashMap<>();
        wanted.fields().stream()
                .filter(f -> !f.address() && (f.mask() & wanted.fixedMask()) == 0)
                .forEach(f -> old.field(f.name()).ifPresent(o -> fields.put(f.name(), o.get(oldWord))));
        return Encoder.encode(wanted, fields);
    }

    final long tableEntry(int level, long table, Map<String, Long> fields) {
        Layout layout = level(level).layout("table").orElseThrow();
        return addressField(layout).put(Encoder.encode(layout, fields), table);
    }

    private static BitField addressField(Layout layout) {
        for (BitField field : layout.fields()) {
            if (field.address()) {
                return field;
            }
        }
        throw new IllegalStateException(layout.title() + " has no address");
    }

    final OptionalLong allocate(int entries) {
        OptionalLong table = memory.allocate(entries, format.width() / 8);
        record(table.isPresent() ? new Event.Allocated(table.getAsLong()) : new Event.AllocationFailed());
        return table;
    }

    final long allocateRoot(int entries) {
        return memory.place(entries, format.width() / 8);
    }

    final void free(long table) {
        memory.free(table);
        record(new Event.Freed(table));
    }

    final void flush(Event.Scope scope, long iova, long size) {
        record(new Event.Flushed(scope, iova, scope == Event.Scope.EVERYTHING ? 0 : size));
    }

    final void warn(String text) {
        record(new Event.Warned(text));
    }

    final void record(Event event) {
        events.add(event);
        watcher.accept(Optional.of(event));
    }

    /** iommu_iotlb_gather_add_page. */
    final void gatherPage(Gather gather, long iova, long size) {
        if (gather.mustSyncBefore(iova, size)) {
            sync(gather);
        }
        gather.add(iova, size);
        record(new Event.Gathered(iova, size));
    }

    /** All tables of so many entries below one, each before the one that leads to it, and the one itself at the end. */
    final void tablesUpTo(int level, long table, int entries, LongConsumer visitor) {
        for (int i = 0; level > 0 && i < entries; i++) {
            long word = read(table, i);
            if (kind(level, word) == Kind.TABLE) {
                tablesUpTo(level - 1, address(level, word), entries, visitor);
            }
        }
        visitor.accept(table);
    }
}
