package org.shootdown.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states found so far, each once, numbered from 0 in the order in which they were found. A state is kept in a few words
 * ({@link Packing}); an open-addressing table of numbers finds it again. Nothing is lost: equal words are equal states.
 */
final class StateStore {

    private static final int FIRST_STATES = 1 << 8;

    private static final int BLOCK_BITS = 12;

    private static final int BLOCK_STATES = 1 << BLOCK_BITS;

    private static final int MOST_STATES = 1 << 29;

    /** Up to so many states, slots have room for values that will come: packing anew would cost more than it saves. */
    private static final int FEW_STATES = 1 << 12;

    private static final int ROOM = 3;

    /** 2 to the 64 over the golden ratio (Knuth, vol. 3, 6.4). */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final int width;
    private final SlotValues[] values;
    private Packing packing;
    /** The words of so many states each: large tables would have to be copied to grow. */
    private final List<long[]> blocks = new ArrayList<>();

    /** Numbers and one; zero where nothing is. */
    private int[] table = new int[2 * FIRST_STATES];
    private int size;
    /** The state that was read last, at first that which was added first: those that follow upon it differ from it in little. */
    private final int[] near;

    private int nearNumber;
    private long[] nearWords = new long[1];
    private long[] sought = new long[1];

    /** For states of {@code width} integers. */
    StateStore(int width) {
        this.width = width;
        this.near = new int[width];
        this.values = new SlotValues[width];
        Arrays.setAll(values, slot -> new SlotValues());
        this.packing = new Packing(new SlotValues[0], 0);
    }

    int size() {
        return size;
    }

    long bytes() {
        long bytes = 8L * blocks.size() * BLOCK_STATES * packing.words() + 4L * table.length;
        for (SlotValues slot : values) {
            bytes += slot.bytes();
        }
        return bytes;
    }

    /** The number of a state; if it is new, it is kept, and the number is given as {@code ~number}. */
    int add(int[] state) {
        if (size == 0) {
            begin(state);
        } else if (!pack(state)) {
            return nearNumber;
        }
        int mask = table.length - 1;
        int at = hash(sought, 0) & mask;
        for (int number = table[at]; number != 0; number = table[at]) {
            if (isSought(number - 1)) {
                return number - 1;
            }
            at = at + 1 & mask;
        }
        if (size == MOST_STATES) {
            throw new TablesFull("states");
        }
        if (size % BLOCK_STATES == 0) {
            blocks.add(new long[BLOCK_STATES * sought.length]);
        }
        System.arraycopy(sought, 0, block(size), from(size, sought.length), sought.length);
        table[at] = ++size;
        if (size == FEW_STATES) {
            repack();
        }
        if (size > table.length / 3 * 2) {
            table = new int[2 * table.length];
            enterAll();
        }
        return ~(size - 1);
    }

    /** Reads a state. */
    int[] get(int number) {
        System.arraycopy(block(number), from(number, nearWords.length), nearWords, 0, nearWords.length);
        packing.unpack(nearWords, 0, near);
        nearNumber = number;
        return near.clone();
    }

    private void begin(int[] first) {
        System.arraycopy(first, 0, near, 0, width);
        for (int slot = 0; slot < width; slot++) {
            values[slot].add(first[slot]);
        }
        packing = new Packing(values, ROOM);
        nearWords = new long[packing.words()];
        sought = new long[packing.words()];
    }

    /** Packs the state that is sought; yields false if it is the one that was read last. */
    private boolean pack(int[] state) {
        int slot = difference(state, 0);
        if (slot == width) {
            return false;
        }
        System.arraycopy(nearWords, 0, sought, 0, sought.length);
        for (; slot < width; slot = difference(state, slot + 1)) {
            int number = values[slot].numberOf(state[slot]);
            if (number < 0) {
                number = values[slot].size();
                values[slot].add(state[slot]);
                if (!packing.fits(slot)) {
                    repack();
                }
            }
            packing.put(sought, slot, number);
        }
        return true;
    }

    private int difference(int[] state, int from) {
        int next = Arrays.mismatch(state, from, width, near, from, width);
        return next < 0 ? width : from + next;
    }

    private boolean isSought(int number) {
        long[] block = block(number);
        int from = from(number, sought.length);
        for (int i = 0; i < sought.length; i++) {
            if (block[from + i] != sought[i]) {
                return false;
            }
        }
        return true;
    }

    private int hash(long[] from, int at) {
        long hash = 0;
        for (int i = 0; i < sought.length; i++) {
            hash = (hash ^ from[at + i]) * SPREAD;
            hash ^= hash >>> Integer.SIZE;
        }
        // Once more, so that the highest bits of the last word reach all bits of the result.
        return (int) (hash * SPREAD >>> Integer.SIZE);
    }

    /** A slot has more values than it has room for, or there are so many states that room is better saved. */
    private void repack() {
        Packing next = new Packing(values, size < FEW_STATES ? ROOM : 0);
        long[] one = new long[next.words()];
        for (int b = 0; b < blocks.size(); b++) {
            long[] repacked = new long[BLOCK_STATES * one.length];
            int end = Math.min(size - (b << BLOCK_BITS), BLOCK_STATES);
            for (int i = 0; i < end; i++) {
                Arrays.fill(one, 0);
                next.repack(packing, blocks.get(b), i * packing.words(), one);
                System.arraycopy(one, 0, repacked, i * one.length, one.length);
            }
            blocks.set(b, repacked);
        }
        nearWords = repacked(next, nearWords);
        sought = repacked(next, sought);
        packing = next;
        Arrays.fill(table, 0);
        enterAll();
    }

    private long[] block(int number) {
        return blocks.get(number >>> BLOCK_BITS);
    }

    private static int from(int number, int words) {
        return (number & BLOCK_STATES - 1) * words;
    }

    private long[] repacked(Packing next, long[] old) {
        long[] result = new long[next.words()];
        next.repack(packing, old, 0, result);
        return result;
    }

    private void enterAll() {
        int mask = table.length - 1;
        for (int number = 0; number < size; number++) {
            int at = hash(block(number), from(number, sought.length)) & mask;
            while (table[at] != 0) {
                at = at + 1 & mask;
            }
            table[at] = number + 1;
        }
    }
}
