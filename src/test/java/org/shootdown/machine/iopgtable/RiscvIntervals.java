package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The RISC-V IOMMU with Sv48. */
final class RiscvIntervals extends IntervalMap {

    RiscvIntervals(BooleanSupplier grants) {
        super(List.of(39, 30, 21), grants);
    }

    @Override
    long reach(long iova) {
        return iova & (1L << 48) - 1;
    }

    /** What is mapped in the upper half no device reaches. */
    @Override
    Outcome device(long iova) {
        return iova >>> 47 == 0 ? super.device(iova) : new Outcome.Nothing();
    }

    @Override
    Outcome lookup(long iova) {
        return super.device(reach(iova));
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        for (long i = 0; i < count; i++) {
            long page = reach(iova + i * pageSize);
            boolean inLarger = at(page).filter(p -> p.size() > pageSize).isPresent();
            if (inLarger || !openTables(page, pageSize)) {
                return fails(i * pageSize, Errno.ENOMEM);
            }
            removeAll(page, pageSize);
            dropTables(page, pageSize);
            put(Piece.whole(page, pageSize, paddr + i * pageSize, prot));
        }
        return Outcome.Done.of(count * pageSize);
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        long at = iova;
        Optional<Piece> piece = at(reach(at));
        while (piece.isPresent() && piece.get().start() == reach(at) && at - iova < pageSize * count) {
            remove(piece.get());
            at += piece.get().size();
            piece = at(reach(at));
        }
        return at - iova;
    }
}
