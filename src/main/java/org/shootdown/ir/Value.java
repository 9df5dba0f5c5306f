package org.shootdown.ir;

import java.util.function.IntPredicate;

/** An expression over the state. Booleans are 0 and 1. */
public sealed interface Value extends Predicate
        permits Value.Constant, Value.Read, Value.Element, Value.Binary, Value.Not {

    /** What a register holds before it is assigned; questions about it have no answer. */
    int UNDEFINED = Integer.MIN_VALUE;

    /** A number. */
    record Constant(int value) implements Value {}

    /** A slot of the state. */
    record Read(int slot) implements Value {}

    /** An element of an array of slots; an index that is not below {@code count} throws {@link IndexOutside}. */
    record Element(int base, int count, Value index) implements Value {}

    record Binary(Operator operator, Value left, Value right) implements Value {}

    record Not(Value operand) implements Value {}

    Constant TRUE = new Constant(1);
    Constant FALSE = new Constant(0);

    /** The operators; comparisons and logic yield 0 or 1. */
    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        REMAINDER("%"),
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_EQUAL("<="),
        AND("and"),
        OR("or"),
        BIT_AND("&"),
        BIT_OR("|"),
        SHIFT_LEFT("<<"),
        SHIFT_RIGHT(">>");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** The result; a remainder by zero is zero. */
        public int apply(int a, int b) {
            return switch (this) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case REMAINDER -> b == 0 ? 0 : a % b;
                case EQUAL -> a == b ? 1 : 0;
                case NOT_EQUAL -> a != b ? 1 : 0;
                case LESS -> a < b ? 1 : 0;
                case LESS_EQUAL -> a <= b ? 1 : 0;
                case AND -> a != 0 && b != 0 ? 1 : 0;
                case OR -> a != 0 || b != 0 ? 1 : 0;
                case BIT_AND -> a & b;
                case BIT_OR -> a | b;
                case SHIFT_LEFT -> a << b;
                case SHIFT_RIGHT -> a >>> b;
            };
        }
    }

    static Value constant(int value) {
        return new Constant(value);
    }

    static Value truth(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** Whether a slot has a value. */
    static Value equal(int slot, int value) {
        return binary(Operator.EQUAL, new Read(slot), new Constant(value));
    }

    /** Whether a slot has another value. */
    static Value differs(int slot, int value) {
        return binary(Operator.NOT_EQUAL, new Read(slot), new Constant(value));
    }

    /** An operation, folded if its operands are constants or decide it. */
    static Value binary(Operator operator, Value left, Value right) {
        if (left instanceof Constant a && right instanceof Constant b) {
            return new Constant(operator.apply(a.value(), b.value()));
        }
        if (operator == Operator.AND) {
            if (left.equals(FALSE) || right.equals(FALSE)) {
                return FALSE;
            }
            return left.equals(TRUE) ? right : right.equals(TRUE) ? left : new Binary(operator, left, right);
        }
        if (operator == Operator.OR) {
            if (left.equals(TRUE) || right.equals(TRUE)) {
                return TRUE;
            }
            return left.equals(FALSE) ? right : right.equals(FALSE) ? left : new Binary(operator, left, right);
        }
        return new Binary(operator, left, right);
    }

    static Value not(Value operand) {
        return operand instanceof Constant c ? truth(c.value() == 0) : new Not(operand);
    }

    /** Whether all slots that the value reads satisfy a condition; an element may read any of its array. */
    default boolean readsOnly(IntPredicate slots) {
        if (this instanceof Read read) {
            return slots.test(read.slot());
        }
        if (this instanceof Element element) {
            for (int i = 0; i < element.count(); i++) {
                if (!slots.test(element.base() + i)) {
                    return false;
                }
            }
            return element.index().readsOnly(slots);
        }
        if (this instanceof Binary binary) {
            return binary.left().readsOnly(slots) && binary.right().readsOnly(slots);
        }
        return !(this instanceof Not not) || not.operand().readsOnly(slots);
    }

    /** The value in a state. */
    default int in(int[] state) {
        if (this instanceof Constant constant) {
            return constant.value();
        }
        if (this instanceof Read read) {
            return state[read.slot()];
        }
        if (this instanceof Binary binary) {
            return binary.operator().apply(binary.left().in(state), binary.right().in(state));
        }
        if (this instanceof Not not) {
            return not.operand().in(state) == 0 ? 1 : 0;
        }
        Element element = (Element) this;
        int index = element.index().in(state);
        if (index < 0 || index >= element.count()) {
            throw new IndexOutside(index, element.count());
        }
        return state[element.base() + index];
    }
}
