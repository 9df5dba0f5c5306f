package org.shootdown.sema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem.Vary;

/** Checks {@code where} conditions: that they speak of axes, and of values that those can have. */
final class ConditionChecker {

    private final LibraryIndex index;
    private final Diagnostics diagnostics;
    /** The scenario's axes with their values; the library's axes are known besides. */
    private final Map<String, Set<String>> axes = new LinkedHashMap<>();
    /** The scenario's params and axes of numbers. */
    private final Set<String> numbers = new LinkedHashSet<>();

    private ConditionChecker(LibraryIndex index, Diagnostics diagnostics) {
        this.index = index;
        this.diagnostics = diagnostics;
    }

    /** For the conditions of a scenario. */
    static ConditionChecker of(Scenario scenario, LibraryIndex index, Diagnostics diagnostics) {
        ConditionChecker checker = new ConditionChecker(index, diagnostics);
        for (Vary vary : scenario.items(Vary.class)) {
            Set<String> values = new LinkedHashSet<>();
            vary.values().forEach(v -> values.add(Numbers.canonical(v.text())));
            checker.axes.put(vary.axis().text(), values);
        }
        checker.numbers.addAll(StaticNumbers.of(scenario, diagnostics).names());
        return checker;
    }

    /** For the conditions of library procedures, which speak of architectures only. */
    static ConditionChecker ofLibrary(LibraryIndex index, Diagnostics diagnostics) {
        return new ConditionChecker(index, diagnostics);
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
        candidates.addAll(List.of(Axes.ARCH, Axes.KERNEL));
        Diagnostic error = Diagnostic.of(
                Code.UNKNOWN_AXIS, reference.span(), "there is no axis `" + reference.name() + "`");
        diagnostics.add(Nearest.help(reference.name(), new LinkedHashSet<>(candidates))
                .map(error::help)
                .orElse(error));
        return Optional.empty();
    }

    /** A value must be one of the axis', or one that the library knows for it. */
    private void value(String axis, Expression value) {
        String text = text(value);
        Set<String> values = new LinkedHashSet<>(axes.getOrDefault(axis, Set.of()));
        Axes.values(axis, index).ifPresent(values::addAll);
        if (text.isEmpty() || values.contains(text) || isNumber(text) && values.stream().anyMatch(ConditionChecker::isNumber)) {
            return;
        }
        Diagnostic error = Diagnostic.of(
                Code.AXIS_VALUE, value.span(), "the axis `" + axis + "` has no value `" + text + "`");
        diagnostics.add(Nearest.help(text, values).map(error::help).orElse(error));
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
