package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** AMD v1: a leaf is in copies, and each copy can be replaced by itself. */
final class AmdV1Intervals extends IntervalMap {

    /** Whether the tables grow for all of a leaf; until 6.12 they did for its first byte. */
    private final boolean growsForAll;

    private int levels = 3;

    AmdV1Intervals(boolean growsForAll, BooleanSupplier grants) {
        super(List.of(30, 21), grants);
        this.growsForAll = growsForAll;
    }

    /** Unless it is at zero, where a leaf lies that is larger than what the tables reach they have grown for it. */
    @Override
    boolean canSayMap(long iova, long size) {
        return growsForAll || iova != 0 || within(size - 1);
    }

    /** The size of a copy of a leaf: the largest of 4K, 2M, 1G and so on that is not larger. */
    private static long copyOf(long size) {
        return 1L << 12 + (log(size) - 12) / 9 * 9;
    }

    private boolean within(long iova) {
        return levels == 6 || iova >>> 12 + 9 * levels == 0;
    }

    @Override
    Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot) {
        if (!prot.read() && !prot.write()) {
            return fails(0, Errno.EINVAL);
        }
        for (long i = 0; i < count; i++) {
            if (!mapOne(iova + i * pageSize, paddr + i * pageSize, pageSize, prot)) {
                return fails(i * pageSize, Errno.ENOMEM);
            }
        }
        return Outcome.Done.of(count * pageSize);
    }

    private boolean mapOne(long page, long paddr, long size, Prot prot) {
        long copy = copyOf(size);
        while (!within(growsForAll ? page + size - 1 : page)
                || growsForAll && copy >= 1L << Math.min(62, 12 + 9 * levels)) {
            if (levels == 6 || !granted()) {
                return false;
            }
            addTable(0, 12 + 9 * levels);
            levels++;
            regions = List.of(57, 48, 39, 30, 21).subList(6 - levels, 5);
        }
        if (copy >= 1L << Math.min(62, 12 + 9 * levels)) {
            throw new Unsayable();
        }
        for (int region : regions) {
            if (1L << region > copy && !open(page, region)) {
                return false;
            }
        }
        for (long at = page; at != page + size; at += copy) {
            removeAll(at, copy);
            dropTables(at, copy);
        }
        for (long at = page; at != page + size; at += copy) {
            put(new Piece(at, copy, page, size, paddr, prot));
        }
        return true;
    }

    /** A leaf that is here goes; a leaf in copies even if then there is no memory for the table. */
    private boolean open(long page, int region) {
        if (hasTable(page, region)) {
            return true;
        }
        Optional<Piece> here = at(page);
        here.filter(p -> p.leafSize() > p.size()).ifPresent(this::removeCopies);
        if (!granted()) {
            return false;
        }
        here.ifPresent(this::remove);
        addTable(page, region);
        return true;
    }

    private void removeCopies(Piece piece) {
        overlapping(piece.leaf(), piece.leafSize()).stream()
                .filter(p -> p.leaf() == piece.leaf() && p.leafSize() == piece.leafSize()
                        && p.paddr() == piece.paddr() && p.prot().equals(piece.prot()))
                .forEach(this::remove);
    }

    @Override
    long unmap(long iova, long pageSize, long count) {
        long unmapped = 0;
        long at = iova;
        while (Long.compareUnsigned(unmapped, pageSize * count) < 0 && within(at)) {
            Optional<Piece> piece = at(at);
            if (piece.isEmpty() && !hasTable(at, 21)) {
                break;
            }
            long size = piece.map(Piece::leafSize).orElse(1L << 12);
            long start = piece.map(Piece::leaf).orElse(at & -size);
            removeAll(start, size);
            // A table that took a copy's place is lost with all below it.
            lost += dropTables(start, size);
            at = start + size;
            unmapped += size;
        }
        return unmapped;
    }

    /** The kernel's lookup looks at the leaf's first copy, and takes its address to be aligned. */
    @Override
    Outcome lookup(long iova) {
        Optional<Piece> mine = at(iova);
        if (mine.isEmpty()) {
            return new Outcome.Nothing();
        }
        Piece piece = mine.get();
        if (piece.leafSize() > piece.size() && hasTableOfCopy(piece)) {
            return new Outcome.Undefined("");
        }
        return at(piece.leaf())
                .<Outcome>map(first -> new Outcome.Found(
                        first.paddr() & -piece.leafSize() | iova & piece.leafSize() - 1))
                .orElse(new Outcome.Nothing());
    }

    private boolean hasTableOfCopy(Piece piece) {
        return regions.contains(log(piece.size())) && hasTable(piece.leaf(), log(piece.size()));
    }
}
