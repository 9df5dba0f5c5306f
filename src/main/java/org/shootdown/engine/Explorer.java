package org.shootdown.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shootdown.check.Assertion;
import org.shootdown.check.Coherence;
import org.shootdown.check.Condition;
import org.shootdown.check.PageLifetime;
import org.shootdown.check.ReferenceCounts;
import org.shootdown.check.StateCheck;
import org.shootdown.ir.IndexOutside;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.machine.Machine;
import org.shootdown.machine.Narrator;
import org.shootdown.machine.Stop;
import org.shootdown.machine.Transitions;

/** Breadth-first through every interleaving. One exploration answers all questions of a cell. */
final class Explorer {

    /** A counterexample is looked for with explicit fills among so many states, to tell when an entry was cached. */
    private static final int STATES_TO_EXPLAIN = 100_000;

    /** And among no more than so many for each state that there is without: a small cell is not to wait for its story. */
    private static final int FILLS_TO_EXPLAIN = 100;

    /** How many states pass between looks at the clock and the memory. */
    private static final int PERIOD = 1024;

    private final Program program;
    private final Machine machine;
    private final Limits limits;
    private final Engine engine;
    private final StateStore store;
    private final IntList parents = new IntList();
    private Graph graph = new Graph();
    private final CostMeter meter = new CostMeter();
    private final List<Probe> probes = new ArrayList<>();
    private final Set<List<Integer>> outcomes = new LinkedHashSet<>();
    private final TimelineLog timelines;
    private final BitSet finals = new BitSet();
    /** By question of whole runs, the states in which what it waits for is true. */
    private final Map<Program.Question, Awaited> awaited = new LinkedHashMap<>();
    private final boolean asksOfRuns;
    /** By thread, the states in which it waits for the answer to a fault. */
    private final List<BitSet> waiting = new ArrayList<>();
    private boolean findsCosts;
    private boolean keepsGraph;
    private boolean stopsWhenDecided;
    private long transitions;
    private Optional<String> bound = Optional.empty();
    private int deadlock = -1;
    private final Stops stops;
    private Optional<DeadEnd> deadEnd = Optional.empty();

    /** A question that states answer, and the first state that decides it. */
    private static final class Probe {
        private final Program.Question question;
        private final StateCheck check;
        private int decidedBy = -1;
        /** Of what {@link #decidedBy} says the state before, if a step decides it. */
        private Optional<Stop> step = Optional.empty();

        Probe(Program.Question question, StateCheck check) {
            this.question = question;
            this.check = check;
        }
    }

    /** Where something is true that must be so at some time. */
    private record Awaited(Condition condition, BitSet satisfied) {}

    private Explorer(Program program, Engine engine, Limits limits, boolean costs) {
        this.program = program;
        this.engine = engine;
        this.machine = engine.machine(program);
        this.limits = limits;
        this.store = new StateStore(program.slots().size());
        this.timelines = new TimelineLog(program);
        this.stops = new Stops(program);
        this.findsCosts = costs;
        this.asksOfRuns = program.questions().stream().anyMatch(Program.Question::isOfRuns);
        this.keepsGraph = costs || asksOfRuns;
        program.threads().forEach(t -> waiting.add(new BitSet()));
        for (Program.Question question : program.questions()) {
            check(question).ifPresent(c -> probes.add(new Probe(question, c)));
            if (question.quantifier() == Program.Quantifier.EVENTUALLY) {
                Condition condition = new Condition(machine, question.condition());
                awaited.put(question, new Awaited(condition, new BitSet()));
            }
        }
    }

    static Exploration explore(Program program, Engine engine, Limits limits, boolean costs) {
        return new Explorer(program, engine, limits, costs).explore();
    }

