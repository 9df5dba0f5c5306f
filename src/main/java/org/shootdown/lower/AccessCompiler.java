package org.shootdown.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Constants;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Member;

/**
 * Compiles accesses: translate and use in one step; on a fault the kernel's handler on a CPU, or a page request and
 * its response on a device; then again, or the end of the thread.
 */
final class AccessCompiler {

    /** The kernel's entry for faults of CPUs: {@code page_fault(a: page, write: bool, instruction: bool) -> int}. */
    static final String FAULT_ENTRY = Axes.FAULT_ENTRY;

    /** A virtual machine's: {@code vcpu_fault(d: device, a: page, write: bool) -> int}; the page is the host's. */
    static final String GUEST_FAULT_ENTRY = "vcpu_fault";

    private final ThreadCompiler thread;
    private final Deque<CodeBuilder.Label> handlers = new ArrayDeque<>();

    AccessCompiler(ThreadCompiler thread) {
        this.thread = thread;
    }

    /** Compiles code whose faults go to a label. */
    void catching(CodeBuilder.Label handler, Runnable body) {
        handlers.push(handler);
        body.run();
        handlers.pop();
    }

    void compile(Step.AccessKind kind, int page, Value value, Value expected, int slot, Span span) {
        World world = thread.world();
        if (thread.place().isEmpty()) {
            throw new LoweringException(
                    Code.ACCESS_OUTSIDE, span, "thread `" + thread.name()
                            + "` accesses memory but runs on no CPU and no device; say `on cpu 0`");
        }
        Step.Place place = thread.place().get();
        checkPlace(kind, place, span);
        thread.touch(page);
        CodeBuilder code = thread.code();
        if (code.isAtomic() && !code.isRegionEmpty()) {
            throw new LoweringException(Diagnostic.of(
                            Code.ACCESS_IN_ATOMIC,
                            span,
                            "an access can fault, be handled and made again, so in `atomic` nothing comes before it")
                    .help("to read and write in one step: `r = xchg A, 1`, `fetch_add`, `cmpxchg`"));
        }
        CodeBuilder.Label again = new CodeBuilder.Label();
        CodeBuilder.Label fault = new CodeBuilder.Label();
        CodeBuilder.Label done = new CodeBuilder.Label();
        String accessed = place.device() ? world.accessedName(place.index(), page) : world.pageName(page);
        String text = kind.word() + " " + accessed;
        code.place(again);
        int target = slot >= 0 || !kind.reads() ? slot : thread.unused();
        int access = code.access(new Step.Access(place, page, kind, value, expected, target, -1, -1), fault, span, text);
        thread.milestones().accessed(span);
        code.jump(done, span);
        code.place(fault);
        int handled = code.position();
        // What handles the fault is no part of a region that begins with the access.
        int region = code.leaveAtomic();
        if (place.device()) {
            requestPage(place.index(), page, kind.writes(), access, again, span);
        } else {
            handleFault(handler(place.index(), page, kind, span), page, again, span);
        }
        code.endAtomic(region);
        code.handles(page, kind.permission(), handled);
        code.place(done);
    }

    /** DMA is a device's; instructions are fetched by CPUs. */
    private void checkPlace(Step.AccessKind kind, Step.Place place, Span span) {
        boolean dma = kind == Step.AccessKind.DMA_READ || kind == Step.AccessKind.DMA_WRITE;
        if (dma && !place.device()) {
            throw new LoweringException(Diagnostic.of(
                            Code.ACCESS_OUTSIDE,
                            span,
                            "`" + kind.word() + "` is an access of a device, and thread `" + thread.name()
                                    + "` runs on a CPU")
                    .help("a CPU uses `" + (kind.writes() ? "store" : "load") + "`; a thread on a device is written"
                            + " `thread D on gpu { ... }`"));
        }
        if (kind == Step.AccessKind.EXECUTE && place.device()) {
            throw new LoweringException(Diagnostic.of(
                            Code.ACCESS_OUTSIDE,
                            span,
                            "`exec` is an instruction fetch of a CPU, and thread `" + thread.name()
                                    + "` runs on a device")
                    .help("Linux lets no device ask for execute permission; `load` reads"));
        }
    }

    /** What a fault calls. */
    private record Handler(Member.Procedure entry, List<List<Library>> chains, List<Operand> arguments) {}

    /** The kernel's handler of a CPU's fault; a guest's goes to the driver of its virtual machine, on the same CPU. */
    private Handler handler(int cpu, int page, Step.AccessKind kind, Span span) {
        World world = thread.world();
        List<Library> kernel = world.library.kernel();
        Operand write = Operand.of(Value.truth(kind.writes()));
        int machine = world.cpus.get(cpu).machine();
        if (machine < 0) {
            Member.Procedure entry = world.library
                    .procedure(kernel, FAULT_ENTRY)
                    .orElseThrow(() -> new LoweringException(
                            Code.MISSING_PROCEDURE, span, "the kernel of this cell has no `" + FAULT_ENTRY + "`"));
            Operand instruction = Operand.of(Value.truth(kind == Step.AccessKind.EXECUTE));
            return new Handler(entry, List.of(kernel), List.of(new Operand.Page(page), write, instruction));
        }
        List<Library> driver = world.devices.get(machine).driver();
        Member.Procedure entry = world.library
                .procedure(driver, GUEST_FAULT_ENTRY)
                .orElseThrow(() -> new LoweringException(
                        Code.MISSING_PROCEDURE,
                        span,
                        "the driver of `" + world.devices.get(machine).name() + "` has no `" + GUEST_FAULT_ENTRY + "`"));
        return new Handler(
                entry,
                List.of(driver, kernel),
                List.of(new Operand.Device(machine), new Operand.Page(world.original(page)), write));
    }

