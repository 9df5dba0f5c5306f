package org.shootdown.sema;

import java.util.Optional;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Expression.Operator;
import org.shootdown.syntax.Tree;

/** What can be said of an expression without knowing any state. */
final class Constancy {

    private Constancy() {}

    /** Whether a condition is always true or always false; absent if it may be either. */
    static Optional<Boolean> of(Expression condition) {
        return value(condition).map(v -> v != 0);
    }

    /** The value of an expression of literals; truth values are 1 and 0. */
    static Optional<Long> value(Expression expression) {
        if (expression instanceof Expression.Number number) {
            return Optional.of(number.value());
        }
        if (expression instanceof Expression.Truth truth) {
            return Optional.of(truth.value() ? 1L : 0L);
        }
        if (expression instanceof Expression.Not not) {
            return value(not.operand()).map(v -> v == 0 ? 1L : 0L);
        }
        return expression instanceof Binary binary ? binary(binary) : Optional.empty();
    }

    private static Optional<Long> binary(Binary binary) {
        Optional<Long> left = value(binary.left());
        Optional<Long> right = value(binary.right());
        boolean decides = binary.operator() == Operator.AND && (is(left, false) || is(right, false))
                || binary.operator() == Operator.OR && (is(left, true) || is(right, true))
                || binary.operator() == Operator.IMPLIES && (is(left, false) || is(right, true));
        if (decides) {
            return Optional.of(binary.operator() == Operator.AND ? 0L : 1L);
        }
        return left.flatMap(l -> right.flatMap(r -> compute(binary.operator(), l, r)));
    }

    private static boolean is(Optional<Long> value, boolean wanted) {
        return value.isPresent() && (value.get() != 0) == wanted;
    }

    private static Optional<Long> compute(Operator operator, long left, long right) {
        return switch (operator) {
            case ADD -> Optional.of(left + right);
            case SUBTRACT -> Optional.of(left - right);
            case MULTIPLY -> Optional.of(left * right);
            case EQUAL -> truth(left == right);
            case NOT_EQUAL -> truth(left != right);
            case LESS -> truth(left < right);
            case LESS_EQUAL -> truth(left <= right);
            case GREATER -> truth(left > right);
            case GREATER_EQUAL -> truth(left >= right);
            case AND -> truth(left != 0 && right != 0);
            case OR -> truth(left != 0 || right != 0);
            case IMPLIES -> truth(left == 0 || right != 0);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> truth(boolean value) {
        return Optional.of(value ? 1L : 0L);
    }

    static boolean isComparison(Operator operator) {
        return switch (operator) {
            case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> true;
            default -> false;
        };
    }

    /** Whether both sides are the same and have no effects: two calls may yield two values. */
    static boolean isSelf(Binary binary) {
        return Tree.all(binary, Expression.Call.class).isEmpty() && Tree.same(binary.left(), binary.right());
    }
}
