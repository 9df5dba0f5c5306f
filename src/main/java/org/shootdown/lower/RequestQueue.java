package org.shootdown.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    /**
     * A page request message: what is in the queue is one more than the place of its request in the list of all.
     *
     * @param asker by whom
     * @param first whether it is the first of its group
     */
    record Request(Sender asker, int page, boolean write, boolean first, boolean last) {}

    /**
     * Who sends a group.
     *
     * @param abandons whether the device does not wait for the response, and forgets that it has asked
     */
    record Sender(int thread, boolean abandons) {}

    /**
     * What is known of groups that a thread sends, of those for which it waits or of those that it abandons.
     *
     * @param device what both have in common: they have one index
     * @param group the slot of the requests of a group that waits for a worker, as a set
     * @param handled the slot of those that the worker handles
     * @param asked where the device is bound to several processes: the slot of that whose table it was translated by when it
     *     asked
     * @param reported the slot of that for which the kernel handles the group
     */
    record Asker(Index device, int group, int handled, int asked, int reported) {}

    /**
     * A page request group index: each thread has one.
     *
     * @param response the slot of the response that the thread has been sent, plus one; 0 for none
     * @param outstanding the slot that says whether it waits for one: 1 while it sends its group, 2 when that is whole
     * @param partial the slot of the kernel's requests of a group that is not complete, as a set
     */
    record Index(String thread, int response, int outstanding, int partial) {}

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
    /** How many groups wait for workers or are handled. */
    final int pending;
    /** Where the device is bound to several processes: for whom the request that was taken is handled; else -1. */
    private final int handler;
    /** Whether a response for a group that was abandoned has been taken for one of another. */
    private final int mistaken;
    /** Whether a request has been handled for another process than it was made for. */
    private final int late;
    private final Map<Integer, Index> indices = new LinkedHashMap<>();
    final Map<Sender, Asker> askers = new LinkedHashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Integer> pages = new ArrayList<>();
    /** The workers by their thread, with the thread whose groups they handle. */
    private final Map<Integer, Sender> workers = new LinkedHashMap<>();

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
        this.pending = world.layout.shared("iopf.pending." + name, 0);
        this.handler = binding().isPresent() ? world.layout.shared("iopf.handler." + name, 0) : -1;
        this.mistaken = world.layout.shared("prq.mistaken." + name, 0);
        this.late = world.layout.shared("prq.late." + name, 0);
    }

    // ---- the device and its IOMMU -------------------------------------------------------------------------------

    Asker asker(Sender sender, String threadName) {
        int thread = sender.thread();
        Index index = indices.computeIfAbsent(thread, t -> new Index(
                threadName,
                world.layout.shared("response[" + t + "]", 0),
                world.layout.shared("outstanding[" + t + "]", 0),
                world.layout.shared("iopf.partial[" + t + "]", 0)));
        String number = "[" + thread + (sender.abandons() ? ".abandoned" : "") + "]";
        return askers.computeIfAbsent(sender, t -> new Asker(
                index,
                world.layout.shared("iopf.group" + number, 0),
                world.layout.shared("iopf.handled" + number, 0),
                binding().isPresent() ? world.layout.shared("iopf.asked" + number, 0) : -1,
                binding().isPresent() ? world.layout.shared("iopf.reported" + number, 0) : -1));
    }

    /** The device's books where it is bound to several processes. */
    Optional<DeviceInfo.Movable> binding() {
        return Optional.ofNullable(world.movables.get(device)).filter(DeviceInfo.Movable::bindable);
    }

    /** The slot of the response to a thread. */
    int response(int thread) {
        return indices.get(thread).response();
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

    /**
     * A response comes to the device: to a group that is outstanding, or to none. One for a group that was abandoned is
     * discarded, unless another of that index is outstanding: then it is taken for that one's. Response Failure ends the
     * device's requests.
     */
    void deliver(CodeBuilder code, Sender sender, Value status, Span span) {
        Index index = askers.get(sender).device();
        CodeBuilder.Label surplus = new CodeBuilder.Label();
        CodeBuilder.Label done = new CodeBuilder.Label();
        code.branchUnless(Value.not(Value.equal(index.outstanding(), 0)), surplus, span, "");
        Value answer = Value.binary(Operator.ADD, status, Value.constant(1));
        String text = "respond to " + index.thread();
        code.emit(
                new Step.Assign(index.response(), answer),
                span,
                sender.abandons() ? text + ", which takes it for that to what it asks now" : text);
        code.emit(new Step.Assign(index.outstanding(), Value.FALSE), span, "");
        if (sender.abandons()) {
            code.emit(new Step.Assign(mistaken, Value.TRUE), span, "");
        }
        Value fails = Value.binary(Operator.EQUAL, status, Value.constant(FAILURE));
        code.emit(new Step.Assign(stopped, Value.binary(Operator.OR, new Value.Read(stopped), fails)), span, "");
        code.jump(done, span);
        code.place(surplus);
        if (sender.abandons()) {
            code.emit(new Step.Assign(stopped, new Value.Read(stopped)), span, text + ", which discards it");
        } else {
            code.emit(new Step.Assign(unexpected, Value.TRUE), span, text + ", which has asked nothing");
        }
        code.place(done);
    }

    /** Whether there is something for the thread of the queue's interrupt to do. */
    Value interrupts() {
        return Value.binary(Operator.OR, Value.not(Value.equal(count, 0)), Value.not(Value.equal(overflow, 0)));
    }

    // ---- the kernel: the workers --------------------------------------------------------------------------------

    /** The groups' senders, each of which has a worker: a workqueue runs as many as there is work. */
    List<Sender> asking() {
        return List.copyOf(askers.keySet());
    }

    /** A worker of its own for the groups of a sender: it waits for one, handles it, for ever. */
    void worker(ThreadCompiler worker, Sender sender, Runnable handler, Span span) {
        CodeBuilder code = worker.code();
        Asker asker = askers.get(sender);
        workers.put(code.thread(), sender);
        CodeBuilder.Label start = new CodeBuilder.Label();
        code.place(start);
        int taking = code.beginAtomic();
        code.emit(new Step.Await(Value.not(Value.equal(asker.group(), 0))), span, "");
        String text = "take the page request group of " + asker.device().thread();
        code.emit(new Step.Assign(asker.handled(), new Value.Read(asker.group())), span, text);
        code.emit(new Step.Assign(asker.group(), Value.constant(0)), span, "");
        code.emit(new Step.Operation(world.operation(pagesOf(sender)), false), span, "");
        code.endAtomic(taking);
        handler.run();
        int ending = code.beginAtomic();
        code.emit(new Step.Assign(asker.handled(), Value.constant(0)), span, "");
        code.emit(new Step.Assign(pending, plus(pending, -1)), span, "");
        code.emit(new Step.Operation(0, false), span, "");
        code.endAtomic(ending);
        code.jump(start, span);
    }

    /** What the groups of an index may ask for, in every table by which the device may come to translate. */
    private List<Integer> pagesOf(Sender sender) {
        return requests.stream()
                .filter(r -> r.asker().thread() == sender.thread())
                .map(Request::page)
                .distinct()
                .flatMap(p -> binding()
                        .map(m -> m.domains().stream().flatMap(t -> world.samePage(p, t).stream()))
                        .orElse(Stream.of(p)))
                .toList();
    }

    /** The pages for which the group can ask that a worker handles, in the order in which the script first asks for them. */
    List<Integer> pages(ThreadCompiler worker, Span span) {
        return pagesOf(served(worker, span));
    }

    /** Whether the group that a worker handles asks for a page. */
    Value asksFor(ThreadCompiler worker, int page, boolean write, Span span) {
        Sender sender = served(worker, span);
        Asker asker = askers.get(sender);
        Optional<Request> request = requests.stream()
                .filter(r -> r.asker().thread() == sender.thread() && r.write() == write)
                .filter(r -> world.pages.get(r.page()).name().equals(world.pages.get(page).name()))
                .findFirst();
        if (request.isEmpty()) {
            return Value.FALSE;
        }
        Value asks = Functions.hasBit(new Value.Read(asker.handled()), bit(request.get().page(), write));
        return binding()
                .map(m -> Value.binary(
                        Operator.AND, asks, Value.equal(asker.reported(), m.naming(world.pages.get(page).space()))))
                .orElse(asks);
    }

    /** Answers the group that a worker handles. */
    void respond(ThreadCompiler worker, Value status, Span span) {
        Sender sender = served(worker, span);
        int outer = worker.code().beginAtomic();
        deliver(worker.code(), sender, status, span);
        worker.code().endAtomic(outer);
    }

    private Sender served(ThreadCompiler worker, Span span) {
        Sender sender = workers.get(worker.code().thread());
        if (sender == null) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_STATIC,
                            worker.calledAt(span),
                            "there is no page request group here: it is a worker that handles one")
                    .help("this stands in what `iommu_sva_handle_iopf` of a driver calls"));
        }
        return sender;
    }

    /** The kernel looks up who has the PASID. */
    void findHandler(CodeBuilder code, Span span) {
        binding().ifPresent(m -> code.emit(
                new Step.Assign(handler, new Value.Read(m.domain())), span, "look up to whom " + name + " is bound"));
    }

    void forgetHandler(CodeBuilder code, Span span) {
        binding().ifPresent(m -> code.emit(new Step.Assign(handler, Value.constant(0)), span, ""));
    }

    Value hasHandler() {
        return handler < 0 ? Value.TRUE : Value.not(Value.equal(handler, 0));
    }

    /** A group is complete: it is for whom the kernel has found. */
    void reported(CodeBuilder code, Sender sender, Span span) {
        binding().ifPresent(m -> {
            Asker asker = askers.get(sender);
            code.emit(new Step.Assign(asker.reported(), new Value.Read(handler)), span, "");
            Value other = Value.binary(Operator.NOT_EQUAL, new Value.Read(asker.asked()), new Value.Read(handler));
            code.emit(new Step.Assign(late, Value.binary(Operator.OR, new Value.Read(late), other)), span, "");
        });
    }

    // ---- both ---------------------------------------------------------------------------------------------------

    /**
     * First the queue, then the workers (iopf_queue_flush_dev()); then, where hardware has had no room, until that is over
     * (intel_iommu_drain_pasid_prq(): DMA_PRS_PRO).
     */
    void drain(CodeBuilder code, Span span) {
        Value queue = Value.binary(Operator.AND, Value.equal(count, 0), Value.equal(taken, 0));
        code.emit(new Step.Await(queue), span, "no page request of " + name + " is in the queue");
        code.emit(new Step.Await(Value.equal(pending, 0)), span, "no worker handles one: flush_workqueue()");
        code.emit(new Step.Await(Value.equal(overflow, 0)), span, "");
    }

    /**
     * What must never be: a response too many, or to another group than it is for; a group that nobody has any more and that
     * was not answered; a request that is handled for another process.
     */
    List<Program.Wrong> wrongs() {
        List<Program.Wrong> found = new ArrayList<>();
        found.add(new Program.Wrong(
                Value.not(Value.equal(unexpected, 0)),
                "a response came to `" + name + "` for which no page request group is outstanding"));
        found.add(new Program.Wrong(
                Value.not(Value.equal(mistaken, 0)),
                "`" + name + "` has taken a response for that to another page request group than it is for"));
        found.add(new Program.Wrong(
                Value.not(Value.equal(late, 0)),
                "page requests that `" + name + "` has made for one process are handled for another"));
        for (Map.Entry<Sender, Asker> entry : askers.entrySet()) {
            Sender sender = entry.getKey();
            Asker asker = entry.getValue();
            if (sender.abandons()) {
                continue;
            }
            Value kept = Value.not(Value.binary(Operator.AND, Value.equal(asker.group(), 0), Value.equal(asker.handled(), 0)));
            kept = Value.binary(Operator.OR, kept, oneOf(taken, r -> r.last() && r.asker().equals(sender)));
            for (int i = 0; i < size; i++) {
                Value unread = Value.binary(Operator.LESS_EQUAL, new Value.Read(read), Value.constant(i));
                Value itsLast = oneOf(entries + i, r -> r.last() && r.asker().equals(sender));
                kept = Value.binary(Operator.OR, kept, Value.binary(Operator.AND, unread, itsLast));
            }
            Value whole = Value.equal(asker.device().outstanding(), 2);
            found.add(new Program.Wrong(
                    Value.binary(Operator.AND, whole, Value.not(kept)),
                    "the page request group of `" + asker.device().thread()
                            + "` is in no queue, nobody handles it, and it has no response"));
        }
        return found;
    }

    // ---- values -------------------------------------------------------------------------------------------------

    private int bit(int page, boolean write) {
        return 1 << 2 * pages.indexOf(page) + (write ? 1 : 0);
    }

    /** The request that was taken as a set, if it is one of a sender's; else the empty set. */
    Value bits(Sender sender, boolean last) {
        Value found = Value.constant(0);
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            if (request.asker().equals(sender) && request.last() == last) {
                Value its = Value.binary(
                        Operator.MULTIPLY, Value.equal(taken, i + 1), Value.constant(bit(request.page(), request.write())));
                found = found.equals(Value.constant(0)) ? its : Value.binary(Operator.BIT_OR, found, its);
            }
        }
        return found;
    }

    Value oneOf(int slot, Predicate<Request> wanted) {
        Value found = Value.FALSE;
        for (int i = 0; i < requests.size(); i++) {
            if (wanted.test(requests.get(i))) {
                found = Value.binary(Operator.OR, found, Value.equal(slot, i + 1));
            }
        }
        return found;
    }

    static Value plus(int slot, int more) {
        return more == 0 ? new Value.Read(slot) : Value.binary(Operator.ADD, new Value.Read(slot), Value.constant(more));
    }
}