    private Optional<StateCheck> check(Program.Question question) {
        if (question.inapplicable().isPresent() || question.quantifier() == Program.Quantifier.EVENTUALLY) {
            return Optional.empty();
        }
        if (question.quantifier() == Program.Quantifier.EXISTS) {
            Condition condition = new Condition(machine, question.condition());
            return Optional.of(new StateCheck() {
                @Override
                public boolean isViolated(int[] state) {
                    return (!question.onFinal() || machine.isFinal(state)) && condition.isTrue(state);
                }

                @Override
                public String explain(int[] state) {
                    String witness = condition.witness(state, true);
                    return question.text() + (witness.isEmpty() ? "" : "; " + witness);
                }
            });
        }
        if (question.quantifier() != Program.Quantifier.BUILT_IN) {
            return Optional.of(new Assertion(machine, question));
        }
        return switch (question.name()) {
            case "page_lifetime" -> Optional.of(new PageLifetime(machine));
            case "coherence" -> Optional.of(new Coherence(machine));
            case "refcount" -> Optional.of(new ReferenceCounts(machine));
            default -> Optional.empty();
        };
    }

    private Exploration explore() {
        long start = System.nanoTime();
        try {
            found(machine.initialState(), -1);
            for (int number = 0; number < store.size() && bound.isEmpty(); number++) {
                if (stopsWhenDecided && probes.stream().allMatch(p -> p.decidedBy >= 0)) {
                    break;
                }
                expand(number);
                if (number % PERIOD == 0 || store.size() >= limits.maxStates()) {
                    checkLimits(start);
                }
            }
        } catch (GraphFull | IndexOutside e) {
            bound = Optional.of("the scenario: " + e.getMessage());
        }
        // Before the answers: these run the machine again, to tell how states were reached.
        List<String> rules = rules();
        List<Procedure> procedures = Procedure.of(program, machine::hasExecuted);
        TraceBuilder traces = new TraceBuilder(machine, store, parents);
        deadEnd = stops.first().map(f -> new DeadEnd(f.stop().why(), traces.to(f.state(), f.stop())));
        List<Cost> costs = findsCosts && isComplete() ? new Costs(graph, finals).costs() : List.of();
        List<Answer> answers = answers(traces);
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Exploration(
                answers,
                List.copyOf(program.registers().keySet()),
                outcomes,
                rules,
                procedures,
                costs,
                store.size(),
                transitions,
                millis,
                bound,
                deadEnd,
                engine.word());
    }

    private boolean isComplete() {
        return bound.isEmpty() && deadEnd.isEmpty();
    }

    private void expand(int number) {
        int[] state = store.get(number);
        if (keepsGraph) {
            graph.begin();
        }
        int unfair = machine.unfairActor();
        boolean[] canGoOn = new boolean[1];
        Transitions receiver = new Transitions() {
            @Override
            public void to(int[] next, int actor, int kind) {
                transitions++;
                canGoOn[0] |= actor != unfair;
                int target = found(next, number);
                if (keepsGraph) {
                    graph.edge(target, actor, kind, meter.price());
                }
            }

            @Override
            public void stops(int actor, Stop stop) {
                canGoOn[0] |= actor != unfair;
                stopped(number, actor, stop);
            }
        };
        machine.successors(state, receiver, findsCosts ? meter : Narrator.SILENT);
        boolean isFinal = machine.isFinal(state);
        if (!canGoOn[0] && !isFinal && deadlock < 0) {
            deadlock = number;
        }
        if (isFinal) {
            finals.set(number);
            List<Integer> registers =
                    program.registers().values().stream().map(s -> state[s]).toList();
            outcomes.add(registers);
            timelines.ended(state, registers);
        }
    }

    /** A step leads nobody knows where; what others do instead is known all the same. */
    private void stopped(int number, int actor, Stop stop) {
        stops.add(number, stop);
        if (keepsGraph && stop.kind() != Stop.Kind.MAPS_FREED) {
            graph.edgeOut(actor);
        }
        for (Probe probe : probes) {
            if (stop.kind() != Stop.Kind.LIMIT && probe.decidedBy < 0 && probe.check instanceof ReferenceCounts) {
                probe.decidedBy = number;
                probe.step = Optional.of(stop);
            }
        }
    }

    private List<String> rules() {
        Set<String> consulted = machine.consultedRules();
        return program.rules().stream()
                .filter(r -> r.compiled() || consulted.contains(r.key()))
                .map(Program.RuleValue::key)
                .toList();
    }

