package org.shootdown.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in a few words the slots of a state are: each has as many bits as it takes to number the values that it has had. A
 * slot that has had one value only has none.
 */
final class Packing {

    private final SlotValues[] values;
    private final int[] varying;
    private final int[] word;
    private final int[] shift;
    private final long[] mask;
    private final int words;

    /** {@code room}: how many bits more each slot gets than its values need. */
    Packing(SlotValues[] values, int room) {
        this.values = values;
        this.word = new int[values.length];
        this.shift = new int[values.length];
        this.mask = new long[values.length];
        List<Integer> slots = new ArrayList<>();
        int last = 0;
        int used = 0;
        for (int slot = 0; slot < values.length; slot++) {
            int bits = Math.min(Integer.SIZE, bits(values[slot]) + room);
            if (bits == 0) {
                continue;
            }
            if (used + bits > Long.SIZE) {
                last++;
                used = 0;
            }
            slots.add(slot);
            word[slot] = last;
            shift[slot] = used;
            mask[slot] = (1L << bits) - 1 << used;
            used += bits;
        }
        this.varying = slots.stream().mapToInt(s -> s).toArray();
        this.words = last + 1;
    }

    private static int bits(SlotValues values) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(values.size() - 1);
    }

    /** How many words a state takes: one or more. */
    int words() {
        return words;
    }

    /** Whether all values of a slot have numbers that fit. */
    boolean fits(int slot) {
        long room = (mask[slot] >>> shift[slot]) + 1;
        return values[slot].size() <= room;
    }

    void put(long[] packed, int slot, int number) {
        packed[word[slot]] = packed[word[slot]] & ~mask[slot] | (long) number << shift[slot];
    }

    private int number(long[] packed, int at, int slot) {
        return (int) ((packed[at + word[slot]] & mask[slot]) >>> shift[slot]);
    }

    /** Writes the slots that vary; {@code at} is where the words begin. */
    void unpack(long[] packed, int at, int[] state) {
        for (int slot : varying) {
            state[slot] = values[slot].get(number(packed, at, slot));
        }
    }

    /** Packs what another packing has packed; {@code result} is all zeros. */
    void repack(Packing other, long[] packed, int at, long[] result) {
        for (int slot : other.varying) {
            put(result, slot, other.number(packed, at, slot));
        }
    }
}
