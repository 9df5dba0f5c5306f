package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.shootdown.machine.format.PageTableFormat;

/** Apple's DART: io-pgtable-dart.c. Up to four first tables, leaves of one size; one call handles one table only. */
final class IoPgtableDart extends IoPageTable {

    private static final long SUBPAGE_END = 0xfff;

    private final int ias;
    private final List<Long> roots = new ArrayList<>();

    IoPgtableDart(PageTableFormat format, TableMemory memory) {
        super(Driver.IO_PGTABLE_DART, format, memory);
        this.ias = format.inputBits();
        int bits = Math.max(0, ias - shift(1) - perLevel());
        for (int i = 0; i < 1 << bits; i++) {
            roots.add(allocateRoot(1 << perLevel()));
        }
    }

    private int perLevel() {
        return format().pageShift() - 3;
    }

    @Override
    public long pageSizes() {
        return 1L << format().pageShift();
    }

    private long rootOf(long iova) {
        return roots.get((int) (iova >>> shift(1) + perLevel()) & roots.size() - 1);
    }

    @Override
    OptionalLong root(long iova) {
        return iova >>> ias == 0 ? OptionalLong.of(rootOf(iova)) : OptionalLong.empty();
    }

    @Override
    int top() {
        return 1;
    }

    /** apple_dart_domain_flush_tlb: all of the stream map. */
    @Override
    Event.Scope gatherScope(Gather gather) {
        return Event.Scope.EVERYTHING;
    }

    @Override
    void syncMap() {
        flush(Event.Scope.EVERYTHING, 0, 0);
    }

    @Override
    Outcome map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (paddr >>> format().outputBits() != 0) {
            warn("the physical address is out of range");
            return Outcome.Done.failed(0, Errno.ERANGE);
        }
        if (prot.isNothing()) {
            return Outcome.Done.failed(0, Errno.EINVAL);
        }
        long first = rootOf(iova);
        if (read(first, index(1, iova)) == 0) {
            OptionalLong next = allocate(1 << perLevel());
            if (next.isEmpty()) {
                return Outcome.Done.failed(0, Errno.ENOMEM);
            }
            write(first, index(1, iova), tableEntry(1, next.getAsLong(), Map.of()));
        }
        long table = address(1, read(first, index(1, iova)));
        int start = index(0, iova);
        int pages = (int) Math.min(count, entries(table) - start);
        for (int i = 0; i < pages; i++) {
            if (read(table, start + i) != 0) {
                warn("a leaf is mapped already");
                return Outcome.Done.failed(0, Errno.EEXIST);
            }
        }
        long leaf = leafFor(prot);
        for (int i = 0; i < pages; i++) {
            write(table, start + i, withAddress(0, leaf, paddr + i * pageSize));
        }
        return Outcome.Done.of(pages * pageSize);
    }

    /** dart_prot_to_pte and dart_init_pte. */
    private long leafFor(Prot prot) {
        Map<String, Long> fields = new HashMap<>();
        fields.put("no_read", prot.read() ? 0L : 1L);
        fields.put("no_write", prot.write() ? 0L : 1L);
        fields.put("sp_end", SUBPAGE_END);
        if (format().name().equals("dart2")) {
            fields.put("no_cache", prot.cache() ? 0L : 1L);
        } else {
            fields.put("sp_dis", 1L);
        }
        return leaf(0, shift(0), fields);
    }

    @Override
    Outcome unmap(long iova, long pageSize, long count, Gather gather) {
        long entry = read(rootOf(iova), index(1, iova));
        if (entry == 0) {
            warn("nothing is mapped");
            return Outcome.Done.of(0);
        }
        long table = address(1, entry);
        int start = index(0, iova);
        int pages = (int) Math.min(count, entries(table) - start);
        int done = 0;
        while (done < pages && read(table, start + done) != 0) {
            write(table, start + done, 0);
            if (!gather.isQueued()) {
                gatherPage(gather, iova + done * pageSize, pageSize);
            }
            done++;
        }
        if (done < pages) {
            warn("nothing is mapped");
        }
        return Outcome.Done.of(done * pageSize);
    }

    @Override
    Outcome lookup(long iova) {
        long entry = read(rootOf(iova), index(1, iova));
        long leaf = entry == 0 ? 0 : read(address(1, entry), index(0, iova));
        return leaf == 0 ? new Outcome.Nothing() : new Outcome.Found(inLeaf(0, leaf, iova));
    }
}
