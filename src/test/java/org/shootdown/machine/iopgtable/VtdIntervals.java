package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** VT-d with four levels. */
class VtdIntervals extends IntervalMap {

    static final long END = 1L << 48;
    static final long SMALL = 1L << 12;
    static final long MIDDLE = 1L << 21;
    static final long LARGE = 1L << 30;

    VtdIntervals(BooleanSupplier grants) {
        super(List.of(39, 30, 21), grants);
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        long end = iova + pageSize * count;
        if (iova < 0 || end < 0 || end > END) {
            return fails(0, end == 0 ? Errno.EINVAL : Errno.EFAULT);
        }
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        long at = iova;
        while (at < end) {
            long to = paddr + (at - iova);
            long size = SMALL;
            for (long larger : List.of(MIDDLE, LARGE)) {
                if (((at | to) & larger - 1) == 0 && end - at >= larger) {
                    size = larger;
                }
            }
            if (overlappingLarger(at, size)) {
                throw new Unsayable();
            }
            if (!openTables(at, size)) {
                return fails(0, Errno.ENOMEM);
            }
            // Sizes are chosen anew only at the end of a table.
            long stop = Math.min(at + (end - at) / size * size, (at | (size << 9) - 1) + 1);
            for (; at < stop; at += size) {
                mapOne(at, paddr + (at - iova), size, prot);
            }
        }
        return Outcome.Done.of(pageSize * count);
    }

    private boolean overlappingLarger(long page, long size) {
        return at(page).filter(p -> p.size() > size).isPresent();
    }

    private void mapOne(long page, long paddr, long size, Prot prot) {
        if (size == SMALL && at(page).isPresent()) {
            return;
        }
        if (size == LARGE) {
            loseTables(page);
        }
        removeAll(page, size);
        dropTables(page, size);
        put(Piece.whole(page, size, paddr, prot));
    }

    /** From the first 2M leaf on all that the 1G had is cleared as if it were leaves, unless a hole comes before. */
    private void loseTables(long page) {
        if (!hasTable(page, 30)) {
            return;
        }
        for (long part = page; part < page + LARGE; part += MIDDLE) {
            if (at(part).filter(p -> p.size() == MIDDLE).isPresent()) {
                // Not the table of the 1G itself: it is freed.
                lost += dropTables(part, page + LARGE - part) - (part == page ? 1 : 0);
                return;
            }
            if (!hasTable(part, 21)) {
                return;
            }
        }
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        if (iova < 0 || iova >= END) {
            return 0;
        }
        long size = Math.max(pageSize * count, sizeAt(iova));
        if (iova + size > END) {
            return size;
        }
        removeWhole(iova, size);
        return size;
    }

    /** What the range has only a part of would be read as a table. */
    final void removeWhole(long iova, long size) {
        for (Piece piece : overlapping(iova, size)) {
            if (piece.start() < iova || piece.start() + piece.size() > iova + size) {
                throw new Unsayable();
            }
            remove(piece);
        }
        dropTables(iova, size);
    }

    /** Of the leaf, or of the hole as far as the missing table would reach. */
    final long sizeAt(long iova) {
        Optional<Piece> piece = at(iova);
        if (piece.isPresent()) {
            return piece.get().size();
        }
        long size = 1L << 39;
        for (int region : regions) {
            size = hasTable(iova, region) ? 1L << region - 9 : size;
        }
        return size;
    }
}
