package org.shootdown.machine;

import java.util.stream.IntStream;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Mention;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.StoreBuffers;
import org.shootdown.ir.ThreadCode;

/**
 * The store buffers of CPUs (x86-TSO; Intel SDM vol. 3A, 9.2.2 and 12.10): a store goes in behind the thread's other
 * stores, and to memory at any time later, oldest first. The thread itself sees memory as it will be when all of its own
 * stores are there; everybody else, walks of its own CPU included, sees memory as it is.
 *
 * <p>Two threads of one CPU never have stores in its buffer at once: who goes on waits until those of the other are in
 * memory, since interrupts drain the buffer, and a context switch takes locks.
 */
final class BufferedStores {

    /** What a store is to. */
    enum Kind {
        VARIABLE,
        LOCK,
        CONTENT,
        ENTRY,
        UPPER,
        TABLE_ENTRY,
        CONTEXT
    }

    /**
     * A store.
     *
     * @param where the slot, the frame, the page, the block or the device
     * @param detail of an entry in a table, the table; of a content, the page by which it was written; of a device's entry,
     *     the field
     */
    record Store(Kind kind, int where, int value, int detail) {

        /** A step that stores nothing. */
        static final Store NOTHING = new Store(Kind.VARIABLE, -1, 0, 0);
    }

    private static final String RULE = "arch.store_buffers";

    private static final Kind[] KINDS = Kind.values();

    private static final Step.ContextField[] FIELDS = Step.ContextField.values();

    private final Program program;
    private final Hardware hardware;
    private final StoreBuffers buffers;
    private final Frames frames;
    private final LevelStores levels;
    private final Attachments attachments;
    private final StepOrder[][] orders;
    /** By thread: the others on its CPU that may have stores in the buffer. */
    private final int[][] neighbours;
    /**
     * Whether a lock is free as soon as nothing in front of its release is on the way to memory. Who releases it later lets
     * others do no more than who releases it now; only who asks whether they can go on must see it held.
     */
    private final boolean releasesAtOnce;

    BufferedStores(
            Program program, Frames frames, LevelStores levels, Attachments attachments, boolean releasesAtOnce) {
        this.program = program;
        this.hardware = program.hardware();
        this.buffers = hardware.storeBuffers();
        this.frames = frames;
        this.levels = levels;
        this.attachments = attachments;
        this.releasesAtOnce = releasesAtOnce;
        int threads = buffers.buffers().size();
        this.orders = new StepOrder[threads][];
        this.neighbours = new int[threads][];
        for (int t = 0; t < threads; t++) {
            int thread = t;
            int cpu = program.threads().get(t).cpu();
            orders[t] = StepOrder.of(program, t);
            neighbours[t] = IntStream.range(0, threads)
                    .filter(o -> o != thread && cpu >= 0 && program.threads().get(o).cpu() == cpu)
                    .toArray();
        }
    }

    boolean isOn() {
        return buffers.isOn();
    }

    StepOrder order(int thread, int instruction) {
        return isOn() ? orders[thread][instruction] : StepOrder.NONE;
    }

    /** Whether no store of a thread is on its way to memory. */
    boolean isEmpty(int[] state, int thread) {
        return !isOn() || buffers.buffers().get(thread).capacity() == 0 || state[base(thread)] == 0;
    }

    /** Whether a thread may go on, as no other one's stores are in the buffer of its CPU. */
    boolean mayStep(int[] state, int thread) {
        if (isOn()) {
            for (int other : neighbours[thread]) {
                if (!isEmpty(state, other)) {
                    return false;
                }
            }
        }
        return true;
    }

    // ---- what a thread sees -------------------------------------------------------------------------------------

    /** The state with memory as a thread sees it; what comes of it is no state of the run. */
    int[] seen(int[] state, int thread) {
        int[] seen = state.clone();
        if (!isEmpty(state, thread)) {
            int base = base(thread);
            for (int at = base; at < end(thread) && state[at] != 0; at += StoreBuffers.WIDTH) {
                make(seen, thread, read(state, at));
            }
        }
        return seen;
    }

    private int base(int thread) {
        return buffers.buffers().get(thread).base();
    }

