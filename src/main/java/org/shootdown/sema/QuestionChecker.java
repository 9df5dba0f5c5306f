package org.shootdown.sema;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks what a scenario asks: the names of built-in checks, and the expressions of its own questions. */
final class QuestionChecker {

    private final ConditionChecker conditions;
    private final Scenario scenario;
    private final LibraryIndex index;
    private final QuestionThings things;
    private final QuestionNames names;
    private final Diagnostics diagnostics;

    /** {@code registers}: by thread. */
    QuestionChecker(
            LibraryIndex index,
            Scenario scenario,
            Map<String, Map<String, Symbol>> registers,
            Diagnostics diagnostics) {
        this(index, scenario, registers, diagnostics, false);
    }

    private QuestionChecker(
            LibraryIndex index,
            Scenario scenario,
            Map<String, Map<String, Symbol>> registers,
            Diagnostics diagnostics,
            boolean inProperty) {
        this.index = index;
        this.things = new QuestionThings(index, scenario, diagnostics, inProperty, this::type);
        this.conditions = inProperty
                ? ConditionChecker.ofProperty(index, diagnostics)
                : ConditionChecker.of(scenario, index, diagnostics);
        this.scenario = scenario;
        this.names = new QuestionNames(scenario, registers, things, diagnostics, this::type);
        this.diagnostics = diagnostics;
    }

    /** Checks a property, which knows nothing of any scenario. */
    static void check(LibraryIndex index, Declaration.Property property, Diagnostics diagnostics) {
        Scenario none = new Scenario(property.name(), List.of(), "", property.span());
        QuestionChecker checker = new QuestionChecker(index, none, Map.of(), diagnostics, true);
        checker.free(property.name(), "property");
        checker.condition(property.quantifier(), property.condition());
    }

    /** The name of a built-in check is taken. */
    private void free(Name name, String what) {
        if (BuiltInCheck.named(name.text()).isPresent()) {
            diagnostics.add(Diagnostic.of(
                            Code.TAKEN_NAME, name.span(), "`" + name + "` is the name of a built-in check")
                    .help("give the " + what + " a name of its own, or ask `check " + name + "`"));
        }
    }

    private void condition(ScenarioItem.Quantifier quantifier, Expression condition) {
        Type type = type(condition);
        if (!type.fits(Type.BOOL)) {
            diagnostics.add(Diagnostic.of(
                    Code.TYPE, condition.span(), "a question is a condition, and this is " + type.phrase()));
        }
        Polarity.check(quantifier, condition, diagnostics);
    }

    void check() {
        Map<String, Span> asked = new HashMap<>();
        for (ScenarioItem.Check check : scenario.items(ScenarioItem.Check.class)) {
            for (Name name : check.names()) {
                if (BuiltInCheck.named(name.text()).isEmpty() && index.property(name.text()).isEmpty()) {
                    Set<String> known = new LinkedHashSet<>(BuiltInCheck.names());
                    index.properties().forEach(p -> known.add(p.name().text()));
                    names.unknown(Code.UNKNOWN_CHECK, name, "there is no check `" + name + "`", known);
                }
                once(asked, name);
            }
        }
        scenario.items(ScenarioItem.Timeline.class).forEach(t -> once(asked, t.name()));
        for (ScenarioItem.Question question : scenario.items(ScenarioItem.Question.class)) {
            if (question.named()) {
                free(question.name(), "question");
            }
            once(asked, question.name());
            condition(question.quantifier(), question.condition());
        }
    }

    private void once(Map<String, Span> asked, Name name) {
        Span old = asked.putIfAbsent(name.text(), name.span());
        if (old != null) {
            diagnostics.add(Diagnostic.of(Code.REPEATED, name.span(), "`" + name + "` is asked twice")
                    .and(old, "first asked here"));
        }
    }