    private int found(int[] state, int parent) {
        int number = store.add(state);
        if (number >= 0) {
            return number;
        }
        number = ~number;
        parents.add(parent);
        timelines.found(state);
        for (Probe probe : probes) {
            if (probe.decidedBy < 0 && probe.check.isViolated(state)) {
                probe.decidedBy = number;
            }
        }
        final int added = number;
        for (int thread = 0; thread < program.threads().size() && asksOfRuns; thread++) {
            waiting.get(thread).set(added, machine.awaitsAnswer(state, thread));
        }
        awaited.forEach((question, a) -> {
            if ((!question.onFinal() || machine.isFinal(state)) && a.condition().isTrue(state)) {
                a.satisfied().set(added);
            }
        });
        return number;
    }

    /** Costs are worth no answer: what they need is given up before one is. */
    private void dropCosts() {
        findsCosts = false;
        keepsGraph = asksOfRuns;
        if (!keepsGraph) {
            graph = new Graph();
        }
    }

    private void checkLimits(long start) {
        if (findsCosts && store.bytes() + parents.bytes() + graph.bytes() > limits.maxBytes()) {
            dropCosts();
        }
        if (store.size() >= limits.maxStates()) {
            bound = Optional.of("more than " + limits.maxStates() + " states (--max-states)");
        } else if (store.bytes() + parents.bytes() + graph.bytes() > limits.maxBytes()) {
            bound = Optional.of("more than " + limits.maxBytes() / (1 << 20) + " MiB of states (--max-memory)");
        } else if ((System.nanoTime() - start) / 1_000_000 > limits.maxMillis()) {
            bound = Optional.of("more than " + limits.maxMillis() / 1000.0 + " s (--timeout)");
        } else if (Thread.currentThread().isInterrupted()) {
            bound = Optional.of("interrupted");
        }
    }

    // ---- answers ------------------------------------------------------------------------------------------------

    private List<Answer> answers(TraceBuilder traces) {
        int beyond = graph.close();
        if (beyond >= 0) {
            // What is there may be anything: no run that never is as it should be is known to lead there.
            awaited.values().forEach(a -> a.satisfied().set(beyond));
        }
        List<Answer> answers =
                program.questions().stream().map(q -> answer(q, traces)).toList();
        return engine == Engine.FAST ? explained(answers) : answers;
    }

    /** Counterexamples in which fills are steps are easier to follow: they replace the others where one is near. */
    private List<Answer> explained(List<Answer> answers) {
        Set<String> violated = answers.stream()
                .filter(a -> a.verdict() == Verdict.VIOLATED)
                .map(Answer::question)
                .collect(Collectors.toSet());
        Program again = program.asking(q -> violated.contains(q.name()) && check(q).isPresent());
        if (again.questions().isEmpty()) {
            return answers;
        }
        long most = Math.min(Math.min(STATES_TO_EXPLAIN, limits.maxStates()), (long) FILLS_TO_EXPLAIN * store.size());
        Limits near = new Limits((int) most, limits.maxBytes(), limits.maxMillis());
        Explorer explorer = new Explorer(again, Engine.REFERENCE, near, false);
        explorer.stopsWhenDecided = true;
        List<Answer> told = explorer.explore().answers();
        return answers.stream()
                .map(a -> told.stream()
                        .filter(t -> t.question().equals(a.question()) && t.verdict() == a.verdict())
                        .filter(t -> t.trace().isPresent())
                        .findFirst()
                        .orElse(a))
                .toList();
    }

    private Answer answer(Program.Question question, TraceBuilder traces) {
        if (question.inapplicable().isPresent()) {
            return new Answer(
                    question.name(),
                    Verdict.NOT_APPLICABLE,
                    question.inapplicable().get(),
                    Optional.empty());
        }
        if (awaited.containsKey(question)) {
            return eventually(question, traces);
        }
        for (Probe probe : probes) {
            if (probe.question == question) {
                return answer(probe, traces);
            }
        }
        return switch (question.name()) {
            case "deadlock" -> deadlock < 0
                    ? open(question)
                    : violated(question, traces.to(deadlock, "no thread can go on, and not all have ended"));
            case "progress" -> progress(question, traces);
            default -> throw new IllegalArgumentException(question.name());
        };
    }