    private int end(int thread) {
        StoreBuffers.Buffer buffer = buffers.buffers().get(thread);
        return buffer.base() + buffer.capacity() * StoreBuffers.WIDTH;
    }

    private static Store read(int[] state, int at) {
        int code = state[at] - 1;
        return new Store(KINDS[code % KINDS.length], code / KINDS.length, state[at + 1], state[at + 2]);
    }

    /** What a plain step stores, if the thread sees memory like this. */
    Store storeOf(int[] seen, Step step) {
        if (step instanceof Step.Assign assign && isMemory(assign.slot())) {
            return new Store(Kind.VARIABLE, assign.slot(), assign.value().in(seen), 0);
        }
        if (step instanceof Step.AssignElement element && isMemory(element.base())) {
            int slot = element.base() + element.index().in(seen);
            return new Store(Kind.VARIABLE, slot, element.value().in(seen), 0);
        }
        if (step instanceof Step.Release release) {
            return new Store(Kind.LOCK, release.slot(), 0, 0);
        }
        if (step instanceof Step.CopyFrame copy) {
            int from = copy.from().in(seen);
            return new Store(Kind.CONTENT, copy.to().in(seen), frames.content(seen, from), -1);
        }
        if (step instanceof Step.WriteUpper write) {
            return new Store(Kind.UPPER, write.block(), write.entry().in(seen), 0);
        }
        if (step instanceof Step.WriteContext write) {
            return new Store(Kind.CONTEXT, write.device(), write.value(), write.field().ordinal());
        }
        return entryOf(seen, step);
    }

    private Store entryOf(int[] seen, Step step) {
        if (step instanceof Step.WriteTable write) {
            return new Store(Kind.TABLE_ENTRY, write.page(), write.entry().in(seen), write.table().in(seen));
        }
        if (step instanceof Step.WriteEntry write) {
            int table = levels.tableOf(seen, write.page());
            Kind kind = table < 0 ? Kind.ENTRY : Kind.TABLE_ENTRY;
            return new Store(kind, write.page(), write.entry().in(seen), Math.max(0, table));
        }
        return Store.NOTHING;
    }

    private boolean isMemory(int slot) {
        return program.slots().get(slot).isMemory();
    }

    /**
     * A plain step has been made on memory as the thread sees it: its store goes into the buffer, and what it has loaded to
     * the thread's registers.
     */
    void take(int[] state, int[] seen, int thread, Step step, Store store) {
        if (store != Store.NOTHING) {
            put(state, thread, store);
        } else if (step instanceof Step.Assign assign) {
            state[assign.slot()] = seen[assign.slot()];
        } else if (step instanceof Step.AssignElement element) {
            System.arraycopy(seen, element.base(), state, element.base(), element.count());
        } else if (step instanceof Step.ReadEntry read) {
            state[read.slot()] = seen[read.slot()];
        } else if (step instanceof Step.ReadUpper read) {
            state[read.slot()] = seen[read.slot()];
        } else if (step instanceof Step.ReadTable read) {
            state[read.slot()] = seen[read.slot()];
        }
    }

    /** An access reads and writes its frame, in one step, or puts what it writes into the buffer. */
    void make(int[] state, int[] seen, int thread, Step.Access access, int frame) {
        int content = frames.content(seen, frame);
        if (access.kind().writes()) {
            int written = access.kind().written(content, access.value().in(seen), access.expected().in(seen));
            if (isOn() && access.kind() == Step.AccessKind.STORE && !access.place().device()) {
                put(state, thread, new Store(Kind.CONTENT, frame, written, access.page()));
            } else {
                frames.setContent(state, frame, written);
            }
        }
        if (access.kind().reads() && access.slot() >= 0) {
            state[access.slot()] = content;
        }
    }

    /** A store goes into the buffer, behind the others. */
    void put(int[] state, int thread, Store store) {
        int at = base(thread);
        while (at < end(thread) && state[at] != 0) {
            at += StoreBuffers.WIDTH;
        }
        if (at == end(thread)) {
            throw new LimitReached("has more than " + StoreBuffers.MOST + " stores in its CPU's store buffer");
        }
        state[at] = 1 + store.kind().ordinal() + KINDS.length * store.where();
        state[at + 1] = store.value();
        state[at + 2] = store.detail();
        release(state, thread);
    }

