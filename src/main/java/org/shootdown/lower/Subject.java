package org.shootdown.lower;

import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;

/** What an expression of a question comes to. Pages are known by index, frames by handle. */
sealed interface Subject {

    /** A number or a truth value. */
    record Plain(Value value) implements Subject {}

    record Page(Value index) implements Subject {}

    record Frame(Value handle) implements Subject {}

    record Entry(Value entry) implements Subject {}

    /** A translation, which lies in two slots while it is looked at. */
    record Translation(int entry, int page) implements Subject {}

    record Space(Value index) implements Subject {}

    record Device(int index) implements Subject {}

    record Cpu(int index) implements Subject {}

    record Thread(ThreadCode code) implements Subject {}
}
