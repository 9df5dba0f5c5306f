package org.shootdown.ir;

/** What an instruction does: one atomic step of a thread. Operands named {@code slot} are indices into the state. */
public sealed interface Step {

    // ---- control and variables ----------------------------------------------------------------------------------

    /** Sets a slot. */
    record Assign(int slot, Value value) implements Step {}

    /** Sets an element of an array of slots. */
    record AssignElement(int base, int count, Value index, Value value) implements Step {}

    /** Sets registers that are no longer needed to zero, so that states do not differ in them. */
    record Forget(java.util.List<Integer> slots) implements Step {

        public Forget {
            slots = java.util.List.copyOf(slots);
        }
    }

    /** Goes on with the next instruction if the condition holds, else with {@code otherwise}. */
    record Branch(Value condition, int otherwise) implements Step {}

    /** Goes on elsewhere. A jump back is a step of its own, so that a loop without steps cannot hang the machine. */
    record Jump(boolean back) implements Step {}

    /** Goes on at any of the targets. */
    record Choose(java.util.List<Integer> targets) implements Step {

        public Choose {
            targets = java.util.List.copyOf(targets);
        }
    }

    /** Blocks until the condition holds. */
    record Await(Value condition) implements Step {}

    /** What happens from here on the machine does not know: there is no answer. */
    record GiveUp(String why) implements Step {}

    /** Ends the thread. */
    record Stop() implements Step {}

    /** Takes a lock, exclusively or shared, when it is free for that. */
    record Acquire(int slot, boolean shared) implements Step {}

    record Release(int slot, boolean shared) implements Step {}

    /**
     * The thread enters (non-zero) or leaves (0) an operation of the kernel; see {@link Program#operations()}.
     *
     * @param call whether it enters by a system call, which is a step of its own; a fault is one already
     */
    record Operation(int operation, boolean call) implements Step {}

    /** The step before has a price, or what follows is a call that has one; changes nothing and takes no step. */
    record Count(CostKind kind) implements Step {}

    // ---- page tables and frames ---------------------------------------------------------------------------------

    record ReadEntry(int slot, int page) implements Step {}

    record WriteEntry(int page, Value entry) implements Step {}

    /** Writes an entry and keeps the old one, atomically. */
    record ExchangeEntry(int slot, int page, Value entry) implements Step {}

    /** Writes an entry if the present one is as expected; the slot becomes 1 if it was. */
    record CompareExchangeEntry(int slot, int page, Value expected, Value entry) implements Step {}

    /** Takes a free frame, with one reference and the content zero; the slot becomes its handle. */
    record AllocateFrame(int slot) implements Step {}

    record GetFrame(Value frame) implements Step {}

    /** Drops a reference; the last one frees the frame. */
    record PutFrame(Value frame) implements Step {}

    /** Frees a frame whatever its references. */
    record FreeFrame(Value frame) implements Step {}

    record CopyFrame(Value to, Value from) implements Step {}

    // ---- translation caches -------------------------------------------------------------------------------------

    /** The CPU drops its translations of a page, at once. */
    record InvalidateLocal(int cpu, int page) implements Step {}

    /** Tells all CPUs (and IOMMUs that listen) to drop their translations of a page; a barrier completes it. */
    record InvalidateBroadcast(int page) implements Step {}

    /** The barriers that matter to translations. */
    enum BarrierKind {
        /** Orders the thread's page-table stores before what devices are told next (Arm {@code DMB OSHST}). */
        DEVICE_STORES,
        /** Makes the thread's page-table stores visible to all walks (Arm {@code DSB ISHST}). */
        STORES,
        /** That, and waits for the thread's broadcast invalidations (Arm {@code DSB ISH}). */
        FULL,
        /** Context synchronisation (Arm {@code ISB}). */
        CONTEXT
    }

    record Barrier(BarrierKind kind) implements Step {}

    /** What an IOMMU's command queue carries. */
    enum CommandKind {
        INVALIDATE_IOTLB,
        INVALIDATE_ATC
    }

    /** Puts a command into the queue of a device's IOMMU; blocks while the queue is full. */
    record QueueCommand(int device, CommandKind kind, int page) implements Step {}

    /** Blocks until all commands that the thread has queued are done. */
    record AwaitCommands(int device) implements Step {}

    // ---- accesses -----------------------------------------------------------------------------------------------

    /** Where an access is translated: by a CPU's MMU or by a device's IOMMU. */
    record Place(boolean device, int index) {}

    /**
     * An access to a page.
     *
     * @param store whether it writes {@code value}; else it reads into {@code slot}
     * @param onFault where the thread goes on if the translation faults
     */
    record Access(Place place, int page, boolean store, Value value, int slot, int onFault) implements Step {}
}
