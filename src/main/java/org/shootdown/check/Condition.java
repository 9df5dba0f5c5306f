package org.shootdown.check;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Predicate;
import org.shootdown.ir.Value;
import org.shootdown.machine.Machine;

/**
 * Evaluates what a question asks, in Kleene's logic: what cannot be known yet, because a register is not assigned, is
 * {@link Value#UNDEFINED}.
 */
public final class Condition {

    private final Machine machine;
    private final Predicate predicate;
    private final boolean needsMachine;
    /** The state that is looked at, in which slots hold the translation that is. */
    private final int[] scratch;

    public Condition(Machine machine, Predicate predicate) {
        this.machine = machine;
        this.predicate = predicate;
        this.needsMachine = Predicate.asksTranslations(predicate);
        this.scratch = new int[machine.program().slots().size()];
    }

    public boolean isTrue(int[] state) {
        return evaluate(state) == 1;
    }

    public boolean isFalse(int[] state) {
        return evaluate(state) == 0;
    }

    private int evaluate(int[] state) {
        if (predicate instanceof Value value) {
            return ThreeValued.evaluate(value, state);
        }
        if (!needsMachine) {
            return evaluate(predicate, state);
        }
        System.arraycopy(state, 0, scratch, 0, scratch.length);
        return evaluate(predicate, scratch);
    }

    private int evaluate(Predicate part, int[] state) {
        if (part instanceof Value value) {
            int result = ThreeValued.evaluate(value, state);
            return result == Value.UNDEFINED ? result : result == 0 ? 0 : 1;
        }
        if (part instanceof Predicate.Negation negation) {
            int operand = evaluate(negation.operand(), state);
            return operand == Value.UNDEFINED ? Value.UNDEFINED : 1 - operand;
        }
        if (part instanceof Predicate.Junction junction) {
            Fold fold = new Fold(junction.all());
            for (Predicate p : junction.parts()) {
                if (!fold.add(evaluate(p, state))) {
                    break;
                }
            }
            return fold.result;
        }
        Predicate.OverTranslations over = (Predicate.OverTranslations) part;
        Fold fold = new Fold(over.forAll());
        machine.caches().translations(state, over.range(), (page, entry, owner) -> {
            state[over.entry()] = entry;
            state[over.page()] = machine.program().hardware().original(page);
            return fold.add(evaluate(over.body(), state));
        });
        return fold.result;
    }

    /** All, or one, of truth values that come one by one. */
    private static final class Fold {
        private final int decisive;
        private int result;

        Fold(boolean all) {
            this.decisive = all ? 0 : 1;
            this.result = 1 - decisive;
        }

        /** Yields false if no further one matters. */
        boolean add(int value) {
            if (value == decisive) {
                result = decisive;
                return false;
            }
            if (value == Value.UNDEFINED) {
                result = Value.UNDEFINED;
            }
            return true;
        }
    }

    // ---- why ----------------------------------------------------------------------------------------------------

    /**
     * The things that make the condition true, or false, in a state in which it is: {@code t = "A = f0 rw", in the TLB
     * of cpu 1}. Empty if it is about nothing in particular.
     *
     * @param mentions hears of the entries among them
     */
    public String witness(int[] state, boolean truth, Mentions mentions) {
        System.arraycopy(state, 0, scratch, 0, scratch.length);
        List<String> found = new ArrayList<>();
        witness(predicate, truth, found, mentions);
        return String.join(", ", found);
    }

    private void witness(Predicate part, boolean truth, List<String> found, Mentions mentions) {
        if (part instanceof Predicate.Negation negation) {
            witness(negation.operand(), !truth, found, mentions);
        } else if (part instanceof Predicate.Junction junction) {
            witness(junction, truth, found, mentions);
        } else if (part instanceof Predicate.OverTranslations over && over.forAll() != truth) {
            int mark = found.size();
            machine.caches().translations(scratch, over.range(), (page, entry, owner) -> {
                scratch[over.entry()] = entry;
                scratch[over.page()] = machine.program().hardware().original(page);
                if (evaluate(over.body(), scratch) != (truth ? 1 : 0)) {
                    return true;
                }
                // Nested quantifiers bind other slots, but those behind this one are bound anew.
                found.add(over.variable() + " is " + machine.program().hardware().pages().get(page).name() + " = "
                        + machine.entryText(page, entry, mentions) + " in " + owner
                        + (machine.isLive(scratch, entry) || !PageTableEntry.valid(entry) ? "" : ", whose frame is freed"));
                witness(over.body(), truth, found, mentions);
                return false;
            });
            if (found.size() == mark) {
                throw new IllegalStateException("the condition is not " + truth);
            }
        }
    }

    /** Of a conjunction that is false, or a disjunction that is true, the first part that makes it so. */
    private void witness(
            Predicate.Junction junction, boolean truth, List<String> found, Mentions mentions) {
        for (int i = 0; i < junction.parts().size(); i++) {
            Predicate part = junction.parts().get(i);
            boolean decides = evaluate(part, scratch) == (truth ? 1 : 0);
            if (decides && junction.all() != truth) {
                if (!junction.labels().isEmpty()) {
                    found.add(junction.labels().get(i));
                }
                witness(part, truth, found, mentions);
                return;
            }
            if (decides && junction.labels().isEmpty()) {
                witness(part, truth, found, mentions);
            }
        }
    }
}
