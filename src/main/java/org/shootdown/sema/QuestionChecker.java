package org.shootdown.sema;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
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
    private final Map<String, Map<String, Symbol>> registers;
    private final LibraryIndex index;
    private final QuestionThings things;
    private final StaticNumbers numbers;
    private final Families families;
    private final Diagnostics diagnostics;
    /** The variables of the quantifiers around the expression that is being looked at. */
    private final Set<String> bound = new LinkedHashSet<>();

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
        this.registers = registers;
        this.numbers = StaticNumbers.of(scenario, diagnostics);
        this.families = Families.of(scenario);
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
                    unknown(Code.UNKNOWN_CHECK, name, "there is no check `" + name + "`", known);
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
                member(after.thread(), after.index(), after.span());
            }
            return Type.BOOL;
        }
        if (expression instanceof Expression.Quantified quantified
                && quantified.set() instanceof Expression.Range range) {
            return quantified(quantified, range);
        }
        if (expression instanceof Expression.Index index) {
            return index(index);
        }
        if (expression instanceof Expression.Binary binary) {
            return binary(binary);
        }
        if (expression instanceof Expression.Member member) {
            return member(member);
        }
        if (expression instanceof Expression.Reference reference) {
            return reference(reference);
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
                || bound.contains(name)
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

    private Type reference(Expression.Reference reference) {
        if (things.isBound(reference.name())) {
            return things.named(reference).orElseThrow();
        }
        if (bound.contains(reference.name())) {
            return Type.INT;
        }
        Set<String> candidates = new LinkedHashSet<>(Constants.all().keySet());
        candidates.addAll(numbers.names());
        candidates.addAll(things.candidates());
        for (ScenarioItem.Variable variable : scenario.items(ScenarioItem.Variable.class)) {
            candidates.add(variable.name().text());
            if (variable.name().text().equals(reference.name())) {
                which(new Name(reference.name(), reference.span()), Optional.empty(), reference.span());
                return Type.INT;
            }
        }
        for (ScenarioItem.Frame frame : scenario.items(ScenarioItem.Frame.class)) {
            candidates.add(frame.name().text());
            if (frame.name().text().equals(reference.name())) {
                return Type.FRAME;
            }
        }
        for (ScenarioItem.Vary vary : scenario.items(ScenarioItem.Vary.class)) {
            candidates.add(vary.axis().text());
            if (vary.axis().text().equals(reference.name())) {
                if (Axes.type(vary).isEmpty()) {
                    diagnostics.add(ConditionChecker.isNoValue(reference));
                }
                return Axes.type(vary).orElse(Type.ERROR);
            }
        }
        if (numbers.names().contains(reference.name())) {
            return Type.INT;
        }
        Optional<Type> thing = things.named(reference);
        if (thing.isPresent()) {
            which(new Name(reference.name(), reference.span()), Optional.empty(), reference.span());
            return thing.get();
        }
        Optional<Constants.Constant> constant = Constants.named(reference.name());
        Optional<String> owner = registers.keySet().stream()
                .filter(t -> registers.get(t).containsKey(reference.name()))
                .findFirst();
        if (constant.isEmpty() && owner.isPresent()) {
            diagnostics.add(Diagnostic.of(
                            Code.UNKNOWN_NAME,
                            reference.span(),
                            "nothing here is called `" + reference.name() + "`")
                    .help("the register of thread " + owner.get() + " is `" + owner.get() + "." + reference.name()
                            + "`"));
        } else if (constant.isEmpty()) {
            notHere(
                    Code.UNKNOWN_NAME,
                    new Name(reference.name(), reference.span()),
                    "nothing here is called `" + reference.name() + "`",
                    candidates);
        }
        return constant.map(Constants.Constant::type).orElse(Type.ERROR);
    }

    private Type member(Expression.Member member) {
        Expression of = member.of() instanceof Expression.Index index ? index.of() : member.of();
        if (!(of instanceof Expression.Reference reference)) {
            return things.member(member);
        }
        Optional<Expression> which =
                member.of() instanceof Expression.Index index ? Optional.of(index.index()) : Optional.empty();
        Name thread = new Name(reference.name(), reference.span());
        boolean isThread = registers.containsKey(thread.text()) && !things.isBound(thread.text());
        if (!isThread && reference.name().equals(QuestionThings.COST)) {
            return things.cost(member.member());
        }
        if (!isThread && things.knows(reference.name())) {
            return things.member(member);
        }
        if (!member(thread, which, member.of().span())) {
            return Type.ERROR;
        }
        String register = member.member().text();
        if (register.equals("fault")) {
            return Type.INT;
        }
        Map<String, Symbol> known = registers.get(thread.text());
        Symbol symbol = known.get(register);
        if (symbol == null) {
            Set<String> candidates = new LinkedHashSet<>(known.keySet());
            candidates.add("fault");
            unknown(
                    Code.UNKNOWN_REGISTER,
                    member.member(),
                    "thread `" + thread + "` has no register `" + register + "`",
                    candidates);
            return Type.ERROR;
        }
        return symbol.type();
    }

    private Type quantified(Expression.Quantified quantified, Expression.Range range) {
        if (things.propertyHelp().isPresent()) {
            diagnostics.add(Diagnostic.of(
                    Code.NOT_IN_QUESTION,
                    range.span(),
                    "a property runs over things that every scenario has, and numbers are names of none"));
        }
        numbers.check(range.from(), known(), "the begin of a range must be known before the run");
        numbers.check(range.to(), known(), "the end of a range must be known before the run");
        String variable = quantified.variable().text();
        boolean inner = bound.add(variable);
        expect(quantified.condition(), Type.BOOL);
        if (inner) {
            bound.remove(variable);
        }
        return Type.BOOL;
    }

    private Set<String> known() {
        Set<String> known = new LinkedHashSet<>(numbers.names());
        known.addAll(bound);
        return known;
    }

    /** One of a family, or of the kernel's variables. */
    private Type index(Expression.Index index) {
        if (index.of() instanceof Expression.Member page) {
            numbers.check(index.index(), known(), "the index of a page must be known before the run");
            return type(page);
        }
        Optional<ScenarioItem.Variable> variable = scenario.items(ScenarioItem.Variable.class).stream()
                .filter(v -> index.of() instanceof Expression.Reference r && r.name().equals(v.name().text()))
                .findFirst();
        if (variable.isEmpty()) {
            return index.of() instanceof Expression.Reference family && things.isThing(family.name())
                    ? oneOf(family, index)
                    : things.element(index);
        }
        which(variable.get().name(), Optional.of(index.index()), index.span());
        return Type.INT;
    }

    /** One page or device of a family. */
    private Type oneOf(Expression.Reference family, Expression.Index index) {
        which(new Name(family.name(), family.span()), Optional.of(index.index()), index.span());
        return things.named(family).orElse(Type.ERROR);
    }

    /** A thread, or one of a family of them. */
    private boolean member(Name thread, Optional<Expression> index, Span span) {
        return thread(thread) && which(thread, index, span);
    }

    /** Whoever belongs to a family has an index, and nobody else. */
    private boolean which(Name name, Optional<Expression> index, Span span) {
        boolean isFamily = !families.named(name.text()).isEmpty();
        index.ifPresent(i -> numbers.check(i, known(), "an index in a question must be known before the run"));
        if (isFamily && index.isEmpty()) {
            diagnostics.add(Diagnostic.of(Code.INDEX, span, "`" + name + "` is a family: say which, as in `" + name + "[0]`")
                    .help("of all of them: `forall i in 0..3: ... " + name + "[i] ...`"));
        } else if (!isFamily && index.isPresent()) {
            diagnostics.add(Diagnostic.of(Code.INDEX, span, "`" + name + "` is not a family: it has no index"));
        }
        return isFamily == index.isPresent();
    }

    private boolean thread(Name name) {
        if (registers.containsKey(name.text())) {
            return true;
        }
        Set<String> candidates = new LinkedHashSet<>(registers.keySet());
        candidates.addAll(things.candidates());
        notHere(Code.UNKNOWN_THREAD, name, "there is no thread `" + name + "`", candidates);
        return false;
    }

    /** An unknown name, which in a property may be that of a thing of some scenario. */
    private void notHere(Code code, Name name, String sentence, java.util.Collection<String> candidates) {
        Optional<String> help = things.propertyHelp();
        if (help.isPresent()) {
            diagnostics.add(Diagnostic.of(code, name.span(), sentence).help(help.get()));
        } else {
            unknown(code, name, sentence, candidates);
        }
    }

    private void unknown(Code code, Name name, String sentence, java.util.Collection<String> candidates) {
        Diagnostic error = Diagnostic.of(code, name.span(), sentence);
        diagnostics.add(
                Nearest.help(name.text(), List.copyOf(candidates)).map(error::help).orElse(error));
    }
}
