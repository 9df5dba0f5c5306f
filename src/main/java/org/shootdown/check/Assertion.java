package org.shootdown.check;

import org.shootdown.ir.Mentions;
import org.shootdown.ir.Program;
import org.shootdown.machine.Machine;

/** {@code always} and {@code never}: a condition of the script's own, violated where it is certainly false or true. */
public final class Assertion implements StateCheck {

    private final Machine machine;
    private final Program.Question question;
    private final Condition condition;
    private final boolean always;

    public Assertion(Machine machine, Program.Question question) {
        this.machine = machine;
        this.question = question;
        this.condition = new Condition(machine, question.condition());
        this.always = question.quantifier() == Program.Quantifier.ALWAYS;
    }

    @Override
    public boolean isViolated(int[] state) {
        if (question.onFinal() && !machine.isFinal(state)) {
            return false;
        }
        return always ? condition.isFalse(state) : condition.isTrue(state);
    }

    @Override
    public String explain(int[] state, Mentions mentions) {
        String witness = condition.witness(state, !always, mentions);
        return (always ? "not so: " : "") + question.text() + (always ? "" : ", which must never be")
                + (witness.isEmpty() ? "" : "; " + witness);
    }
}
