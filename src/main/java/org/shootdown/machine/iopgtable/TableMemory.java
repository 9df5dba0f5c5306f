package org.shootdown.machine.iopgtable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * The memory that tables are in. An allocation can fail. Addresses are used again only when there are no new ones, so
 * that a walk through a freed table is noticed.
 */
public final class TableMemory {

    /** Tables are here, and nothing else needs to be. */
    static final long FIRST = 0x1000_0000L;

    private static final long LIMIT = 0xf000_0000L;

    private final BooleanSupplier grants;
    private final Map<Long, long[]> live = new HashMap<>();
    private final Map<Integer, Deque<Long>> freed = new HashMap<>();
    private long next = FIRST;

    /** With an allocator that asks each time whether it may. */
    public TableMemory(BooleanSupplier grants) {
        this.grants = grants;
    }

    /** With an allocator that never fails. */
    public TableMemory() {
        this(() -> true);
    }

    /** An empty table, aligned to its size. */
    OptionalLong allocate(int entries, int bytesEach) {
        return grants.getAsBoolean() ? OptionalLong.of(place(entries, bytesEach)) : OptionalLong.empty();
    }

    /** The same, for what is allocated before anything can be mapped: it does not fail. */
    long place(int entries, int bytesEach) {
        long size = (long) entries * bytesEach;
        long address = (next + size - 1) / size * size;
        if (address + size > LIMIT) {
            address = freed.getOrDefault(entries, new ArrayDeque<>()).remove();
        } else {
            next = address + size;
        }
        live.put(address, new long[entries]);
        return address;
    }

    void free(long table) {
        long[] words = words(table);
        live.remove(table);
        freed.computeIfAbsent(words.length, n -> new ArrayDeque<>()).add(table);
    }

    boolean isTable(long address) {
        return live.containsKey(address);
    }

    /** How many tables there are. */
    public int count() {
        return live.size();
    }

    /** The entries of a table, in place. */
    long[] words(long table) {
        long[] words = live.get(table);
        if (words == null) {
            throw new IllegalStateException("no table at " + Long.toHexString(table));
        }
        return words;
    }
}
