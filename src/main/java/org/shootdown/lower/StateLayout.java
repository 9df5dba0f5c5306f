package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.ir.Program.Slot;

/** Hands out the slots of the state. */
final class StateLayout {

    private final List<Slot> slots = new ArrayList<>();

    /** A shared slot. */
    int shared(String name, int initial) {
        slots.add(new Slot(name, initial, Slot.SHARED));
        return slots.size() - 1;
    }

    /** A register of a thread. */
    int register(String name, int initial, int thread) {
        slots.add(new Slot(name, initial, thread));
        return slots.size() - 1;
    }

    /** Shared slots in a row, all zero; yields the first. */
    int array(String name, int count) {
        int base = slots.size();
        for (int i = 0; i < count; i++) {
            shared(name + "[" + i + "]", 0);
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
