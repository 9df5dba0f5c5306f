package org.shootdown.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states found so far, each once, numbered from 0 in the order in which they were found. A state is kept as
 * bytes, one for each small number, in large blocks; an open-addressing table of numbers finds it again.
 */
final class StateStore {

    private static final int BLOCK = 1 << 20;

    private final int width;
    private final byte[] scratch;
    private final List<byte[]> blocks = new ArrayList<>();
    private final IntList blockOf = new IntList();
    private final IntList offsets = new IntList();
    private int used = BLOCK;
    private int[] table = new int[1 << 12];
    private int size;

    /** For states of {@code width} integers. */
    StateStore(int width) {
        this.width = width;
        this.scratch = new byte[5 * width];
    }

    int size() {
        return size;
    }

    long bytes() {
        return (long) blocks.size() * BLOCK + 4L * table.length + blockOf.bytes() + offsets.bytes();
    }

    /** The number of a state; if it is new, it is kept, and the number is given as {@code ~number}. */
    int add(int[] state) {
        int length = encode(state);
        int mask = table.length - 1;
        int at = hash(length) & mask;
        while (table[at] != 0) {
            int number = table[at] - 1;
            if (isScratch(number, length)) {
                return number;
            }
            at = at + 1 & mask;
        }
        keep(length);
        table[at] = ++size;
        if (size * 2 > table.length) {
            grow();
        }
        return ~(size - 1);
    }

    /** Reads a state. */
    int[] get(int number) {
        byte[] block = blocks.get(blockOf.get(number));
        int at = offsets.get(number);
        int[] state = new int[width];
        for (int i = 0; i < width; i++) {
            int value = 0;
            int shift = 0;
            byte next;
            do {
                next = block[at++];
                value |= (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            state[i] = value >>> 1 ^ -(value & 1);
        }
        return state;
    }

    private int encode(int[] state) {
        int at = 0;
        for (int value : state) {
            int rest = value << 1 ^ value >> 31;
            while ((rest & ~0x7f) != 0) {
                scratch[at++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            scratch[at++] = (byte) rest;
        }
        return at;
    }

    private int hash(int length) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ scratch[i]) * 0x01000193;
        }
        hash ^= hash >>> 15;
        hash *= 0x2c1b3c6d;
        return hash ^ hash >>> 13;
    }

    private boolean isScratch(int number, int length) {
        int from = offsets.get(number);
        byte[] block = blocks.get(blockOf.get(number));
        return from + length <= BLOCK && Arrays.equals(block, from, from + length, scratch, 0, length);
    }

    private void keep(int length) {
        if (used + length > BLOCK) {
            blocks.add(new byte[BLOCK]);
            used = 0;
        }
        System.arraycopy(scratch, 0, blocks.get(blocks.size() - 1), used, length);
        blockOf.add(blocks.size() - 1);
        offsets.add(used);
        used += length;
    }

    private void grow() {
        int[] old = table;
        table = new int[old.length * 2];
        int mask = table.length - 1;
        for (int entry : old) {
            if (entry != 0) {
                int length = encode(get(entry - 1));
                int at = hash(length) & mask;
                while (table[at] != 0) {
                    at = at + 1 & mask;
                }
                table[at] = entry;
            }
        }
    }
}
