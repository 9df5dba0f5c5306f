package org.shootdown.lower;

import java.util.Map;
import org.shootdown.diag.Span;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;

/**
 * What the kernel does with a queue of page requests in the thread of its interrupt, step by step: it takes a request, keeps
 * it until its group is complete or gives the group to a worker, and gives the entries back.
 */
final class RequestReports {

    private final RequestQueue queue;

    RequestReports(RequestQueue queue) {
        this.queue = queue;
    }

    Value tail() {
        return new Value.Read(queue.count);
    }

    Value head() {
        return new Value.Read(queue.read);
    }

    Value hasOverflowed() {
        return new Value.Read(queue.overflow);
    }

    /** Whether the request that was taken is the last of its group. */
    Value isLast() {
        return queue.oneOf(queue.taken, r -> r.last());
    }

    void take(CodeBuilder code, Span span) {
        int outer = code.beginAtomic();
        code.emit(new Step.Await(Value.binary(Operator.LESS, new Value.Read(queue.read), new Value.Read(queue.count))), span, "");
        code.emit(new Step.Assign(queue.taken, new Value.Element(queue.entries, queue.size, new Value.Read(queue.read))), span, "take a page request of " + queue.name);
        code.emit(new Step.Assign(queue.read, RequestQueue.plus(queue.read, 1)), span, "");
        code.endAtomic(outer);
    }

    /** Gives back the entries that have been taken: those behind them move up. */
    void setHead(CodeBuilder code, Span span) {
        int outer = code.beginAtomic();
        String text = "the queue of " + queue.name + " has room again";
        for (int i = 0; i < queue.size; i++) {
            Value from = RequestQueue.plus(queue.read, i);
            Value left = Value.binary(Operator.LESS, from, new Value.Read(queue.count));
            // What is behind the end of the queue is no entry, and is not read.
            Value entry = Value.constant(0);
            for (int j = queue.size - 1; j >= i; j--) {
                Value here = Value.binary(Operator.EQUAL, from, Value.constant(j));
                Value its = Value.binary(Operator.MULTIPLY, here, new Value.Read(queue.entries + j));
                entry = Value.binary(Operator.ADD, entry, its);
            }
            code.emit(new Step.Assign(queue.entries + i, Value.binary(Operator.MULTIPLY, left, entry)), span, i == 0 ? text : "");
        }
        Value rest = Value.binary(Operator.SUBTRACT, new Value.Read(queue.count), new Value.Read(queue.read));
        code.emit(new Step.Assign(queue.count, rest), span, "");
        code.emit(new Step.Assign(queue.read, Value.constant(0)), span, "");
        code.endAtomic(outer);
    }

    void clearOverflow(CodeBuilder code, Span span) {
        code.emit(new Step.Assign(queue.overflow, Value.FALSE), span, "the overflow of the queue of " + queue.name + " is cleared");
    }

    /** The request that was taken waits for the last of its group. */
    void keepPartial(CodeBuilder code, Span span) {
        int outer = code.beginAtomic();
        String text = "the group is not complete";
        for (Map.Entry<RequestQueue.Sender, RequestQueue.Asker> entry : queue.askers.entrySet()) {
            Value more = queue.bits(entry.getKey(), false);
            if (!more.equals(Value.constant(0))) {
                int partial = entry.getValue().device().partial();
                code.emit(new Step.Assign(partial, Value.binary(Operator.BIT_OR, new Value.Read(partial), more)), span, text);
                text = "";
            }
        }
        code.emit(new Step.Assign(queue.taken, Value.constant(0)), span, text);
        code.endAtomic(outer);
    }

    /** The request that was taken is the last of its group: it and what has been kept go to a worker. */
    void queueGroup(CodeBuilder code, Span span) {
        int outer = code.beginAtomic();
        String text = "the group is complete: queue_work()";
        for (Map.Entry<RequestQueue.Sender, RequestQueue.Asker> entry : queue.askers.entrySet()) {
            RequestQueue.Sender sender = entry.getKey();
            RequestQueue.Asker asker = entry.getValue();
            CodeBuilder.Label other = new CodeBuilder.Label();
            CodeBuilder.Label free = new CodeBuilder.Label();
            code.branchUnless(queue.oneOf(queue.taken, r -> r.last() && r.asker().equals(sender)), other, span, "");
            // Two groups at a time that wait for a worker: only who has been answered before sends a second one, or who
            // abandons one after the other.
            code.branchUnless(Value.not(Value.equal(asker.group(), 0)), free, span, "");
            code.emit(new Step.NotModelled(": two page request groups of one index wait for a worker"), span, "");
            code.place(free);
            Value all = Value.binary(Operator.BIT_OR, new Value.Read(asker.device().partial()), queue.bits(sender, true));
            code.emit(new Step.Assign(asker.group(), all), span, text);
            code.emit(new Step.Assign(queue.pending, RequestQueue.plus(queue.pending, 1)), span, "");
            code.emit(new Step.Assign(asker.device().partial(), Value.constant(0)), span, "");
            queue.reported(code, sender, span);
            code.place(other);
        }
        code.emit(new Step.Assign(queue.taken, Value.constant(0)), span, "");
        code.endAtomic(outer);
    }

    void discardPartial(CodeBuilder code, Span span) {
        int outer = code.beginAtomic();
        String text = "what there is of groups that are not complete is discarded";
        for (RequestQueue.Asker asker : queue.askers.values()) {
            code.emit(new Step.Assign(asker.device().partial(), Value.constant(0)), span, text);
            text = "";
        }
        code.endAtomic(outer);
    }

    /** Answers the group of the request that was taken, be it the last or not, and is done with it. */
    void refuse(CodeBuilder code, Value status, Span span) {
        int outer = code.beginAtomic();
        for (RequestQueue.Sender sender : queue.asking()) {
            CodeBuilder.Label other = new CodeBuilder.Label();
            code.branchUnless(queue.oneOf(queue.taken, r -> r.asker().equals(sender)), other, span, "");
            queue.deliver(code, sender, status, span);
            code.place(other);
        }
        code.emit(new Step.Assign(queue.taken, Value.constant(0)), span, "");
        code.endAtomic(outer);
    }

    /** A request that was taken, and with which nothing has been done, is lost. */
    void forget(CodeBuilder code, Span span) {
        int outer = code.beginAtomic();
        code.emit(new Step.Assign(queue.taken, Value.constant(0)), span, "");
        queue.forgetHandler(code, span);
        code.endAtomic(outer);
    }
}
