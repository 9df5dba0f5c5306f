package org.shootdown.sema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem.Param;
import org.shootdown.syntax.ScenarioItem.Vary;

/** Checks {@code where} conditions: that they speak of axes, and of values that those can have. */
final class ConditionChecker {

    /** A longer list of values nobody reads. */
    private static final int MOST_LISTED = 12;

    private final LibraryIndex index;
    private final Diagnostics diagnostics;
    /** The scenario's axes with their values; the library's axes are known besides. */
    private final Map<String, Set<String>> axes = new LinkedHashMap<>();
    /** The scenario's params and axes of numbers. */
    private final Set<String> numbers = new LinkedHashSet<>();

    private final OwnAxes own;
    /** Of a property. */
    private final boolean knowsNone;
    /** Of one scenario, whose axes have no other values than it says. */
    private final boolean ofOne;
    /** Where the axes are declared. */
    private final Map<String, Span> places = new LinkedHashMap<>();

    private ConditionChecker(
            List<Scenario> scenarios, boolean knowsNone, boolean ofOne, LibraryIndex index, Diagnostics diagnostics) {
        this.index = index;
        this.diagnostics = diagnostics;
        this.knowsNone = knowsNone;
        this.ofOne = ofOne;
        this.own = OwnAxes.of(scenarios);
        for (Scenario scenario : scenarios) {
            for (Vary vary : scenario.items(Vary.class)) {
                Set<String> values = axes.computeIfAbsent(vary.axis().text(), a -> new LinkedHashSet<>());
                vary.values().forEach(v -> values.add(Numbers.canonical(v.text())));
                places.putIfAbsent(vary.axis().text(), vary.axis().span());
            }
            scenario.items(Param.class)
                    .forEach(p -> places.putIfAbsent(p.name().text(), p.name().span()));
        }
        own.types().forEach((name, type) -> {
            if (type == Type.INT) {
                numbers.add(name);
            }
        });
    }

    /** For the conditions of a scenario. */
    static ConditionChecker of(Scenario scenario, LibraryIndex index, Diagnostics diagnostics) {
        return new ConditionChecker(List.of(scenario), false, true, index, diagnostics);
    }

    /** For the conditions of a file's procedures, which know the axes of the scenarios beside them. */
    static ConditionChecker ofLibrary(String file, LibraryIndex index, Diagnostics diagnostics) {
        return new ConditionChecker(index.scenariosOf(file), false, false, index, diagnostics);
    }

    /** For the conditions of properties, which know only the library's axes. */
    static ConditionChecker ofProperty(LibraryIndex index, Diagnostics diagnostics) {
        return new ConditionChecker(List.of(), true, false, index, diagnostics);
    }

    /** Of an axis of words that stands alone. */
    static Diagnostic isNoValue(Expression.Reference axis) {
        return Diagnostic.of(Code.TYPE, axis.span(), "the axis `" + axis.name() + "` has words for values, which are no "
                        + "values of the run")
                .help("compare it with one of them: `" + axis.name() + " == ...`");
    }

    /** The scenarios' own axes and params, as code knows them. */
    List<Symbol> symbols() {
        List<Symbol> symbols = new ArrayList<>();
        own.types().forEach((name, type) -> symbols.add(Symbol.of(name, Symbol.Kind.AXIS, type, places.get(name))));
        return symbols;
    }

    /** Whether a symbol is one of them, and not something nearer of the same name. */
    boolean declares(Symbol symbol) {
        return symbol.span().equals(places.get(symbol.name()));
    }

    /**
     * Whether an expression in code or in a question is a condition on cells; if so, it has been checked.
     *
     * @param means whether a name means something else than the axis there
     */
    boolean takes(Expression expression, Predicate<String> means) {
        if (own.decides(expression, means)) {
            check(expression);
            return true;
        }
        if (!(expression instanceof Binary binary) || !Constancy.isComparison(binary.operator())) {
            return false;
        }
        if (binary.right() instanceof Expression.Reference axis && own.isWord(axis.name(), means)) {
            diagnostics.add(Diagnostic.of(
                            Code.UNKNOWN_AXIS, binary.left().span(), "an axis must stand here, before the value")
                    .help("write `" + axis.name() + " " + binary.operator().symbol() + " "
                            + binary.left().span().text() + "`"));
            return true;
        }
        boolean elsewhere = binary.left() instanceof Expression.Reference axis
                && !own.has(axis.name())
                && !means.test(axis.name())
                && Constants.named(axis.name()).isEmpty()
                && index.varying(axis.name()).isPresent();
        boolean misspelt = binary.left() instanceof Expression.Reference axis
                && own.isSwitch(axis.name(), means)
                && binary.right() instanceof Expression.Reference word
                && !means.test(word.name())
                && !own.has(word.name())
                && Constants.named(word.name()).isEmpty();
        if (misspelt || elsewhere) {
            check(expression);
        }
        return misspelt || elsewhere;
    }

