package org.shootdown.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;
import org.shootdown.sema.Constants;

/**
 * The page request queue of a device's IOMMU, of a size that the scenario says, and what the kernel keeps of what it has
 * taken from there: requests of groups of which the last has not come, and groups that wait for a worker. A thread on the
 * device has one group outstanding at a time; its number is the page request group index (PRGI).
 *
 * <p>{@link RequestSender} has what the device and its IOMMU do before that, {@link RequestReports} what the thread of the
 * queue's interrupt does; here is what both share, and the workers. In what order the kernel does it is library.
 */
final class RequestQueue {

    /** The most pages for which a device can ask: two bits of a word for each. */
    private static final int MOST_PAGES = 15;

    private static final int FAILURE = Constants.named("FAILURE").orElseThrow().value();

    /** A page request message: what is in the queue is one more than the place of its request in the list of all. */
    record Request(int asker, int page, boolean write, boolean last) {}

    /**
     * A thread that asks.
     *
     * @param response the slot of the response that it has been sent, plus one; 0 for none
     * @param outstanding the slot that says whether it has sent a whole group that has not been answered
     * @param partial the slot of the kernel's requests of a group that is not complete, as a set
     * @param group the slot of those of its group that waits for a worker
     * @param handled the slot of those that the worker handles
     */
    record Asker(String thread, int response, int outstanding, int partial, int group, int handled) {}

    final World world;
    final int device;
    final int size;
    final String name;
    final int entries;
    /** How many entries hardware has written, and how many of those the kernel has taken. */
    final int count;
    final int read;
    final int overflow;
    /** The request that the kernel has taken and not yet reported. */
    final int taken;
    final int unexpected;
    final int stopped;
    final Map<Integer, Asker> askers = new LinkedHashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Integer> pages = new ArrayList<>();
    /** The workers by their thread, with the thread whose groups they handle. */
    private final Map<Integer, Integer> workers = new LinkedHashMap<>();

    RequestQueue(World world, int device, int size) {
        this.world = world;
        this.device = device;
        this.size = size;
        this.name = world.devices.get(device).name();
        this.entries = world.layout.array("prq." + name, size);
        this.count = world.layout.shared("prq.count." + name, 0);
        this.read = world.layout.shared("prq.read." + name, 0);
        this.overflow = world.layout.shared("prq.overflow." + name, 0);
        this.taken = world.layout.shared("prq.taken." + name, 0);
        this.unexpected = world.layout.shared("prq.unexpected." + name, 0);
        this.stopped = world.layout.shared("pri.stopped." + name, 0);
    }

    // ---- the device and its IOMMU -------------------------------------------------------------------------------

    Asker asker(int thread, String threadName) {
        return askers.computeIfAbsent(thread, t -> new Asker(
                threadName,
                world.layout.shared("response[" + t + "]", 0),
                world.layout.shared("outstanding[" + t + "]", 0),
                world.layout.shared("iopf.partial[" + t + "]", 0),
                world.layout.shared("iopf.group[" + t + "]", 0),
                world.layout.shared("iopf.handled[" + t + "]", 0)));
    }

    /** The slot of the response to a thread. */
    int response(int thread) {
        return askers.get(thread).response();
    }

    int number(Request request, Span span) {
        if (!pages.contains(request.page())) {
            pages.add(request.page());
            if (pages.size() > MOST_PAGES) {
                throw new LoweringException(Diagnostic.of(
                                Code.TOO_MANY, span, "`" + name + "` asks for more than " + MOST_PAGES + " pages")
                        .help("a race shows with two or three; or leave out `prq`: then each access asks by itself"));
            }
        }
        if (!requests.contains(request)) {
            requests.add(request);
        }
        return requests.indexOf(request) + 1;
    }

    /** A response comes to the device: to a group that is outstanding, or to none. Response Failure ends its requests. */
    void deliver(CodeBuilder code, Asker asker, Value status, Span span) {
        CodeBuilder.Label surplus = new CodeBuilder.Label();
        CodeBuilder.Label done = new CodeBuilder.Label();
        code.branchUnless(Value.not(is(asker.outstanding(), 0)), surplus, span, "");
        Value answer = Value.binary(Operator.ADD, status, Value.constant(1));
        code.emit(new Step.Assign(asker.response(), answer), span, "respond to " + asker.thread());
        code.emit(new Step.Assign(asker.outstanding(), Value.FALSE), span, "");
        Value fails = Value.binary(Operator.EQUAL, status, Value.constant(FAILURE));
        code.emit(new Step.Assign(stopped, Value.binary(Operator.OR, new Value.Read(stopped), fails)), span, "");
        code.jump(done, span);
        code.place(surplus);
        code.emit(new Step.Assign(unexpected, Value.TRUE), span, "respond to " + asker.thread() + ", which has asked nothing");
        code.place(done);
    }

    /** Whether there is something for the thread of the queue's interrupt to do. */
    Value interrupts() {
        return Value.binary(Operator.OR, Value.not(is(count, 0)), Value.not(is(overflow, 0)));
    }

    // ---- the kernel: the workers --------------------------------------------------------------------------------

    /** The threads that ask, each of which has a worker: a workqueue runs as many as there is work. */
    List<Integer> asking() {
        return List.copyOf(askers.keySet());
    }

