package org.shootdown.machine;

import java.util.Arrays;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IndexOutside;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Mention;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;

/** What the steps of a thread that have one outcome do to the state, and how they are told. */
final class StepEffects {

    private final Hardware hardware;
    private final PageTables tables;
    private final Frames frames;
    private final Invalidations invalidations;
    private final CommandQueues queues;
    private final Attachments attachments;
    private final LevelStores levels;
    private final SpaceLoads loads;
    private final int thread;
    private final ThreadCode code;
    private final Narrator narrator;
    private final Program program;

    StepEffects(
            Program program,
            PageTables tables,
            Frames frames,
            Invalidations invalidations,
            CommandQueues queues,
            Attachments attachments,
            LevelStores levels,
            SpaceLoads loads,
            int thread,
            Narrator narrator) {
        this.attachments = attachments;
        this.levels = levels;
        this.loads = loads;
        this.program = program;
        this.hardware = program.hardware();
        this.tables = tables;
        this.frames = frames;
        this.invalidations = invalidations;
        this.queues = queues;
        this.thread = thread;
        this.code = program.threads().get(thread);
        this.narrator = narrator;
    }

    /** A step with one outcome; yields false if it must wait. */
    boolean apply(int[] state, Step step, Instruction instruction) {
        if (step instanceof Step.Await await) {
            return await.condition().in(state) != 0 && told(instruction.text());
        }
        if (step instanceof Step.Acquire acquire) {
            return acquire(state, acquire) && told(instruction.text());
        }
        if (step instanceof Step.AwaitCommands await) {
            return queues.isDone(state, thread, await.device()) && told(synced(await.device()));
        }
        if (step instanceof Step.QueueCommand command) {
            return queue(state, command);
        }
        if (step instanceof Step.Barrier barrier) {
            if (instruction.region() != 0) {
                invalidations.hasten(state, thread, barrier.kind(), narrator);
            }
            return invalidations.barrier(state, thread, code.cpu(), barrier.kind()) && told(instruction.text());
        }
        if (step instanceof Step.Operation operation) {
            state[code.operation()] = operation.operation();
            return told(instruction.text());
        }
        if (step instanceof Step.InvalidateLocal invalidate) {
            invalidations.local(state, invalidate, narrator);
            return told(instruction.text());
        }
        if (step instanceof Step.InvalidateBroadcast invalidate) {
            invalidations.broadcasts().issue(state, thread, invalidate, narrator);
            return told(instruction.text());
        }
        if (step instanceof Step.InvalidateBroadcastTag invalidate) {
            invalidations.broadcasts().issue(state, thread, invalidate, narrator);
            return told(instruction.text());
        }
        if (step instanceof Step.InvalidateTag invalidate) {
            int tag = invalidate.tag().in(state);
            invalidations.localTag(state, invalidate.cpu(), invalidate.page(), tag, narrator);
            return told(instruction.text());
        }
        if (step instanceof Step.LoadSpace load) {
            loads.load(state, load, narrator);
            return !narrator.listens() || told(instruction.text() + loads.text(state, load));
        }
        if (step instanceof Step.Jump) {
            return true;
        }
        if (step instanceof Step.NotModelled unknown) {
            throw new LimitReached("comes to what is not modelled yet" + unknown.why());
        }
        return memory(state, step) || variable(state, step, instruction);
    }

    private boolean variable(int[] state, Step step, Instruction instruction) {
        if (step instanceof Step.Assign assign) {
            state[assign.slot()] = assign.value().in(state);
        } else if (step instanceof Step.AssignElement element) {
            int index = element.index().in(state);
            if (index < 0 || index >= element.count()) {
                throw new IndexOutside(index, element.count());
            }
            state[element.base() + index] = element.value().in(state);
        } else if (step instanceof Step.Release release) {
            release(state, release, instruction);
        } else {
            throw new IllegalArgumentException(step.toString());
        }
        return told(instruction.text());
    }

