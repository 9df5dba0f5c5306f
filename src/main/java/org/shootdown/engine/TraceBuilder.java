package org.shootdown.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.shootdown.ir.Instruction;
import org.shootdown.machine.Machine;
import org.shootdown.machine.Narrator;

/** Tells how a state was reached: walks back to the start, then forward again with the machine telling each step. */
final class TraceBuilder {

    private final Machine machine;
    private final StateStore store;
    private final IntList parents;

    TraceBuilder(Machine machine, StateStore store, IntList parents) {
        this.machine = machine;
        this.store = store;
        this.parents = parents;
    }

    /** The way to a state. */
    Trace to(int state, String ending) {
        return tell(path(state), -1, ending);
    }

    /** The way to a loop and once around it. */
    Trace of(Lasso lasso, String ending) {
        List<Integer> states = new ArrayList<>(path(lasso.loop().get(0)));
        int loopStart = states.size() - 1;
        states.addAll(lasso.loop().subList(1, lasso.loop().size()));
        states.add(lasso.loop().get(0));
        return tell(states, loopStart, ending);
    }

    private List<Integer> path(int state) {
        List<Integer> states = new ArrayList<>();
        for (int at = state; at >= 0; at = parents.get(at)) {
            states.add(0, at);
        }
        return states;
    }

    private Trace tell(List<Integer> states, int loopStart, String ending) {
        List<Trace.Step> steps = new ArrayList<>();
        Set<String> rules = new LinkedHashSet<>();
        int loopStep = -1;
        for (int i = 0; i + 1 < states.size(); i++) {
            if (i == loopStart) {
                loopStep = steps.size();
            }
            Recorder recorder = new Recorder(store.get(states.get(i + 1)));
            machine.successors(store.get(states.get(i)), recorder, recorder);
            steps.addAll(recorder.steps);
            rules.addAll(recorder.rules);
        }
        return new Trace(steps, loopStep, ending, List.copyOf(rules));
    }

    /** Keeps what was told of the transition that leads to the wanted state. */
    private static final class Recorder implements Narrator, org.shootdown.machine.Transitions {
        private final int[] wanted;
        private final List<Trace.Step> telling = new ArrayList<>();
        private final Set<String> ruling = new LinkedHashSet<>();
        private List<Trace.Step> steps = List.of();
        private Set<String> rules = Set.of();
        private boolean found;
        private Instruction instruction;

        Recorder(int[] wanted) {
            this.wanted = wanted;
        }

        @Override
        public void at(String column, Instruction next) {
            instruction = next;
        }

        @Override
        public void tell(String column, String text) {
            if (instruction == null) {
                telling.add(new Trace.Step(column, text, "", "", Trace.Weight.ACTION));
            } else {
                telling.add(new Trace.Step(
                        column,
                        text,
                        instruction.procedure(),
                        instruction.location(),
                        Trace.Weight.valueOf(instruction.weight().name())));
            }
        }

        @Override
        public void rule(String name) {
            ruling.add(name);
        }

        @Override
        public int mark() {
            return telling.size();
        }

        @Override
        public void reset(int mark) {
            while (telling.size() > mark) {
                telling.remove(telling.size() - 1);
            }
            ruling.clear();
            if (mark == 0) {
                instruction = null;
            }
        }

        @Override
        public void to(int[] next, int actor, int kind) {
            if (!found && Arrays.equals(next, wanted)) {
                found = true;
                steps = List.copyOf(telling);
                rules = Set.copyOf(ruling);
            }
        }
    }
}
