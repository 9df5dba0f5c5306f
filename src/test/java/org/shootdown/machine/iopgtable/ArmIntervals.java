package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Arm's long descriptors. */
final class ArmIntervals extends IntervalMap {

    private final boolean splits;
    private final int bits;
    private final int perLevel;

    ArmIntervals(boolean splits, int bits, int perLevel, List<Integer> regions, BooleanSupplier grants) {
        super(regions, grants);
        this.splits = splits;
        this.bits = bits;
        this.perLevel = perLevel;
    }

    @Override
    long reach(long iova) {
        return iova & (1L << bits) - 1;
    }

    /** The count is cut at the end of a full table; a first table that is not full ends before. */
    private long within(long page) {
        if (page >>> bits != 0) {
            throw new Unsayable();
        }
        return page;
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (iova >>> bits != 0 || paddr >>> bits != 0) {
            return fails(0, Errno.ERANGE);
        }
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        if (at(iova).filter(p -> p.size() > pageSize).isPresent()) {
            return fails(0, Errno.EEXIST);
        }
        if (!openTables(iova, pageSize)) {
            return fails(0, Errno.ENOMEM);
        }
        long pages = upTo(iova, pageSize, count, pageSize << perLevel);
        for (long i = 0; i < pages; i++) {
            long page = within(iova + i * pageSize);
            if (at(page).filter(p -> p.size() == pageSize).isPresent()) {
                return fails(0, Errno.EEXIST);
            }
            removeAll(page, pageSize);
            dropTables(page, pageSize);
        }
        for (long i = 0; i < pages; i++) {
            put(Piece.whole(iova + i * pageSize, pageSize, paddr + i * pageSize, prot));
        }
        return Outcome.Done.of(pages * pageSize);
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        if (iova >>> bits != 0) {
            return 0;
        }
        long pages = upTo(iova, pageSize, count, pageSize << perLevel);
        Optional<Piece> larger = at(iova).filter(p -> p.size() > pageSize);
        if (larger.isPresent()) {
            return splits && divide(larger.get(), iova, pageSize) ? take(iova, pageSize, pages) : 0;
        }
        long done = take(iova, pageSize, pages);
        return done == 0 && !splits ? -2 : done;
    }

    /** Leaf by leaf of the next smaller size, until the leaf is as small as the page. */
    private boolean divide(Piece large, long iova, long pageSize) {
        Piece piece = large;
        while (piece.size() > pageSize) {
            if (!granted()) {
                return false;
            }
            remove(piece);
            addTable(piece.start(), log(piece.size()));
            long small = piece.size() >> perLevel;
            for (long off = 0; off < piece.size(); off += small) {
                put(Piece.whole(piece.start() + off, small, piece.paddr() + off, piece.prot()));
            }
            piece = at(iova).orElseThrow();
        }
        return true;
    }

    /** Whole pages, or what is in place of them in tables, up to the first hole. */
    private long take(long iova, long pageSize, long pages) {
        long done = 0;
        while (done < pages) {
            long page = within(iova + done * pageSize);
            boolean leaf = at(page).filter(p -> p.size() == pageSize).isPresent();
            boolean table = regions.contains(log(pageSize)) && hasTable(page, log(pageSize));
            if (!leaf && !table) {
                break;
            }
            removeAll(page, pageSize);
            dropTables(page, pageSize);
            done++;
        }
        return done * pageSize;
    }
}
