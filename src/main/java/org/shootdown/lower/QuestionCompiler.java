package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.diag.Code;
import org.shootdown.ir.Program.Quantifier;
import org.shootdown.ir.Program.Question;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Constants;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/** Compiles the questions of a scenario: conditions over registers, variables and ended threads. */
final class QuestionCompiler {

    private final World world;
    private final List<ThreadCode> threads;

    QuestionCompiler(World world, List<ThreadCode> threads) {
        this.world = world;
        this.threads = threads;
    }

    List<Question> compile(Scenario scenario) {
        List<Question> questions = new ArrayList<>();
        for (ScenarioItem.Question question : scenario.items(ScenarioItem.Question.class)) {
            Quantifier quantifier =
                    switch (question.quantifier()) {
                        case ALWAYS -> Quantifier.ALWAYS;
                        case NEVER -> Quantifier.NEVER;
                        case EXISTS -> Quantifier.EXISTS;
                        case EVENTUALLY -> throw new LoweringException(
                                Code.NOT_MODELLED, question.span(), "`eventually` is not answered yet");
                    };
            questions.add(new Question(
                    question.name().text(),
                    quantifier,
                    question.onFinal(),
                    value(question.condition()),
                    question.condition().span().text()));
        }
        for (ScenarioItem.Check check : scenario.items(ScenarioItem.Check.class)) {
            check.names().forEach(n -> questions.add(new Question(n.text(), Quantifier.BUILT_IN, false, Value.TRUE, "")));
        }
        return questions;
    }

    private Value value(Expression expression) {
        if (expression instanceof Expression.Number number) {
            return Value.constant((int) number.value());
        }
        if (expression instanceof Expression.Truth truth) {
            return Value.truth(truth.value());
        }
        if (expression instanceof Expression.Not not) {
            return Value.not(value(not.operand()));
        }
        if (expression instanceof Expression.Binary binary) {
            return ExpressionCompiler.combine(binary.operator(), value(binary.left()), value(binary.right()));
        }
        if (expression instanceof Expression.After after) {
            return Value.binary(
                    Value.Operator.LESS,
                    new Value.Read(thread(after.thread().text()).counter()),
                    Value.constant(0));
        }
        if (expression instanceof Expression.Member member
                && member.of() instanceof Expression.Reference thread) {
            Integer slot = world.registers.get(thread.name() + "." + member.member());
            // A register whose assignment this cell compiles away is never assigned.
            return slot == null ? Value.constant(Value.UNDEFINED) : new Value.Read(slot);
        }
        if (expression instanceof Expression.Reference reference) {
            return reference(reference);
        }
        throw new LoweringException(Code.NOT_IN_QUESTION, expression.span(), "this cannot stand in a question");
    }

    private Value reference(Expression.Reference reference) {
        Integer variable = world.variables.get(reference.name());
        if (variable != null) {
            return new Value.Read(variable);
        }
        return world.cell
                .value(reference.name())
                .flatMap(v -> Axes.number(v.text()))
                .map(Value::constant)
                .or(() -> Constants.named(reference.name()).map(c -> Value.constant(c.value())))
                .orElseThrow(() -> new LoweringException(
                        Code.UNKNOWN_NAME,
                        reference.span(),
                        "nothing is called `" + reference.name() + "` in this cell"));
    }

    private ThreadCode thread(String name) {
        return threads.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }
}