    private void handleFault(Handler handler, int page, CodeBuilder.Label again, Span span) {
        CodeBuilder code = thread.code();
        int mark = code.mark();
        int result = code.register();
        code.emit(new Step.Operation(thread.world().operation(List.of(page)), false), span, "");
        drainStores(span);
        thread.calls().inline(handler.entry(), handler.chains(), handler.arguments(), result, span);
        drainStores(span);
        code.emit(new Step.Operation(0, false), span, "");
        againIf(result, 0, new Value.Read(result), again, span);
        code.release(mark, span);
    }

    /**
     * An exception drains the store buffer (Intel SDM vol. 3A, 12.10), and so does the way back: IRET is serialising (Intel
     * SDM vol. 3A, 9.3).
     */
    private void drainStores(Span span) {
        if (thread.world().storeBuffers()) {
            thread.code().emit(new Step.Barrier(Step.BarrierKind.MEMORY), span, "");
        }
    }

    /** Page request, response, and again; or the end of the access where the device cannot ask, or has nobody to ask. */
    private void requestPage(
            int device, int page, boolean store, int access, CodeBuilder.Label again, Span span) {
        CodeBuilder code = thread.code();
        World world = thread.world();
        int abort = Constants.named("ABORT").orElseThrow().value();
        if (!world.devices.get(device).recovers()) {
            fail(Value.constant(abort), -1, span);
            return;
        }
        if (thread.requests().isQueued(device)) {
            requestQueued(device, page, store, access, again, span);
            return;
        }
        PageRequests.Queue queue = thread.requests().queue(device, thread.code().thread());
        String text = world.devices.get(device).request(world.pageName(page)) + (store ? " w" : " r");
        boolean mayBeUnknown = world.movables.containsKey(device);
        int asking = code.beginAtomic();
        CodeBuilder.Label unknown = new CodeBuilder.Label();
        ifBound(device, unknown, span);
        if (world.devices.get(device).switches().pri()) {
            code.emit(new Step.PageRequest(device, page), span, "");
        }
        code.emit(new Step.Assign(queue.request(), Value.constant(PageRequests.code(page, store))), span, text);
        code.endAtomic(asking);
        int outer = code.beginAtomic();
        Value answered = Value.differs(queue.response(), 0);
        code.emit(new Step.Await(answered), span, "");
        int mark = code.mark();
        int answer = code.register();
        code.emit(new Step.Assign(answer, new Value.Read(queue.response())), span, "");
        code.emit(new Step.Assign(queue.response(), Value.constant(0)), span, "response received");
        code.endAtomic(outer);
        againIf(answer, PageRequests.RESPONSE_SUCCESS, Value.constant(abort), again, span);
        code.release(mark, span);
        if (mayBeUnknown) {
            code.refused(access);
            code.place(unknown);
            fail(Value.constant(abort), -1, span);
        }
    }

    /** The same by way of a queue, as a group of one: the response says how it went, whoever gives it. */
    private void requestQueued(
            int device, int page, boolean store, int access, CodeBuilder.Label again, Span span) {
        CodeBuilder code = thread.code();
        int abort = Constants.named("ABORT").orElseThrow().value();
        RequestQueue queue = thread.requests().requestQueue(device);
        new RequestSender(queue).ask(thread, List.of(page), store, false, span);
        int mark = code.mark();
        int status = code.register();
        new RequestCompiler(thread).receive(queue.response(code.thread()), status, span);
        againIf(status, Constants.named("SUCCESS").orElseThrow().value(), Value.constant(abort), again, span);
        code.release(mark, span);
        if (thread.world().movables.containsKey(device)) {
            code.refused(access);
            fail(Value.constant(abort), -1, span);
        }
    }

    /** A request that names a PASID which leads nowhere is not handled, but answered at once: invalid. */
    private void ifBound(int device, CodeBuilder.Label unknown, Span span) {
        Optional.ofNullable(thread.world().movables.get(device)).ifPresent(m -> {
            Value bound = m.isValid();
            thread.code().branchUnless(bound, unknown, span, "");
        });
    }

    /** The access is made again if a register says that what was missing is there, and else is over. */
    private void againIf(int register, int success, Value fault, CodeBuilder.Label again, Span span) {
        CodeBuilder code = thread.code();
        CodeBuilder.Label refused = new CodeBuilder.Label();
        code.branchUnless(Value.equal(register, success), refused, span, "");
        code.emit(new Step.Forget(List.of(register)), span, "");
        code.jump(again, span);
        code.place(refused);
        fail(fault, register, span);
    }

    /** The access is over without success: to the handler, or the end of the thread. */
    private void fail(Value fault, int register, Span span) {
        CodeBuilder code = thread.code();
        List<Integer> forgotten = register < 0 ? List.of() : List.of(register);
        if (handlers.isEmpty()) {
            code.emit(new Step.Assign(thread.faultSlot(), fault), span, "");
            code.emit(new Step.Forget(forgotten), span, "");
            code.emit(new Step.Stop(), span, "");
        } else {
            code.emit(new Step.Forget(forgotten), span, "");
            code.jump(handlers.peek(), span);
        }
    }

    /** The pages that this thread's device may ask for; see {@link PageRequests}. */
    static List<Integer> sorted(java.util.Set<Integer> pages) {
        return new ArrayList<>(new java.util.TreeSet<>(pages));
    }
}
