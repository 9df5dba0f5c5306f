package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Span;

/** What has a value. */
public sealed interface Expression {

    Span span();

    /** A number; sizes are in bytes. */
    record Number(long value, Span span) implements Expression {}

    record Truth(boolean value, Span span) implements Expression {}

    /** A name whose meaning the checker finds: register, page, axis, constant, ... */
    record Reference(String name, Span span) implements Expression {}

    /** {@code D.b}: the register of a thread, or the page of an address space. */
    record Member(Expression of, Name member, Span span) implements Expression {}

    /** {@code ptl[a]}. */
    record Index(Expression of, Expression index, Span span) implements Expression {}

    /**
     * An operation or a procedure with its arguments.
     *
     * @param receiver the device whose driver is called, in {@code d.invalidate_range(a)}
     * @param command whether it was written without parentheses, as operations are
     */
    record Call(Optional<Expression> receiver, Name name, List<Expression> arguments, boolean command, Span span)
            implements Expression {

        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** An operator with two operands. */
    record Binary(Operator operator, Expression left, Expression right, Span span) implements Expression {}

    record Not(Expression operand, Span span) implements Expression {}

    /** {@code kernel has some_patch}. */
    record Has(Expression of, Name patch, Span span) implements Expression {}

    /** {@code after T}, {@code after T[0]}: a thread has ended. */
    record After(Name thread, Optional<Expression> index, Span span) implements Expression {}

    /** {@code forall x in S: E}, {@code exists x in S: E}. */
    record Quantified(boolean forAll, Name variable, Expression set, Expression condition, Span span)
            implements Expression {}

    /** The numbers from the first to before the second; stands only where something runs over them. */
    record Range(Expression from, Expression to, Span span) implements Expression {}

    /** {@code translations of gpu}: what belongs to something; stands only where something runs over it. */
    record Of(Name things, Expression owner, Span span) implements Expression {}

    /** What could not be read; a diagnostic has been given. */
    record Unreadable(Span span) implements Expression {}

    /** The operators with two operands. */
    enum Operator {
        MULTIPLY("*"),
        REMAINDER("%"),
        ADD("+"),
        SUBTRACT("-"),
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_EQUAL("<="),
        GREATER(">"),
        GREATER_EQUAL(">="),
        AND("and"),
        OR("or"),
        IMPLIES("implies");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** The operator that is written so. */
        public static Operator of(String symbol) {
            for (Operator operator : values()) {
                if (operator.symbol.equals(symbol)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException(symbol);
        }
    }
}
