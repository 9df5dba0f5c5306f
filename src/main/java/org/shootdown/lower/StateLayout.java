package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.ir.Program.Slot;

/** Hands out the slots of the state. */
final class StateLayout {

    private final List<Slot> slots = new ArrayList<>();

    /** A shared slot of the machine's own. */
    int shared(String name, int initial) {
        return add(name, initial, Slot.SHARED);
    }

    /** A shared slot that is ordinary memory. */
    int memory(String name, int initial) {
        return add(name, initial, Slot.MEMORY);
    }

    /** A slot of what watches a run. */
    int watcher(String name) {
        return add(name, 0, Slot.WATCHER);
    }

    private int add(String name, int initial, int owner) {
        slots.add(new Slot(name, initial, owner));
        return slots.size() - 1;
    }

    /** A register of a thread. */
    int register(String name, int initial, int thread) {
        return add(name, initial, thread);
    }

    /** Shared slots in a row, all zero; yields the first. */
    int array(String name, int count) {
        int base = slots.size();
        for (int i = 0; i < count; i++) {
            shared(name + "[" + i + "]", 0);
        }
        return base;
    }

    /** The same of ordinary memory. */
    int memoryArray(String name, int count) {
        int base = slots.size();
        for (int i = 0; i < count; i++) {
            memory(name + "[" + i + "]", 0);
        }
        return base;
    }

    void initial(int slot, int value) {
        Slot old = slots.get(slot);
        slots.set(slot, new Slot(old.name(), value, old.owner()));
    }

    List<Slot> slots() {
        return slots;
    }
}
