package org.shootdown.machine;

import java.util.List;
import java.util.function.BiFunction;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IndexOutside;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;

/**
 * The steps of threads. A transition is one step, or all of an atomic region, and then whatever follows that touches
 * nothing but the thread's own registers.
 */
final class ThreadSteps {

    private final Program program;
    private final Hardware hardware;
    private final Frames frames;
    private final LevelStores levels;
    private final Invalidations invalidations;
    private final Accesses accesses;
    private final EarlyFaults earlyFaults;
    private final BufferedStores buffers;
    /**
     * Whether taking a lock is one step with what follows, and giving it back with what went before. While a lock is
     * held nobody else can use it, so what others do in between they could have done before the one or behind the
     * other (Lipton's movers); no question looks at locks.
     */
    private final boolean mergesLocks;
    /**
     * Whether there must be a state in which a lock is held, whenever one is taken and given back. Questions about whole
     * runs need it: who waits for the lock could not go on in that state, and so may be left waiting for ever even by
     * weak fairness.
     */
    private final boolean showsHeldLocks;
    /** By thread and instruction: whether it needs no step of its own. */
    private final boolean[][] free;
    /** By thread and who listens: what its steps do. */
    private final BiFunction<Integer, Narrator, StepEffects> told;
    /** By thread: its effects while nobody listens, which is almost always; they keep no state. */
    private final StepEffects[] silent;
    /** By thread and instruction: whether it has been executed. */
    private final boolean[][] executed;
    /** By thread, in arrays: every transition looks here. */
    private final Instruction[][] all;

    private final int[] counters;

    ThreadSteps(
            Program program,
            Frames frames,
            LevelStores levels,
            Invalidations invalidations,
            Accesses accesses,
            EarlyFaults earlyFaults,
            BufferedStores buffers,
            BiFunction<Integer, Narrator, StepEffects> effects,
            boolean mergesLocks) {
        this.buffers = buffers;
        this.levels = levels;
        this.invalidations = invalidations;
        this.told = effects;
        this.earlyFaults = earlyFaults;
        this.mergesLocks = mergesLocks;
        this.showsHeldLocks = program.questions().stream().anyMatch(Program.Question::isOfRuns);
        this.program = program;
        this.hardware = program.hardware();
        this.frames = frames;
        this.accesses = accesses;
        this.free = new boolean[program.threads().size()][];
        this.silent = new StepEffects[program.threads().size()];
        this.executed = new boolean[free.length][];
        this.all = new Instruction[free.length][];
        this.counters = program.threads().stream().mapToInt(ThreadCode::counter).toArray();
        for (int t = 0; t < free.length; t++) {
            List<Instruction> code = program.threads().get(t).instructions();
            free[t] = FreeSteps.of(program, t, mergesLocks);
            executed[t] = new boolean[code.size()];
            all[t] = code.toArray(Instruction[]::new);
            silent[t] = effects.apply(t, Narrator.SILENT);
        }
    }

    boolean hasExecuted(int thread, int instruction) {
        return executed[thread][instruction];
    }

    /** Brings every thread to its first step. */
    void settle(int[] state) {
        for (int t = 0; t < program.threads().size(); t++) {
            new Run(t, Narrator.SILENT, (next, actor, kind) -> System.arraycopy(next, 0, state, 0, state.length))
                    .goOn(state.clone(), 0, 0, Transitions.PLAIN);
        }
    }

    /** All transitions of a thread. */
    void step(int[] state, int thread, Transitions transitions, Narrator narrator) {
        int counter = state[counters[thread]];
        if (counter >= 0 && buffers.mayStep(state, thread)) {
            narrator.reset(0);
            new Run(thread, narrator, transitions).execute(state.clone(), counter, Transitions.PLAIN);
        }
    }

    /** One thread's transition, branching where hardware or adversary choose. States passed to it are its own. */
    private final class Run {
        private final int thread;
        private final ThreadCode code;
        private final Instruction[] instructions;
        private final Narrator narrator;
        private final Transitions transitions;
        private final StepEffects effects;
        /** Whether the step before took a lock, and so is one with the next. */
        private boolean merges;
        /** Whether the transition took a lock. */
        private boolean locks;