    private Answer answer(Probe probe, TraceBuilder traces) {
        boolean builtIn = probe.question.quantifier() == Program.Quantifier.BUILT_IN;
        boolean ofPages = !(probe.check instanceof ReferenceCounts);
        if (builtIn && ofPages && program.hardware().pages().isEmpty()) {
            return new Answer(
                    probe.question.name(), Verdict.NOT_APPLICABLE, "there is no page to translate", Optional.empty());
        }
        boolean exists = probe.question.quantifier() == Program.Quantifier.EXISTS;
        String name = probe.question.name();
        if (probe.decidedBy < 0) {
            String why = timelines.has(name) ? timelines.obstacle(name) : "no final state is like this";
            return exists && isComplete()
                    ? new Answer(name, Verdict.VIOLATED, why, Optional.empty())
                    : open(probe.question);
        }
        Trace trace = probe.step
                .map(s -> traces.to(probe.decidedBy, s))
                .orElseGet(() -> traces.to(probe.decidedBy, probe.check.explain(store.get(probe.decidedBy))));
        return exists
                ? new Answer(name, Verdict.HOLDS, following(name), Optional.of(trace), timelines.outcomes(name))
                : violated(probe.question, trace);
    }

    private String following(String question) {
        boolean endless = timelines.has(question) && timelines.outcomes(question).isEmpty() && isComplete();
        return endless ? "nothing ends after it" : "";
    }

    private Answer eventually(Program.Question question, TraceBuilder traces) {
        if (bound.isPresent()) {
            return open(question);
        }
        String what = question.text() + (question.onFinal() ? " in a final state" : "");
        return new Eventually(graph, machine.actors(), awaited.get(question).satisfied())
                .violation()
                .map(run -> violated(
                        question,
                        traces.of(
                                run,
                                run.loop().isPresent()
                                        ? "and again, for ever (weak fairness), and never is it so: " + what
                                        : "nothing more happens, and never was it so: " + what)))
                .orElseGet(() -> open(question));
    }

    private Answer progress(Program.Question question, TraceBuilder traces) {
        boolean accesses = program.threads().stream()
                .flatMap(t -> t.instructions().stream())
                .anyMatch(i -> i.step() instanceof Step.Access);
        if (!accesses) {
            return new Answer(
                    question.name(), Verdict.NOT_APPLICABLE, "no thread accesses memory", Optional.empty());
        }
        if (bound.isPresent()) {
            return open(question);
        }
        Liveness liveness = new Liveness(graph, machine.actors(), program.threads().size());
        Optional<Lasso> lasso = liveness.faultLoop();
        if (lasso.isPresent()) {
            return violated(question, traces.of(lasso.get(), "and again, for ever (weak fairness)"));
        }
        return liveness.unanswered(waiting)
                .map(u -> violated(question, unanswered(u, traces)))
                .orElseGet(() -> open(question));
    }

    private Trace unanswered(Liveness.Unanswered run, TraceBuilder traces) {
        String fault = "the fault of " + program.threads().get(run.thread()).name() + " is never answered";
        return run.loop()
                .map(l -> traces.of(l, "and again, for ever (weak fairness): " + fault))
                .orElseGet(() -> traces.to(run.state(), "nobody can go on, and " + fault));
    }

    /** Nothing was found against it: it holds, if everything was seen. */
    private Answer open(Program.Question question) {
        return Exploration.unseen(bound, deadEnd)
                .map(u -> new Answer(question.name(), Verdict.UNKNOWN, u, deadEnd.map(DeadEnd::trace)))
                .orElseGet(() -> new Answer(question.name(), Verdict.HOLDS, "", Optional.empty()));
    }

    private static Answer violated(Program.Question question, Trace trace) {
        return new Answer(question.name(), Verdict.VIOLATED, trace.ending(), Optional.of(trace));
    }
}
