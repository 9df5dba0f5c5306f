package org.shootdown.lower;

import java.util.List;
import org.shootdown.ir.Value;
import org.shootdown.sema.LockKind;

/** What an expression comes to: a thing known now, or a value that the state decides. Things are known by index. */
sealed interface Operand {

    record Dynamic(Value value) implements Operand {}

    record Page(int index) implements Operand {}

    record Pages(List<Integer> indices) implements Operand {}

    record Space(int index) implements Operand {}

    /** A CPU; -1 is one that runs no thread of the scenario. */
    record Cpu(int index) implements Operand {}

    record Cpus(List<Integer> indices) implements Operand {}

    record Device(int index) implements Operand {}

    record Devices(List<Integer> indices) implements Operand {}

    /** The devices that subscribe to the notifiers of an address space, or may come to. */
    record Subscribers(int space, List<Integer> indices) implements Operand {}

    record Lock(int slot, String name, LockKind kind) implements Operand {}

    static Operand of(Value value) {
        return new Dynamic(value);
    }
}
