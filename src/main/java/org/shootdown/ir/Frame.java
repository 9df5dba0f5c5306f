package org.shootdown.ir;

import java.util.List;

/**
 * A frame handle: which frame, and in which of its lives. A frame that is freed and allocated again has the same
 * index and the next incarnation, so that a translation kept from an earlier life can be told from a new one.
 * Index 0 is no frame.
 */
public final class Frame {

    /** How many bits of a handle say which frame; the rest say which life. */
    public static final int INDEX_BITS = 5;

    /** How many frames a scenario may have, the absent one included. */
    public static final int LIMIT = 1 << INDEX_BITS;

    private Frame() {}

    public static int handle(int index, int incarnation) {
        return incarnation << INDEX_BITS | index;
    }

    public static int index(int handle) {
        return handle & (LIMIT - 1);
    }

    public static int incarnation(int handle) {
        return handle >>> INDEX_BITS;
    }

    /**
     * {@code f0}, and {@code f0'} for its second life.
     *
     * @param names the names of the frames by index
     */
    public static String text(int handle, List<String> names) {
        return names.get(index(handle)) + "'".repeat(Math.min(3, incarnation(handle)));
    }
}