    /** Page-table entries, frames and translations; yields false if the step is none of these. */
    private boolean memory(int[] state, Step step) {
        if (step instanceof Step.ReadEntry read) {
            state[read.slot()] = tables.entry(state, read.page());
            return !narrator.listens() || told("reads pte " + page(read.page()) + " = "
                    + text(read.page(), state[read.slot()]));
        }
        if (step instanceof Step.WriteEntry write) {
            return write(state, write.page(), write.entry().in(state));
        }
        if (step instanceof Step.ExchangeEntry exchange) {
            int entry = exchange.entry().in(state);
            state[exchange.slot()] = tables.entry(state, exchange.page());
            return write(state, exchange.page(), entry);
        }
        if (step instanceof Step.CompareExchangeEntry exchange) {
            boolean same = tables.entry(state, exchange.page()) == exchange.expected().in(state);
            int entry = exchange.entry().in(state);
            state[exchange.slot()] = same ? 1 : 0;
            return same ? write(state, exchange.page(), entry) : told("pte " + page(exchange.page()) + " has changed");
        }
        if (step instanceof Step.WriteContext write) {
            attachments.write(state, write.device(), write.field(), write.value());
            return !narrator.listens()
                    || told("context " + device(write.device())
                            + attachments.written(write.device(), write.field(), write.value()));
        }
        if (step instanceof Step.SwitchAts ats) {
            attachments.switchAts(state, ats.device(), ats.on(), narrator);
            return told((ats.on() ? "enable" : "disable") + " ATS of " + device(ats.device()));
        }
        if (step instanceof Step.PageRequest request) {
            attachments.requested(state, request.device(), request.page(), narrator);
            return true;
        }
        return upper(state, step) || frames(state, step);
    }

    /** Upper entries and tables; yields false if the step is none of these. */
    private boolean upper(int[] state, Step step) {
        if (step instanceof Step.ReadUpper read) {
            state[read.slot()] = levels.upper(state, read.block());
            return !narrator.listens() || told("reads " + levels.name(read.block()) + " = "
                    + upperText(read.block(), state[read.slot()]));
        }
        if (step instanceof Step.WriteUpper write) {
            return writeUpper(state, write.block(), write.entry().in(state));
        }
        if (step instanceof Step.ExchangeUpper exchange) {
            int entry = exchange.entry().in(state);
            state[exchange.slot()] = levels.upper(state, exchange.block());
            return writeUpper(state, exchange.block(), entry);
        }
        if (step instanceof Step.CompareExchangeUpper exchange) {
            boolean same = levels.upper(state, exchange.block()) == exchange.expected().in(state);
            int entry = exchange.entry().in(state);
            state[exchange.slot()] = same ? 1 : 0;
            return same
                    ? writeUpper(state, exchange.block(), entry)
                    : told(levels.name(exchange.block()) + " has changed");
        }
        if (step instanceof Step.ReadTable read) {
            int table = read.table().in(state);
            state[read.slot()] = levels.read(state, table, read.page());
            return !narrator.listens() || told("reads pte " + page(read.page()) + " in " + frame(table) + " = "
                    + text(read.page(), state[read.slot()]));
        }
        if (step instanceof Step.WriteTable write) {
            int table = write.table().in(state);
            int entry = write.entry().in(state);
            levels.storeIn(state, thread, table, write.page(), entry);
            return !narrator.listens()
                    || told("pte " + page(write.page()) + " in " + frame(table) + " = "
                            + text(write.page(), entry));
        }
        return false;
    }

    private boolean writeUpper(int[] state, int block, int upper) {
        levels.storeUpper(state, thread, block, upper);
        return !narrator.listens() || told(levels.name(block) + " = " + upperText(block, upper));
    }

    /** What is wrong with an entry that comes to name a freed frame; empty if none does. */
    String freedMapping(int[] state, Step step) {
        if (step instanceof Step.WriteEntry write) {
            return freedMapping(state, write.page(), write.entry().in(state));
        }
        if (step instanceof Step.ExchangeEntry exchange) {
            return freedMapping(state, exchange.page(), exchange.entry().in(state));
        }
        if (step instanceof Step.CompareExchangeEntry exchange
                && tables.entry(state, exchange.page()) == exchange.expected().in(state)) {
            return freedMapping(state, exchange.page(), exchange.entry().in(state));
        }
        return "";
    }

