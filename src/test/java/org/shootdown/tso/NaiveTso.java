package org.shootdown.tso;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.tso.Litmus.Kind;
import org.shootdown.tso.Litmus.Op;

/**
 * Total store order, as naively as can be: memory, a list of stores for each thread, and all that can happen next. It shares
 * no code with the machine. (Owens, Sarkar, Sewell: A better x86 memory model: x86-TSO, TPHOLs 2009, section 3.2.)
 */
final class NaiveTso {

    /** What a run ends with: the registers by name, and memory. */
    record Ending(Map<String, Integer> registers, List<Integer> memory) {}

    private record Store(int place, int value) {}

    private record State(List<Integer> at, List<List<Store>> buffers, List<Integer> memory, Map<String, Integer> registers) {}

    private final Litmus program;
    private final boolean buffered;
    private final Set<State> seen = new HashSet<>();
    private final Set<Ending> endings = new HashSet<>();

    private NaiveTso(Litmus program, boolean buffered) {
        this.program = program;
        this.buffered = buffered;
    }

    /** All endings of a program; {@code buffered}: whether there are store buffers at all. */
    static Set<Ending> endings(Litmus program, boolean buffered) {
        NaiveTso machine = new NaiveTso(program, buffered);
        List<Integer> at = new ArrayList<>();
        List<List<Store>> buffers = new ArrayList<>();
        for (int t = 0; t < program.threads().size(); t++) {
            at.add(0);
            buffers.add(List.of());
        }
        machine.visit(new State(at, buffers, List.of(0, 0), Map.of()));
        return machine.endings;
    }

    private void visit(State state) {
        if (!seen.add(state)) {
            return;
        }
        boolean over = true;
        for (int t = 0; t < program.threads().size(); t++) {
            if (!state.buffers().get(t).isEmpty()) {
                over = false;
                drain(state, t);
            }
            if (state.at().get(t) < program.threads().get(t).size()) {
                over = false;
                step(state, t);
            }
        }
        if (over) {
            endings.add(new Ending(state.registers(), state.memory()));
        }
    }

    private void drain(State state, int thread) {
        List<Store> rest = new ArrayList<>(state.buffers().get(thread));
        Store oldest = rest.remove(0);
        visit(new State(
                state.at(), with(state.buffers(), thread, rest), with(state.memory(), oldest.place(), oldest.value()),
                state.registers()));
    }

    private void step(State state, int thread) {
        int at = state.at().get(thread);
        Op op = program.threads().get(thread).get(at);
        List<Store> buffer = state.buffers().get(thread);
        boolean waits = op.kind() == Kind.FENCE || op.kind() == Kind.EXCHANGE;
        if (waits && !buffer.isEmpty()) {
            return;
        }
        List<Integer> memory = state.memory();
        List<List<Store>> buffers = state.buffers();
        Map<String, Integer> registers = new LinkedHashMap<>(state.registers());
        String register = "T" + thread + ".r" + at;
        if (op.kind() == Kind.LOAD || op.kind() == Kind.EXCHANGE) {
            int value = memory.get(op.place());
            for (Store store : buffer) {
                value = store.place() == op.place() ? store.value() : value;
            }
            registers.put(register, value);
        }
        if (op.kind() == Kind.EXCHANGE || op.kind() == Kind.STORE && !buffered) {
            memory = with(memory, op.place(), op.value());
        } else if (op.kind() == Kind.STORE) {
            List<Store> longer = new ArrayList<>(buffer);
            longer.add(new Store(op.place(), op.value()));
            buffers = with(buffers, thread, longer);
        }
        visit(new State(with(state.at(), thread, at + 1), buffers, memory, registers));
    }

    private static <T> List<T> with(List<T> list, int index, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.set(index, element);
        return changed;
    }
}
