package org.shootdown.machine.iopgtable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What is mapped, as intervals, and the drivers' rules in words. It knows no entries, indices or words; of tables only
 * which regions have one, as that decides what is allocated and what a hole is.
 */
abstract class IntervalMap {

    /** The rule says that nobody can say. */
    static final class Unsayable extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /**
     * A stretch of addresses that a leaf maps; for AMD v1 a copy of the leaf, else all of it.
     *
     * @param leaf where the leaf starts
     * @param paddr where the leaf leads
     */
    record Piece(long start, long size, long leaf, long leafSize, long paddr, Prot prot) {

        static Piece whole(long start, long size, long paddr, Prot prot) {
            return new Piece(start, size, start, size, paddr, prot);
        }

        long end() {
            return start + size - 1;
        }
    }

    final NavigableMap<Long, Piece> pieces = new TreeMap<>(Long::compareUnsigned);
    private final Map<Integer, TreeSet<Long>> tables = new HashMap<>();
    private final BooleanSupplier grants;
    /** Powers of two: the regions that can have a table, from the largest. */
    List<Integer> regions;
    int lost;

    IntervalMap(List<Integer> regions, BooleanSupplier grants) {
        this.regions = regions;
        this.grants = grants;
    }

    abstract Outcome.Done map(long iova, long paddr, long pageSize, long count, Prot prot);

    abstract long unmap(long iova, long pageSize, long count);

    /** Whether anybody can say what unmapping this does, as far as the range goes; what is mapped can say no as well. */
    boolean canSayUnmap(long iova, long size) {
        return true;
    }

    /** The same of mapping it. */
    boolean canSayMap(long iova, long size) {
        return true;
    }

    /** The address as the tables take it. */
    long reach(long iova) {
        return iova;
    }

    Outcome lookup(long iova) {
        return device(reach(iova));
    }

    Outcome device(long iova) {
        return at(iova)
                .<Outcome>map(p -> new Outcome.Found(p.paddr() + (iova - p.leaf())))
                .orElse(new Outcome.Nothing());
    }

    final Optional<Piece> at(long iova) {
        return Optional.ofNullable(pieces.floorEntry(iova))
                .map(Map.Entry::getValue)
                .filter(p -> Long.compareUnsigned(iova, p.end()) <= 0);
    }

    final List<Piece> overlapping(long start, long size) {
        List<Piece> found = new ArrayList<>();
        at(start).ifPresent(found::add);
        pieces.subMap(start, false, start + size - 1, true).values().forEach(found::add);
        return found;
    }

    final void put(Piece piece) {
        Long next = pieces.ceilingKey(piece.start());
        if (at(piece.start()).isPresent() || next != null && Long.compareUnsigned(next, piece.end()) <= 0) {
            throw new IllegalStateException("the naive map is wrong: " + piece + " over others");
        }
        pieces.put(piece.start(), piece);
    }

    final void remove(Piece piece) {
        pieces.remove(piece.start());
    }

    final void removeAll(long start, long size) {
        at(start).ifPresent(this::remove);
        pieces.subMap(start, true, start + size - 1, true).clear();
    }

    final boolean granted() {
        return grants.getAsBoolean();
    }

    private TreeSet<Long> tablesOf(int region) {
        return tables.computeIfAbsent(region, r -> new TreeSet<>(Comparator.comparing(l -> l, Long::compareUnsigned)));
    }

    final boolean hasTable(long iova, int region) {
        return tablesOf(region).contains(iova & -(1L << region));
    }

    final void addTable(long iova, int region) {
        tablesOf(region).add(iova & -(1L << region));
    }

    /** The tables of all regions that lie in the range; how many there were. */
    final int dropTables(long start, long size) {
        int dropped = 0;
        for (int region : regions) {
            TreeSet<Long> set = tablesOf(region);
            for (long at : List.copyOf(set.subSet(start, true, start + size - 1, true))) {
                if (Long.compareUnsigned(at + (1L << region) - 1, start + size - 1) <= 0) {
                    set.remove(at);
                    dropped++;
                }
            }
        }
        return dropped;
    }

    /** Allocates the missing tables above a page, from the top; those that were stay if one fails. */
    final boolean openTables(long iova, long pageSize) {
        for (int region : regions) {
            if (1L << region > pageSize && !hasTable(iova, region)) {
                if (!granted()) {
                    return false;
                }
                addTable(iova, region);
            }
        }
        return true;
    }

    final int tableCount() {
        return tables.values().stream().mapToInt(TreeSet::size).sum() + lost;
    }

    static int log(long size) {
        return Long.numberOfTrailingZeros(size);
    }

    static Outcome.Done fails(long bytes, Errno error) {
        return Outcome.Done.failed(bytes, error);
    }

    /** The pages from here to the next multiple of a size, at most as many as asked for. */
    static long upTo(long iova, long pageSize, long count, long boundary) {
        return Math.min(count, (boundary - (iova & boundary - 1)) / pageSize);
    }
}