    private String freedMapping(int[] state, int page, int entry) {
        int handle = PageTableEntry.frame(entry);
        boolean stays = handle == PageTableEntry.frame(tables.entry(state, page));
        return !PageTableEntry.valid(entry) || stays || frames.isLive(state, handle)
                ? ""
                : "maps " + freed(state, handle) + ", at " + page(page);
    }

    private boolean write(int[] state, int page, int entry) {
        if (PageTableEntry.maps(entry) && Frame.index(PageTableEntry.frame(entry)) == 0) {
            throw new Misuse("sets pte " + page(page) + ", and the entry names no frame");
        }
        int handle = PageTableEntry.frame(entry);
        boolean stays = handle == PageTableEntry.frame(tables.entry(state, page));
        if (PageTableEntry.maps(entry) && !PageTableEntry.valid(entry) && !stays && !frames.isLive(state, handle)) {
            // No hardware will use it, so that nobody who asks about hardware sees it.
            throw new Misuse("maps " + freed(state, handle) + ", at " + page(page));
        }
        if (!narrator.listens()) {
            levels.store(state, thread, page, entry);
            return true;
        }
        int[] before = state.clone();
        levels.store(state, thread, page, entry);
        String text = "pte " + page(page) + " = " + text(page, entry);
        if (Arrays.equals(before, state)) {
            narrator.idle(code.column(), text);
        } else {
            narrator.tell(code.column(), text);
        }
        return true;
    }

    private boolean frames(int[] state, Step step) {
        if (step instanceof Step.GetFrame get) {
            frames.get(state, live(state, get.frame().in(state), "takes a reference of "));
            return !narrator.listens() || told("get " + frame(get.frame().in(state)));
        }
        if (step instanceof Step.PutFrame put) {
            int handle = live(state, put.frame().in(state), "puts ");
            boolean freed = frames.put(state, handle);
            if (freed) {
                levels.freed(state, handle);
            }
            return !narrator.listens() || told((freed ? "put and free " : "put ") + frame(handle));
        }
        if (step instanceof Step.FreeFrame free) {
            int handle = live(state, free.frame().in(state), "frees ");
            frames.free(state, handle);
            levels.freed(state, handle);
            return !narrator.listens() || told("free " + frame(handle));
        }
        if (step instanceof Step.CopyFrame copy) {
            int to = live(state, copy.to().in(state), "copies to ");
            int from = live(state, copy.from().in(state), "copies ");
            frames.setContent(state, to, frames.content(state, from));
            return !narrator.listens() || told("copy " + frame(from) + " to " + frame(to));
        }
        return false;
    }

    /** The handle of a frame that a step is about to use. A frame without references is none to use. */
    private int live(int[] state, int handle, String verb) {
        if (Frame.index(handle) == 0) {
            throw new Misuse(verb + "no frame");
        }
        if (!frames.isLive(state, handle)) {
            throw new Misuse(verb + freed(state, handle));
        }
        return handle;
    }

    /** {@code frame f0, which has no reference left}. */
    private String freed(int[] state, int handle) {
        return "frame " + frame(handle)
                + (frames.isAllocated(state, handle)
                        ? ", which was freed and is somebody else's by now"
                        : ", which has no reference left");
    }

    private String synced(int device) {
        return (hardware.devices().get(device).tlb().equals("IOTLB") ? "IOMMU" : "TLB") + " sync done";
    }

    private boolean acquire(int[] state, Step.Acquire acquire) {
        int held = state[acquire.slot()];
        if (acquire.shared() ? held > 0 : held != 0) {
            return false;
        }
        // Readers count down from zero, a writer is its number plus one.
        state[acquire.slot()] = acquire.shared() ? held - 1 : thread + 1;
        return true;
    }