    // ---- to memory ----------------------------------------------------------------------------------------------

    /** The oldest store of a thread comes to memory; yields how a timeline tells it. */
    String drain(int[] state, int thread, Narrator narrator) {
        narrator.rule(RULE);
        Store store = read(state, base(thread));
        shift(state, thread);
        make(state, thread, store);
        release(state, thread);
        return narrator.listens() ? "store buffer: " + text(store, narrator) : "";
    }

    private void shift(int[] state, int thread) {
        int base = base(thread);
        int last = end(thread) - StoreBuffers.WIDTH;
        System.arraycopy(state, base + StoreBuffers.WIDTH, state, base, last - base);
        for (int i = 0; i < StoreBuffers.WIDTH; i++) {
            state[last + i] = 0;
        }
    }

    private void release(int[] state, int thread) {
        while (releasesAtOnce && state[base(thread)] != 0 && read(state, base(thread)).kind() == Kind.LOCK) {
            make(state, thread, read(state, base(thread)));
            shift(state, thread);
        }
    }

    private void make(int[] state, int thread, Store store) {
        switch (store.kind()) {
            case VARIABLE, LOCK -> state[store.where()] = store.value();
            case CONTENT -> frames.setContent(state, store.where(), store.value());
            case ENTRY -> levels.store(state, thread, store.where(), store.value());
            case UPPER -> levels.storeUpper(state, thread, store.where(), store.value());
            case TABLE_ENTRY -> levels.storeIn(state, thread, store.detail(), store.where(), store.value());
            case CONTEXT -> attachments.write(state, store.where(), FIELDS[store.detail()], store.value());
        }
    }

    /** What a thread does while its stores are on their way others may see in another order. */
    void leanedOn(int[] state, int thread, Narrator narrator) {
        if (narrator.listens() && !isEmpty(state, thread)) {
            narrator.rule(RULE);
        }
    }

    /** How a timeline tells that a register was loaded; empty if the step loads none. */
    String loaded(Instruction instruction, int[] seen) {
        return instruction.step() instanceof Step.Assign assign && !isMemory(assign.slot())
                ? "reads " + instruction.source() + ": " + seen[assign.slot()]
                : "";
    }

    private String text(Store store, Narrator narrator) {
        return switch (store.kind()) {
            case VARIABLE -> variable(store) + " is in memory";
            case LOCK -> program.slots().get(store.where()).name() + " is free";
            case CONTENT -> store.value() + " is in " + Frame.text(store.where(), hardware.frames());
            case ENTRY, TABLE_ENTRY -> "pte " + hardware.pages().get(store.where()).name() + " = "
                    + Mention.ofPage(store.where(), store.value()).told(narrator, hardware.frames()) + " is in memory";
            case UPPER -> levels.name(store.where()) + " = "
                    + Mention.ofUpper(store.where(), store.value()).told(narrator, hardware.frames()) + " is in memory";
            case CONTEXT -> "context " + hardware.devices().get(store.where()).name()
                    + attachments.written(store.where(), FIELDS[store.detail()], store.value()) + " is in memory";
        };
    }

    private String variable(Store store) {
        int page = store.where() - hardware.permissions();
        return page >= 0 && page < hardware.pages().size()
                ? "vma " + hardware.pages().get(page).name()
                : program.slots().get(store.where()).name() + " = " + store.value();
    }

    // ---- what questions ask -------------------------------------------------------------------------------------

    /** The stores to frames that are on their way: each will be made, whatever becomes of the frame. */
    void toFrames(int[] state, Caches.Usable usable) {
        for (int thread = 0; thread < buffers.buffers().size(); thread++) {
            for (int at = base(thread); at < end(thread) && state[at] != 0; at += StoreBuffers.WIDTH) {
                Store store = read(state, at);
                ThreadCode code = program.threads().get(thread);
                int entry = PageTableEntry.of(store.where(), PageTableEntry.VALID | PageTableEntry.WRITABLE);
                boolean byPage = store.kind() == Kind.CONTENT && store.detail() >= 0;
                if (byPage && !usable.hears(store.detail(), entry, "a store of " + code.name() + " on its way to memory")) {
                    return;
                }
            }
        }
    }
}
