package org.shootdown.machine;

import java.util.List;
import java.util.Set;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;

/**
 * The machine that runs a program: from a state to all that may follow. Threads step; broadcast invalidations take
 * effect; IOMMUs carry out commands; caches fill and evict unasked.
 */
public final class Machine {

    private final Program program;
    private final Hardware hardware;
    private final PageTables tables;
    private final Frames frames;
    private final Invalidations invalidations;
    private final CommandQueues queues;
    private final Broadcasts broadcasts;
    private final Caches caches;
    private final AccessedBits accessedBits;
    private final Contexts contexts;
    private final Attachments attachments;
    private final WalkCaches walks;
    private final BufferedStores buffers;
    private final ThreadSteps steps;
    private final CacheModel model;
    private final Consulted consulted;
    private final Drains drains;
    /** Whether sets must be kept right behind each transition ({@link Attachments#settle}). */
    /** Whether some IOTLB is looked up by device and address alone. */
    private final boolean bySource;
    private final boolean settles;

    /** {@code mergesLocks}: whether taking and giving back locks need no steps of their own. */
    public Machine(Program program, CacheModel model, boolean mergesLocks) {
        this.program = program;
        this.model = model;
        this.hardware = program.hardware();
        boolean asksOfRuns = program.questions().stream().anyMatch(Program.Question::isOfRuns);
        this.bySource =
                hardware.devices().stream().flatMap(d -> d.context().stream()).anyMatch(Hardware.Context::bySource);
        this.settles = model == CacheModel.MAY_SETS
                && (bySource
                        || hardware.devices().stream()
                                .flatMap(d -> d.context().stream())
                                .anyMatch(c -> c.words().isPresent()));
        LoadedSpaces loaded = new LoadedSpaces(program);
        EntrySets sets = new EntrySets(loaded.names());
        this.consulted = new Consulted(hardware);
        this.contexts = new Contexts(hardware, consulted);
        Keeping keeping = new Keeping(hardware, sets, consulted);
        EarlyFaults earlyFaults = new EarlyFaults(program, sets, keeping, consulted);
        Blocks blocks = new Blocks(program, sets, contexts, consulted);
        ContiguousRuns runs = new ContiguousRuns(program, sets, consulted);
        this.frames = new Frames(hardware, blocks);
        this.walks = new WalkCaches(program, blocks, keeping, model);
        this.tables = new PageTables(program, sets, contexts, blocks, runs, loaded, keeping, model, consulted);
        MixedEntries mixes = new MixedEntries(hardware, tables, sets, contexts);
        this.attachments = new Attachments(program, tables, sets, contexts, walks, mixes, model, consulted);
        Conflicts conflicts = new Conflicts(hardware, sets, consulted);
        this.broadcasts = new Broadcasts(
                program, tables, sets, earlyFaults, attachments, blocks, walks, loaded, conflicts, keeping, model, consulted);
        this.invalidations =
                new Invalidations(program, tables, broadcasts, blocks, walks, loaded, model, consulted);
        this.queues = new CommandQueues(program, attachments, blocks, walks, consulted);
        this.caches = new Caches(program, tables, runs, sets, contexts, mixes, loaded);
        LevelStores levels = new LevelStores(program, tables, frames, blocks, runs, walks, sets, model, consulted);
        this.accessedBits = new AccessedBits(hardware, tables, levels, blocks, loaded, contexts, consulted);
        this.buffers = new BufferedStores(program, frames, levels, attachments, mergesLocks && !asksOfRuns);
        this.drains = new Drains(program, tables, caches, buffers, consulted, asksOfRuns);
        Translations translations = new Translations(hardware, tables, runs, sets, model, consulted);
        SpaceLoads loads = new SpaceLoads(program, loaded, tables, sets, invalidations, model, consulted);
        this.steps = new ThreadSteps(
                program,
                frames,
                levels,
                invalidations,
                new Accesses(
                        new CpuAccesses(
                                hardware,
                                tables,
                                sets,
                                loaded,
                                translations,
                                new BitUpdates(
                                        hardware, tables, levels, blocks, runs, sets, loaded, translations, consulted),
                                invalidations,
                                earlyFaults,
                                conflicts,
                                consulted),
                        new DeviceAccesses(
                                hardware,
                                tables,
                                runs,
                                sets,
                                translations,
                                new DeviceBits(hardware, tables, levels, blocks, runs, sets, translations, consulted),
                                attachments,
                                contexts,
                                conflicts)),
                earlyFaults,
                buffers,
                (t, narrator) -> new StepEffects(
                        program, tables, frames, invalidations, queues, attachments, levels, loads, t, narrator),
                mergesLocks);
    }

