package org.shootdown.lower;

import java.util.List;
import org.shootdown.ir.Frame;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Value;
import org.shootdown.sema.Operations;
import org.shootdown.sema.Type;

/** What entries and frames say of themselves, for the code of threads and for questions. */
final class Functions {

    private static final int NO_CONTENT = -1;

    private static final Value FLAGS = Value.constant(PageTableEntry.FLAGS);

    private Functions() {}

    /**
     * A function of {@link org.shootdown.sema.Operations}.
     *
     * @param in its arguments; pages by index, frames by handle
     */
    static Value of(String name, List<Value> in, World world) {
        return switch (name) {
            case "pte_none" -> Value.binary(Value.Operator.EQUAL, in.get(0), Value.constant(PageTableEntry.EMPTY));
            case "pte_present" -> isPresent(in.get(0));
            case "pte_write" -> hasBit(in.get(0), PageTableEntry.WRITABLE);
            case "pte_frame" -> frame(in.get(0));
            case "mk_pte" -> or(
                    Value.binary(
                            Value.Operator.SHIFT_LEFT, in.get(0), Value.constant(PageTableEntry.FRAME_SHIFT)),
                    flags(in.get(1)));
            case "pte_mkwrite" -> or(in.get(0), Value.constant(PageTableEntry.WRITABLE));
            case "pte_wrprotect" -> and(in.get(0), Value.constant(~PageTableEntry.WRITABLE));
            case "pte_modify" -> or(and(in.get(0), Value.constant(~PageTableEntry.FLAGS)), flags(in.get(1)));
            case "vma_prot" -> element(world.permissions, world.pages.size(), in.get(0));
            case "frame_refs" -> references(world, in.get(0));
            case "prot_read" -> hasBit(in.get(0), PageTableEntry.VALID);
            case "prot_write" -> hasBit(in.get(0), PageTableEntry.WRITABLE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    static boolean yieldsFrame(String name) {
        return Operations.named(name).orElseThrow().result() == Type.FRAME;
    }

    static boolean yieldsEntry(String name) {
        return Operations.named(name).orElseThrow().result() == Type.PTE;
    }

    /** Permissions are an entry's flags; none at all is PROT_NONE. */
    private static Value flags(Value permissions) {
        Value none = Value.binary(Value.Operator.EQUAL, permissions, Value.constant(0));
        Value protect =
                Value.binary(Value.Operator.MULTIPLY, none, Value.constant(PageTableEntry.PROTECTED));
        return or(and(permissions, FLAGS), protect);
    }

    private static Value or(Value a, Value b) {
        return Value.binary(Value.Operator.BIT_OR, a, b);
    }

    /** Whether an entry names a frame, be it by PROT_NONE. */
    static Value isPresent(Value entry) {
        return hasBit(entry, PageTableEntry.VALID | PageTableEntry.PROTECTED);
    }

    static Value frame(Value entry) {
        return Value.binary(Value.Operator.SHIFT_RIGHT, entry, Value.constant(PageTableEntry.FRAME_SHIFT));
    }

    static Value hasBit(Value value, int bits) {
        return Value.binary(Value.Operator.NOT_EQUAL, and(value, Value.constant(bits)), Value.constant(0));
    }

    static Value and(Value a, Value b) {
        return Value.binary(Value.Operator.BIT_AND, a, b);
    }

    /** An element of an array; what is known now needs no index. */
    static Value element(int base, int count, Value index) {
        return index instanceof Value.Constant constant
                ? new Value.Read(base + constant.value())
                : new Value.Element(base, count, index);
    }

    /** The index of a frame among all frames. */
    static Value index(Value frame) {
        return and(frame, Value.constant(Frame.LIMIT - 1));
    }

    static Value references(World world, Value frame) {
        return element(world.references, world.frames.size(), index(frame));
    }

    /** What a frame holds; of no frame, what nothing holds. */
    static Value content(World world, Value frame) {
        Value index = index(frame);
        Value none = Value.binary(Value.Operator.EQUAL, index, Value.constant(0));
        Value held = element(world.contents, world.frames.size(), index);
        return Value.binary(
                Value.Operator.ADD,
                Value.binary(Value.Operator.MULTIPLY, Value.not(none), held),
                Value.binary(Value.Operator.MULTIPLY, none, Value.constant(NO_CONTENT)));
    }

    /** Whether a frame is allocated, and still in the life in which it was named. */
    static Value isLive(World world, Value frame) {
        int count = world.frames.size();
        Value allocated = Value.binary(
                Value.Operator.NOT_EQUAL, element(world.live, count, index(frame)), Value.constant(0));
        Value life = Value.binary(Value.Operator.SHIFT_RIGHT, frame, Value.constant(Frame.INDEX_BITS));
        Value same = Value.binary(Value.Operator.EQUAL, element(world.incarnations, count, index(frame)), life);
        return Value.binary(Value.Operator.AND, allocated, same);
    }

    /** A frame in the life that it has now. */
    static Value current(World world, int index) {
        Value life = Value.binary(
                Value.Operator.SHIFT_LEFT,
                new Value.Read(world.incarnations + index),
                Value.constant(Frame.INDEX_BITS));
        return Value.binary(Value.Operator.BIT_OR, life, Value.constant(index));
    }
}