    /** A worker of its own for the groups of a thread: it waits for one, handles it, for ever. */
    void worker(ThreadCompiler worker, int thread, Runnable handler, Span span) {
        CodeBuilder code = worker.code();
        Asker asker = askers.get(thread);
        workers.put(code.thread(), thread);
        CodeBuilder.Label start = new CodeBuilder.Label();
        code.place(start);
        int taking = code.beginAtomic();
        code.emit(new Step.Await(Value.not(is(asker.group(), 0))), span, "");
        code.emit(new Step.Assign(asker.handled(), new Value.Read(asker.group())), span, "take the page request group of " + asker.thread());
        code.emit(new Step.Assign(asker.group(), Value.constant(0)), span, "");
        code.emit(new Step.Operation(world.operation(pagesOf(thread)), false), span, "");
        code.endAtomic(taking);
        handler.run();
        int ending = code.beginAtomic();
        code.emit(new Step.Assign(asker.handled(), Value.constant(0)), span, "");
        code.emit(new Step.Operation(0, false), span, "");
        code.endAtomic(ending);
        code.jump(start, span);
    }

    private List<Integer> pagesOf(int thread) {
        return requests.stream().filter(r -> r.asker() == thread).map(Request::page).distinct().toList();
    }

    /** The pages for which the group can ask that a worker handles, in the order in which the script first asks for them. */
    List<Integer> pages(ThreadCompiler worker, Span span) {
        return pagesOf(served(worker, span));
    }

    /** Whether the group that a worker handles asks for a page. */
    Value asksFor(ThreadCompiler worker, int page, boolean write, Span span) {
        int thread = served(worker, span);
        boolean may = requests.stream().anyMatch(r -> r.asker() == thread && r.page() == page && r.write() == write);
        return may ? Functions.hasBit(new Value.Read(askers.get(thread).handled()), bit(page, write)) : Value.FALSE;
    }

    /** Answers the group that a worker handles. */
    void respond(ThreadCompiler worker, Value status, Span span) {
        Asker asker = askers.get(served(worker, span));
        int outer = worker.code().beginAtomic();
        deliver(worker.code(), asker, status, span);
        worker.code().endAtomic(outer);
    }

    private int served(ThreadCompiler worker, Span span) {
        Integer thread = workers.get(worker.code().thread());
        if (thread == null) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_STATIC,
                            worker.calledAt(span),
                            "there is no page request group here: it is a worker that handles one")
                    .help("this stands in what `iommu_sva_handle_iopf` of a driver calls"));
        }
        return thread;
    }

    // ---- both ---------------------------------------------------------------------------------------------------

    /** First the queue, then the workers (iopf_queue_flush_dev()). */
    void drain(CodeBuilder code, Span span) {
        Value queue = Value.binary(Operator.AND, is(count, 0), is(taken, 0));
        code.emit(new Step.Await(queue), span, "no page request of " + name + " is in the queue");
        Value flushed = Value.TRUE;
        for (Asker asker : askers.values()) {
            Value idle = Value.binary(Operator.AND, is(asker.group(), 0), is(asker.handled(), 0));
            flushed = Value.binary(Operator.AND, flushed, idle);
        }
        code.emit(new Step.Await(flushed), span, "no worker handles one: flush_workqueue()");
    }

    /** What must never be: a response too many, or a group that nobody has any more and that was not answered. */
    List<Program.Wrong> wrongs() {
        List<Program.Wrong> found = new ArrayList<>();
        found.add(new Program.Wrong(
                Value.not(is(unexpected, 0)),
                "a response came to `" + name + "` for which no page request group is outstanding"));
        for (Map.Entry<Integer, Asker> entry : askers.entrySet()) {
            int thread = entry.getKey();
            Asker asker = entry.getValue();
            Value kept = Value.not(Value.binary(Operator.AND, is(asker.group(), 0), is(asker.handled(), 0)));
            kept = Value.binary(Operator.OR, kept, oneOf(taken, r -> r.last() && r.asker() == thread));
            for (int i = 0; i < size; i++) {
                Value unread = Value.binary(Operator.LESS_EQUAL, new Value.Read(read), Value.constant(i));
                Value itsLast = oneOf(entries + i, r -> r.last() && r.asker() == thread);
                kept = Value.binary(Operator.OR, kept, Value.binary(Operator.AND, unread, itsLast));
            }
            found.add(new Program.Wrong(
                    Value.binary(Operator.AND, Value.not(is(asker.outstanding(), 0)), Value.not(kept)),
                    "the page request group of `" + asker.thread() + "` is in no queue, nobody handles it, and it has no response"));
        }
        return found;
    }

    // ---- values -------------------------------------------------------------------------------------------------

    private int bit(int page, boolean write) {
        return 1 << 2 * pages.indexOf(page) + (write ? 1 : 0);
    }

    /** The request that was taken as a set, if it is one of a thread; else the empty set. */
    Value bits(int thread, boolean last) {
        Value found = Value.constant(0);
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            if (request.asker() == thread && request.last() == last) {
                Value its = Value.binary(
                        Operator.MULTIPLY, is(taken, i + 1), Value.constant(bit(request.page(), request.write())));
                found = found.equals(Value.constant(0)) ? its : Value.binary(Operator.BIT_OR, found, its);
            }
        }
        return found;
    }

    Value oneOf(int slot, java.util.function.Predicate<Request> wanted) {
        Value found = Value.FALSE;
        for (int i = 0; i < requests.size(); i++) {
            if (wanted.test(requests.get(i))) {
                found = Value.binary(Operator.OR, found, is(slot, i + 1));
            }
        }
        return found;
    }

    static Value is(int slot, int value) {
        return Value.binary(Operator.EQUAL, new Value.Read(slot), Value.constant(value));
    }

    static Value plus(int slot, int more) {
        return more == 0 ? new Value.Read(slot) : Value.binary(Operator.ADD, new Value.Read(slot), Value.constant(more));
    }
}
