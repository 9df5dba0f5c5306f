package org.shootdown.machine;

import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;

/** Which instructions need no step of their own: nobody else can tell when they are executed. */
final class FreeSteps {

    private FreeSteps() {}

    /** By instruction of a thread; {@code mergesLocks}: whether giving back a lock is one step with what went before. */
    static boolean[] of(Program program, int thread, boolean mergesLocks) {
        List<Instruction> code = program.threads().get(thread).instructions();
        boolean[] free = new boolean[code.size()];
        for (int i = 0; i < free.length; i++) {
            free[i] = isFree(program, thread, code.get(i))
                    || mergesLocks && code.get(i).step() instanceof Step.Release release
                            && isMerged(program, release, code.get(i));
        }
        return free;
    }

    private static boolean isFree(Program program, int thread, Instruction instruction) {
        Step step = instruction.step();
        if (step instanceof Step.Assign assign) {
            return isOwn(program, thread, assign.slot()) && assign.value().readsOnly(s -> isOwn(program, thread, s));
        }
        if (step instanceof Step.Branch branch) {
            return branch.condition().readsOnly(s -> isOwn(program, thread, s));
        }
        if (step instanceof Step.Operation operation) {
            return !operation.call();
        }
        if (step instanceof Step.Jump jump) {
            return !jump.back();
        }
        return step instanceof Step.Forget || step instanceof Step.Count || step instanceof Step.Stop;
    }

    /**
     * In an atomic region it is part of that: the step before must not take it along alone. With store buffers, a
     * locked instruction that gives a lock back may have to wait.
     */
    private static boolean isMerged(Program program, Step.Release release, Instruction instruction) {
        boolean waits = program.hardware().storeBuffers().isOn() && release.lockedInstruction();
        return instruction.region() == 0 && !waits;
    }

    /** Whether a step never waits. An access may where its region can be locked, and where another address space is loaded. */
    static boolean isNeverBlocked(Hardware hardware, Step step) {
        boolean waits = step instanceof Step.Access access
                        && access.place().device()
                        && hardware.devices().get(access.place().index()).region().isPresent()
                || step instanceof Step.Access other && !other.place().device() && hardware.tags().areOn()
                || step instanceof Step.Await
                || step instanceof Step.Acquire
                || step instanceof Step.AwaitCommands
                || step instanceof Step.QueueCommand
                || step instanceof Step.Barrier
                || step instanceof Step.Jump;
        return !waits;
    }

    private static boolean isOwn(Program program, int thread, int slot) {
        return program.slots().get(slot).owner() == thread;
    }
}
