package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.ir.Predicate;
import org.shootdown.ir.Program.Quantifier;
import org.shootdown.ir.Program.Question;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Compiles the questions of a scenario: its own, and the properties that it asks for by name. */
final class QuestionCompiler {

    /** The word before the kinds of cost: {@code cost.ipi}. */
    static final String COST = "cost";

    private final World world;
    private final List<ThreadCode> threads;
    private final Counters counters;

    QuestionCompiler(World world, List<ThreadCode> threads, Counters counters) {
        this.world = world;
        this.threads = threads;
        this.counters = counters;
    }

    List<Question> compile(Scenario scenario) {
        List<Question> questions = new ArrayList<>();
        for (ScenarioItem.Question question : scenario.items(ScenarioItem.Question.class)) {
            Quantifier quantifier = quantifier(question.quantifier());
            String text = question.condition().span().text().replaceAll("\\s+", " ");
            boolean onFinal = question.onFinal() || quantifier == Quantifier.EXISTS;
            String name = question.name().text();
            try {
                Predicate condition = new ConditionCompiler(world, threads, counters).compile(question.condition());
                questions.add(new Question(name, quantifier, onFinal, condition, text));
            } catch (Inapplicable e) {
                questions.add(inapplicable(name, quantifier, onFinal, text, e));
            }
        }
        for (ScenarioItem.Check check : scenario.items(ScenarioItem.Check.class)) {
            check.names().forEach(n -> questions.add(checked(n)));
        }
        return questions;
    }

    private Question checked(Name name) {
        return world.library
                .property(name.text())
                .map(this::property)
                .orElseGet(() -> new Question(name.text(), Quantifier.BUILT_IN, false, Value.TRUE, ""));
    }

    private Question property(Declaration.Property property) {
        Quantifier quantifier = quantifier(property.quantifier());
        String text = property.condition().span().text().replaceAll("\\s+", " ");
        String name = property.name().text();
        try {
            Predicate condition = new ConditionCompiler(world, threads, counters).compile(property.condition());
            return new Question(name, quantifier, property.onFinal(), condition, text);
        } catch (Inapplicable e) {
            return inapplicable(name, quantifier, property.onFinal(), text, e);
        } catch (LoweringException e) {
            // A property speaks of what many scenarios have; this cell does not.
            if (e.diagnostic().code() == Code.UNKNOWN_NAME) {
                return inapplicable(name, quantifier, property.onFinal(), text, new Inapplicable(e.diagnostic().message()));
            }
            throw e;
        }
    }

    private static Question inapplicable(
            String name, Quantifier quantifier, boolean onFinal, String text, Inapplicable why) {
        return new Question(name, quantifier, onFinal, Value.TRUE, text, Optional.of(why.getMessage()));
    }

    private static Quantifier quantifier(ScenarioItem.Quantifier quantifier) {
        return switch (quantifier) {
            case ALWAYS -> Quantifier.ALWAYS;
            case NEVER -> Quantifier.NEVER;
            case EXISTS -> Quantifier.EXISTS;
            case EVENTUALLY -> Quantifier.EVENTUALLY;
        };
    }

    /** A cell has nothing of what a question is about. */
    static final class Inapplicable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Inapplicable(String message) {
            super(message, null, false, false);
        }
    }
}
