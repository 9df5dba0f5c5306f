package org.shootdown.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.shootdown.check.Condition;
import org.shootdown.ir.IndexOutside;
import org.shootdown.ir.Program;
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
    private final IntConsumer progress;
    private final StateStore store;
    private final IntList parents = new IntList();
    private Graph graph = new Graph();
    private final CostMeter meter = new CostMeter();
    private final List<Probe> probes = new ArrayList<>();
    private final Set<List<Integer>> outcomes = new LinkedHashSet<>();
    private final TimelineLog timelines;
    private final BitSet finals = new BitSet();
    /** By question of whole runs, the states in which what it waits for is true. */
    private final Map<Program.Question, Answers.Awaited> awaited = new LinkedHashMap<>();
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

    private Explorer(Program program, Engine engine, Limits limits, boolean costs, IntConsumer progress) {
        this.program = program;
        this.engine = engine;
        this.machine = engine.machine(program);
        this.limits = limits;
        this.progress = progress;
        this.store = new StateStore(program.slots().size());
        this.timelines = new TimelineLog(program);
        this.stops = new Stops(program);
        this.findsCosts = costs;
        this.asksOfRuns = program.questions().stream().anyMatch(Program.Question::isOfRuns);
        this.keepsGraph = costs || asksOfRuns;
        program.threads().forEach(t -> waiting.add(new BitSet()));
        for (Program.Question question : program.questions()) {
            Probe.of(question, machine).ifPresent(probes::add);
            if (question.quantifier() == Program.Quantifier.EVENTUALLY) {
                Condition condition = new Condition(machine, question.condition());
                awaited.put(question, new Answers.Awaited(condition, new BitSet()));
            }
        }
    }

    /** {@code progress} is told now and then how many states there are. */
    static Exploration explore(Program program, Engine engine, Limits limits, boolean costs, IntConsumer progress) {
        return new Explorer(program, engine, limits, costs, progress).explore();
    }

    private Exploration explore() {
        long start = System.nanoTime();
        try {
            found(machine.initialState(), -1);
            for (int number = 0; number < store.size() && bound.isEmpty(); number++) {
                if (stopsWhenDecided && probes.stream().allMatch(Probe::isDecided)) {
                    break;
                }
                expand(number);
                if (number % PERIOD == 0 || store.size() >= limits.maxStates()) {
                    checkLimits(start);
                    progress.accept(store.size());
                }
            }
        } catch (TablesFull | IndexOutside e) {
            bound = Optional.of("the scenario: " + e.getMessage());
        }
        // Before the answers: these run the machine again, to tell how states were reached.
        List<String> rules = rules();
        List<Procedure> procedures = Procedure.of(program, machine::hasExecuted);
        TraceBuilder traces = new TraceBuilder(machine, store, parents);
        deadEnd = stops.first().map(f -> new DeadEnd(f.stop().why(), traces.to(f.state(), f.stop())));
        List<Cost> costs = findsCosts && isComplete() ? new Costs(graph, finals).costs() : List.of();
        List<Answer> answers = new Answers(
                        new Answers.Seen(
                                machine, store, graph, probes, timelines, awaited, waiting, deadlock, bound, deadEnd),
                        traces)
                .all();
        List<Answer> told = engine == Engine.FAST ? explained(answers) : answers;
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Exploration(
                told,
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
        probes.forEach(p -> p.stopped(number, stop));
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
        final int added = number;
        probes.forEach(p -> p.found(state, added));
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

    /** Counterexamples in which fills are steps are easier to follow: they replace the others where one is near. */
    private List<Answer> explained(List<Answer> answers) {
        Set<String> violated = answers.stream()
                .filter(a -> a.verdict() == Verdict.VIOLATED)
                .map(Answer::question)
                .collect(Collectors.toSet());
        Program again = program.asking(q -> violated.contains(q.name()) && Probe.of(q, machine).isPresent());
        if (again.questions().isEmpty()) {
            return answers;
        }
        long most = Math.min(Math.min(STATES_TO_EXPLAIN, limits.maxStates()), (long) FILLS_TO_EXPLAIN * store.size());
        Limits near = new Limits((int) most, limits.maxBytes(), limits.maxMillis());
        Explorer explorer = new Explorer(again, Engine.REFERENCE, near, false, states -> {});
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
}
