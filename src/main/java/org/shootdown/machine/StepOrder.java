package org.shootdown.machine;

import java.util.List;
import java.util.function.IntPredicate;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;

/** What a step of a CPU has to do with the CPU's store buffer. */
enum StepOrder {
    /** Nothing: it touches registers, or what is no memory. */
    NONE,
    /** It loads what its own CPU has stored last, or what is in memory; it stores into the buffer. */
    PLAIN,
    /**
     * It waits until the buffer is empty, and stores to memory at once: locked and serialising instructions (Intel SDM vol.
     * 3A, 9.2.2, 9.3 and 12.10), and what the kernel does by way of them.
     */
    LOCKED;

    /** By instruction. In an atomic region of several steps that touch memory each is part of a locked instruction. */
    static StepOrder[] of(Program program, int thread) {
        ThreadCode code = program.threads().get(thread);
        List<Instruction> instructions = code.instructions();
        StepOrder[] orders = new StepOrder[instructions.size()];
        int[] inRegion = new int[instructions.stream().mapToInt(Instruction::region).max().orElse(0) + 1];
        for (int i = 0; i < orders.length; i++) {
            orders[i] = code.isOnDevice() ? NONE : of(program, thread, instructions.get(i).step());
            inRegion[instructions.get(i).region()] += orders[i] == NONE ? 0 : 1;
        }
        for (int i = 0; i < orders.length; i++) {
            int region = instructions.get(i).region();
            boolean several = region != 0 && inRegion[region] > 1;
            if (orders[i] == PLAIN && (several || code.kind() == ThreadCode.Kind.INTERRUPT)) {
                orders[i] = LOCKED;
            }
        }
        return orders;
    }

    private static StepOrder of(Program program, int thread, Step step) {
        IntPredicate isOwn = slot -> {
            int owner = program.slots().get(slot).owner();
            return owner == thread || owner == Program.Slot.WATCHER;
        };
        if (step instanceof Step.Assign assign) {
            Value.Read itself = new Value.Read(assign.slot());
            return ofStore(program, thread, assign.slot(), assign.value().readsOnly(isOwn), contains(assign.value(), itself));
        }
        if (step instanceof Step.AssignElement element) {
            Value itself = new Value.Element(element.base(), element.count(), element.index());
            boolean own = element.value().readsOnly(isOwn) && element.index().readsOnly(isOwn);
            return ofStore(program, thread, element.base(), own, contains(element.value(), itself));
        }
        if (step instanceof Step.Branch branch) {
            return branch.condition().readsOnly(isOwn) ? NONE : PLAIN;
        }
        if (step instanceof Step.Await await) {
            return await.condition().readsOnly(isOwn) ? NONE : PLAIN;
        }
        if (step instanceof Step.Release release) {
            return release.lockedInstruction() ? LOCKED : PLAIN;
        }
        if (step instanceof Step.Barrier barrier) {
            boolean waits = barrier.kind() != Step.BarrierKind.CONTEXT && barrier.kind() != Step.BarrierKind.DEVICE_STORES;
            return waits ? LOCKED : NONE;
        }
        if (step instanceof Step.Access access) {
            return access.kind().readsAndWrites() ? LOCKED : PLAIN;
        }
        return isPlain(step) ? PLAIN : isNone(step) ? NONE : LOCKED;
    }

    /** {@code updates}: whether it reads what it writes, which is one step and so a locked instruction. */
    private static StepOrder ofStore(Program program, int thread, int slot, boolean readsOwn, boolean updates) {
        Program.Slot stored = program.slots().get(slot);
        if (stored.owner() == Program.Slot.SHARED) {
            // Interrupts, answers to devices, new processes: all of them by way of locks (kernel/smp.c, llist_add()).
            return LOCKED;
        }
        if (stored.isMemory()) {
            return updates ? LOCKED : PLAIN;
        }
        return readsOwn ? NONE : PLAIN;
    }

    private static boolean contains(Value value, Value part) {
        if (value.equals(part)) {
            return true;
        }
        if (value instanceof Value.Binary binary) {
            return contains(binary.left(), part) || contains(binary.right(), part);
        }
        if (value instanceof Value.Element element) {
            return contains(element.index(), part);
        }
        return value instanceof Value.Not not && contains(not.operand(), part);
    }

    private static boolean isPlain(Step step) {
        return step instanceof Step.ReadEntry
                || step instanceof Step.ReadUpper
                || step instanceof Step.ReadTable
                || step instanceof Step.WriteEntry
                || step instanceof Step.WriteUpper
                || step instanceof Step.WriteTable
                || step instanceof Step.WriteContext
                || step instanceof Step.CopyFrame;
    }

    private static boolean isNone(Step step) {
        return step instanceof Step.Forget
                || step instanceof Step.Count
                || step instanceof Step.Operation
                || step instanceof Step.Jump
                || step instanceof Step.Stop
                || step instanceof Step.Choose
                || step instanceof Step.NotModelled
                || step instanceof Step.AwaitCommands
                // AMD's INVLPGB is not ordered behind stores; the kernel's locked instructions are (broadcast_tlb_flush()).
                || step instanceof Step.InvalidateBroadcast
                || step instanceof Step.InvalidateBroadcastTag;
    }
}
