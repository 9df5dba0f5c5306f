package org.shootdown.check;

import org.shootdown.ir.Value;

/**
 * Evaluates conditions in which registers may not have been assigned yet: Kleene's logic, in which what cannot be
 * known yet is {@link Value#UNDEFINED}.
 */
public final class ThreeValued {

    private ThreeValued() {}

    public static boolean isTrue(Value condition, int[] state) {
        return evaluate(condition, state) == 1;
    }

    public static boolean isFalse(Value condition, int[] state) {
        return evaluate(condition, state) == 0;
    }

    static int evaluate(Value value, int[] state) {
        if (value instanceof Value.Not not) {
            int operand = evaluate(not.operand(), state);
            return operand == Value.UNDEFINED ? Value.UNDEFINED : operand == 0 ? 1 : 0;
        }
        if (value instanceof Value.Element element) {
            int index = evaluate(element.index(), state);
            return index == Value.UNDEFINED ? index : state[element.base() + index];
        }
        if (!(value instanceof Value.Binary binary)) {
            return value.in(state);
        }
        int left = evaluate(binary.left(), state);
        int right = evaluate(binary.right(), state);
        if (left != Value.UNDEFINED && right != Value.UNDEFINED) {
            return binary.operator().apply(left, right);
        }
        if (binary.operator() == Value.Operator.AND && (left == 0 || right == 0)) {
            return 0;
        }
        if (binary.operator() == Value.Operator.OR && (isTruth(left) || isTruth(right))) {
            return 1;
        }
        return Value.UNDEFINED;
    }

    private static boolean isTruth(int value) {
        return value != Value.UNDEFINED && value != 0;
    }
}
