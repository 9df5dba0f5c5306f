package org.shootdown.machine;

import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;

/** Frames in the state: which are allocated, in which life, with how many references, and what they hold. */
final class Frames {

    private final Hardware hardware;
    private final Blocks blocks;

    Frames(Hardware hardware, Blocks blocks) {
        this.hardware = hardware;
        this.blocks = blocks;
    }

    /** Whether a frame is allocated, and still in the life in which the handle was made. */
    boolean isLive(int[] state, int handle) {
        int index = Frame.index(handle);
        return state[hardware.live() + index] != 0
                && state[hardware.incarnations() + index] == Frame.incarnation(handle);
    }

    /** Whether the frame is allocated, in whatever life. */
    boolean isAllocated(int[] state, int handle) {
        return state[hardware.live() + Frame.index(handle)] != 0;
    }

    int content(int[] state, int handle) {
        return state[hardware.contents() + Frame.index(handle)];
    }

    void setContent(int[] state, int handle, int value) {
        state[hardware.contents() + Frame.index(handle)] = value;
    }

    /** Whether a frame can be allocated now: every free one that had a life before, but of the others only the first. */
    boolean isCandidate(int[] state, int index) {
        if (state[hardware.live() + index] != 0 || blocks.isTable(index)) {
            return false;
        }
        for (int other = 1; other < index; other++) {
            if (isUnused(state, other) && isUnused(state, index)) {
                return false;
            }
        }
        return true;
    }

    private boolean isUnused(int[] state, int index) {
        return state[hardware.live() + index] == 0 && state[hardware.incarnations() + index] == 0;
    }

    int allocate(int[] state, int index) {
        state[hardware.live() + index] = 1;
        state[hardware.references() + index] = 1;
        state[hardware.contents() + index] = 0;
        return Frame.handle(index, state[hardware.incarnations() + index]);
    }

    void get(int[] state, int handle) {
        state[hardware.references() + Frame.index(handle)]++;
    }

    /** Drops a reference; yields whether that freed the frame. */
    boolean put(int[] state, int handle) {
        int slot = hardware.references() + Frame.index(handle);
        state[slot]--;
        if (state[slot] == 0) {
            free(state, handle);
            return true;
        }
        return false;
    }

    void free(int[] state, int handle) {
        int index = Frame.index(handle);
        state[hardware.live() + index] = 0;
        state[hardware.references() + index] = 0;
        state[hardware.incarnations() + index]++;
        if (state[hardware.incarnations() + index] > 1000) {
            throw new LimitReached("frees a frame for more than the 1000th time");
        }
    }
}
