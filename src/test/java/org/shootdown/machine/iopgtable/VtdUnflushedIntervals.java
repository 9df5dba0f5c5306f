package org.shootdown.machine.iopgtable;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** VT-d in 4.15: one page of any size at a time, of which the driver makes leaves. */
final class VtdUnflushedIntervals extends VtdIntervals {

    VtdUnflushedIntervals(BooleanSupplier grants) {
        super(grants);
    }

    @Override
    boolean canSayUnmap(long iova, long size) {
        return iova >= 0 && iova < END && iova + Math.max(size, sizeAt(iova)) <= END;
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        for (long done = 0; done != count * pageSize; done += pageSize) {
            Optional<Errno> error = mapPage(iova + done, paddr + done, pageSize, prot);
            if (error.isPresent()) {
                return new Outcome.Done(done, error);
            }
        }
        return Outcome.Done.of(count * pageSize);
    }

    private Optional<Errno> mapPage(long page, long paddr, long pageSize, Prot prot) {
        long end = page + pageSize;
        if (end == 0) {
            throw new Unsayable();
        }
        if (page < 0 || end < 0 || end > END) {
            return Optional.of(Errno.EFAULT);
        }
        if (!prot.read() && !prot.write()) {
            return Optional.of(Errno.EINVAL);
        }
        long size = pageSize >= LARGE ? LARGE : pageSize >= MIDDLE ? MIDDLE : SMALL;
        if (at(page).filter(p -> p.size() > size).isPresent()) {
            throw new Unsayable();
        }
        if (!openTables(page, size)) {
            return Optional.of(Errno.ENOMEM);
        }
        if (size > SMALL) {
            clear(page, end);
            // A table goes with all that is left in it.
            for (long at = page; at < end; at += size) {
                if (hasTable(at, log(size))) {
                    removeAll(at, size);
                    dropTables(at, size);
                }
            }
        }
        for (long at = page; at < end; at += size) {
            if (at(at).isEmpty()) {
                put(Piece.whole(at, size, paddr + (at - page), prot));
            }
        }
        return Optional.empty();
    }

    /** From each leaf to the end of its table all is cleared as if it were such leaves; behind a hole that much is kept. */
    private void clear(long from, long end) {
        long at = from;
        while (at < end) {
            Optional<Piece> piece = at(at);
            boolean last = hasTable(at, 21);
            long size = piece.isPresent() ? piece.get().size() : last ? SMALL : sizeAt(at);
            long stop = (at | (size << 9) - 1) + 1;
            if (piece.isEmpty() && !last) {
                at = stop;
                continue;
            }
            for (; at < stop && at < end; at += size) {
                removeAll(at, size);
                lost += size > SMALL ? dropTables(at, size) : 0;
            }
        }
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        long unmapped = 0;
        while (unmapped < pageSize * count) {
            unmapped += unmapPage(iova + unmapped, pageSize);
        }
        return unmapped;
    }

    private long unmapPage(long iova, long pageSize) {
        if (!canSayUnmap(iova, pageSize)) {
            throw new Unsayable();
        }
        boolean mapped = at(iova).isPresent();
        long size = Math.max(pageSize, sizeAt(iova));
        if (mapped || size == pageSize) {
            removeWhole(iova, size);
        }
        return size;
    }
}
