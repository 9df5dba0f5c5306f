package org.shootdown.ir;

import java.util.List;

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
        List<FaultHandling> faults) {

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
}
