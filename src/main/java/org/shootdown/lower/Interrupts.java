package org.shootdown.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.shootdown.diag.Code;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Expression.Call;

/**
 * Inter-processor interrupts: each place that sends one has a slot that says it is pending, and the other CPU a
 * handler that makes the call between two accesses, in one step, and acknowledges.
 */
final class Interrupts {

    private final World world;
    /** The handlers to compile: what to call, where. */
    private final List<Handler> handlers = new ArrayList<>();
    /** By thread: the pending slots of what it has sent. */
    private final Map<Integer, List<Integer>> sent = new LinkedHashMap<>();

    /** By CPU: the slot that says whether it takes no interrupts; of those only of which somebody cares. */
    private final Map<Integer, Integer> disabled = new TreeMap<>();

    /** A handler on a CPU. */
    record Handler(int cpu, int pending, Call action, Environment environment, Span span) {}

    Interrupts(World world) {
        this.world = world;
    }

    void send(ThreadCompiler thread, int cpu, Call action, Environment environment, Span span) {
        if (thread.isInterrupt()) {
            throw new LoweringException(
                    Code.INTERRUPT_IN_HANDLER, span, "an interrupt handler sends no interrupts: it would wait for itself");
        }
        int pending = world.layout.shared("ipi[" + handlers.size() + "]", 0);
        handlers.add(new Handler(cpu, pending, action, staticPart(action, environment, thread, span), span));
        sent.computeIfAbsent(thread.code().thread(), t -> new ArrayList<>()).add(pending);
        thread.code()
                .emit(new Step.Assign(pending, Value.TRUE), span, "IPI to " + world.cpuName(cpu) + ": " + action.name());
        thread.code().emit(new Step.Count(CostKind.IPI), span, "");
    }

    /** The handler runs elsewhere: it can be told of things, not of this thread's registers. */
    private static Environment staticPart(Call action, Environment from, ThreadCompiler thread, Span span) {
        Environment environment = Environment.ofThread(from.chains, -1);
        for (var argument : action.arguments()) {
            Operand operand = thread.expressions().compile(argument, from);
            boolean known = !(operand instanceof Operand.Dynamic dynamic) || dynamic.value() instanceof Value.Constant;
            if (!known || !(argument instanceof org.shootdown.syntax.Expression.Reference reference)) {
                throw new LoweringException(
                        Code.NOT_STATIC, span, "another CPU can be told only what is known before the run, by name");
            }
            environment.bind(reference.name(), operand);
        }
        return environment;
    }

    /** The thread's CPU takes no interrupts, or takes them again. */
    void disable(ThreadCompiler thread, boolean off, Span span) {
        if (thread.cpu() >= 0) {
            Step step = new Step.Assign(slot(thread.cpu()), Value.truth(off));
            thread.code().emit(step, span, off ? "local_irq_disable" : "local_irq_enable");
        }
    }

    /** Whether a CPU takes no interrupts. */
    Value disabled(int cpu) {
        return cpu < 0 ? Value.FALSE : new Value.Read(slot(cpu));
    }

    private int slot(int cpu) {
        return disabled.computeIfAbsent(
                cpu, c -> world.layout.shared("irqs_disabled[" + world.cpuName(c) + "]", 0));
    }

    /** Waits for the answers to all that a thread has sent. */
    void await(ThreadCompiler thread, Span span) {
        Value answered = Value.TRUE;
        for (int pending : sent.getOrDefault(thread.code().thread(), List.of())) {
            Value done = Value.equal(pending, 0);
            answered = Value.binary(Value.Operator.AND, answered, done);
        }
        if (!answered.equals(Value.TRUE)) {
            thread.code().emit(new Step.Await(answered), span, "all CPUs have answered");
        }
    }

    List<Handler> handlers() {
        return handlers;
    }

    /** Compiles a handler: wait until it is wanted, call, acknowledge; all in one step. */
    void compile(ThreadCompiler thread, Handler handler) {
        CodeBuilder code = thread.code();
        CodeBuilder.Label start = new CodeBuilder.Label();
        code.place(start);
        int outer = code.beginAtomic();
        Value pending = Value.differs(handler.pending(), 0);
        if (disabled.containsKey(handler.cpu())) {
            pending = Value.binary(Value.Operator.AND, pending, Value.not(disabled(handler.cpu())));
        }
        code.emit(new Step.Await(pending), handler.span(), "IPI: " + handler.action().name());
        int mark = code.mark();
        thread.calls().compile(handler.action(), -1, handler.environment());
        code.release(mark, handler.span());
        code.emit(new Step.Assign(handler.pending(), Value.constant(0)), handler.span(), "");
        code.endAtomic(outer);
        code.jump(start, handler.span());
    }
}
