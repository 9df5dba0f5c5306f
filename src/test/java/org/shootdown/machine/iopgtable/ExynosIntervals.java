package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Samsung's System MMU. */
final class ExynosIntervals extends IntervalMap {

    private static final long SECTION = 1L << 20;

    ExynosIntervals(BooleanSupplier grants) {
        super(List.of(20), grants);
    }

    @Override
    long reach(long iova) {
        return iova & 0xffff_ffffL;
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        long page = reach(iova);
        if (at(page).filter(p -> p.size() == SECTION).isPresent()) {
            return fails(0, Errno.EADDRINUSE);
        }
        if (pageSize < SECTION && !openTables(page, pageSize)) {
            return fails(0, Errno.ENOMEM);
        }
        if (!overlapping(page, pageSize).isEmpty()) {
            return fails(0, Errno.EADDRINUSE);
        }
        dropTables(page, pageSize);
        put(Piece.whole(page, pageSize, paddr, prot));
        return Outcome.Done.of(pageSize);
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        long page = reach(iova);
        Optional<Piece> piece = at(page);
        if (piece.isPresent()) {
            if (piece.get().size() > pageSize) {
                return 0;
            }
            remove(piece.get());
            return piece.get().size();
        }
        return hasTable(page, 20) ? 1L << 12 : pageSize;
    }
}
