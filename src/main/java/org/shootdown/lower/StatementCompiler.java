package org.shootdown.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.diag.Code;
import org.shootdown.diag.Span;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Statement;

/** Compiles statements. */
final class StatementCompiler {

    private final ThreadCompiler thread;
    private final LoopCompiler loops;

    StatementCompiler(ThreadCompiler thread) {
        this.thread = thread;
        this.loops = new LoopCompiler(thread, this);
    }

    void block(Statement.Block block, Environment outer) {
        Environment environment = outer.inner();
        int mark = thread.code().mark();
        for (Statement statement : block.statements()) {
            statement(statement, environment);
        }
        thread.code().release(mark, block.span());
    }

    private void statement(Statement statement, Environment environment) {
        if (statement instanceof Statement.Let let) {
            let(let, environment);
        } else if (statement instanceof Statement.Assign assign) {
            assign(assign, environment);
        } else if (statement instanceof Statement.Perform perform) {
            perform(perform.call(), -1, environment);
        } else if (statement instanceof Statement.If choice) {
            conditional(choice, environment);
        } else if (statement instanceof Statement.While loop) {
            loops.whileLoop(loop, environment);
        } else if (statement instanceof Statement.For loop) {
            loops.forLoop(loop, environment);
        } else if (statement instanceof Statement.Loop loop) {
            loops.rounds(loop, environment);
        } else if (statement instanceof Statement.Choose choose) {
            choose(choose, environment);
        } else if (statement instanceof Statement.Await await) {
            await(await, environment);
        } else if (statement instanceof Statement.Atomic atomic) {
            int outer = thread.code().beginAtomic();
            block(atomic.body(), environment);
            thread.code().endAtomic(outer);
        } else if (statement instanceof Statement.Try attempt) {
            attempt(attempt, environment);
        } else if (statement instanceof Statement.Return end) {
            returns(end, environment);
        } else if (statement instanceof Statement.Retry retry) {
            loops.retry(retry, environment);
        } else if (statement instanceof Statement.Fallible fallible) {
            fallible(fallible, environment);
        }
    }

    /** Temporary registers of an expression live until its statement ends. */
    private void perform(Expression.Call call, int slot, Environment environment) {
        int mark = thread.code().mark();
        thread.kernelCall(call, slot, environment);
        thread.code().release(mark, call.span());
    }

    private void let(Statement.Let let, Environment environment) {
        if (let.index().isPresent()) {
            Operand range = thread.expressions().compile(let.index().get(), environment);
            Map<Integer, Integer> slots = new LinkedHashMap<>();
            for (int page : LoopCompiler.elements(range, let.span())) {
                slots.put(page, thread.code().register());
            }
            environment.bindIndexed(let.name().text(), slots);
            return;
        }
        int slot = declare(let, environment);
        let.value().ifPresent(v -> evaluate(v, slot, environment));
    }

    /** Makes a variable known; yields its register. */
    private int declare(Statement.Let let, Environment environment) {
        int slot = thread.code().register();
        environment.bind(let.name().text(), Operand.of(new Value.Read(slot)));
        return slot;
    }

    /** Puts the value of an expression into a slot. */
    private void evaluate(Expression expression, int slot, Environment environment) {
        if (expression instanceof Expression.Call call && !thread.calls().isPure(call)) {
            perform(call, slot, environment);
            return;
        }
        int mark = thread.code().mark();
        Value value = thread.expressions().value(expression, environment);
        thread.code().emit(new Step.Assign(slot, value), expression.span(), "");
        thread.code().release(mark, expression.span());
    }

    private void assign(Statement.Assign assign, Environment environment) {
        Statement.Target target = assign.target();
        String name = target.name().text();
        Value place;
        if (target.index().isEmpty()) {
            if (environment.find(name).isEmpty() && thread.isRegister(name, environment)) {
                environment = thread.declareRegister(name, environment);
            }
            place = thread.expressions().value(new Expression.Reference(name, target.span()), environment);
        } else {
            Expression reference = new Expression.Reference(name, target.span());
            place = thread.expressions()
                    .value(new Expression.Index(reference, target.index().get(), target.span()), environment);
        }
        boolean ownOrCall = place instanceof Value.Read r && thread.isLocal(r.slot())
                || assign.value() instanceof Expression.Call call && !thread.calls().isPure(call);
        if (place instanceof Value.Read read && assign.kind() == Statement.AssignmentKind.SET && ownOrCall) {
            evaluate(assign.value(), read.slot(), environment);
            return;
        }
        int mark = thread.code().mark();
        Value value = thread.expressions().value(assign.value(), environment);
        if (assign.kind() != Statement.AssignmentKind.SET) {
            Value.Operator operator = assign.kind() == Statement.AssignmentKind.ADD
                    ? Value.Operator.ADD
                    : Value.Operator.SUBTRACT;
            value = Value.binary(operator, place, value);
        }
        store(place, value, assign);
        thread.code().release(mark, assign.span());
    }

