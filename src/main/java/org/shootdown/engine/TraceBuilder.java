package org.shootdown.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Mention;
import org.shootdown.machine.Machine;
import org.shootdown.machine.Narrator;
import org.shootdown.machine.Narrator.Origin;
import org.shootdown.machine.Stop;
import org.shootdown.machine.Transitions;

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
        return to(state, ending, List.of());
    }

    /** The same; {@code mentioned}: the entries that the ending speaks of. */
    Trace to(int state, String ending, List<Mention> mentioned) {
        Telling telling = new Telling();
        way(path(state), telling);
        return telling.trace(-1, ending, mentioned);
    }

    /** The way to a state and a step out of it that leads nobody knows where. */
    Trace to(int state, Stop stop) {
        Telling telling = new Telling();
        List<Integer> states = path(state);
        way(states, telling);
        Recorder recorder = new Recorder(stop, telling.refills);
        machine.successors(store.get(state), recorder, recorder);
        telling.hear(recorder);
        recorder.untold().ifPresent(telling.steps::add);
        return telling.trace(-1, stop.why(), List.of());
    }

    /** The way to a loop and once around it. */
    Trace of(Lasso lasso, String ending) {
        List<Integer> states = new ArrayList<>(path(lasso.loop().get(0)));
        int loopStart = states.size() - 1;
        states.addAll(lasso.loop().subList(1, lasso.loop().size()));
        states.add(lasso.loop().get(0));
        return tell(states, loopStart, ending);
    }

    /** A run on which something never happens. */
    Trace of(Eventually.Run run, String ending) {
        List<Integer> states = new ArrayList<>(run.way());
        if (run.loop().isEmpty()) {
            return tell(states, -1, ending);
        }
        int loopStart = states.size() - 1;
        List<Integer> loop = run.loop().get().loop();
        states.addAll(loop.subList(1, loop.size()));
        states.add(loop.get(0));
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
        Telling telling = new Telling();
        if (loopStart < 0) {
            way(states, telling);
            return telling.trace(-1, ending, List.of());
        }
        way(states.subList(0, loopStart + 1), telling);
        int loopStep = telling.steps.size();
        way(states.subList(loopStart, states.size()), telling);
        return telling.trace(loopStep, ending, List.of());
    }

    private void way(List<Integer> states, Telling telling) {
        for (int i = 0; i + 1 < states.size(); i++) {
            int[] before = store.get(states.get(i));
            int[] after = store.get(states.get(i + 1));
            Recorder recorder = new Recorder(after, telling.refills);
            machine.successors(before, recorder, recorder);
            telling.hear(recorder);
            telling.hidden.moved(before, after, recorder.actor);
            telling.refills.at(after);
        }
    }

    /** What has been heard of a run so far. */
    private final class Telling {
        private final List<Trace.Step> steps = new ArrayList<>();
        private final Set<String> rules = new LinkedHashSet<>();
        private final Set<Instruction> executed = Collections.newSetFromMap(new IdentityHashMap<>());

        private final HiddenSteps hidden = new HiddenSteps(machine);
        private final Refills refills = new Refills(machine);

        void hear(Recorder recorder) {
            for (Event event : recorder.found) {
                if (event instanceof Event.Told told) {
                    told.idle().ifPresent(i -> hidden.idle(i, recorder.actor, steps.size()));
                    steps.add(told.step());
                } else if (event instanceof Event.Rule rule) {
                    rules.add(rule.name());
                } else if (event instanceof Event.Dropped dropped) {
                    refills.dropped(dropped.drop());
                } else if (event instanceof Event.Passed passed) {
                    hidden.executed(passed.instruction(), recorder.actor, steps.size());
                } else if (event instanceof Event.Executed at) {
                    executed.add(at.instruction());
                    hidden.executed(at.instruction(), recorder.actor, steps.size());
                }
            }
        }

        Trace trace(int loopStep, String ending, List<Mention> mentioned) {
            hidden.telling().forEach(i -> steps.set(i, steps.get(i).as(Trace.Weight.ACTION)));
            return new Trace(
                    steps,
                    loopStep,
                    ending,
                    mentioned,
                    List.copyOf(rules),
                    Procedure.of(machine.program(), (thread, at) -> executed.contains(
                            machine.program().threads().get(thread).instructions().get(at))));
        }
    }

    /** What a narrator hears. */
    private sealed interface Event {
        /** {@code idle}: the instruction, if it has changed nothing. */
        record Told(Trace.Step step, Optional<Instruction> idle) implements Event {}

        record Rule(String name) implements Event {}

        /** The next step that is told is that of this instruction. */
        record Executed(Instruction instruction) implements Event {}

        record Mentioned(Mention mention) implements Event {}

        record Passed(Instruction instruction) implements Event {}

        record Dropped(Refills.Drop drop) implements Event {}
    }

    /** Keeps what was told of the transition that leads to the wanted state, or of the step that leads nowhere. */
    private static final class Recorder implements Narrator, Transitions {
        private final int[] wanted;
        private final Optional<Stop> stop;
        private final List<Event> events = new ArrayList<>();
        private List<Event> found = List.of();
        private String column = "";

        private final Refills refills;
        private int actor = -1;

        Recorder(int[] wanted, Refills refills) {
            this.wanted = wanted;
            this.stop = Optional.empty();
            this.refills = refills;
        }

        Recorder(Stop stop, Refills refills) {
            this.wanted = new int[0];
            this.stop = Optional.of(stop);
            this.refills = refills;
        }

        /** The step that leads nowhere, unless it was made and told. */
        Optional<Trace.Step> untold() {
            for (int i = found.size() - 1; i >= 0 && !(found.get(i) instanceof Event.Told); i--) {
                if (found.get(i) instanceof Event.Executed executed) {
                    Instruction at = executed.instruction();
                    String text = at.text().isEmpty() ? at.source() : at.text();
                    return Optional.of(new Trace.Step(column, text, at.procedure(), at.location(), Trace.Weight.ACTION,
                            List.of()));
                }
            }
            return Optional.empty();
        }

        @Override
        public void at(String column, Instruction next) {
            if (found.isEmpty()) {
                this.column = column;
            }
            events.add(new Event.Executed(next));
        }

        @Override
        public void passes(Instruction instruction) {
            events.add(new Event.Passed(instruction));
        }

        @Override
        public void tell(String column, String text) {
            events.add(new Event.Told(step(column, text), Optional.empty()));
        }

        /** What the script itself does is drawn all the same: it is what the script is about. */
        @Override
        public void idle(String column, String text) {
            Trace.Step step = step(column, text);
            Trace.Step told = step.procedure().isEmpty() ? step : step.as(Trace.Weight.MINOR);
            events.add(new Event.Told(told, instruction()));
        }

        private Trace.Step step(String column, String text) {
            return instruction()
                    .map(i -> new Trace.Step(
                            column, text, i.procedure(), i.location(), Trace.Weight.valueOf(i.weight().name()), mentioned()))
                    .orElseGet(() -> new Trace.Step(column, text, "", "", Trace.Weight.ACTION, mentioned()));
        }

        /** The entries that were mentioned since something was told: the next text is about them. */
        private List<Mention> mentioned() {
            List<Mention> mentioned = new ArrayList<>();
            for (int i = events.size() - 1; i >= 0 && !(events.get(i) instanceof Event.Told); i--) {
                if (events.get(i) instanceof Event.Mentioned entry) {
                    mentioned.add(0, entry.mention());
                }
            }
            return mentioned;
        }

        @Override
        public void mentions(Mention mention) {
            events.add(new Event.Mentioned(mention));
        }

        /** The instruction that is executed; absent while hardware acts by itself. */
        private Optional<Instruction> instruction() {
            for (int i = events.size() - 1; i >= 0; i--) {
                if (events.get(i) instanceof Event.Executed executed) {
                    return Optional.of(executed.instruction());
                }
            }
            return Optional.empty();
        }

        @Override
        public void rule(String name) {
            events.add(new Event.Rule(name));
        }

        @Override
        public void drops(int slot, int page, int refilled, int offered, int shared) {
            events.add(new Event.Dropped(new Refills.Drop(slot, page, refilled, offered, shared)));
        }

        @Override
        public Origin origin(int slot, int entry) {
            return refills.origin(slot, entry);
        }

        @Override
        public void count(CostKind kind) {
            // A timeline shows what happens, not what it costs.
        }

        @Override
        public int mark() {
            return events.size();
        }

        @Override
        public void reset(int mark) {
            events.subList(mark, events.size()).clear();
        }

        @Override
        public void to(int[] next, int actor, int kind) {
            if (found.isEmpty() && Arrays.equals(next, wanted)) {
                this.actor = actor;
                found = List.copyOf(events);
            }
        }

        @Override
        public void stops(int actor, Stop other) {
            if (found.isEmpty() && stop.filter(other::equals).isPresent()) {
                this.actor = actor;
                found = List.copyOf(events);
            }
        }
    }
}
