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

    /** What {@code pte_modify} changes: the accessed and dirty bits stay, and the
     * contiguous bit (arch/x86/include/asm/pgtable.h, pte_modify()). */
    private static final int PERMISSIONS =
            PageTableEntry.FLAGS & ~PageTableEntry.CLEAN & ~PageTableEntry.OLD & ~PageTableEntry.CONT;

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
            case "pte_dirty", "pmd_dirty" -> Value.not(hasBit(in.get(0), PageTableEntry.CLEAN));
            case "pte_mkdirty", "pmd_mkdirty" -> and(in.get(0), Value.constant(~PageTableEntry.CLEAN));
            case "pte_mkclean", "pmd_mkclean" -> or(in.get(0), Value.constant(PageTableEntry.CLEAN));
            case "pte_young", "pmd_young" -> Value.not(hasBit(in.get(0), PageTableEntry.OLD));
            case "pte_mkyoung", "pmd_mkyoung" -> and(in.get(0), Value.constant(~PageTableEntry.OLD));
            case "pte_mkold", "pmd_mkold" -> or(in.get(0), Value.constant(PageTableEntry.OLD));
            case "pte_cont" -> hasBit(in.get(0), PageTableEntry.CONT);
            case "pte_mkcont" -> or(in.get(0), Value.constant(PageTableEntry.CONT));
            case "pte_mknoncont" -> and(in.get(0), Value.constant(~PageTableEntry.CONT));
            case "pte_advance_pfn" -> Value.binary(
                    Value.Operator.ADD, in.get(0), Value.constant(PageTableEntry.part(0, place(world, in.get(2)) - place(world, in.get(1)))));
            case "folio_covers_run" -> covers(world, in.get(0), in.get(1));
            case "pte_frame" -> frame(in.get(0));
            case "mk_pte" -> or(shifted(in.get(0)), flags(in.get(1)));
            case "pmd_none" -> Value.binary(Value.Operator.EQUAL, in.get(0), Value.constant(PageTableEntry.EMPTY));
            case "pmd_leaf" -> hasBit(in.get(0), PageTableEntry.LARGE);
            case "pmd_table" -> Value.binary(
                    Value.Operator.EQUAL,
                    and(in.get(0), Value.constant(PageTableEntry.NT)),
                    Value.constant(PageTableEntry.TABLE));
            case "pmd_mknt" -> or(in.get(0), Value.constant(PageTableEntry.NT));
            case "pmd_pgtable", "pmd_frame" -> frame(in.get(0));
            case "mk_pmd" -> or(or(shifted(in.get(0)), flags(in.get(1))), Value.constant(PageTableEntry.LARGE));
            case "frame_behind" -> Value.binary(
                    Value.Operator.ADD, in.get(0), Value.constant(number(world, in.get(2)) - number(world, in.get(1))));
            case "mk_pmd_table" -> or(shifted(in.get(0)), Value.constant(PageTableEntry.TABLE));
            case "pmd_pte" -> and(
                    Value.binary(Value.Operator.ADD, in.get(0), part(world, in.get(1))),
                    Value.constant(~PageTableEntry.NT));
            case "pte_mkwrite" -> or(in.get(0), Value.constant(PageTableEntry.WRITABLE));
            case "pte_wrprotect" -> and(in.get(0), Value.constant(~PageTableEntry.WRITABLE));
            case "pte_modify" -> or(and(in.get(0), Value.constant(~PERMISSIONS)), flags(in.get(1)));
            case "vma_prot" -> vma(
                    world, in.get(0), PageTableEntry.VALID | PageTableEntry.WRITABLE | PageTableEntry.EXECUTABLE);
            case "vma_anonymous" -> mapsFiles(world, in.get(0))
                    ? Value.binary(Value.Operator.EQUAL, vma(world, in.get(0), World.FILE), Value.constant(0))
                    : Value.TRUE;
            case "folio_test_anon" -> Value.not(isOneOf(world, in.get(0), World.Backing.FILE, World.Backing.ZERO));
            case "folio_test_ksm" -> isOneOf(world, in.get(0), World.Backing.KSM);
            case "frame_refs" -> references(world, in.get(0));
            case "frame_live" -> isLive(world, in.get(0));
            case "frame_content" -> content(world, in.get(0));
            case "prot_read" -> hasBit(in.get(0), PageTableEntry.VALID);
            case "prot_exec" -> hasBit(in.get(0), PageTableEntry.EXECUTABLE);
            case "prot_write" -> hasBit(in.get(0), PageTableEntry.WRITABLE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Value shifted(Value frame) {
        return Value.binary(Value.Operator.SHIFT_LEFT, frame, Value.constant(PageTableEntry.FRAME_SHIFT));
    }

    /** What a leaf of the upper level adds for a page: its number among those of the block. */
    private static Value part(World world, Value page) {
        return Value.constant(PageTableEntry.part(0, number(world, page)));
    }

    /** The number of a page among those of its block. */
    private static int number(World world, Value page) {
        int index = ((Value.Constant) page).value();
        return world.blockOf(index)
                .map(b -> world.blocks.get(b).pages().indexOf(index))
                .orElse(0);
    }

    private static int place(World world, Value page) {
        return world.runs.place(((Value.Constant) page).value());
    }

    /** Whether a frame is one of those of the start that have neighbours for a page's run, and in the life that they had. */
    private static Value covers(World world, Value frame, Value page) {
        Value found = Value.FALSE;
        for (int index : world.runs.framesAt(((Value.Constant) page).value())) {
            Value same = Value.binary(Value.Operator.EQUAL, frame, Value.constant(Frame.handle(index, 0)));
            found = Value.binary(Value.Operator.OR, found, same);
        }
        return found;
    }

    static boolean yieldsFrame(String name) {
        return Operations.named(name).orElseThrow().result() == Type.FRAME;
    }

    static boolean yieldsEntry(String name) {
        return Operations.named(name).orElseThrow().result() == Type.PTE;
    }

    /** What the word of a page's VMA says of some bits. */
    private static Value vma(World world, Value page, int bits) {
        Value word = element(world.permissions, world.pages.size(), page);
        return mapsFiles(world, page) ? and(word, Value.constant(bits)) : word;
    }

    /** The word of a page's VMA with other permissions. */
    static Value setVma(World world, int page, Value permissions) {
        Value index = Value.constant(page);
        return mapsFiles(world, index) ? or(vma(world, index, World.FILE), permissions) : permissions;
    }

    /** Whether a page maps a file at the start, or may be one that does. */
    private static boolean mapsFiles(World world, Value page) {
        return page instanceof Value.Constant constant
                ? world.pages.get(constant.value()).backing() == World.Backing.FILE
                : world.pages.stream().anyMatch(p -> p.backing() == World.Backing.FILE);
    }

    /**
     * Whether a frame is one of those that are of some memory at the start. A frame that is freed has another handle in
     * its next life, and is anonymous then.
     */
    private static Value isOneOf(World world, Value frame, World.Backing... backings) {
        Value found = Value.FALSE;
        for (int i = 1; i < world.frames.size(); i++) {
            if (List.of(backings).contains(world.frames.get(i).backing())) {
                Value same = Value.binary(Value.Operator.EQUAL, frame, Value.constant(Frame.handle(i, 0)));
                found = Value.binary(Value.Operator.OR, found, same);
            }
        }
        return found;
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
