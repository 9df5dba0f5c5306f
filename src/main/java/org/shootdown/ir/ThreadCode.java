package org.shootdown.ir;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The code of one thread.
 *
 * @param name as the script or the machine calls it
 * @param kind whose it is
 * @param column the column of a timeline in which its steps stand
 * @param cpu the index of the CPU that it runs on, or -1
 * @param counter the slot of its program counter; -1 in that slot says that it has ended
 * @param operation the slot that says which kernel operation it is in
 * @param inlined the procedures that its code has been made from
 * @param faults where its faults are handled
 * @param conflict what it is left with when an access ends because translations conflict
 */
public record ThreadCode(
        String name,
        Kind kind,
        String column,
        int cpu,
        int counter,
        int operation,
        List<Instruction> instructions,
        List<Inlined> inlined,
        List<FaultHandling> faults,
        Conflict conflict) {

    /** Whose thread it is. */
    public enum Kind {
        /** The script's: a run is over when all of these have ended. */
        SCRIPT,
        /** The kernel's: it serves requests for ever. */
        WORKER,
        /** A handler of an inter-processor interrupt. */
        INTERRUPT
    }

    public ThreadCode {
        instructions = List.copyOf(instructions);
        inlined = List.copyOf(inlined);
        faults = List.copyOf(faults);
    }

    /**
     * The code between the fault of an access and its being made again, or its end.
     *
     * @param page what it accesses
     * @param permission what the VMA must permit
     * @param first the index of its first instruction
     * @param end the index behind its last one
     */
    public record FaultHandling(int page, int permission, int first, int end) {}

    /**
     * How a thread ends when an access of it has met translations that conflict: nobody handles that.
     *
     * @param slot the register that says how its accesses have ended; -1 if it makes none
     * @param value what that says then
     */
    public record Conflict(int slot, int value) {}

    /**
     * A call of a procedure, inlined.
     *
     * @param location where the procedure is declared, as {@code file:line}
     * @param citations its sources
     * @param first the index of its first instruction
     * @param end the index behind its last one; where it has none, {@code first}, which is what follows it
     */
    public record Inlined(String procedure, String location, List<String> citations, int first, int end) {

        public Inlined {
            citations = List.copyOf(citations);
        }
    }

    /**
     * The pages of the accesses that come behind an access, or a store to a page table, with nothing between that
     * decides or waits: those that may be under way while it is still to be made.
     *
     * @param at the index of the instruction that is to be made next
     */
    public Set<Integer> pagesUnderWay(int at) {
        Set<Integer> pages = new TreeSet<>();
        boolean pending = false;
        for (int i = at; i >= 0; i = instructions.get(i).next()) {
            Step step = instructions.get(i).step();
            if (step instanceof Step.Access access) {
                if (pending) {
                    pages.add(access.page());
                }
                pending = true;
            } else if (isStore(step)) {
                pending = true;
            } else if (!isPlain(step)) {
                break;
            }
        }
        return pages;
    }

    /** Whether it is of a device, and not of a CPU. */
    public boolean isOnDevice() {
        return instructions.stream()
                .anyMatch(i -> i.step() instanceof Step.Access access && access.place().device());
    }

    /** Whether a step is a store to a page table. */
    private static boolean isStore(Step step) {
        return step instanceof Step.WriteEntry || step instanceof Step.WriteUpper || step instanceof Step.WriteTable;
    }

    /** Whether accesses behind a step may be under way before it. */
    public static boolean isPlain(Step step) {
        return step instanceof Step.Access
                || isStore(step)
                || step instanceof Step.InvalidateBroadcast
                || step instanceof Step.InvalidateBroadcastTag
                || step instanceof Step.Assign
                || step instanceof Step.Jump jump && !jump.back()
                || step instanceof Step.Forget
                || step instanceof Step.Count;
    }
}
