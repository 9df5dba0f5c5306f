package org.shootdown.sema;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;

/** Arithmetic on numbers that are known before the run: those written down, params, axes of numbers, loop variables. */
final class Arithmetic {

    private Arithmetic() {}

    /** The references that an expression computes with; absent if it is not arithmetic alone. */
    static Optional<Set<Expression.Reference>> references(Expression expression) {
        Set<Expression.Reference> found = new LinkedHashSet<>();
        return collect(expression, found) ? Optional.of(found) : Optional.empty();
    }

    private static boolean collect(Expression expression, Set<Expression.Reference> found) {
        if (expression instanceof Expression.Reference reference) {
            found.add(reference);
            return true;
        }
        if (expression instanceof Binary binary) {
            return isArithmetic(binary) && collect(binary.left(), found) && collect(binary.right(), found);
        }
        return expression instanceof Expression.Number;
    }

    private static boolean isArithmetic(Binary binary) {
        return switch (binary.operator()) {
            case ADD, SUBTRACT, MULTIPLY, REMAINDER -> true;
            default -> false;
        };
    }

    /**
     * What an expression comes to; absent if it is no arithmetic, has a name that is no number, or leaves 64 bits. A
     * remainder by zero is zero, as in the run.
     */
    static Optional<Long> value(Expression expression, Function<String, Optional<Long>> numbers) {
        if (expression instanceof Expression.Number number) {
            return Optional.of(number.value());
        }
        if (expression instanceof Expression.Reference reference) {
            return numbers.apply(reference.name());
        }
        if (expression instanceof Binary binary && isArithmetic(binary)) {
            return value(binary.left(), numbers)
                    .flatMap(l -> value(binary.right(), numbers).flatMap(r -> apply(binary.operator(), l, r)));
        }
        return Optional.empty();
    }

    private static Optional<Long> apply(Expression.Operator operator, long left, long right) {
        try {
            return Optional.of(
                    switch (operator) {
                        case ADD -> Math.addExact(left, right);
                        case SUBTRACT -> Math.subtractExact(left, right);
                        case MULTIPLY -> Math.multiplyExact(left, right);
                        default -> right == 0 ? 0 : left % right;
                    });
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }
}