        Run(int thread, Narrator narrator, Transitions transitions) {
            this.thread = thread;
            this.code = program.threads().get(thread);
            this.instructions = all[thread];
            this.narrator = narrator;
            this.transitions = transitions;
            this.effects = narrator.listens() ? told.apply(thread, narrator) : silent[thread];
        }

        /** Goes on behind a step: through the rest of its region and whatever is free. */
        void goOn(int[] state, int counter, int region, int kind) {
            int at = counter;
            while (true) {
                Instruction instruction = instructions[at];
                if (region != 0 && instruction.region() == region && !goesBack(instruction)) {
                    execute(state, at, kind);
                    return;
                }
                boolean isFree = free[thread][at]
                                && !(locks && showsHeldLocks && instruction.step() instanceof Step.Release)
                        || isIdle(state, instruction);
                if (!isFree && merges && FreeSteps.isNeverBlocked(hardware, instruction.step())) {
                    merges = false;
                    execute(state, at, kind);
                    return;
                }
                if (!isFree) {
                    state[code.counter()] = at;
                    transitions.to(state, thread, kind);
                    return;
                }
                if (instruction.step() instanceof Step.Stop) {
                    earlyFaults.forget(state, thread);
                    state[code.counter()] = -1;
                    transitions.to(state, thread, kind);
                    return;
                }
                executed[thread][at] = true;
                try {
                    at = doFree(state, instruction);
                } catch (LimitReached | IndexOutside e) {
                    // Then it is a step of its own: what came before has happened.
                    state[code.counter()] = at;
                    transitions.to(state, thread, kind);
                    return;
                }
            }
        }

        /** Whether it is a barrier with nothing to wait for. */
        private boolean isIdle(int[] state, Instruction instruction) {
            return instruction.step() instanceof Step.Barrier barrier
                    && barrier.kind() == Step.BarrierKind.MEMORY
                    && buffers.isEmpty(state, thread)
                    && !invalidations.showsStores(state, thread)
                    && !invalidations.ordersWalks(state, code.cpu());
        }

        /** A retry inside an atomic region is a step of its own: it may come round for ever. */
        private boolean goesBack(Instruction instruction) {
            return instruction.step() instanceof Step.Jump jump && jump.back();
        }

        /** Changes nothing if it throws. */
        private int doFree(int[] state, Instruction instruction) {
            Step step = instruction.step();
            earlyFaults.passed(state, thread, step);
            narrator.passes(instruction);
            if (step instanceof Step.Assign assign) {
                state[assign.slot()] = assign.value().in(state);
            } else if (step instanceof Step.Forget forget) {
                forget.slots().forEach(s -> state[s] = 0);
            } else if (step instanceof Step.Count count) {
                narrator.count(count.kind());
                count.counter().ifPresent(c -> effects.count(state, c));
            } else if (step instanceof Step.Operation operation) {
                state[code.operation()] = operation.operation();
            } else if (step instanceof Step.Release release) {
                narrator.at(code.column(), instruction);
                release(state, release, instruction);
                effects.told(instruction.text());
            } else if (step instanceof Step.Barrier) {
                narrator.at(code.column(), instruction);
                effects.told(instruction.text());
            } else if (step instanceof Step.Branch branch && branch.condition().in(state) == 0) {
                return branch.otherwise();
            }
            return instruction.next();
        }

        private void release(int[] state, Step.Release release, Instruction instruction) {
            if (!buffers.isOn()) {
                effects.release(state, release, instruction);
                return;
            }
            int[] seen = buffers.seen(state, thread);
            effects.release(seen, release, instruction);
            buffers.put(state, thread, buffers.storeOf(seen, release));
        }

