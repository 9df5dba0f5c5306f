package org.shootdown.sema;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** What the names in a question stand for: variables, frames, axes, things, threads and their registers. */
final class QuestionNames {

    private final Scenario scenario;
    private final Map<String, Map<String, Symbol>> registers;
    private final QuestionThings things;
    private final StaticNumbers numbers;
    private final Families families;
    private final Diagnostics diagnostics;
    /** The types of the expressions in a name, such as the page in {@code m.P[0]}. */
    private final Function<Expression, Type> types;
    /** The variables of the quantifiers around the expression that is being looked at. */
    private final Set<String> bound = new LinkedHashSet<>();

    QuestionNames(
            Scenario scenario,
            Map<String, Map<String, Symbol>> registers,
            QuestionThings things,
            Diagnostics diagnostics,
            Function<Expression, Type> types) {
        this.scenario = scenario;
        this.registers = registers;
        this.things = things;
        this.numbers = StaticNumbers.of(scenario, diagnostics);
        this.families = Families.of(scenario);
        this.diagnostics = diagnostics;
        this.types = types;
    }

    boolean isBound(String name) {
        return bound.contains(name);
    }

    /** Takes up the variable of a quantifier; yields whether the name was free. */
    boolean bind(String variable) {
        return bound.add(variable);
    }

    void release(String variable) {
        bound.remove(variable);
    }

    /** Reports a number that is not known before the run. */
    void number(Expression number, String sentence) {
        numbers.check(number, known(), sentence);
    }

    Type reference(Expression.Reference reference) {
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

    Type member(Expression.Member member) {
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

    Set<String> known() {
        Set<String> known = new LinkedHashSet<>(numbers.names());
        known.addAll(bound);
        return known;
    }

    /** One of a family, or of the kernel's variables. */
    Type index(Expression.Index index) {
        if (index.of() instanceof Expression.Member page) {
            number(index.index(), "the index of a page must be known before the run");
            return types.apply(page);
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
    boolean member(Name thread, Optional<Expression> index, Span span) {
        return thread(thread) && which(thread, index, span);
    }

    /** Whoever belongs to a family has an index, and nobody else. */
    private boolean which(Name name, Optional<Expression> index, Span span) {
        boolean isFamily = !families.named(name.text()).isEmpty();
        index.ifPresent(i -> number(i, "an index in a question must be known before the run"));
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
    private void notHere(Code code, Name name, String sentence, Collection<String> candidates) {
        Optional<String> help = things.propertyHelp();
        if (help.isPresent()) {
            diagnostics.add(Diagnostic.of(code, name.span(), sentence).help(help.get()));
        } else {
            unknown(code, name, sentence, candidates);
        }
    }

    void unknown(Code code, Name name, String sentence, Collection<String> candidates) {
        Diagnostic error = Diagnostic.of(code, name.span(), sentence);
        diagnostics.add(
                Nearest.help(name.text(), List.copyOf(candidates)).map(error::help).orElse(error));
    }
}