    void check(Optional<Expression> condition) {
        condition.ifPresent(this::check);
    }

    private void check(Expression condition) {
        if (condition instanceof Expression.Not not) {
            check(not.operand());
        } else if (condition instanceof Expression.Has has) {
            axisOf(has.of());
            patch(has.patch());
        } else if (condition instanceof Expression.Reference reference && numbers.contains(reference.name())) {
            diagnostics.add(Diagnostic.of(
                            Code.TYPE, condition.span(), "`" + reference.name() + "` is a number, not a condition")
                    .help("compare it: `" + reference.name() + " > 1`"));
        } else if (condition instanceof Expression.Reference) {
            axisOf(condition);
        } else if (condition instanceof Binary binary) {
            check(binary);
        } else if (!(condition instanceof Expression.Truth) && !(condition instanceof Expression.Unreadable)) {
            diagnostics.add(Diagnostic.of(
                            Code.TYPE, condition.span(), "this is not a condition on the cells of the matrix")
                    .help("write for example `arch == arm64 and kernel < linux_6_6`"));
        }
    }

    private void check(Binary binary) {
        switch (binary.operator()) {
            case AND, OR, IMPLIES -> {
                check(binary.left());
                check(binary.right());
            }
            case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> {
                if (comparesNumbers(binary)) {
                    return;
                }
                Optional<String> axis = axisOf(binary.left());
                axis.ifPresent(a -> value(a, binary.right()));
                axis.ifPresent(a -> ordered(a, binary));
            }
            default -> diagnostics.add(
                    Diagnostic.of(Code.TYPE, binary.span(), "this is not a condition on the cells of the matrix"));
        }
    }

    /** Arithmetic on params and axes of numbers; without any of them nothing would depend on the cell. */
    private boolean comparesNumbers(Binary binary) {
        boolean constant = StaticNumbers.isKnown(binary.left(), Set.of()) && StaticNumbers.isKnown(binary.right(), Set.of());
        return !constant
                && StaticNumbers.isKnown(binary.left(), numbers)
                && StaticNumbers.isKnown(binary.right(), numbers);
    }

    private Optional<String> axisOf(Expression expression) {
        if (!(expression instanceof Expression.Reference reference)) {
            if (!(expression instanceof Expression.Unreadable)) {
                diagnostics.add(Diagnostic.of(Code.UNKNOWN_AXIS, expression.span(), "an axis must stand here"));
            }
            return Optional.empty();
        }
        if (axes.containsKey(reference.name()) || Axes.values(reference.name(), index).isPresent()) {
            return Optional.of(reference.name());
        }
        if (numbers.contains(reference.name())) {
            return Optional.of(reference.name());
        }
        List<String> candidates = new ArrayList<>(axes.keySet());
        candidates.addAll(numbers);
        candidates.addAll(Axes.CHOOSING);
        diagnostics.add(unknown(reference, new LinkedHashSet<>(candidates)));
        return Optional.empty();
    }

    private Diagnostic unknown(Expression.Reference reference, Set<String> candidates) {
        Optional<Scenario> elsewhere = index.varying(reference.name());
        if (elsewhere.isPresent()) {
            return Diagnostic.of(
                            Code.UNKNOWN_AXIS,
                            reference.span(),
                            "`" + reference.name() + "` is an axis of the scenario `"
                                    + elsewhere.get().name() + "`, which is not known here")
                    .and(elsewhere.get().name().span(), "this scenario")
                    .help(knowsNone
                            ? "a property is for all scenarios and knows none of their axes; ask in the scenario"
                            : "a scenario knows its own axes, a procedure those of its file's scenarios");
        }
        Diagnostic error = Diagnostic.of(
                Code.UNKNOWN_AXIS, reference.span(), "there is no axis `" + reference.name() + "`");
        return Nearest.help(reference.name(), candidates).map(error::help).orElse(error);
    }

