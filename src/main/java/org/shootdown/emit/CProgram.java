package org.shootdown.emit;

import java.util.ArrayList;
import java.util.List;

/**
 * A test program, ready to be printed.
 *
 * @param name the name of the program and its fixture
 * @param description what the scenario says of itself
 * @param origin file and line
 * @param axes the cells whose outcomes are allowed
 * @param hash tells scenarios apart
 * @param script the text of the scenario
 * @param includes the system headers
 * @param columns the names of the observables, over the table of outcomes
 * @param started how many threads the test starts itself
 * @param textSize the room that an outcome needs as text
 * @param operations the templates of the operations that threads use
 */
record CProgram(
        Identifier name,
        Identifier fixture,
        List<Comment> description,
        Comment origin,
        List<AxisLine> axes,
        Comment hash,
        List<Comment> script,
        List<String> includes,
        List<ThreadRow> threads,
        List<PageRow> pages,
        List<Observable> observables,
        List<Comment> columns,
        List<Outcome> outcomes,
        int started,
        int textSize,
        List<String> operations,
        List<Function> functions) {

    /** The values of an axis, on as many lines as they need. */
    record AxisLine(Comment axis, List<Comment> values) {}

    /** Permissions of a mapping, as the bits of {@link org.shootdown.sema.Constants}. */
    record Permissions(int bits) {

        boolean none() {
            return bits == 0;
        }

        List<String> words() {
            List<String> words = new ArrayList<>();
            if ((bits & 1) != 0) {
                words.add("READ");
            }
            if ((bits & 2) != 0) {
                words.add("WRITE");
            }
            if ((bits & 4) != 0) {
                words.add("EXECUTE");
            }
            return words;
        }
    }

    /** A row of the table of pages. */
    record PageRow(Identifier id, boolean mapped, Permissions permissions, boolean shared, int word) {}

    /**
     * A row of the table of threads.
     *
     * @param cpu where it runs; -1 for anywhere
     * @param forked whether it runs in a child process
     * @param observesFault whether an uncaught fault is observed, as {@code fault}
     */
    record ThreadRow(Identifier id, Literal name, int cpu, boolean forked, boolean observesFault, Identifier fault) {}

    /** A register that the test compares. */
    record Observable(Identifier id, Literal name, boolean fault) {}

    /** A row of the table of what is allowed. */
    record Outcome(List<Observed> values) {}

    /** What a register may end with. */
    sealed interface Observed {
        /** The template that prints it. */
        String template();
    }

    record Number(int value) implements Observed {
        @Override
        public String template() {
            return "number";
        }
    }

    record Unset() implements Observed {
        @Override
        public String template() {
            return "unset";
        }
    }

    record Fault(String name) implements Observed {
        @Override
        public String template() {
            return "fault";
        }
    }

    /** What a {@link Function} is made of. */
    enum FunctionKind {
        THREAD,
        ATTEMPT
    }

    /** The C function of a thread, or of a {@code try} in it; it yields the fault that ended it. */
    record Function(FunctionKind kind, Identifier id, Comment title, List<CStatement> body) {}
}
