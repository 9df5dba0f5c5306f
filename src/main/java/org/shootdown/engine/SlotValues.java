package org.shootdown.engine;

import java.util.Arrays;

/** The values that a slot of the state has had so far, numbered from 0 in the order in which they came. */
final class SlotValues {

    /** Up to so many a look through all of them is as fast as a table. */
    private static final int FEW = 8;

    private int[] values = new int[2];
    private int[] table = new int[0];
    private int size;

    int size() {
        return size;
    }

    long bytes() {
        return 4L * (values.length + table.length);
    }

    int get(int number) {
        return values[number];
    }

    /** The number of a value; negative if it was never seen. */
    int numberOf(int value) {
        if (size <= FEW) {
            for (int number = 0; number < size; number++) {
                if (values[number] == value) {
                    return number;
                }
            }
            return -1;
        }
        int mask = table.length - 1;
        for (int at = hash(value) & mask; table[at] != 0; at = at + 1 & mask) {
            if (values[table[at] - 1] == value) {
                return table[at] - 1;
            }
        }
        return -1;
    }

    /** Adds a value that was never seen. */
    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
        if (size > FEW && 2 * size > table.length) {
            table = new int[Integer.highestOneBit(8 * size)];
            for (int number = 0; number < size; number++) {
                enter(number);
            }
        } else if (size > FEW) {
            enter(size - 1);
        }
    }

    private void enter(int number) {
        int mask = table.length - 1;
        int at = hash(values[number]) & mask;
        while (table[at] != 0) {
            at = at + 1 & mask;
        }
        table[at] = number + 1;
    }

    private static int hash(int value) {
        int hash = value * 0x9e3779b9;
        return hash ^ hash >>> 15;
    }
}
