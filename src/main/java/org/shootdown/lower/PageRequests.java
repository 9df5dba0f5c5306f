package org.shootdown.lower;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Span;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Member;

/**
 * Page requests of devices: for each thread on a device a slot for its request and one for the response, and for each
 * device a kernel worker that takes requests, calls the driver's {@code page_request}, and responds
 * (drivers/iommu/io-pgfault.c: a workqueue per IOMMU queue).
 */
final class PageRequests {

    /** The driver's entry: {@code page_request(d: device, a: page, write: bool) -> int}. */
    static final String ENTRY = "page_request";

    /** The driver's entry where requests are queued: {@code prq_event_thread(d: device)}. */
    static final String INTERRUPT_ENTRY = "prq_event_thread";

    /** And for each group that has been taken from the queue: {@code iommu_sva_handle_iopf(d: device)}. */
    static final String GROUP_ENTRY = "iommu_sva_handle_iopf";

    /** A response slot holds the driver's answer plus one; SUCCESS is zero. */
    static final int RESPONSE_SUCCESS = 1;

    /** The slots of one thread on a device. */
    record Queue(int device, int request, int response) {}

    private final World world;
    private final Map<Integer, Queue> queues = new LinkedHashMap<>();
    private final Map<Integer, Set<Integer>> pages = new LinkedHashMap<>();
    private final Map<Integer, RequestQueue> queued = new LinkedHashMap<>();

    PageRequests(World world) {
        this.world = world;
    }

    static int code(int page, boolean write) {
        return 2 * (page + 1) + (write ? 1 : 0);
    }

    Queue queue(int device, int thread) {
        return queues.computeIfAbsent(
                thread,
                t -> new Queue(
                        device,
                        world.layout.shared("request[" + t + "]", 0),
                        world.layout.shared("response[" + t + "]", 0)));
    }

    /** Whether the scenario says how many requests the queue of a device's IOMMU holds. */
    boolean isQueued(int device) {
        DeviceInfo.Switches switches = world.devices.get(device).switches();
        return switches.pri() && switches.prq() > 0;
    }

    /** The queue of a device's IOMMU. */
    RequestQueue requestQueue(int device) {
        return queued.computeIfAbsent(
                device, d -> new RequestQueue(world, d, world.devices.get(d).switches().prq()));
    }

    /** The queues of those who have asked, by device. */
    Map<Integer, RequestQueue> queued() {
        return queued;
    }

    /** What must never be of requests and responses. */
    List<Program.Wrong> wrongs() {
        return queued.values().stream().flatMap(q -> q.wrongs().stream()).toList();
    }

    void touched(int thread, int page) {
        pages.computeIfAbsent(thread, t -> new LinkedHashSet<>()).add(page);
    }

    /** Waits until no page request of a device is left. */
    void drain(ThreadCompiler waiting, int device, Span span) {
        if (!world.devices.get(device).recovers()) {
            return;
        }
        if (isQueued(device)) {
            requestQueue(device).drain(waiting.code(), span);
            return;
        }
        Value answered = Value.truth(true);
        for (int thread : world.threadsOf(device)) {
            Value none = Value.equal(queue(device, thread).request(), 0);
            answered = Value.binary(Value.Operator.AND, answered, none);
        }
        String text = "page requests of " + world.devices.get(device).name() + " are drained";
        waiting.code().emit(new Step.Await(answered), span, text);
    }

    /** The devices that have page requests to serve. */
    Set<Integer> devices() {
        Set<Integer> found = new LinkedHashSet<>();
        queues.values().forEach(q -> found.add(q.device()));
        return found;
    }

    /** Compiles the worker of a device: wait for a request, handle it, respond, for ever. */
    void worker(ThreadCompiler worker, int device, Span span) {
        CodeBuilder code = worker.code();
        CodeBuilder.Label start = new CodeBuilder.Label();
        code.place(start);
        Value pending = Value.FALSE;
        for (Queue queue : queues.values()) {
            if (queue.device() == device) {
                pending = Value.binary(Value.Operator.OR, pending, isPending(queue));
            }
        }
        code.emit(new Step.Await(pending), span, "");
        for (Map.Entry<Integer, Queue> entry : queues.entrySet()) {
            if (entry.getValue().device() == device) {
                serve(worker, entry.getKey(), entry.getValue(), start, span);
            }
        }
        code.jump(start, span);
    }

