package org.shootdown.sema;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/** Checks that what must be a number before the run is one: written down, a param, an axis of numbers, a variable of a range. */
final class StaticNumbers {

    private final Set<String> names = new LinkedHashSet<>();
    private final Diagnostics diagnostics;

    private StaticNumbers(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** With the params and the axes of numbers of a scenario. */
    static StaticNumbers of(Scenario scenario, Diagnostics diagnostics) {
        StaticNumbers numbers = new StaticNumbers(diagnostics);
        scenario.items().forEach(numbers::add);
        return numbers;
    }

    /** With nothing yet: items are added as they are declared. */
    static StaticNumbers none(Diagnostics diagnostics) {
        return new StaticNumbers(diagnostics);
    }

    void add(ScenarioItem item) {
        if (item instanceof ScenarioItem.Param param) {
            names.add(param.name().text());
        } else if (item instanceof ScenarioItem.Vary vary && Axes.type(vary).filter(t -> t == Type.INT).isPresent()) {
            names.add(vary.axis().text());
        }
    }

    Set<String> names() {
        return names;
    }

    /** The names with the variable of a family. */
    Set<String> with(Optional<ScenarioItem.Family> family) {
        Set<String> all = new LinkedHashSet<>(names);
        family.flatMap(ScenarioItem.Family::variable).ifPresent(v -> all.add(v.text()));
        return all;
    }

    /** Whether an expression is arithmetic on numbers that are known before the run. */
    static boolean isKnown(Expression expression, Set<String> names) {
        return Arithmetic.references(expression)
                .filter(r -> r.stream().allMatch(x -> names.contains(x.name())))
                .isPresent();
    }

    /** Reports an expression that is none. */
    void check(Expression expression, Set<String> known, String sentence) {
        if (expression instanceof Expression.Unreadable) {
            return;
        }
        if (!isKnown(expression, known)) {
            Diagnostic error = Diagnostic.of(Code.NOT_STATIC, expression.span(), sentence);
            Optional<String> misspelt = Arithmetic.references(expression).flatMap(references -> references.stream()
                    .map(Expression.Reference::name)
                    .filter(n -> !known.contains(n))
                    .findFirst());
            diagnostics.add(misspelt.flatMap(n -> Nearest.to(n, known))
                    .map(n -> error.help("did you mean `" + n + "`?"))
                    .orElse(error.help("numbers, params, axes of numbers and the variables of families and ranges are")));
        }
        numbers(expression);
    }

    void check(ScenarioItem.Family family) {
        check(family.from(), names, "the begin of a range must be known before the run");
        check(family.to(), names, "the end of a range must be known before the run");
    }

    private void numbers(Expression expression) {
        if (expression instanceof Expression.Number number) {
            Numbers.check(number, diagnostics);
        } else if (expression instanceof Expression.Binary binary) {
            numbers(binary.left());
            numbers(binary.right());
        }
    }
}
