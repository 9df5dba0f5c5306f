package org.shootdown.engine;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.shootdown.ir.Program;
import org.shootdown.ir.ThreadCode;

/**
 * A procedure of the library that an answer leans on.
 *
 * @param location where it is declared, as {@code file:line}
 * @param citations its sources
 */
public record Procedure(String name, String location, List<String> citations) {

    public Procedure {
        citations = List.copyOf(citations);
    }

    /** Whether an instruction of a thread counts. */
    @FunctionalInterface
    interface Executed {
        boolean test(int thread, int instruction);
    }

    /**
     * The procedures of which an instruction was executed, with all that they were called from. One that does nothing
     * counts where what follows it was executed.
     */
    static List<Procedure> of(Program program, Executed executed) {
        Set<Procedure> found = new LinkedHashSet<>();
        for (int t = 0; t < program.threads().size(); t++) {
            List<ThreadCode.Inlined> calls = program.threads().get(t).inlined().stream()
                    .sorted(Comparator.comparingInt(ThreadCode.Inlined::first)
                            .thenComparing(Comparator.comparingInt(ThreadCode.Inlined::end).reversed()))
                    .toList();
            for (ThreadCode.Inlined call : calls) {
                for (int at = call.first(); at < Math.max(call.end(), call.first() + 1); at++) {
                    if (executed.test(t, at)) {
                        found.add(new Procedure(call.procedure(), call.location(), call.citations()));
                        break;
                    }
                }
            }
        }
        return List.copyOf(found);
    }
}
