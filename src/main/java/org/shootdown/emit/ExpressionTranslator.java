package org.shootdown.emit;

import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Span;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Constants;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Operator;

/** Translates arithmetic. What is constant is computed here, so that compilers have nothing to warn of. */
final class ExpressionTranslator {

    private static final CExpression ZERO = new CExpression.Constant(0);
    private static final CExpression ONE = new CExpression.Constant(1);

    private final ThreadPlan plan;
    private final Set<String> registers;
    private final Names observables;
    private final AxisValues axes;
    private final Refusals refusals;
    private boolean usesRegisters;
    private boolean usesRemainder;

    ExpressionTranslator(
            ThreadPlan plan, Set<String> registers, Names observables, AxisValues axes, Refusals refusals) {
        this.plan = plan;
        this.registers = registers;
        this.observables = observables;
        this.axes = axes;
        this.refusals = refusals;
    }

    /** Whether a register was read since this was asked last. */
    boolean takeUsesRegisters() {
        boolean used = usesRegisters;
        usesRegisters = false;
        return used;
    }

    boolean usesRemainder() {
        return usesRemainder;
    }

    CExpression translate(Expression expression) {
        if (expression instanceof Expression.Number number) {
            return new CExpression.Constant(Math.toIntExact(number.value()));
        }
        if (expression instanceof Expression.Truth truth) {
            return truth(truth.value());
        }
        if (expression instanceof Expression.Reference reference) {
            return reference(reference);
        }
        if (expression instanceof Expression.Not not) {
            return not(translate(not.operand()));
        }
        if (expression instanceof Expression.Binary binary) {
            return binary(binary.operator(), translate(binary.left()), translate(binary.right()));
        }
        if (expression instanceof Expression.Call call) {
            return refuse(call.span(), UserOperations.isAccess(call)
                    ? "an access stands alone, as in `r = load A`, so that its fault can be told"
                    : UserOperations.why(call.name().text()));
        }
        return refuse(expression.span(), "a user-space program cannot see this");
    }

    private CExpression reference(Expression.Reference reference) {
        String name = reference.name();
        if (registers.contains(name)) {
            usesRegisters = true;
            return new CExpression.Register(observables.of(plan.register(name)));
        }
        if (axes.isAxis(name)) {
            Optional<Integer> value = axes.value(name, reference.span()).flatMap(Axes::number);
            return new CExpression.Constant(value.orElse(0));
        }
        Optional<Constants.Constant> constant = Constants.named(name);
        boolean plain = constant.isPresent()
                && (constant.get().type() == Type.INT
                        || constant.get().type() == Type.BOOL
                        || constant.get().type() == Type.PROT);
        return plain
                ? new CExpression.Constant(constant.get().value())
                : refuse(reference.span(), "a user-space program cannot see `" + name + "`");
    }

    CExpression binary(Operator operator, CExpression left, CExpression right) {
        switch (operator) {
            case AND:
                return left.equals(ZERO) || right.equals(ZERO)
                        ? ZERO
                        : left.equals(ONE) ? right : right.equals(ONE) ? left : connect(operator, left, right);
            case OR:
                return left.equals(ONE) || right.equals(ONE)
                        ? ONE
                        : left.equals(ZERO) ? right : right.equals(ZERO) ? left : connect(operator, left, right);
            case IMPLIES:
                return binary(Operator.OR, not(left), right);
            case ADD, SUBTRACT, MULTIPLY, REMAINDER:
                return arithmetic(operator, left, right);
            default:
                return compare(operator, left, right);
        }
    }

    private static CExpression connect(Operator operator, CExpression left, CExpression right) {
        return left.equals(right) ? left : new CExpression.Connective(operator, left, right);
    }

    private static CExpression compare(Operator operator, CExpression left, CExpression right) {
        if (left instanceof CExpression.Constant a && right instanceof CExpression.Constant b) {
            return truth(compare(operator, a.value(), b.value()));
        }
        if (left.equals(right)) {
            return truth(compare(operator, 0, 0));
        }
        return new CExpression.Comparison(operator, left, right);
    }

    private static boolean compare(Operator operator, int a, int b) {
        return switch (operator) {
            case EQUAL -> a == b;
            case NOT_EQUAL -> a != b;
            case LESS -> a < b;
            case LESS_EQUAL -> a <= b;
            case GREATER -> a > b;
            case GREATER_EQUAL -> a >= b;
            default -> throw new IllegalArgumentException(operator.symbol());
        };
    }

    private CExpression arithmetic(Operator operator, CExpression left, CExpression right) {
        if (left instanceof CExpression.Constant a && right instanceof CExpression.Constant b) {
            return new CExpression.Constant(
                    switch (operator) {
                        case ADD -> a.value() + b.value();
                        case SUBTRACT -> a.value() - b.value();
                        case MULTIPLY -> a.value() * b.value();
                        default -> b.value() == 0 ? 0 : a.value() % b.value();
                    });
        }
        if (operator == Operator.REMAINDER) {
            usesRemainder = true;
            return new CExpression.RemainderOf(left, right);
        }
        return new CExpression.Arithmetic(operator, left, right);
    }

    private static CExpression not(CExpression operand) {
        return operand instanceof CExpression.Constant c ? truth(c.value() == 0) : new CExpression.Not(operand);
    }

    private static CExpression truth(boolean value) {
        return value ? ONE : ZERO;
    }

    private CExpression refuse(Span span, String why) {
        refusals.at(span, why);
        return ZERO;
    }
}
