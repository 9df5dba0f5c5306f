package org.shootdown.ir;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

    /**
     * Goes on at any of the targets.
     *
     * @param told how a timeline tells each of the choices; empty for those that what follows tells well enough
     */
    record Choose(java.util.List<Integer> targets, java.util.List<String> told) implements Step {

        public Choose {
            targets = java.util.List.copyOf(targets);
            told = java.util.List.copyOf(told);
        }
    }

    /** Blocks until the condition holds. */
    record Await(Value condition) implements Step {}

    /** Ends the thread. */
    record Stop() implements Step {}

    /** Takes a lock, exclusively or shared, when it is free for that. */
    record Acquire(int slot, boolean shared) implements Step {}

    /** Ends the answer: what comes next the machine does not know; {@code why}: behind a colon, or empty. */
    record NotModelled(String why) implements Step {}

    /**
     * Gives a lock back.
     *
     * @param lockedInstruction whether x86 does that by a locked instruction, rather than by a store
     */
    record Release(int slot, boolean shared, boolean lockedInstruction) implements Step {}

    /**
     * The thread enters (non-zero) or leaves (0) an operation of the kernel; see {@link Program#operations()}.
     *
     * @param call whether it enters by a system call, which is a step of its own; a fault is one already
     */
    record Operation(int operation, boolean call) implements Step {}

    /**
     * The step before has a price, or what follows is a call that has one; takes no step.
     *
     * @param counter where it is counted, because a question asks; absent if none does
     */
    record Count(CostKind kind, Optional<Counter> counter) implements Step {

        public Count(CostKind kind) {
            this(kind, Optional.empty());
        }
    }

    /**
     * A counter in the state.
     *
     * @param most how far it counts
     * @param saturates whether all higher counts are the same to those who ask; else no answer is known beyond
     */
    record Counter(int slot, int most, boolean saturates) {}

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

    // ---- upper entries and tables -------------------------------------------------------------------------------

    record ReadUpper(int slot, int block) implements Step {}

    record WriteUpper(int block, Value entry) implements Step {}

    /** Writes an upper entry and keeps the old one, atomically. */
    record ExchangeUpper(int slot, int block, Value entry) implements Step {}

    /** Writes an upper entry if the present one is as expected; the slot becomes 1 if it was. */
    record CompareExchangeUpper(int slot, int block, Value expected, Value entry) implements Step {}

    /** Takes a free frame for a table of a block, empty, with one reference; the slot becomes its handle. */
    record AllocateTable(int slot, int block) implements Step {}

    /** Reads the entry for a page in a table, whether an upper entry names the table or not. */
    record ReadTable(int slot, Value table, int page) implements Step {}

    record WriteTable(Value table, int page, Value entry) implements Step {}

    // ---- translation caches -------------------------------------------------------------------------------------

    /**
     * The CPU drops its translations of a page, at once.
     *
     * @param walks whether also what it has cached of the upper entry
     */
    record InvalidateLocal(int cpu, int page, boolean walks) implements Step {}

    /**
     * Tells all CPUs (and IOMMUs that listen) to drop their translations of a page; a barrier completes it.
     *
     * @param walks whether also what they have cached of the upper entry
     * @param local whether it tells only its own CPU, unless the architecture makes it a broadcast
     * @param hint of the entries of which levels it tells
     */
    record InvalidateBroadcast(int page, boolean walks, boolean local, Hint hint) implements Step {}

    /** What the one who invalidates says of the level of the entry that translates the page (Arm: TTL). */
    enum Hint {
        /** Nothing: whatever its level is. */
        NONE,
        /** An entry of a table of the lowest level. Entries of other levels may stay. */
        LOWEST,
        /** One of an upper level that maps all under it. Entries of tables may stay, and what leads to those. */
        UPPER,
        /** None that maps a page, only what leads to the table of the page (Power: RIC = 1). */
        TABLES,
        /** All that is in TLBs, of a whole address space (Power: IS = 1, RIC = 0). What a walk cache keeps of entries may stay. */
        TLB
    }

    /**
     * The same for what is cached with a tag.
     *
     * @param tag the tag; what is cached of the page's address with another stays
     * @param local whether it tells only its own CPU, unless the architecture makes it a broadcast
     * @param hint of which entries it tells
     */
    record InvalidateBroadcastTag(int page, Value tag, boolean local, Hint hint) implements Step {}

    /**
     * The CPU drops what it has cached with a tag, at once.
     *
     * @param page the page whose address it is about; -1 for all addresses
     * @param tag the tag; a negative one for all tags
     */
    record InvalidateTag(int cpu, int page, Value tag) implements Step {}

    /**
     * The CPU goes on with another address space: its accesses and walks are of that one, and what it caches gets a tag.
     *
     * @param space the index of the address space; -1 for one that maps nothing for users
     * @param tag the tag
     * @param keep whether what it has cached with the tag stays
     */
    record LoadSpace(int cpu, int space, Value tag, Value keep) implements Step {}

    /** The barriers that matter to translations. */
    enum BarrierKind {
        /** Orders the thread's page-table stores before what devices are told next (Arm {@code DMB OSHST}). */
        DEVICE_STORES,
        /** Makes the thread's page-table stores visible to all walks (Arm {@code DSB ISHST}). */
        STORES,
        /** That, and waits for the thread's broadcast invalidations (Arm {@code DSB ISH}). */
        FULL,
        /** As STORES, and waits for the thread's invalidations of its own CPU (Power {@code ptesync}). */
        OWN,
        /** Makes the thread's page-table stores visible to the walks of its own CPU (Arm {@code DSB NSHST}). */
        STORES_HERE,
        /** That, and waits for the thread's invalidations of its own CPU (Arm {@code DSB NSH}). */
        HERE,
        /** Context synchronisation (Arm {@code ISB}). */
        CONTEXT,
        /** Orders the thread's stores to memory before what it reads next, and says nothing of walks (x86 {@code MFENCE}). */
        MEMORY
    }

    record Barrier(BarrierKind kind) implements Step {}

    /** What an IOMMU's command queue carries. */
    enum CommandKind {
        /** Of a page: what translates it, and nothing of the levels above. */
        INVALIDATE_IOTLB,
        /** Of a page, and of what is cached of the upper entry. */
        INVALIDATE_WALK,
        /** Of a page: what translates it by an entry of the last level, with the hint that no other does. */
        INVALIDATE_SMALL,
        /** Of a page: what translates it by a leaf of the upper level, with the hint that no other does. */
        INVALIDATE_LARGE,
        /** Of a page and of what is cached of the upper entry, with the hint that an entry of the last level translates it. */
        INVALIDATE_WALK_SMALL,
        /** The same with the hint that a leaf of the upper level does. */
        INVALIDATE_WALK_LARGE,
        /** Of a page. */
        INVALIDATE_ATC,
        /** Of all that is tagged with a domain. */
        INVALIDATE_DOMAIN,
        /** Of all pages. */
        INVALIDATE_WHOLE_ATC,
        /** Of what the IOMMU has cached of the device's context entry. */
        INVALIDATE_CONTEXT,
        /** From here on accesses to a region wait; it takes the place of the one that was locked before. */
        LOCK_REGION,
        /** They go on. */
        UNLOCK_REGION,
        /** What is cached of the region goes, and accesses to it go on. */
        FLUSH_REGION
    }

    /**
     * Puts a command into the queue of a device's IOMMU; blocks while the queue is full.
     *
     * @param target the page, the domain or the region ({@link Hardware.Region#regions}) that it is about, 0 for none
     * @param range whether it is about several pages, by one command: then the target is the set of them, one bit for each
     */
    record QueueCommand(int device, CommandKind kind, int target, boolean range) implements Step {

        /** The most pages of a program in which there are ranges. */
        public static final int MOST_PAGES = 16;

        public QueueCommand(int device, CommandKind kind, int target) {
            this(device, kind, target, false);
        }

        /** The pages of a command that is about one, or about a range. */
        public List<Integer> pages() {
            return range
                    ? IntStream.range(0, MOST_PAGES).filter(p -> (target >> p & 1) != 0).boxed().toList()
                    : List.of(target);
        }
    }

    /** What of a context entry is written. */
    enum ContextField {
        /** All of it, at once. */
        ALL,
        /** Whether it is valid: 0 or 1. */
        VALID,
        /** The pointer to the table. */
        TABLE,
        /** The domain ID, ASID, VMID or PSCID by which the IOTLB tells domains apart. */
        TAG
    }

    /** Writes the context entry of a device, or a field of it; the value is one of {@link Hardware.Context}. */
    record WriteContext(int device, ContextField field, int value) implements Step {}

    /** Enables or disables a device's ATS. */
    record SwitchAts(int device, boolean on) implements Step {}

    /** A page request of a device comes to its IOMMU. */
    record PageRequest(int device, int page) implements Step {}

    /** Blocks until all commands that the thread has queued are done. */
    record AwaitCommands(int device) implements Step {}

    // ---- accesses -----------------------------------------------------------------------------------------------

    /** Where an access is translated: by a CPU's MMU or by a device's IOMMU. */
    record Place(boolean device, int index) {}

    /** What an access does to the content of the frame, and the permission that it needs for that. */
    enum AccessKind {
        LOAD("load", PageTableEntry.VALID),
        STORE("store", PageTableEntry.WRITABLE),
        DMA_READ("dma_read", PageTableEntry.VALID),
        DMA_WRITE("dma_write", PageTableEntry.WRITABLE),
        /** Writes the value and yields what was there. */
        EXCHANGE("xchg", PageTableEntry.WRITABLE),
        /** Adds the value and yields what was there. */
        FETCH_ADD("fetch_add", PageTableEntry.WRITABLE),
        /**
         * Writes the value if what is there is as expected, and yields what was there. It needs permission to write
         * either way (Intel SDM vol. 2A, CMPXCHG: the destination receives a write cycle without regard to the result).
         */
        COMPARE_EXCHANGE("cmpxchg", PageTableEntry.WRITABLE),
        /** Fetches an instruction. */
        EXECUTE("exec", PageTableEntry.EXECUTABLE);

        private final String word;
        private final int permission;

        AccessKind(String word, int permission) {
            this.word = word;
            this.permission = permission;
        }

        /** The name of the operation. */
        public String word() {
            return word;
        }

        /** The bit that the VMA and the entry must have. */
        public int permission() {
            return permission;
        }

        /** Whether it is translated for writing. */
        public boolean writes() {
            return permission == PageTableEntry.WRITABLE;
        }

        /** Whether it yields what was there. */
        public boolean reads() {
            return this != STORE && this != DMA_WRITE;
        }

        /** Whether it reads and writes in one step. */
        public boolean readsAndWrites() {
            return reads() && writes();
        }

        /** The content of the frame afterwards. */
        public int written(int content, int value, int expected) {
            return switch (this) {
                case LOAD, DMA_READ, EXECUTE -> content;
                case STORE, DMA_WRITE, EXCHANGE -> value;
                case FETCH_ADD -> content + value;
                case COMPARE_EXCHANGE -> content == expected ? value : content;
            };
        }
    }

    /**
     * An access to a page.
     *
     * @param value what it writes, or adds; a constant if it only reads
     * @param expected what a compare-and-exchange compares with; else a constant
     * @param slot where what was read goes; -1 for nowhere
     * @param onFault where the thread goes on if the translation faults
     * @param onRefusal where it goes on if nobody can be asked: the device has no entry that is valid; -1 as after a fault
     */
    record Access(Place place, int page, AccessKind kind, Value value, Value expected, int slot, int onFault, int onRefusal)
            implements Step {

        /** The same address in another table. */
        public Access in(int other) {
            return other == page ? this : new Access(place, other, kind, value, expected, slot, onFault, onRefusal);
        }

        /** The same with another place to go on at after a fault. */
        public Access faultingTo(int target) {
            return new Access(place, page, kind, value, expected, slot, target, onRefusal);
        }

        /** The same with another place to go on at where nobody can be asked. */
        public Access refusedTo(int target) {
            return new Access(place, page, kind, value, expected, slot, onFault, target);
        }
    }
}
