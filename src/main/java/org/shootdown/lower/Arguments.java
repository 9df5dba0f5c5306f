package org.shootdown.lower;

import java.util.List;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Call;

/** The arguments of a call by position. */
final class Arguments {

    private final ThreadCompiler thread;
    private final List<Expression> expressions;
    private final Environment environment;

    Arguments(ThreadCompiler thread, Call call, Environment environment) {
        this.thread = thread;
        this.expressions = call.arguments();
        this.environment = environment;
    }

    Value value(int i) {
        return thread.expressions().value(expressions.get(i), environment);
    }

    int page(int i) {
        return thread.expressions().page(expressions.get(i), environment);
    }

    int device(int i) {
        return thread.expressions().device(expressions.get(i), environment);
    }

    Operand.Lock lock(int i) {
        return thread.expressions().lock(expressions.get(i), environment);
    }

    Operand operand(int i) {
        return thread.expressions().compile(expressions.get(i), environment);
    }

    Expression expression(int i) {
        return expressions.get(i);
    }

    Environment environment() {
        return environment;
    }
}
