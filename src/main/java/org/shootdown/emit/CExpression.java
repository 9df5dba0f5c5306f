package org.shootdown.emit;

import java.util.List;
import org.shootdown.syntax.Expression.Operator;

/** An expression of the emitted program; booleans are 0 and 1. */
sealed interface CExpression {

    /** The template that prints it. */
    String template();

    /** Whether it needs parentheses as an operand of a comparison or a negation. */
    default boolean compound() {
        return false;
    }

    /** Whether it needs parentheses as an operand of a connective. */
    default boolean connects() {
        return false;
    }

    record Constant(int value) implements CExpression {
        @Override
        public String template() {
            return "constant";
        }
    }

    /** A register; they live with the observations. */
    record Register(Identifier id) implements CExpression {
        @Override
        public String template() {
            return "register";
        }
    }

    /** What was loaded into no register. */
    record Ignored() implements CExpression {
        @Override
        public String template() {
            return "ignored";
        }
    }

    record Not(CExpression operand) implements CExpression {
        @Override
        public String template() {
            return "not";
        }

        @Override
        public boolean compound() {
            return true;
        }
    }

    /** {@code and}, {@code or}. */
    record Connective(Operator operator, CExpression left, CExpression right) implements CExpression {
        @Override
        public String template() {
            return "connective";
        }

        @Override
        public boolean compound() {
            return true;
        }

        @Override
        public boolean connects() {
            return true;
        }
    }

    /** Whether the test still runs. */
    record Running() implements CExpression {
        @Override
        public String template() {
            return "running";
        }
    }

    record Comparison(Operator operator, CExpression left, CExpression right) implements CExpression {
        @Override
        public String template() {
            return "comparison";
        }

        @Override
        public boolean compound() {
            return true;
        }
    }

    record Arithmetic(Operator operator, CExpression left, CExpression right) implements CExpression {
        @Override
        public String template() {
            return "arithmetic";
        }
    }

    record RemainderOf(CExpression left, CExpression right) implements CExpression {
        @Override
        public String template() {
            return "remainderOf";
        }
    }

    /** {@code load A}: whether it faulted. */
    record Load(Identifier page, boolean kept, Identifier register) implements CExpression {
        @Override
        public String template() {
            return "load";
        }
    }

    /** {@code store A, 1}: whether it faulted. */
    record Store(Identifier page, CExpression value) implements CExpression {
        @Override
        public String template() {
            return "store";
        }
    }

    /** {@code r = xchg A, 1}, {@code fetch_add}, {@code cmpxchg}: whether it faulted. */
    record ReadModifyWrite(
            Identifier operation, Identifier page, List<CExpression> operands, boolean kept, Identifier register)
            implements CExpression {
        @Override
        public String template() {
            return "readModifyWrite";
        }
    }

    /** A call of the function of a {@code try}: whether something in it faulted. */
    record Attempt(Identifier id) implements CExpression {
        @Override
        public String template() {
            return "attempt";
        }
    }
}
