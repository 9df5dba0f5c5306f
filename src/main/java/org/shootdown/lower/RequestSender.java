package org.shootdown.lower;

import java.util.List;
import org.shootdown.diag.Span;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;
import org.shootdown.sema.Constants;

/**
 * What a device that asks for pages does, and what its IOMMU does with a request: it queues it, or has no room and drops it,
 * and may answer by itself (Intel VT-d specification 5.10, 7.4.1 and table 31; SMMUv3, 8.1; RISC-V IOMMU 1.0, 2.8; PCI
 * Express 10.4).
 */
final class RequestSender {

    /** The rule of IOMMUs that answer by themselves what they cannot queue. */
    private static final String ANSWERS_OVERFLOW = "answers_request_overflow";

    private static final int SUCCESS = Constants.named("SUCCESS").orElseThrow().value();
    private static final int INVALID = Constants.named("INVALID").orElseThrow().value();
    private static final int FAILURE = Constants.named("FAILURE").orElseThrow().value();

    private final RequestQueue queue;

    RequestSender(RequestQueue queue) {
        this.queue = queue;
    }

    /**
     * The device sends a request for each of the pages, as one group. Each goes by itself: others come in between.
     *
     * @param abandons whether it does not wait for the response
     */
    void ask(ThreadCompiler thread, List<Integer> wanted, boolean write, boolean abandons, Span span) {
        RequestQueue.Sender sender = new RequestQueue.Sender(thread.code().thread(), abandons);
        RequestQueue.Asker asker = queue.asker(sender, thread.name());
        for (int i = 0; i < wanted.size(); i++) {
            RequestQueue.Request request = new RequestQueue.Request(sender, wanted.get(i), write, i == 0, i == wanted.size() - 1);
            String text = queue.world.devices.get(queue.device).request(queue.world.pageName(request.page())) + (write ? " w" : " r");
            send(thread.code(), asker, request, wanted.size() == 1 ? text : text + ", " + (i + 1) + " of " + wanted.size(), span);
        }
    }

    private void send(CodeBuilder code, RequestQueue.Asker asker, RequestQueue.Request request, String text, Span span) {
        int number = queue.number(request, span);
        CodeBuilder.Label off = new CodeBuilder.Label();
        CodeBuilder.Label unbound = new CodeBuilder.Label();
        CodeBuilder.Label full = new CodeBuilder.Label();
        CodeBuilder.Label sent = new CodeBuilder.Label();
        int outer = code.beginAtomic();
        code.branchUnless(Value.equal(queue.stopped, 0), off, span, "");
        DeviceInfo.Movable entry = queue.world.movables.get(queue.device);
        if (entry != null) {
            code.branchUnless(entry.isValid(), unbound, span, "");
        }
        Value room = Value.binary(
                Operator.AND,
                Value.equal(queue.overflow, 0),
                Value.binary(Operator.LESS, new Value.Read(queue.count), Value.constant(queue.size)));
        code.branchUnless(room, full, span, "");
        code.emit(new Step.PageRequest(queue.device, request.page()), span, "");
        code.emit(new Step.AssignElement(queue.entries, queue.size, new Value.Read(queue.count), Value.constant(number)), span, text);
        code.emit(new Step.Assign(queue.count, RequestQueue.plus(queue.count, 1)), span, "");
        sent(code, asker, request, span);
        code.jump(sent, span);
        code.place(full);
        code.emit(new Step.Assign(queue.overflow, Value.TRUE), span, text + ": the queue has no room");
        overflows(code, asker, request, span);
        code.jump(sent, span);
        if (entry != null) {
            code.place(unbound);
            answer(code, asker, request, INVALID, text + ": the IOMMU answers INVALID by itself", span);
            code.jump(sent, span);
        }
        code.place(off);
        answer(code, asker, request, FAILURE, queue.name + " asks no more", span);
        code.place(sent);
        code.endAtomic(outer);
    }

    /** What the device keeps of it: that it waits, first for the rest of its group, then for the response. */
    private void sent(CodeBuilder code, RequestQueue.Asker asker, RequestQueue.Request request, Span span) {
        queue.binding().filter(m -> request.last()).ifPresent(m ->
                code.emit(new Step.Assign(asker.asked(), m.table()), span, ""));
        int outstanding = asker.device().outstanding();
        if (request.asker().abandons()) {
            return;
        }
        if (request.first()) {
            code.emit(new Step.Assign(outstanding, Value.constant(request.last() ? 2 : 1)), span, "");
        } else if (request.last()) {
            // Who has been answered meanwhile waits no more.
            Value whole = Value.binary(Operator.MULTIPLY, new Value.Read(outstanding), Value.constant(2));
            code.emit(new Step.Assign(outstanding, whole), span, "");
        }
    }

    /** Nobody will see it: some IOMMUs say SUCCESS to the last request of a group, so that the device tries again. */
    private void overflows(
            CodeBuilder code, RequestQueue.Asker asker, RequestQueue.Request request, Span span) {
        String iommu = queue.world.devices.get(queue.device).iommu();
        queue.world.compiledBy.add(iommu + "." + ANSWERS_OVERFLOW);
        boolean answers = World.isOn(queue.world.library.iommuRules(iommu), ANSWERS_OVERFLOW);
        if (request.last() && answers) {
            answer(code, asker, request, SUCCESS, "the IOMMU answers SUCCESS by itself", span);
        } else {
            sent(code, asker, request, span);
        }
    }

    /** The group is answered before it comes to the queue. */
    private static void answer(
            CodeBuilder code, RequestQueue.Asker asker, RequestQueue.Request request, int status, String text, Span span) {
        if (!request.last()) {
            return;
        }
        if (request.asker().abandons()) {
            code.emit(new Step.Assign(asker.device().response(), Value.constant(0)), span, text + ", which nobody waits for");
            return;
        }
        code.emit(new Step.Assign(asker.device().response(), Value.constant(status + 1)), span, text);
        code.emit(new Step.Assign(asker.device().outstanding(), Value.constant(0)), span, "");
    }
}
