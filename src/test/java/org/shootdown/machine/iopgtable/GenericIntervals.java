package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The tables of 6.19 that AMD's and Intel's drivers share: nothing is replaced, an unmap ends where map made nothing. */
final class GenericIntervals extends IntervalMap {

    private static final long HIDDEN = 1L << 39;

    private final boolean host;
    private final int bits;
    private int levels;

    /** {@code host}: AMD's host tables, which have leaves of each power of two and grow. */
    GenericIntervals(boolean host, int bits, BooleanSupplier grants) {
        super(host ? List.of(30, 21) : List.of(39, 30, 21), grants);
        this.host = host;
        this.bits = bits;
        this.levels = host ? 3 : 4;
    }

    private boolean within(long iova) {
        int here = Math.min(bits, 12 + 9 * levels);
        return here >= 64 || iova >>> here == 0;
    }

    private boolean hasSize(long size) {
        return host
                ? size >= 1L << 12 && size <= 1L << 51 && size != HIDDEN
                : size == 1L << 12 || size == 1L << 21 || size == 1L << 30;
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        if (paddr >>> 52 != 0) {
            return fails(0, Errno.ERANGE);
        }
        long length = pageSize * count;
        if (Long.compareUnsigned(iova + length - 1, iova) < 0) {
            return fails(0, Errno.EOVERFLOW);
        }
        // The sizes that the whole range could begin with, from the largest.
        long size = 1L << 51;
        while (!hasSize(size) || size > length || ((iova | paddr) & size - 1) != 0) {
            size >>= 1;
        }
        Optional<Errno> beyond = grow(iova + length - 1, size);
        if (beyond.isPresent()) {
            return fails(0, beyond.get());
        }
        for (long done = 0; Long.compareUnsigned(done, length) < 0; done += size) {
            Optional<Errno> error = mapOne(iova + done, paddr + done, size, prot);
            if (error.isPresent()) {
                return fails(done, error.get());
            }
            if (done + size == 0) {
                break;
            }
        }
        return Outcome.Done.of((length + size - 1) / size * size);
    }

    /** All levels that are missing, or none of them. */
    private Optional<Errno> grow(long last, long size) {
        int wanted = levels;
        while (wanted < 6 && (12 + 9 * wanted < 64 && last >>> 12 + 9 * wanted != 0 || size >>> 12 + 9 * wanted != 0)) {
            wanted++;
        }
        if (!host) {
            return within(last) ? Optional.empty() : Optional.of(Errno.ERANGE);
        }
        for (int i = levels; i < wanted; i++) {
            if (!granted()) {
                return Optional.of(Errno.ENOMEM);
            }
        }
        for (; levels < wanted; levels++) {
            addTable(0, 12 + 9 * levels);
            regions = List.of(57, 48, 39, 30, 21).subList(5 - levels, 5);
        }
        return Optional.empty();
    }

    private Optional<Errno> mapOne(long page, long paddr, long size, Prot prot) {
        long copy = host ? 1L << 12 + (log(size) - 12) / 9 * 9 : size;
        for (int region : regions) {
            if (1L << region > copy && !hasTable(page, region)) {
                if (at(page).isPresent()) {
                    return Optional.of(Errno.EADDRINUSE);
                }
                if (!granted()) {
                    return Optional.of(Errno.ENOMEM);
                }
                addTable(page, region);
            }
        }
        // Tables without anything mapped give way, up to where something is.
        for (long at = page; at != page + size; at += copy) {
            if (!overlapping(at, copy).isEmpty()) {
                return Optional.of(Errno.EADDRINUSE);
            }
            dropTables(at, copy);
        }
        put(Piece.whole(page, size, paddr, prot));
        return Optional.empty();
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        long last = iova + pageSize * count - 1;
        if (Long.compareUnsigned(last, iova) < 0 || !within(iova) || !within(last)) {
            return 0;
        }
        long unmapped = 0;
        long at = iova;
        boolean whole = true;
        while (unmapped == 0 || Long.compareUnsigned(at - 1, last) < 0) {
            Optional<Piece> piece = at(at);
            if (piece.isEmpty() || piece.get().start() != at) {
                whole = false;
                break;
            }
            remove(piece.get());
            at += piece.get().size();
            unmapped += piece.get().size();
        }
        // A table goes when all of it was asked for, and was mapped.
        if (at != iova) {
            dropWithin(iova, whole ? last : at - 1);
        }
        return unmapped;
    }

    /** The tables that lie between two addresses, both in. */
    private void dropWithin(long first, long last) {
        dropTables(first, last - first + 1);
    }

    /** Beyond the tables' reach the error number is taken for an address. */
    @Override
    Outcome lookup(long iova) {
        return within(iova) ? device(iova) : new Outcome.Found(-34);
    }
}