    /** Compiles the thread of the queue's interrupt: whenever there is something, the driver looks at it. */
    void reporter(ThreadCompiler reporter, int device, Span span) {
        CodeBuilder code = reporter.code();
        CodeBuilder.Label start = new CodeBuilder.Label();
        code.place(start);
        code.emit(new Step.Await(requestQueue(device).interrupts()), span, "");
        call(reporter, device, INTERRUPT_ENTRY, span);
        new RequestReports(requestQueue(device)).forget(code, span);
        code.jump(start, span);
    }

    /** Compiles the worker for the groups of a sender. */
    void worker(ThreadCompiler worker, int device, RequestQueue.Sender sender, Span span) {
        requestQueue(device).worker(worker, sender, () -> call(worker, device, GROUP_ENTRY, span), span);
    }

    private void call(ThreadCompiler caller, int device, String procedure, Span span) {
        List<Library> driver = world.devices.get(device).driver();
        Member.Procedure entry = entry(device, procedure, span);
        caller.calls()
                .inline(entry, List.of(driver, world.library.kernel()), List.of(new Operand.Device(device)), -1, span);
    }

    private Member.Procedure entry(int device, String procedure, Span span) {
        DeviceInfo info = world.devices.get(device);
        return world.library
                .procedure(info.driver(), procedure)
                .orElseThrow(() -> new LoweringException(
                        Code.MISSING_PROCEDURE,
                        span,
                        "the driver of `" + info.name() + "` has no `" + procedure + "`, and the device asks for pages"));
    }

    private static Value isPending(Queue queue) {
        return Value.differs(queue.request(), 0);
    }

    private void serve(
            ThreadCompiler worker, int thread, Queue queue, CodeBuilder.Label start, Span span) {
        CodeBuilder code = worker.code();
        DeviceInfo device = world.devices.get(queue.device());
        List<Library> driver = device.driver();
        Member.Procedure entry = entry(queue.device(), ENTRY, span);
        for (int page : AccessCompiler.sorted(pages.getOrDefault(thread, Set.of()))) {
            CodeBuilder.Label other = new CodeBuilder.Label();
            Value itsPage = Value.binary(
                    Value.Operator.EQUAL,
                    Value.binary(Value.Operator.SHIFT_RIGHT, new Value.Read(queue.request()), Value.constant(1)),
                    Value.constant(page + 1));
            code.branchUnless(itsPage, other, span, "");
            int mark = code.mark();
            int write = code.register();
            int result = code.register();
            Value isWrite = Value.binary(Value.Operator.BIT_AND, new Value.Read(queue.request()), Value.constant(1));
            code.emit(new Step.Assign(write, isWrite), span, "take " + device.request(world.pageName(page)));
            code.emit(new Step.Operation(world.operation(List.of(page)), false), span, "");
            List<Operand> arguments = List.of(
                    new Operand.Device(queue.device()),
                    new Operand.Page(world.original(page)),
                    Operand.of(new Value.Read(write)));
            worker.calls()
                    .inline(entry, List.of(driver, world.library.kernel()), arguments, result, span);
            int outer = code.beginAtomic();
            code.emit(new Step.Assign(queue.request(), Value.constant(0)), span, "");
            Value answer = Value.binary(Value.Operator.ADD, new Value.Read(result), Value.constant(1));
            code.emit(new Step.Assign(queue.response(), answer), span, device.switches().stall() ? "resume" : "respond");
            code.emit(new Step.Operation(0, false), span, "");
            code.endAtomic(outer);
            code.release(mark, span);
            code.jump(start, span);
            code.place(other);
        }
    }
}