    private Type type(Expression expression) {
        if (conditions.takes(expression, this::isBound)) {
            return Type.BOOL;
        }
        if (expression instanceof Expression.Number number) {
            Numbers.check(number, diagnostics);
            return Type.INT;
        }
        if (expression instanceof Expression.Truth) {
            return Type.BOOL;
        }
        if (expression instanceof Expression.Not not) {
            expect(not.operand(), Type.BOOL);
            return Type.BOOL;
        }
        if (expression instanceof Expression.After after) {
            Expression.Reference name = new Expression.Reference(after.thread().text(), after.thread().span());
            if (after.index().isEmpty() && things.isBound(name.name())) {
                expect(name, Type.THREAD);
            } else {
                names.member(after.thread(), after.index(), after.span());
            }
            return Type.BOOL;
        }
        if (expression instanceof Expression.Quantified quantified
                && quantified.set() instanceof Expression.Range range) {
            return quantified(quantified, range);
        }
        if (expression instanceof Expression.Index index) {
            return names.index(index);
        }
        if (expression instanceof Expression.Binary binary) {
            return binary(binary);
        }
        if (expression instanceof Expression.Member member) {
            return names.member(member);
        }
        if (expression instanceof Expression.Reference reference) {
            return names.reference(reference);
        }
        if (expression instanceof Expression.Quantified quantified) {
            return things.quantified(quantified);
        }
        if (expression instanceof Expression.Call call) {
            return things.call(call);
        }
        if (!(expression instanceof Expression.Unreadable)) {
            diagnostics.add(Diagnostic.of(Code.NOT_IN_QUESTION, expression.span(), "this cannot stand in a question")
                    .help("questions are about registers (`T.r`), pages (`A.content`), translations, variables and `after T`"));
        }
        return Type.ERROR;
    }

    private boolean isBound(String name) {
        boolean isAxis = scenario.items(ScenarioItem.Vary.class).stream()
                .anyMatch(v -> v.axis().text().equals(name));
        return things.isBound(name)
                || names.isBound(name)
                || !isAxis && (things.candidates().contains(name)
                || scenario.items(ScenarioItem.Variable.class).stream()
                        .anyMatch(v -> v.name().text().equals(name)));
    }

    private Type binary(Expression.Binary binary) {
        Type operand =
                switch (binary.operator()) {
                    case AND, OR, IMPLIES -> Type.BOOL;
                    case EQUAL, NOT_EQUAL -> null;
                    default -> Type.INT;
                };
        if (operand == null) {
            Type left = type(binary.left());
            Type right = type(binary.right());
            if (!left.fits(right)) {
                Diagnostic error = Diagnostic.of(
                        Code.TYPE, binary.span(), "this compares " + left.phrase() + " with " + right.phrase());
                boolean content = left == Type.PAGE && right == Type.INT;
                diagnostics.add(content
                        ? error.help("what a page holds is `" + binary.left().span().text() + ".content`")
                        : error);
            }
            return Type.BOOL;
        }
        expect(binary.left(), operand);
        expect(binary.right(), operand);
        return switch (binary.operator()) {
            case ADD, SUBTRACT, MULTIPLY, REMAINDER -> Type.INT;
            default -> Type.BOOL;
        };
    }

    private void expect(Expression expression, Type wanted) {
        Type type = type(expression);
        if (!type.fits(wanted)) {
            diagnostics.add(Diagnostic.of(
                    Code.TYPE,
                    expression.span(),
                    "this is " + type.phrase() + ", where " + wanted.phrase() + " is needed"));
        }
    }

    private Type quantified(Expression.Quantified quantified, Expression.Range range) {
        if (things.propertyHelp().isPresent()) {
            diagnostics.add(Diagnostic.of(
                    Code.NOT_IN_QUESTION,
                    range.span(),
                    "a property runs over things that every scenario has, and numbers are names of none"));
        }
        names.number(range.from(), "the begin of a range must be known before the run");
        names.number(range.to(), "the end of a range must be known before the run");
        String variable = quantified.variable().text();
        boolean inner = names.bind(variable);
        expect(quantified.condition(), Type.BOOL);
        if (inner) {
            names.release(variable);
        }
        return Type.BOOL;
    }
}