    public Program program() {
        return program;
    }

    public Caches caches() {
        return caches;
    }

    /** What walkers have cached of upper entries. */
    public WalkCaches walks() {
        return walks;
    }

    /**
     * The rules that have mattered to the transitions made so far, as {@code arch.NAME} or {@code IOMMU.NAME}: with any
     * other rule flipped, the same transitions would have been made.
     */
    public Set<String> consultedRules() {
        return consulted.keys();
    }

    /** The instructions of a thread that have been executed so far. */
    public boolean hasExecuted(int thread, int instruction) {
        return steps.hasExecuted(thread, instruction);
    }

    public int[] initialState() {
        int[] state = program.initialState();
        tables.begin(state);
        steps.settle(state);
        return state;
    }

    /** All transitions out of a state, always in the same order. */
    public void successors(int[] state, Transitions all, Narrator narrator) {
        Transitions transitions = settles || bySource && narrator.listens()
                ? new SettledTransitions(state, all, attachments, settles, narrator)
                : all;
        if (walks.isLost(state, transitions, unfairActor())) {
            return;
        }
        for (int thread = 0; thread < program.threads().size(); thread++) {
            steps.step(state, thread, transitions, narrator);
        }
        if (hardware.rules().broadcast()) {
            effects(state, transitions, narrator);
        }
        commands(state, transitions, narrator);
        drains.all(state, transitions, narrator);
        accessedBits.unasked(state, unfairActor(), transitions, narrator);
        if (model == CacheModel.EXPLICIT) {
            caches.unasked(state, unfairActor(), transitions, narrator);
            walks.unasked(state, unfairActor(), transitions, narrator);
            attachments.unasked(state, unfairActor(), transitions, narrator);
        }
    }

    private void effects(int[] state, Transitions transitions, Narrator narrator) {
        for (int thread = 0; thread < program.threads().size(); thread++) {
            for (int page = 0; page < hardware.pages().size(); page++) {
                if (broadcasts.isIssuedHere(state, thread, page)) {
                    effect(state, thread, page, true, transitions, narrator);
                }
                if (broadcasts.isIssued(state, thread, page)) {
                    effect(state, thread, page, false, transitions, narrator);
                }
            }
        }
    }

    /** {@code here}: on the thread's own CPU only. */
    private void effect(
            int[] state, int thread, int page, boolean here, Transitions transitions, Narrator narrator) {
        ThreadCode code = program.threads().get(thread);
        int actor = program.threads().size() + thread;
        int[] next = state.clone();
        narrator.reset(0);
        try {
            if (here) {
                broadcasts.takeEffectHere(next, thread, page, narrator);
            } else {
                broadcasts.takeEffect(next, thread, page, narrator);
            }
        } catch (LimitReached e) {
            String why = "a " + broadcast(code) + " of " + code.name() + " " + e.getMessage();
            transitions.stops(actor, new Stop(why, Stop.Kind.LIMIT));
            return;
        }
        if (narrator.listens()) {
            String what = here ? "invalidation of the own TLB," : broadcast(code);
            narrator.tell(code.column(), what + " " + hardware.pages().get(page).name() + " takes effect");
            narrator.rule(consulted.key(here ? Consulted.FORCES_BROADCAST : Consulted.BROADCAST));
            if (tables.isLate(state, page, 0, ~0)) {
                narrator.rule(consulted.key(Consulted.LATE_STORES));
            }
        }
        transitions.to(next, actor, Transitions.PLAIN);
    }

    /** What a thread's broadcast invalidations are called: {@code TLBI}, {@code tlbie}. */
    private String broadcast(ThreadCode thread) {
        return thread.instructions().stream()
                .filter(i -> i.step() instanceof Step.InvalidateBroadcast invalidate && !invalidate.local()
                        || i.step() instanceof Step.InvalidateBroadcastTag)
                .map(i -> i.text().split(" ")[0])
                .findFirst()
                .orElse("TLBI");
    }

    private void commands(int[] state, Transitions transitions, Narrator narrator) {
        for (int d = 0; d < hardware.devices().size(); d++) {
            Hardware.Device device = hardware.devices().get(d);
            if (state[device.queue()] != 0 && state[device.queue() + 1] != 0) {
                consulted.mark(Consulted.inOrder(d));
            }
            for (int i = 0; i < Hardware.QUEUE_LENGTH && state[device.queue() + i] != 0; i++) {
                if (i > 0 && device.inOrder()) {
                    break;
                }
                int open = queues.open(state, d, i);
                if (open == 0) {
                    command(state, d, i, -1, transitions, narrator);
                }
                for (int rest = open; rest != 0; rest &= rest - 1) {
                    command(state, d, i, Integer.numberOfTrailingZeros(rest), transitions, narrator);
                }
            }
        }
    }

