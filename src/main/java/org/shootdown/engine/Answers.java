package org.shootdown.engine;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.check.BreakBeforeMake;
import org.shootdown.check.Condition;
import org.shootdown.check.OneResponse;
import org.shootdown.check.TransientFault;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.machine.Machine;

/** Answers the questions of a program from what has been explored. */
final class Answers {

    /** Where something is true that must be so at some time. */
    record Awaited(Condition condition, BitSet satisfied) {}

    /**
     * What has been explored.
     *
     * @param graph the transitions, as far as questions need them
     * @param awaited by question of whole runs, the states in which what it waits for is true
     * @param waiting by thread, the states in which it waits for the answer to a fault
     * @param deadlock the first state in which nobody can go on; -1 for none
     * @param bound why the exploration ended early
     * @param deadEnd the first step behind which nothing is known
     */
    record Seen(
            Machine machine,
            StateStore store,
            Graph graph,
            List<Probe> probes,
            TimelineLog timelines,
            Map<Program.Question, Awaited> awaited,
            List<BitSet> waiting,
            int deadlock,
            Optional<String> bound,
            Optional<DeadEnd> deadEnd) {}

    private final Seen seen;
    private final Program program;
    private final TraceBuilder traces;

    Answers(Seen seen, TraceBuilder traces) {
        this.seen = seen;
        this.program = seen.machine().program();
        this.traces = traces;
    }

    List<Answer> all() {
        int beyond = seen.graph().close();
        if (beyond >= 0) {
            // What is there may be anything: no run that never is as it should be is known to lead there.
            seen.awaited().values().forEach(a -> a.satisfied().set(beyond));
        }
        return program.questions().stream().map(this::answer).toList();
    }

    private boolean isComplete() {
        return seen.bound().isEmpty() && seen.deadEnd().isEmpty();
    }

    private Answer answer(Program.Question question) {
        if (question.inapplicable().isPresent()) {
            return new Answer(
                    question.name(),
                    Verdict.NOT_APPLICABLE,
                    question.inapplicable().get(),
                    Optional.empty());
        }
        if (seen.awaited().containsKey(question)) {
            return eventually(question);
        }
        for (Probe probe : seen.probes()) {
            if (probe.question() == question) {
                return answer(probe);
            }
        }
        return switch (question.name()) {
            case "deadlock" -> seen.deadlock() < 0
                    ? open(question)
                    : violated(question, traces.to(seen.deadlock(), "no thread can go on, and not all have ended"));
            case "progress" -> progress(question);
            default -> throw new IllegalArgumentException(question.name());
        };
    }

    private Answer answer(Probe probe) {
        boolean builtIn = probe.question().quantifier() == Program.Quantifier.BUILT_IN;
        boolean ofPages = !probe.isOfReferences();
        if (builtIn && ofPages && program.hardware().pages().isEmpty()) {
            return new Answer(
                    probe.question().name(), Verdict.NOT_APPLICABLE, "there is no page to translate", Optional.empty());
        }
        Optional<String> unasked = builtIn ? whyNot(probe.question().name()) : Optional.empty();
        if (unasked.isPresent()) {
            return new Answer(probe.question().name(), Verdict.NOT_APPLICABLE, unasked.get(), Optional.empty());
        }
        boolean exists = probe.question().quantifier() == Program.Quantifier.EXISTS;
        String name = probe.question().name();
        if (!probe.isDecided()) {
            String why = seen.timelines().has(name) ? seen.timelines().obstacle(name) : "no final state is like this";
            return exists && isComplete()
                    ? new Answer(name, Verdict.VIOLATED, why, Optional.empty())
                    : open(probe.question());
        }
        Trace trace = probe.trace(traces, seen.store());
        return exists
                ? new Answer(name, Verdict.HOLDS, following(name), Optional.of(trace), seen.timelines().outcomes(name))
                : violated(probe.question(), trace);
    }

    /** Why a check is about nothing in this cell. */
    private Optional<String> whyNot(String check) {
        return switch (check) {
            case "bbm" -> BreakBeforeMake.whyNot(program.hardware());
            case "one_response" -> OneResponse.whyNot(program);
            case "transient_fault" -> TransientFault.whyNot(program);
            default -> Optional.empty();
        };
    }

    private String following(String question) {
        boolean endless = seen.timelines().has(question) && seen.timelines().outcomes(question).isEmpty() && isComplete();
        return endless ? "nothing ends after it" : "";
    }

    private Answer eventually(Program.Question question) {
        if (seen.bound().isPresent()) {
            return open(question);
        }
        String what = question.text() + (question.onFinal() ? " in a final state" : "");
        return new Eventually(seen.graph(), seen.machine().actors(), seen.awaited().get(question).satisfied())
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

    private Answer progress(Program.Question question) {
        boolean accesses = program.threads().stream()
                .flatMap(t -> t.instructions().stream())
                .anyMatch(i -> i.step() instanceof Step.Access);
        if (!accesses) {
            return new Answer(
                    question.name(), Verdict.NOT_APPLICABLE, "no thread accesses memory", Optional.empty());
        }
        if (seen.bound().isPresent()) {
            return open(question);
        }
        Liveness liveness = new Liveness(seen.graph(), seen.machine().actors(), program.threads().size());
        Optional<Lasso> lasso = liveness.faultLoop();
        if (lasso.isPresent()) {
            return violated(question, traces.of(lasso.get(), "and again, for ever (weak fairness)"));
        }
        return liveness.unanswered(seen.waiting())
                .map(u -> violated(question, unanswered(u)))
                .orElseGet(() -> open(question));
    }

    private Trace unanswered(Liveness.Unanswered run) {
        String fault = "the fault of " + program.threads().get(run.thread()).name() + " is never answered";
        return run.loop()
                .map(l -> traces.of(l, "and again, for ever (weak fairness): " + fault))
                .orElseGet(() -> traces.to(run.state(), "nobody can go on, and " + fault));
    }

    /** Nothing was found against it: it holds, if everything was seen. */
    private Answer open(Program.Question question) {
        return Exploration.unseen(seen.bound(), seen.deadEnd())
                .map(u -> new Answer(question.name(), Verdict.UNKNOWN, u, seen.deadEnd().map(DeadEnd::trace)))
                .orElseGet(() -> new Answer(question.name(), Verdict.HOLDS, "", Optional.empty()));
    }

    private static Answer violated(Program.Question question, Trace trace) {
        return new Answer(question.name(), Verdict.VIOLATED, trace.ending(), Optional.of(trace));
    }
}
