package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Arm's short descriptors. */
final class V7sIntervals extends IntervalMap {

    private static final long SECTION = 1L << 20;
    private static final long SMALL = 1L << 12;
    private static final long MASK = 0xffff_ffffL;

    private final boolean splits;

    V7sIntervals(boolean splits, BooleanSupplier grants) {
        super(List.of(20), grants);
        this.splits = splits;
    }

    @Override
    long reach(long iova) {
        return iova & MASK;
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (iova > MASK || iova < 0 || paddr > MASK || paddr < 0) {
            return fails(0, Errno.ERANGE);
        }
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        for (long i = 0; i < count; i++) {
            Optional<Errno> error = mapOne(iova + i * pageSize & MASK, paddr + i * pageSize & MASK, pageSize, prot);
            if (error.isPresent()) {
                return new Outcome.Done(i * pageSize, error);
            }
        }
        return Outcome.Done.of(count * pageSize);
    }

    private Optional<Errno> mapOne(long page, long paddr, long size, Prot prot) {
        if (size < SECTION) {
            if (at(page).filter(p -> p.size() >= SECTION).isPresent()) {
                return Optional.of(Errno.EEXIST);
            }
            if (!openTables(page, size)) {
                return Optional.of(Errno.ENOMEM);
            }
            if (!overlapping(page, size).isEmpty()) {
                return Optional.of(Errno.EEXIST);
            }
        } else {
            for (long part = page; part < page + size; part += SECTION) {
                if (hasTable(part, 20)) {
                    removeAll(part, SECTION);
                    dropTables(part, SECTION);
                } else if (at(part).isPresent()) {
                    return Optional.of(Errno.EEXIST);
                }
            }
        }
        put(Piece.whole(page, size, paddr, prot));
        return Optional.empty();
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        if (iova > MASK || iova < 0) {
            return 0;
        }
        for (long i = 0; i < count; i++) {
            if (!unmapOne(iova + i * pageSize & MASK, pageSize)) {
                return i * pageSize;
            }
        }
        return count * pageSize;
    }

    private boolean unmapOne(long page, long size) {
        long unit = size < SECTION ? SMALL : SECTION;
        for (long part = page; part < page + size; part += unit) {
            boolean live = at(part).isPresent() || unit == SECTION && hasTable(part, 20);
            if (!live) {
                return false;
            }
        }
        Piece piece = at(page).orElse(Piece.whole(page, 0, 0, Prot.NONE));
        if (piece.size() > size && (!splits || !divide(piece, page, size))) {
            return false;
        }
        removeAll(page, size);
        dropTables(page, size);
        return true;
    }

    private boolean divide(Piece piece, long page, long size) {
        if (piece.size() == 16 * size && size != 1L << 16) {
            cut(piece, size, piece.paddr());
            return true;
        }
        Piece section = piece;
        boolean wasFirst = true;
        if (piece.size() > SECTION) {
            cut(piece, SECTION, piece.paddr());
            section = at(page).orElseThrow();
            wasFirst = section.start() == piece.start();
        }
        if (!granted() || !wasFirst) {
            return false;
        }
        cut(section, size, 0);
        addTable(section.start(), 20);
        return true;
    }

    private void cut(Piece piece, long size, long paddr) {
        remove(piece);
        for (long off = 0; off < piece.size(); off += size) {
            put(Piece.whole(piece.start() + off, size, paddr + off, piece.prot()));
        }
    }
}