    /** Words have no order; kernels do, by what extends what. */
    private void ordered(String axis, Binary binary) {
        boolean equality = binary.operator() == Expression.Operator.EQUAL
                || binary.operator() == Expression.Operator.NOT_EQUAL;
        Set<String> values = axes.getOrDefault(axis, Set.of());
        boolean hasOrder = axis.equals(Axes.KERNEL) || values.stream().anyMatch(ConditionChecker::isNumber);
        if (!equality && !hasOrder && !numbers.contains(axis)) {
            diagnostics.add(Diagnostic.of(
                            Code.TYPE, binary.span(), "the values of the axis `" + axis + "` have no order")
                    .help("only kernels and numbers do; compare it with `==` or `!=`"));
        }
    }

    /** A value must be one of the axis', or one that the library knows for it. */
    private void value(String axis, Expression value) {
        String text = text(value);
        Set<String> values = new LinkedHashSet<>(axes.getOrDefault(axis, Set.of()));
        Axes.values(axis, index).ifPresent(values::addAll);
        if (axis.equals(Axes.KERNEL) && !ofOne && isPatched(value)) {
            return;
        }
        if (text.isEmpty() || values.contains(text) || isNumber(text) && values.stream().anyMatch(ConditionChecker::isNumber)) {
            return;
        }
        Diagnostic error = Diagnostic.of(
                Code.AXIS_VALUE, value.span(), "the axis `" + axis + "` has no value `" + text + "`");
        diagnostics.add(helped(error, text, listed(axis, values)));
    }

    /** Those of an axis' values that it can have: one that the script gives it may be an error of its own. */
    private Set<String> listed(String axis, Set<String> values) {
        Optional<List<String>> known = Axes.values(axis, index);
        Set<String> listed = new LinkedHashSet<>(values);
        known.ifPresent(k -> {
            listed.removeIf(v -> !k.contains(v.split(" ", 2)[0]));
            listed.removeIf(v -> k.contains(v) && !Axes.listed(axis, index).contains(v));
        });
        return listed;
    }

    /** An error about a value that an axis does not have, with the nearest that it has, and with all of them. */
    static Diagnostic helped(Diagnostic error, String value, Collection<String> values) {
        Optional<String> near = Nearest.to(value, values).map(n -> "did you mean `" + n + "`?");
        Diagnostic helped = near.map(error::help).orElse(error);
        String all = String.join(", ", values.stream().map(v -> "`" + v + "`").toList());
        return values.isEmpty() || values.size() > MOST_LISTED ? helped : helped.help("there are " + all);
    }

    /** Whether a value is a kernel with patches, which only some scenarios may have. */
    private boolean isPatched(Expression value) {
        if (value instanceof Binary sum
                && sum.operator() == Expression.Operator.ADD
                && sum.right() instanceof Expression.Reference patch
                && index.names(LibraryKind.PATCH).contains(patch.name())) {
            return isPatched(sum.left())
                    || sum.left() instanceof Expression.Reference kernel
                            && index.names(LibraryKind.KERNEL).contains(kernel.name());
        }
        return false;
    }

    private static boolean isNumber(String text) {
        return Numbers.of(text).isPresent();
    }

    private static String text(Expression value) {
        if (value instanceof Expression.Reference reference) {
            return reference.name();
        }
        if (value instanceof Expression.Number number) {
            return String.valueOf(number.value());
        }
        if (value instanceof Expression.Truth truth) {
            return String.valueOf(truth.value());
        }
        if (value instanceof Binary sum && sum.operator() == Expression.Operator.ADD) {
            return text(sum.left()) + " + " + text(sum.right());
        }
        return "";
    }

    private void patch(Name patch) {
        Set<String> names = index.names(LibraryKind.PATCH);
        if (!names.contains(patch.text())) {
            Diagnostic error =
                    Diagnostic.of(Code.UNKNOWN_PATCH, patch.span(), "there is no patch `" + patch + "`");
            diagnostics.add(Nearest.help(patch.text(), names).map(error::help).orElse(error));
        }
    }
}
