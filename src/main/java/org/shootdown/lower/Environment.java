package org.shootdown.lower;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.syntax.Declaration.Library;

/**
 * What names mean at a place of the code: parameters and variables of the procedure being inlined, over the thread's
 * registers and the scenario's things.
 */
final class Environment {

    /** Where {@code return} goes and where its value is put. */
    record Exit(CodeBuilder.Label label, int slot, int mark) {}

    /**
     * Where {@code retry} goes.
     *
     * @param mark what {@link CodeBuilder#mark} was there: registers taken since are forgotten on the way
     */
    record Again(CodeBuilder.Label label, int mark) {}

    private final Environment outer;
    private final Map<String, Operand> names = new HashMap<>();
    /** Registers that are one for each page of a range: by name and page. */
    private final Map<String, Map<Integer, Integer>> indexed = new HashMap<>();

    /** Whose procedures are called by plain names: the driver's, then the kernel's. */
    final List<List<Library>> chains;
    final Optional<Exit> exit;
    /** What {@code retry} begins again: there is something wherever statements stand. */
    final Optional<Again> again;
    /** The address space whose pages are known by their names; -1 in procedures, which know none. */
    final int space;

    private Environment(
            Environment outer,
            List<List<Library>> chains,
            Optional<Exit> exit,
            Optional<Again> again,
            int space) {
        this.outer = outer;
        this.chains = chains;
        this.exit = exit;
        this.again = again;
        this.space = space;
    }

    static Environment ofThread(List<List<Library>> chains, int space) {
        return new Environment(null, chains, Optional.empty(), Optional.empty(), space);
    }

    static Environment ofProcedure(List<List<Library>> chains, Exit exit) {
        return new Environment(null, chains, Optional.of(exit), Optional.empty(), -1);
    }

    Environment inner() {
        return new Environment(this, chains, exit, again, space);
    }

    /** An inner one, whose code begins here and which {@code retry} begins again. */
    Environment beginning(CodeBuilder code) {
        CodeBuilder.Label label = new CodeBuilder.Label();
        code.place(label);
        return new Environment(this, chains, exit, Optional.of(new Again(label, code.mark())), space);
    }

    void bind(String name, Operand operand) {
        names.put(name, operand);
    }

    void bindIndexed(String name, Map<Integer, Integer> slots) {
        indexed.put(name, slots);
    }

    Optional<Operand> find(String name) {
        for (Environment e = this; e != null; e = e.outer) {
            Operand operand = e.names.get(name);
            if (operand != null) {
                return Optional.of(operand);
            }
        }
        return Optional.empty();
    }

    Optional<Map<Integer, Integer>> findIndexed(String name) {
        for (Environment e = this; e != null; e = e.outer) {
            Map<Integer, Integer> slots = e.indexed.get(name);
            if (slots != null) {
                return Optional.of(slots);
            }
        }
        return Optional.empty();
    }
}
