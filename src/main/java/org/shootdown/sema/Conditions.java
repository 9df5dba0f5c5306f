package org.shootdown.sema;

import java.util.Optional;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.ScenarioItem.AxisValue;

/**
 * Evaluates {@code where} conditions in a cell. A comparison with an axis that the cell does not have is false.
 * {@code <} and its kin order kernels by {@code extends} and numbers by value; an architecture equals those it extends.
 */
public final class Conditions {

    private final LibraryIndex index;
    private final Cell cell;

    public Conditions(LibraryIndex index, Cell cell) {
        this.index = index;
        this.cell = cell;
    }

    public boolean holds(Optional<Expression> condition) {
        return condition.isEmpty() || holds(condition.get());
    }

    public boolean holds(Expression condition) {
        if (condition instanceof Expression.Truth truth) {
            return truth.value();
        }
        if (condition instanceof Expression.Not not) {
            return !holds(not.operand());
        }
        if (condition instanceof Expression.Has has) {
            return axis(has.of())
                    .map(v -> v.patches().stream()
                            .anyMatch(p -> p.text().equals(has.patch().text())))
                    .orElse(false);
        }
        if (condition instanceof Expression.Reference) {
            return axis(condition).map(v -> v.text().equals("on") || v.text().equals("true")).orElse(false);
        }
        return condition instanceof Binary binary && holds(binary);
    }

    private boolean holds(Binary binary) {
        return switch (binary.operator()) {
            case AND -> holds(binary.left()) && holds(binary.right());
            case OR -> holds(binary.left()) || holds(binary.right());
            case IMPLIES -> !holds(binary.left()) || holds(binary.right());
            default -> compare(binary);
        };
    }

    private boolean compare(Binary binary) {
        Optional<String> left = text(binary.left());
        Optional<String> right = text(binary.right());
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        return switch (binary.operator()) {
            case EQUAL -> isSame(left.get(), right.get());
            case NOT_EQUAL -> !isSame(left.get(), right.get());
            case GREATER_EQUAL -> atLeast(left.get(), right.get());
            case LESS_EQUAL -> atLeast(right.get(), left.get());
            case LESS -> !atLeast(left.get(), right.get());
            case GREATER -> !atLeast(right.get(), left.get());
            default -> false;
        };
    }

    /** An architecture is also each one that it extends: what is written for arm64 holds for a variant of it. */
    private boolean isSame(String left, String right) {
        return left.equals(right)
                || index.hardware(HardwareKind.ARCH, left)
                        .map(a -> index.chain(a).stream()
                                .anyMatch(h -> h.name().text().equals(right)))
                        .orElse(false);
    }

    private boolean atLeast(String left, String right) {
        try {
            return Long.parseLong(left) >= Long.parseLong(right);
        } catch (NumberFormatException e) {
            return index.isAtLeast(base(left), base(right));
        }
    }

    private static String base(String kernel) {
        int plus = kernel.indexOf(" + ");
        return plus < 0 ? kernel : kernel.substring(0, plus);
    }

    private Optional<AxisValue> axis(Expression expression) {
        return expression instanceof Expression.Reference reference
                ? Axes.value(cell, reference.name())
                : Optional.empty();
    }

    /** The value of an axis, or a value as written. A name that is an axis elsewhere has no value here. */
    private Optional<String> text(Expression expression) {
        if (expression instanceof Expression.Number number) {
            return Optional.of(String.valueOf(number.value()));
        }
        if (expression instanceof Expression.Truth truth) {
            return Optional.of(truth.value() ? "true" : "false");
        }
        if (expression instanceof Binary) {
            Optional<Long> number =
                    Arithmetic.value(expression, n -> cell.value(n).flatMap(v -> Numbers.parse(v.text())));
            if (number.isPresent()) {
                return number.map(String::valueOf);
            }
        }
        if (expression instanceof Binary sum && sum.operator() == Expression.Operator.ADD) {
            return text(sum.left()).flatMap(l -> text(sum.right()).map(r -> l + " + " + r));
        }
        if (expression instanceof Expression.Reference reference) {
            Optional<AxisValue> value = Axes.value(cell, reference.name());
            if (value.isPresent()) {
                return value.map(v -> Numbers.canonical(v.text()));
            }
            return cell.declared().contains(reference.name()) ? Optional.empty() : Optional.of(reference.name());
        }
        return Optional.empty();
    }
}