    /** {@code page}: which page of its range the command reaches; -1 if it is about one thing. */
    private void command(
            int[] state, int device, int position, int page, Transitions transitions, Narrator narrator) {
        int[] next = state.clone();
        narrator.reset(0);
        String text = page < 0
                ? queues.carryOut(next, device, position, narrator)
                : queues.reach(next, device, position, page, narrator);
        narrator.tell(hardware.devices().get(device).iommu(), text);
        if (position > 0) {
            narrator.rule(consulted.key(Consulted.inOrder(device)));
        }
        transitions.to(next, 2 * program.threads().size() + device, Transitions.PLAIN);
    }

    // ---- actors -------------------------------------------------------------------------------------------------

    /**
     * How many actors owe the others fairness: the threads, then for each thread its broadcast invalidations, then the
     * devices' command queues, then what happens by itself ({@link Drains}). {@link #unfairActor()} is one more: caches owe
     * nobody anything.
     */
    public int actors() {
        return 2 * program.threads().size() + hardware.devices().size() + drains.actors();
    }

    public int unfairActor() {
        return actors();
    }

    // ---- what questions ask -------------------------------------------------------------------------------------

    /** Whether a thread waits for the kernel's answer to a fault of an access that the VMA permits. */
    public boolean awaitsAnswer(int[] state, int thread) {
        ThreadCode code = program.threads().get(thread);
        int counter = state[code.counter()];
        for (ThreadCode.FaultHandling handling : code.faults()) {
            if (counter >= handling.first() && counter < handling.end()) {
                int vma = state[hardware.permissions() + hardware.original(handling.page())];
                return (vma & handling.permission()) != 0;
            }
        }
        return false;
    }

    public boolean hasEnded(int[] state, int thread) {
        return state[program.threads().get(thread).counter()] < 0;
    }

    /** Whether all stores of a thread are in memory. */
    public boolean hasStored(int[] state, int thread) {
        return buffers.isEmpty(state, thread);
    }

    /** The stores of CPUs that are on their way to frames. */
    public void storesToFrames(int[] state, Caches.Usable usable) {
        buffers.toFrames(state, usable);
    }

    /** Whether all threads of the script have ended, and all that they have stored is in memory. */
    public boolean isFinal(int[] state) {
        List<ThreadCode> threads = program.threads();
        for (int t = 0; t < threads.size() && threads.get(t).kind() == ThreadCode.Kind.SCRIPT; t++) {
            if (!hasEnded(state, t) || !hasStored(state, t)) {
                return false;
            }
        }
        return true;
    }

    /** The pages on which a kernel operation is under way, as a bit set. */
    public long pagesInOperation(int[] state) {
        long set = 0;
        for (ThreadCode thread : program.threads()) {
            set |= program.operations().get(state[thread.operation()]);
        }
        return set;
    }

    /** The entry of a page in memory. */
    public int entry(int[] state, int page) {
        return tables.entry(state, page);
    }

    /** The set with the entry of a page in memory, as caches are kept in the state; empty if it is not valid. */
    public int inMemory(int[] state, int page) {
        return tables.inMemory(state, page);
    }

    /** Whether something may walk to the entry of a page: a table that no device is attached to is not walked. */
    public boolean isWalked(int[] state, int page) {
        return contexts.isWalked(state, page);
    }

    /** What is wrong where a device may be translated by no table at all; empty if none may. */
    public String withoutTable(int[] state) {
        int device = contexts.withoutTable(state);
        return device < 0
                ? ""
                : "the IOMMU can read a valid entry of " + hardware.devices().get(device).name()
                        + " that names no table, and walk by what stands at address 0";
    }

    /** Whether the frame that an entry names is allocated, and is still what it was when the entry was made. */
    public boolean isLive(int[] state, int entry) {
        return frames.isLive(state, PageTableEntry.frame(entry));
    }

    /** An entry of a page as reports print it. */
    public String entryText(int page, int entry, Mentions mentions) {
        return caches.text(page, entry, mentions);
    }

    public String frameText(int entry) {
        return Frame.text(PageTableEntry.frame(entry), hardware.frames());
    }
}