    private void store(Value place, Value value, Statement.Assign assign) {
        Span span = assign.span();
        Step step;
        if (place instanceof Value.Read read) {
            step = new Step.Assign(read.slot(), value);
        } else if (place instanceof Value.Element element) {
            step = new Step.AssignElement(element.base(), element.count(), element.index(), value);
        } else {
            throw new LoweringException(Code.NOT_A_TARGET, span, "this cannot be assigned");
        }
        // The kernel's variables are its books; a script's own may be what it is about.
        boolean inKernel = thread.code().depth() > 0;
        thread.code()
                .emit(step, span, Written.text(assign, span), inKernel ? Instruction.Weight.MINOR : Instruction.Weight.ACTION);
    }

    private void conditional(Statement.If choice, Environment environment) {
        CodeBuilder code = thread.code();
        int mark = code.mark();
        Value condition = thread.expressions().value(choice.condition(), environment);
        if (condition instanceof Value.Constant constant) {
            code.release(mark, choice.span());
            if (constant.value() != 0) {
                block(choice.then(), environment);
            } else {
                choice.otherwise().ifPresent(b -> block(b, environment));
            }
            return;
        }
        CodeBuilder.Label otherwise = new CodeBuilder.Label();
        CodeBuilder.Label end = new CodeBuilder.Label();
        code.branchUnless(condition, otherwise, choice.condition().span(), Written.text(choice.condition(), choice.condition().span()));
        block(choice.then(), environment);
        if (choice.otherwise().isPresent()) {
            code.jump(end, choice.span());
            code.place(otherwise);
            block(choice.otherwise().get(), environment);
            code.place(end);
        } else {
            code.place(otherwise);
        }
        code.release(mark, choice.span());
    }

    private void choose(Statement.Choose choose, Environment environment) {
        CodeBuilder code = thread.code();
        int at = code.choice(Collections.nCopies(choose.branches().size(), ""), choose.span());
        List<Runnable> branches = choose.branches().stream()
                .<Runnable>map(b -> () -> block(b, environment))
                .toList();
        branches(at, branches, choose.span());
    }

    /** What may be chosen, each with a way to the common end. */
    private void branches(int choice, List<Runnable> branches, Span span) {
        CodeBuilder code = thread.code();
        CodeBuilder.Label end = new CodeBuilder.Label();
        List<CodeBuilder.Label> labels = new ArrayList<>();
        for (Runnable branch : branches) {
            CodeBuilder.Label label = new CodeBuilder.Label();
            code.place(label);
            labels.add(label);
            branch.run();
            code.jump(end, span);
        }
        code.place(end);
        code.choose(choice, labels);
    }

    /** The operation happens, or nothing of it does: that is decided before its first step. */
    private void fallible(Statement.Fallible fallible, Environment environment) {
        Statement operation = fallible.operation();
        Runnable happens = () -> statement(operation, environment);
        if (operation instanceof Statement.Let let) {
            int slot = declare(let, environment);
            happens = () -> evaluate(let.value().orElseThrow(), slot, environment);
        }
        String text = Written.text(operation, operationOf(operation).span()).replaceAll("\\(\\)$", "").replaceAll("\\s+", " ");
        int at = thread.code().choice(List.of("", text + " fails"), fallible.span());
        branches(at, List.of(happens, () -> block(fallible.failure(), environment)), fallible.span());
    }

    /** What may fail; the checker has seen that it is a call. */
    private static Expression operationOf(Statement statement) {
        if (statement instanceof Statement.Let let) {
            return let.value().orElseThrow();
        }
        return statement instanceof Statement.Assign assign
                ? assign.value()
                : ((Statement.Perform) statement).call();
    }

    private void await(Statement.Await await, Environment environment) {
        int mark = thread.code().mark();
        Value condition = thread.expressions().value(await.condition(), environment);
        thread.code().emit(new Step.Await(condition), await.span(), Written.text(await, await.span()));
        thread.code().release(mark, await.span());
    }

    private void attempt(Statement.Try attempt, Environment environment) {
        CodeBuilder code = thread.code();
        CodeBuilder.Label handler = new CodeBuilder.Label();
        CodeBuilder.Label end = new CodeBuilder.Label();
        int mark = code.mark();
        int scope = code.beginScope();
        Environment tried = environment.beginning(code);
        thread.accesses().catching(handler, () -> block(attempt.body(), tried));
        code.jump(end, attempt.span());
        code.place(handler);
        code.endScope(mark, scope, attempt.span());
        block(attempt.handler(), tried);
        code.place(end);
    }

    private void returns(Statement.Return end, Environment environment) {
        Environment.Exit exit = environment.exit.orElseThrow(() ->
                new LoweringException(Code.THREAD_RETURNS, end.span(), "a thread does not return"));
        if (end.value().isPresent()) {
            // A result that nobody wants is computed all the same: it may be a call with effects.
            int slot = exit.slot() >= 0 ? exit.slot() : thread.code().register();
            evaluate(end.value().get(), slot, environment);
        }
        thread.code().jump(exit.label(), end.span());
    }
}
