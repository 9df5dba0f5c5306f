package org.shootdown.lower;

import java.util.List;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Statement;

/** Compiles loops, and the ways back to their beginnings. What is known before the run is written out. */
final class LoopCompiler {

    /** More than this no thread of a scenario needs, and no run would end. */
    private static final int MOST_INSTRUCTIONS = 100_000;

    private final ThreadCompiler thread;
    private final StatementCompiler statements;
    /** The rounds that have been written out; even an empty one costs. */
    private int rounds;

    LoopCompiler(ThreadCompiler thread, StatementCompiler statements) {
        this.thread = thread;
        this.statements = statements;
    }

    void whileLoop(Statement.While loop, Environment environment) {
        CodeBuilder code = thread.code();
        if (code.isAtomic()) {
            throw new LoweringException(
                    Code.LOOP_IN_ATOMIC, loop.span(), "a loop that may not end cannot be part of a single step");
        }
        CodeBuilder.Label end = new CodeBuilder.Label();
        Environment round = environment.beginning(code);
        int mark = code.mark();
        Value condition = thread.expressions().value(loop.condition(), environment);
        code.branchUnless(condition, end, loop.condition().span(), Written.text(loop.condition(), loop.condition().span()));
        statements.block(loop.body(), round);
        code.jump(round.again.orElseThrow().label(), loop.span());
        code.place(end);
        code.release(mark, loop.span());
    }

    void forLoop(Statement.For loop, Environment environment) {
        if (loop.range() instanceof Expression.Range range) {
            int to = thread.expressions().number(range.to(), environment);
            for (int i = thread.expressions().number(range.from(), environment); i < to; i++) {
                writeOut(loop.span());
                Environment inner = environment.inner();
                inner.bind(loop.variable().text(), Operand.of(Value.constant(i)));
                statements.block(loop.body(), inner);
            }
            return;
        }
        Operand range = thread.expressions().compile(loop.range(), environment);
        for (int element : elements(range, loop.range().span())) {
            Environment inner = environment.inner();
            Operand bound = range instanceof Operand.Pages || range instanceof Operand.Page
                    ? new Operand.Page(element)
                    : range instanceof Operand.Cpus || range instanceof Operand.Cpu
                            ? new Operand.Cpu(element)
                            : new Operand.Device(element);
            inner.bind(loop.variable().text(), bound);
            CodeBuilder.Label next = new CodeBuilder.Label();
            if (range instanceof Operand.Subscribers subscribers) {
                Value subscribes = thread.bindings().isBound(element, subscribers.space());
                if (!subscribes.equals(Value.TRUE)) {
                    thread.code().branchUnless(subscribes, next, loop.span(), "");
                }
            }
            statements.block(loop.body(), inner);
            thread.code().place(next);
        }
    }

    /** The body so many times: the rounds differ in nothing but their place. */
    void rounds(Statement.Loop loop, Environment environment) {
        int count = thread.expressions().number(loop.count(), environment);
        if (count < 0) {
            throw new LoweringException(
                    Code.OUT_OF_RANGE, loop.count().span(), "a loop has 0 rounds or more, and this comes to " + count);
        }
        for (int i = 0; i < count; i++) {
            writeOut(loop.span());
            statements.block(loop.body(), environment.beginning(thread.code()));
        }
    }

    /** One more round; refused where the thread grows too long. */
    private void writeOut(Span loop) {
        rounds++;
        if (rounds + thread.code().size() > MOST_INSTRUCTIONS) {
            throw new LoweringException(Diagnostic.of(
                            Code.TOO_MANY,
                            loop,
                            "written out, the loops of `" + thread.name() + "` take more than " + MOST_INSTRUCTIONS
                                    + " steps")
                    .help("races show in two or three rounds; or count in a register: `while n < N { n += 1 }`"));
        }
    }

    /** The indices of the things that a range known before the run names. */
    static List<Integer> elements(Operand range, Span span) {
        if (range instanceof Operand.Pages pages) {
            return pages.indices();
        }
        if (range instanceof Operand.Page page) {
            return List.of(page.index());
        }
        if (range instanceof Operand.Cpus cpus) {
            return cpus.indices();
        }
        if (range instanceof Operand.Devices devices) {
            return devices.indices();
        }
        if (range instanceof Operand.Subscribers subscribers) {
            return subscribers.indices();
        }
        throw new LoweringException(Code.NOT_STATIC, span, "this must be a range that is known before the run");
    }

    /** A jump back, without what was kept since. */
    void retry(Statement.Retry retry, Environment environment) {
        CodeBuilder code = thread.code();
        if (code.isAtomic()) {
            throw new LoweringException(Diagnostic.of(
                            Code.LOOP_IN_ATOMIC,
                            retry.span(),
                            "`retry` may come round for ever, so it cannot be part of a single step")
                    .help("begin again outside: keep in a variable that it is due, and ask behind `atomic { }`"));
        }
        Environment.Again again = environment.again.orElseThrow();
        code.forget(again.mark(), retry.span());
        code.jump(again.label(), retry.span());
    }
}
