package org.shootdown.engine;

import java.util.Arrays;

/** A growing array of ints. */
final class IntList {

    private int[] values = new int[64];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    int get(int index) {
        return values[index];
    }

    void replace(int value, int other) {
        for (int i = 0; i < size; i++) {
            if (values[i] == value) {
                values[i] = other;
            }
        }
    }

    int size() {
        return size;
    }

    long bytes() {
        return 4L * values.length;
    }
}
