package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** AMD v1 until 4.20: what is there stays, tables too. */
final class AmdV1RefusingIntervals extends IntervalMap {

    private int levels = 3;

    AmdV1RefusingIntervals(BooleanSupplier grants) {
        super(List.of(30, 21), grants);
    }

    private boolean within(long iova) {
        return levels == 6 || iova >>> 12 + 9 * levels == 0;
    }

    @Override
    boolean canSayMap(long iova, long size) {
        return iova != 0 || within(size - 1);
    }

    @Override
    boolean canSayUnmap(long iova, long size) {
        return within(iova) && within(iova + size - 1);
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        for (long done = 0; done != count * pageSize; done += pageSize) {
            Optional<Errno> error = mapOne(iova + done, paddr + done, pageSize, prot);
            if (error.isPresent()) {
                return new Outcome.Done(done, error);
            }
        }
        return Outcome.Done.of(count * pageSize);
    }

    private Optional<Errno> mapOne(long page, long paddr, long size, Prot prot) {
        long copy = 1L << 12 + (log(size) - 12) / 9 * 9;
        while (!within(page)) {
            if (granted()) {
                addTable(0, 12 + 9 * levels);
                levels++;
                regions = List.of(57, 48, 39, 30, 21).subList(6 - levels, 5);
            }
        }
        if (copy >= 1L << Math.min(62, 12 + 9 * levels)) {
            throw new Unsayable();
        }
        for (int region : regions) {
            if (1L << region > copy && !hasTable(page, region)) {
                // A leaf at that entry, or no memory: the error is the same.
                if (at(page).isPresent() || !granted()) {
                    return Optional.of(Errno.ENOMEM);
                }
                addTable(page, region);
            }
        }
        for (long at = page; at != page + size; at += copy) {
            if (at(at).isPresent() || regions.contains(log(copy)) && hasTable(at, log(copy))) {
                return Optional.of(Errno.EBUSY);
            }
        }
        for (long at = page; at != page + size; at += copy) {
            put(new Piece(at, copy, page, size, paddr, prot));
        }
        return Optional.empty();
    }

    /** Where more goes than was asked for, the next page that is asked for lies that far on. */
    @Override
    long unmap(long iova, long pageSize, long count) {
        long unmapped = 0;
        while (Long.compareUnsigned(unmapped, pageSize * count) < 0) {
            unmapped += unmapOne(iova + unmapped, pageSize);
        }
        return unmapped;
    }

    private long unmapOne(long iova, long pageSize) {
        long at = iova;
        long unmapped = 0;
        while (Long.compareUnsigned(unmapped, pageSize) < 0) {
            if (!within(at)) {
                throw new Unsayable();
            }
            Optional<Piece> piece = at(at);
            long size = piece.isPresent() ? piece.get().leafSize() : hole(at);
            piece.ifPresent(p -> removeAll(p.leaf(), p.leafSize()));
            at = (at & -size) + size;
            unmapped += size;
        }
        return unmapped;
    }

    /** As far as a page or the missing table would reach. */
    private long hole(long at) {
        long size = 1L << 3 + 9 * levels;
        for (int region : regions) {
            size = hasTable(at, region) ? 1L << region - 9 : size;
        }
        return size;
    }
}
