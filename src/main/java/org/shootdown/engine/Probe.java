package org.shootdown.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.check.Assertion;
import org.shootdown.check.BreakBeforeMake;
import org.shootdown.check.Coherence;
import org.shootdown.check.Condition;
import org.shootdown.check.OneResponse;
import org.shootdown.check.PageLifetime;
import org.shootdown.check.ReferenceCounts;
import org.shootdown.check.StateCheck;
import org.shootdown.check.TransientFault;
import org.shootdown.ir.Mention;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.Program;
import org.shootdown.machine.Machine;
import org.shootdown.machine.Stop;

/** A question that states answer, and the first state that decides it. */
final class Probe {

    private final Program.Question question;
    private final StateCheck check;
    private int decidedBy = -1;
    /** Of what {@link #decidedBy} says the state before, if a step decides it. */
    private Optional<Stop> step = Optional.empty();

    private Probe(Program.Question question, StateCheck check) {
        this.question = question;
        this.check = check;
    }

    /** Absent for questions of whole runs, and for those that do not apply. */
    static Optional<Probe> of(Program.Question question, Machine machine) {
        return check(question, machine).map(c -> new Probe(question, c));
    }

    private static Optional<StateCheck> check(Program.Question question, Machine machine) {
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
                public String explain(int[] state, Mentions mentions) {
                    String witness = condition.witness(state, true, mentions);
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
            case "bbm" -> Optional.of(new BreakBeforeMake(machine));
            case "one_response" -> Optional.of(new OneResponse(machine));
            case "transient_fault" -> Optional.of(new TransientFault(machine));
            case "refcount" -> Optional.of(new ReferenceCounts(machine));
            default -> Optional.empty();
        };
    }

    Program.Question question() {
        return question;
    }

    /** A state that is new. */
    void found(int[] state, int number) {
        if (decidedBy < 0 && check.isViolated(state)) {
            decidedBy = number;
        }
    }

    /** A step out of a state leads nowhere: misuse of frames is decided by that. */
    void stopped(int number, Stop stop) {
        boolean decides = stop.kind() != Stop.Kind.LIMIT && isOfReferences()
                || stop.kind() == Stop.Kind.FREED_TABLE && check instanceof PageLifetime;
        if (decides && decidedBy < 0) {
            decidedBy = number;
            step = Optional.of(stop);
        }
    }

    boolean isOfReferences() {
        return check instanceof ReferenceCounts;
    }

    boolean isDecided() {
        return decidedBy >= 0;
    }

    /** How the deciding state, or step, is reached. */
    Trace trace(TraceBuilder traces, StateStore store) {
        return step.map(s -> traces.to(decidedBy, s))
                .orElseGet(() -> {
                    List<Mention> mentions = new ArrayList<>();
                    return traces.to(decidedBy, check.explain(store.get(decidedBy), mentions::add), mentions);
                });
    }
}