    /** Gives a lock back. Who does not hold it breaks what every answer rests on, so there is none. */
    void release(int[] state, Step.Release release, Instruction instruction) {
        int held = state[release.slot()];
        if (release.shared() ? held >= 0 : held != thread + 1) {
            throw new LimitReached("gives back a lock that it does not hold, by `" + instruction.text() + "`");
        }
        state[release.slot()] = release.shared() ? held + 1 : 0;
    }

    private boolean queue(int[] state, Step.QueueCommand command) {
        if (!queues.queue(state, thread, command)) {
            return false;
        }
        if (!narrator.listens()) {
            return true;
        }
        String tlb = hardware.devices().get(command.device()).tlb();
        return told("queue " + switch (command.kind()) {
            case INVALIDATE_IOTLB -> tlb + " invalidation " + pages(command);
            case INVALIDATE_WALK -> tlb + " and walk cache invalidation " + pages(command);
            case INVALIDATE_SMALL -> tlb + " invalidation of small leaves " + pages(command);
            case INVALIDATE_LARGE -> tlb + " invalidation of large leaves " + pages(command);
            case INVALIDATE_WALK_SMALL -> tlb + " and walk cache invalidation of small leaves " + pages(command);
            case INVALIDATE_WALK_LARGE -> tlb + " and walk cache invalidation of large leaves " + pages(command);
            case INVALIDATE_ATC -> "ATC invalidation " + pages(command);
            case INVALIDATE_DOMAIN -> tlb + " invalidation of all of " + hardware.tables().get(command.target()).name();
            case INVALIDATE_WHOLE_ATC -> "ATC invalidation of everything";
            case INVALIDATE_CONTEXT -> "context invalidation of " + device(command.device());
            case LOCK_REGION -> "LOCK of " + queues.region(command.device(), command.target());
            case UNLOCK_REGION -> "UNLOCK of " + device(command.device());
            case FLUSH_REGION -> "FLUSH of " + device(command.device());
        });
    }

    private String pages(Step.QueueCommand command) {
        return String.join(", ", command.pages().stream().map(this::page).toList());
    }

    private String device(int device) {
        return hardware.devices().get(device).name();
    }

    /** Counts what is asked about. */
    void count(int[] state, Step.Counter counter) {
        if (state[counter.slot()] < counter.most()) {
            state[counter.slot()]++;
        } else if (!counter.saturates()) {
            throw new LimitReached("counts " + program.slots().get(counter.slot()).name() + " beyond "
                    + counter.most() + ", and it is not only compared with numbers");
        }
    }

    /** How a timeline tells an access, from the state before it is made. */
    String describe(Step.Access access, int[] state, int entry) {
        String frame = frame(PageTableEntry.frame(entry));
        String dangling = frames.isLive(state, PageTableEntry.frame(entry)) ? "" : ", freed!";
        Step.AccessKind kind = access.kind();
        String operands = (kind == Step.AccessKind.COMPARE_EXCHANGE ? ", " + access.expected().in(state) : "")
                + (kind.writes() ? ", " + access.value().in(state) : "");
        return kind.word() + " " + accessed(access) + operands + " -> " + frame + dangling
                + (kind.reads() ? " = " + frames.content(state, PageTableEntry.frame(entry)) : "");
    }

    /** A device that is attached and detached names an address; in which domain that is the context entry decides. */
    private String accessed(Step.Access access) {
        boolean moves = access.place().device()
                && hardware.devices().get(access.place().index()).context().isPresent();
        return moves ? hardware.pages().get(access.page()).address() : page(access.page());
    }

    boolean told(String text) {
        if (narrator.listens() && !text.isEmpty()) {
            narrator.tell(code.column(), text);
        }
        return true;
    }

    private String page(int page) {
        return hardware.pages().get(page).name();
    }

    private String text(int page, int entry) {
        return Mention.ofPage(page, entry).told(narrator, hardware.frames());
    }

    private String upperText(int block, int upper) {
        return Mention.ofUpper(block, upper).told(narrator, hardware.frames());
    }

    String frame(int handle) {
        return Frame.text(handle, hardware.frames());
    }
}
