package org.shootdown.ir;

import java.util.List;

/**
 * The stores that CPUs have executed and that are not in memory yet: for each thread, the oldest first.
 *
 * @param buffers by thread; none if memory is sequentially consistent
 */
public record StoreBuffers(List<Buffer> buffers) {

    /** How many integers of the state a store takes: what it writes to, the value, and what else there is to know. */
    public static final int WIDTH = 3;

    /** More stores than so many of one thread, before one of them is in memory, end the answer. */
    public static final int MOST = 8;

    /** Memory is sequentially consistent. */
    public static final StoreBuffers NONE = new StoreBuffers(List.of());

    /**
     * The place of one thread's stores.
     *
     * @param base the first slot
     * @param capacity how many stores there can be; 0 of who makes none, a device for one
     */
    public record Buffer(int base, int capacity) {}

    public StoreBuffers {
        buffers = List.copyOf(buffers);
    }

    /** Whether CPUs have store buffers. */
    public boolean isOn() {
        return !buffers.isEmpty();
    }
}