        /** Makes a step, or says why nobody knows what it does. Of several outcomes each is known or not by itself. */
        void execute(int[] state, int at, int kind) {
            try {
                make(state, at, kind);
            } catch (LimitReached | IndexOutside e) {
                stop(instructions[at], e);
            }
        }

        private void stop(Instruction instruction, RuntimeException why) {
            Stop.Kind kind = why instanceof Misuse misuse ? misuse.kind() : Stop.Kind.LIMIT;
            stop(instruction, why.getMessage(), kind);
        }

        private void stop(Instruction instruction, String what, Stop.Kind kind) {
            String procedure = instruction.procedure().isEmpty() ? "" : instruction.procedure() + ", ";
            String why = code.name() + " " + what + ": " + procedure + instruction.location();
            transitions.stops(thread, new Stop(why, kind));
        }

        private void make(int[] state, int at, int kind) {
            Instruction instruction = instructions[at];
            Step step = instruction.step();
            StepOrder order = buffers.order(thread, at);
            if (order == StepOrder.LOCKED && !buffers.isEmpty(state, thread)) {
                return;
            }
            executed[thread][at] = true;
            merges = false;
            earlyFaults.passed(state, thread, step);
            narrator.at(code.column(), instruction);
            if (step instanceof Step.Access access) {
                access(state, instruction, access);
            } else if (step instanceof Step.AllocateFrame allocate) {
                allocate(state, instruction, allocate, kind);
            } else if (step instanceof Step.AllocateTable allocate) {
                allocate(state, instruction, allocate, kind);
            } else if (step instanceof Step.Choose choose) {
                int mark = narrator.mark();
                for (int i = 0; i < choose.targets().size(); i++) {
                    effects.told(choose.told().get(i));
                    goOn(state.clone(), choose.targets().get(i), instruction.region(), kind);
                    narrator.reset(mark);
                }
            } else if (step instanceof Step.Stop) {
                state[code.counter()] = -1;
                transitions.to(state, thread, kind);
            } else if (order == StepOrder.PLAIN) {
                plain(state, instruction, kind);
            } else if (step instanceof Step.Branch || free[thread][at]) {
                goOn(state, doFree(state, instruction), instruction.region(), kind);
            } else {
                one(state, instruction, kind);
            }
        }

        /** A step that loads and stores by way of the store buffer. */
        private void plain(int[] state, Instruction instruction, int kind) {
            Step step = instruction.step();
            int[] seen = buffers.seen(state, thread);
            buffers.leanedOn(state, thread, narrator);
            if (step instanceof Step.Branch branch) {
                boolean goesOn = branch.condition().in(seen) != 0;
                effects.told(instruction.text().isEmpty() ? "" : instruction.text() + (goesOn ? ": yes" : ": no"));
                goOn(state, goesOn ? instruction.next() : branch.otherwise(), instruction.region(), kind);
                return;
            }
            String freed = effects.freedMapping(seen, step);
            BufferedStores.Store store = buffers.storeOf(seen, step);
            if (effects.apply(seen, step, instruction)) {
                if (!freed.isEmpty()) {
                    stop(instruction, freed, Stop.Kind.MAPS_FREED);
                }
                buffers.take(state, seen, thread, step, store);
                effects.told(instruction.text().isEmpty() ? buffers.loaded(instruction, seen) : "");
                goOn(state, instruction.next(), instruction.region(), kind);
            }
        }

        /** A step with one outcome, unless it must wait. */
        private void one(int[] state, Instruction instruction, int kind) {
            Step step = instruction.step();
            String freed = effects.freedMapping(state, step);
            if (effects.apply(state, step, instruction)) {
                if (!freed.isEmpty()) {
                    stop(instruction, freed, Stop.Kind.MAPS_FREED);
                }
                merges = mergesLocks && step instanceof Step.Acquire;
                locks |= merges;
                goOn(state, instruction.next(), instruction.region(), kind);
            }
        }

