package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Expression.Call;

/** Compiles the operations that are about a queue of page requests: the device's, and the kernel's. */
final class RequestCompiler {

    /** What a device's thread may do of it. */
    private static final String ASK = "request_pages";

    private static final String ABANDON = "abandon_pages";

    private static final Set<String> STEPS = Set.of(
            ASK,
            ABANDON,
            "prq_take",
            "prq_set_head",
            "prq_clear_overflow",
            "prq_respond",
            "pasid_array_load",
            "iopf_add_partial",
            "iopf_queue_work",
            "iopf_discard_partial",
            "page_response");

    private final ThreadCompiler thread;

    RequestCompiler(ThreadCompiler thread) {
        this.thread = thread;
    }

    /** Whether it is what the device's thread does, rather than the kernel. */
    static boolean isOfDevices(String name) {
        return name.equals(ASK) || name.equals(ABANDON);
    }

    static boolean isOne(String name) {
        return STEPS.contains(name);
    }

    /** A step; its result, if it has one, goes to a slot. */
    void step(String name, Call call, Arguments in, int slot) {
        if (isOfDevices(name)) {
            ask(name, call, in, slot);
            return;
        }
        Span span = call.span();
        requireWorker(name, span);
        RequestQueue queue = queue(in, call);
        RequestReports reports = new RequestReports(queue);
        CodeBuilder code = thread.code();
        switch (name) {
            case "prq_take" -> reports.take(code, span);
            case "prq_set_head" -> reports.setHead(code, span);
            case "prq_clear_overflow" -> reports.clearOverflow(code, span);
            case "prq_respond" -> reports.refuse(code, in.value(1), span);
            case "pasid_array_load" -> queue.findHandler(code, span);
            case "iopf_add_partial" -> reports.keepPartial(code, span);
            case "iopf_queue_work" -> reports.queueGroup(code, span);
            case "iopf_discard_partial" -> reports.discardPartial(code, span);
            case "page_response" -> queue.respond(thread, in.value(1), span);
            default -> throw new IllegalArgumentException(name);
        }
    }

    /** What the kernel asks of the queue. */
    Operand lookUp(String name, Call call, Arguments in) {
        requireWorker(name, call.span());
        RequestQueue queue = queue(in, call);
        RequestReports reports = new RequestReports(queue);
        return switch (name) {
            case "prq_tail" -> Operand.of(reports.tail());
            case "prq_head" -> Operand.of(reports.head());
            case "iopf_handler" -> Operand.of(queue.hasHandler());
            case "prq_last" -> Operand.of(reports.isLast());
            case "prq_overflow" -> Operand.of(reports.hasOverflowed());
            case "iopf_pages" -> new Operand.Pages(queue.pages(thread, call.span()));
            case "iopf_reads" -> Operand.of(queue.asksFor(thread, in.page(1), false, call.span()));
            case "iopf_writes" -> Operand.of(queue.asksFor(thread, in.page(1), true, call.span()));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private RequestQueue queue(Arguments in, Call call) {
        int device = in.device(0);
        requireQueue(device, call.span());
        return thread.requests().requestQueue(device);
    }

    /** What devices ask for is known when their threads are compiled: the kernel's side comes behind. */
    private void requireWorker(String name, Span span) {
        if (!thread.isWorker()) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_STATIC,
                            thread.calledAt(span),
                            "`" + name + "` is for the thread of the queue's interrupt and for the workers")
                    .help("it stands in what `prq_event_thread` or `iommu_sva_handle_iopf` of a driver calls"));
        }
    }

    private void requireQueue(int device, Span span) {
        if (!thread.requests().isQueued(device)) {
            String name = thread.world().devices.get(device).name();
            throw new LoweringException(Diagnostic.of(
                            Code.NO_REQUEST_QUEUE,
                            thread.calledAt(span),
                            "`" + name + "` has no queue of page requests in this cell")
                    .help("say how many it holds: `device " + name + " ... ats on  pri on  prq 2`"));
        }
    }

    /** The group is sent, and its response waited for. */
    private void ask(String name, Call call, Arguments in, int slot) {
        Span span = call.span();
        if (thread.place().isEmpty() || !thread.place().get().device()) {
            throw new LoweringException(Diagnostic.of(
                            Code.ACCESS_OUTSIDE,
                            thread.calledAt(span),
                            "`" + name + "` is what a device does, and thread `" + thread.name() + "` does not run on one")
                    .help("a device's thread is written `thread D on gpu { ... }`"));
        }
        if (thread.code().isAtomic()) {
            throw new LoweringException(Diagnostic.of(
                            Code.ACCESS_IN_ATOMIC, span, "the device waits for a response, so this is no part of a single step")
                    .help("write it outside of `atomic { }`"));
        }
        int device = thread.place().get().index();
        requireQueue(device, span);
        List<Integer> pages = new ArrayList<>();
        for (int i = 1; i < call.arguments().size(); i++) {
            pages.addAll(LoopCompiler.elements(in.operand(i), span));
        }
        if (!(in.value(0) instanceof Value.Constant write)) {
            throw new LoweringException(
                    Code.NOT_STATIC, call.arguments().get(0).span(), "whether it asks to write must be known before the run");
        }
        RequestQueue queue = thread.requests().requestQueue(device);
        new RequestSender(queue).ask(thread, pages, write.value() != 0, name.equals(ABANDON), span);
        if (name.equals(ABANDON)) {
            return;
        }
        receive(queue.response(thread.code().thread()), slot < 0 ? thread.unused() : slot, span);
    }

    /** Waits for the response; the slot becomes its code. */
    void receive(int response, int slot, Span span) {
        CodeBuilder code = thread.code();
        int outer = code.beginAtomic();
        code.emit(new Step.Await(Value.differs(response, 0)), span, "");
        Value status = Value.binary(Value.Operator.SUBTRACT, new Value.Read(response), Value.constant(1));
        code.emit(new Step.Assign(slot, status), span, "");
        code.emit(new Step.Assign(response, Value.constant(0)), span, "response received");
        code.endAtomic(outer);
    }
}
