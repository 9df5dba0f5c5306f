package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.function.BooleanSupplier;

/** Apple's DART. */
final class DartIntervals extends IntervalMap {

    private final int bits;
    private final int paddrBits;
    private final long region;

    DartIntervals(int bits, int paddrBits, int region, BooleanSupplier grants) {
        super(List.of(region), grants);
        this.bits = bits;
        this.paddrBits = paddrBits;
        this.region = 1L << region;
    }

    @Override
    long reach(long iova) {
        return iova & (1L << bits) - 1;
    }

    @Override
    Outcome.Done map(long anywhere, long paddr, long pageSize, long count, Prot prot) {
        long iova = reach(anywhere);
        if (paddr >>> paddrBits != 0) {
            return fails(0, Errno.ERANGE);
        }
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        if (!openTables(iova, pageSize)) {
            return fails(0, Errno.ENOMEM);
        }
        long pages = upTo(iova, pageSize, count, region);
        if (!overlapping(iova, pages * pageSize).isEmpty()) {
            return fails(0, Errno.EEXIST);
        }
        for (long i = 0; i < pages; i++) {
            put(Piece.whole(iova + i * pageSize, pageSize, paddr + i * pageSize & (1L << paddrBits) - 1, prot));
        }
        return Outcome.Done.of(pages * pageSize);
    }

    @Override
    long unmap(long anywhere, long pageSize, long count) {
        long iova = reach(anywhere);
        long pages = upTo(iova, pageSize, count, region);
        long done = 0;
        while (done < pages && at(iova + done * pageSize).isPresent()) {
            removeAll(iova + done * pageSize, pageSize);
            done++;
        }
        return done * pageSize;
    }
}