        private void allocate(int[] state, Instruction instruction, Step.AllocateFrame allocate, int kind) {
            int count = hardware.frames().size();
            boolean any = false;
            for (int index = 1; index < count; index++) {
                if (frames.isCandidate(state, index)) {
                    any = true;
                    int[] next = state.clone();
                    allocated(next, allocate.slot(), frames.allocate(next, index), "alloc ", instruction, kind);
                }
            }
            if (!any) {
                throw new LimitReached("needs more than the " + (count - 1) + " frames of the scenario");
            }
        }

        private void allocate(int[] state, Instruction instruction, Step.AllocateTable allocate, int kind) {
            int block = allocate.block();
            boolean any = false;
            for (int number = 0; number < levels.tableFrames(block); number++) {
                if (levels.isCandidate(state, block, number)) {
                    any = true;
                    int[] next = state.clone();
                    int table = levels.allocate(next, block, number);
                    allocated(next, allocate.slot(), table, "alloc table ", instruction, kind);
                }
            }
            if (!any) {
                throw new LimitReached("needs more than " + levels.tableFrames(block) + " page tables under "
                        + levels.name(block) + " at a time");
            }
        }

        private void allocated(int[] next, int slot, int frame, String what, Instruction instruction, int kind) {
            int mark = narrator.mark();
            next[slot] = frame;
            if (narrator.listens()) {
                effects.told(what + effects.frame(frame));
            }
            goOn(next, instruction.next(), instruction.region(), kind);
            narrator.reset(mark);
        }

        /** Notes the fault of a page that nobody works on, if a question is about such. */
        private void inVain(int[] state, int page) {
            int slot = program.faulted().isEmpty() ? -1 : program.faulted().get(page);
            if (slot >= 0) {
                state[slot] = 1;
            }
        }

        private void access(int[] state, Instruction instruction, Step.Access access) {
            int page = access.page();
            int mark = narrator.mark();
            accesses.access(
                    state,
                    thread,
                    access,
                    new Accesses.Outcomes() {
                        @Override
                        public void use(int[] next, int entry, String how) {
                            int[] seen = buffers.isEmpty(next, thread) ? next : buffers.seen(next, thread);
                            buffers.leanedOn(next, thread, narrator);
                            if (narrator.listens()) {
                                effects.told(effects.describe(access, seen, entry) + " (" + how + ")");
                            }
                            buffers.make(next, seen, thread, access, PageTableEntry.frame(entry));
                            goOn(next, instruction.next(), instruction.region(), Transitions.SUCCESS);
                            narrator.reset(mark);
                        }

                        @Override
                        public void fault(int[] next, String why) {
                            int vma = state[hardware.permissions() + hardware.original(page)];
                            boolean permitted = (vma & access.kind().permission()) != 0;
                            if (narrator.listens()) {
                                effects.told(instruction.text() + " faults (" + why + ")");
                            }
                            inVain(next, page);
                            goOn(
                                    next,
                                    access.onFault(),
                                    instruction.region(),
                                    permitted ? Transitions.FAULT : Transitions.PLAIN);
                            narrator.reset(mark);
                        }

                        @Override
                        public void refuse(int[] next, String why) {
                            if (access.onRefusal() < 0) {
                                fault(next, why);
                                return;
                            }
                            if (narrator.listens()) {
                                effects.told(instruction.text() + " faults, and is ended (" + why + ")");
                            }
                            goOn(next, access.onRefusal(), instruction.region(), Transitions.PLAIN);
                            narrator.reset(mark);
                        }

                        @Override
                        public void conflict(int[] next, String why) {
                            effects.told(narrator.listens() ? instruction.text() + " aborts (" + why + ")" : "");
                            inVain(next, page);
                            next[code.conflict().slot()] = code.conflict().value();
                            earlyFaults.forget(next, thread);
                            next[code.counter()] = -1;
                            transitions.to(next, thread, Transitions.PLAIN);
                            narrator.reset(mark);
                        }

                        @Override
                        public void unmodelled(String why) {
                            stop(instruction, why, Stop.Kind.LIMIT);
                            narrator.reset(mark);
                        }
                    },
                    narrator);
        }
    }
}
