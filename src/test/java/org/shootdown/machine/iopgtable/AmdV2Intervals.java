package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** AMD v2 with four levels. */
final class AmdV2Intervals extends IntervalMap {

    private static final long MASK = (1L << 48) - 1;

    AmdV2Intervals(BooleanSupplier grants) {
        super(List.of(39, 30, 21), grants);
    }

    @Override
    long reach(long iova) {
        return iova & MASK;
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        for (long i = 0; i < count; i++) {
            long page = reach(iova + i * pageSize);
            at(page).filter(p -> p.size() > pageSize).ifPresent(this::remove);
            if (!openTables(page, pageSize)) {
                return fails(i * pageSize, Errno.ENOMEM);
            }
            if (pageSize > 1L << 12 && at(page).filter(p -> p.size() == pageSize).isPresent()) {
                throw new Unsayable();
            }
            removeAll(page, pageSize);
            dropTables(page, pageSize);
            put(Piece.whole(page, pageSize, paddr + i * pageSize, prot));
        }
        return Outcome.Done.of(count * pageSize);
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        long unmapped = 0;
        long at = iova;
        while (unmapped < pageSize * count) {
            Optional<Piece> piece = at(reach(at));
            if (piece.isEmpty() && !hasTable(reach(at), 21)) {
                break;
            }
            long size = piece.map(Piece::size).orElse(1L << 12);
            piece.ifPresent(this::remove);
            at = (at & -size) + size;
            unmapped += size;
        }
        return unmapped;
    }
}
