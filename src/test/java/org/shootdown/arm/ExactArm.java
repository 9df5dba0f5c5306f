package org.shootdown.arm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.shootdown.arm.ArmProgram.Kind;
import org.shootdown.arm.ArmProgram.Op;

/**
 * The out-of-order machine of arm-translation-rules 3, as an oracle: each access walks and accesses as two events, and the
 * events of a thread come in any order that its barriers permit. It knows nothing of the machine that it is held against.
 */
final class ExactArm {

    /** What may be reordered; each has the outcomes of those behind it. */
    enum Order {
        /** Whatever the architecture lets overtake what. */
        RELAXED,
        /** Accesses come in program order, and only faults may be taken before the accesses in front of them. */
        ACCESSES_IN_ORDER,
        /** Besides, any barrier waits for all accesses in front of it, of whatever kind. */
        STRONG_BARRIERS,
        /** Besides, an invalidation takes effect behind the stores to the page table in front of it. */
        NO_FLOAT
    }

    private static final int NOT_WALKED = -1;
    private static final int WAITING = 0;
    private static final int DONE = 1;
    private static final int FAULTED = 2;

    private final ArmProgram program;
    private final boolean ets2;
    private final Order order;
    private final int threads;
    private final Op[][] ops;
    private final int[] first;
    private final int count;

    private ExactArm(ArmProgram program, boolean ets2, Order order) {
        this.program = program;
        this.ets2 = ets2;
        this.order = order;
        this.threads = program.threads().size();
        this.ops = new Op[threads][];
        this.first = new int[threads + 1];
        for (int t = 0; t < threads; t++) {
            List<Op> thread = program.threads().get(t);
            ops[t] = thread.toArray(Op[]::new);
            first[t + 1] = first[t] + ops[t].length;
        }
        this.count = first[threads];
    }

    /**
     * How runs may end: per operation whether it was done, and what it read; then the content of the frames and the
     * entry of A.
     */
    static Set<String> outcomes(ArmProgram program, boolean ets2, Order order) {
        return new ExactArm(program, ets2, order).search();
    }

    /** Everything that changes. Operations are numbered through all threads. */
    private static final class State {
        /** Per operation: waiting, done or faulted; of a TLBI, done means that it has taken effect. */
        final int[] status;
        /** Per access the entry that it walked. */
        final int[] walked;
        /** Per load the value read. */
        final int[] read;
        /** Per TLBI the operations that its barrier waits for, as a bit set. */
        final int[] hits;
        final int[] memory;
        int entry;
        /** Per CPU the entries of A that its TLB may hold, as a bit set by entry. */
        final int[] cached;

        State(int operations, int cpus, int entry) {
            status = new int[operations];
            walked = new int[operations];
            Arrays.fill(walked, NOT_WALKED);
            read = new int[operations];
            Arrays.fill(read, -1);
            hits = new int[operations];
            memory = ArmProgram.CONTENTS.clone();
            this.entry = entry;
            cached = new int[cpus];
        }

        State(State other) {
            status = other.status.clone();
            walked = other.walked.clone();
            read = other.read.clone();
            hits = other.hits.clone();
            memory = other.memory.clone();
            entry = other.entry;
            cached = other.cached.clone();
        }

        String key() {
            return Arrays.toString(status) + Arrays.toString(walked) + Arrays.toString(read) + Arrays.toString(hits)
                    + Arrays.toString(memory) + entry + Arrays.toString(cached);
        }
    }

    private Set<String> search() {
        Set<String> outcomes = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<State> open = new ArrayDeque<>();
        open.add(new State(count, threads, program.initial()));
        while (!open.isEmpty()) {
            State state = open.pop();
            if (!seen.add(state.key())) {
                continue;
            }
            if (isOver(state)) {
                outcomes.add(outcome(state));
            }
            for (int t = 0; t < threads; t++) {
                for (int k = 0; k < ops[t].length && !isCut(state, t, k); k++) {
                    events(state, t, k, open);
                }
            }
        }
        return outcomes;
    }

    /** Whether an operation before has faulted, so that this one is never made. */
    private boolean isCut(State s, int t, int k) {
        for (int j = 0; j < k; j++) {
            if (s.status[first[t] + j] == FAULTED) {
                return true;
            }
        }
        return false;
    }

    private boolean isOver(State s) {
        for (int t = 0; t < threads; t++) {
            for (int k = 0; k < ops[t].length && !isCut(s, t, k); k++) {
                boolean idle = ops[t][k].kind().isTlbi() && !isFollowedByDsb(t, k);
                if (s.status[first[t] + k] == WAITING && !idle) {
                    return false;
                }
            }
        }
        return true;
    }

    private String outcome(State s) {
        StringBuilder text = new StringBuilder();
        for (int t = 0; t < threads; t++) {
            for (int k = 0; k < ops[t].length; k++) {
                boolean made = !isCut(s, t, k) && s.status[first[t] + k] != FAULTED;
                text.append(!made ? "x" : ops[t][k].kind() == Kind.LOAD ? s.read[first[t] + k] : "-").append(' ');
            }
            text.append("| ");
        }
        return text + Arrays.toString(s.memory) + " " + s.entry;
    }

    // ---- events -------------------------------------------------------------------------------------------------

    private void events(State s, int t, int k, Deque<State> open) {
        int n = first[t] + k;
        Op op = ops[t][k];
        if (s.status[n] != WAITING) {
            return;
        }
        if (op.kind().isAccess()) {
            if (s.walked[n] == NOT_WALKED) {
                walks(s, t, k, open);
            } else if (faults(op, s.walked[n])) {
                fault(s, t, k, open);
            } else {
                access(s, t, k, open);
            }
            return;
        }
        switch (op.kind()) {
            case SET_PTE -> setEntry(s, t, k, open);
            case TLBI, TLBI_LOCAL -> invalidate(s, t, k, open);
            default -> barrier(s, t, k, open);
        }
    }

    private static boolean faults(Op op, int entry) {
        return !ArmProgram.valid(entry) || op.kind() == Kind.STORE && !ArmProgram.writable(entry);
    }

    /** {@code dmb}: whether DMBs count, which order accesses and their faults, and no walks. */
    private boolean barriersBefore(State s, int t, int k, boolean dsb, boolean isb, boolean dmb) {
        for (int j = 0; j < k; j++) {
            Kind kind = ops[t][j].kind();
            boolean counts = kind == Kind.ISB ? isb : kind == Kind.DMB ? dmb : kind.isDsb() && dsb;
            if (counts && s.status[first[t] + j] != DONE) {
                return false;
            }
        }
        return true;
    }

    /** Whether an access, or a store to the page table, is still to be made before operation k. */
    private boolean isPending(State s, int t, int k, boolean storesOnly) {
        for (int j = 0; j < k; j++) {
            Kind kind = ops[t][j].kind();
            boolean counts = kind.isStore() || kind == Kind.LOAD && !storesOnly;
            if (counts && s.status[first[t] + j] != DONE) {
                return true;
            }
        }
        return false;
    }

    private void walks(State s, int t, int k, Deque<State> open) {
        if (!barriersBefore(s, t, k, ets2, true, false)) {
            return;
        }
        Op op = ops[t][k];
        if (op.page() == ArmProgram.B) {
            walk(s, t, k, ArmProgram.entry(2, true), open);
            return;
        }
        for (int entry = 0; entry < Integer.SIZE; entry++) {
            boolean there = entry == s.entry || (s.cached[t] >> entry & 1) != 0;
            boolean waits = ets2 && !ArmProgram.valid(entry) && isPending(s, t, k, false);
            if (there && !waits) {
                walk(s, t, k, entry, open);
            }
        }
    }

    private void walk(State s, int t, int k, int entry, Deque<State> open) {
        State next = new State(s);
        next.walked[first[t] + k] = entry;
        // An access behind has been made already: it must have been to another address, or have the same value.
        if (ops[t][k].kind() == Kind.STORE && !faults(ops[t][k], entry)) {
            for (int later = k + 1; later < ops[t].length; later++) {
                boolean madeHere = isDoneLoad(next, t, later) && frameOf(next, t, later) == ArmProgram.frame(entry);
                if (madeHere && next.read[first[t] + later] != ops[t][k].value()) {
                    return;
                }
            }
        }
        open.push(next);
    }

    private boolean isDoneLoad(State s, int t, int k) {
        return ops[t][k].kind() == Kind.LOAD && s.status[first[t] + k] == DONE;
    }

    private int frameOf(State s, int t, int k) {
        return ArmProgram.frame(s.walked[first[t] + k]);
    }

    private void fault(State s, int t, int k, Deque<State> open) {
        if (!barriersBefore(s, t, k, true, true, true)) {
            return;
        }
        State next = new State(s);
        next.status[first[t] + k] = FAULTED;
        open.push(next);
    }

    private void access(State s, int t, int k, Deque<State> open) {
        boolean store = ops[t][k].kind() == Kind.STORE;
        if (!barriersBefore(s, t, k, true, true, true)
                || order != Order.RELAXED && isPending(s, t, k, false)
                || store && !mayStore(s, t, k)) {
            return;
        }
        int frame = frameOf(s, t, k);
        int forwarded = -1;
        for (int j = 0; j < k; j++) {
            boolean here = ops[t][j].kind().isAccess()
                    && s.status[first[t] + j] == WAITING
                    && s.walked[first[t] + j] != NOT_WALKED
                    && !faults(ops[t][j], s.walked[first[t] + j])
                    && frameOf(s, t, j) == frame;
            if (here && (store || ops[t][j].kind() == Kind.LOAD)) {
                return;
            }
            if (here) {
                forwarded = ops[t][j].value();
            }
        }
        State next = new State(s);
        next.status[first[t] + k] = DONE;
        if (store) {
            next.memory[frame] = ops[t][k].value();
            open.push(next);
            return;
        }
        int value = forwarded >= 0 ? forwarded : s.memory[frame];
        next.read[first[t] + k] = value;
        for (int later = k + 1; later < ops[t].length; later++) {
            boolean overtook = isDoneLoad(s, t, later) && frameOf(s, t, later) == frame;
            if (overtook && s.read[first[t] + later] != value) {
                return;
            }
        }
        open.push(next);
    }

    /** A store is made when nothing before it can fault any more. */
    private boolean mayStore(State s, int t, int k) {
        for (int j = 0; j < k; j++) {
            int walked = s.walked[first[t] + j];
            if (ops[t][j].kind().isAccess() && (walked == NOT_WALKED || faults(ops[t][j], walked))) {
                return false;
            }
        }
        return true;
    }

    private void setEntry(State s, int t, int k, Deque<State> open) {
        boolean sameBefore = false;
        for (int j = 0; j < k; j++) {
            sameBefore |= ops[t][j].kind() == Kind.SET_PTE && s.status[first[t] + j] == WAITING;
        }
        if (sameBefore
                || !barriersBefore(s, t, k, true, true, true)
                || !mayStore(s, t, k)
                || order != Order.RELAXED && isPending(s, t, k, false)) {
            return;
        }
        State next = new State(s);
        next.status[first[t] + k] = DONE;
        if (s.entry != ops[t][k].value()) {
            for (int cpu = 0; cpu < threads && ArmProgram.valid(s.entry); cpu++) {
                next.cached[cpu] |= 1 << s.entry;
            }
            next.entry = ops[t][k].value();
        }
        open.push(next);
    }

    // ---- invalidations and barriers ---------------------------------------------------------------------------------

    private boolean isFollowedByDsb(int t, int k) {
        for (int j = k + 1; j < ops[t].length; j++) {
            if (ops[t][j].kind() == Kind.DSB_ISH) {
                return true;
            }
        }
        return false;
    }

    private void invalidate(State s, int t, int k, Deque<State> open) {
        if (!isFollowedByDsb(t, k)
                || !barriersBefore(s, t, k, true, true, false)
                || order == Order.NO_FLOAT && isPending(s, t, k, true)) {
            return;
        }
        State next = new State(s);
        next.status[first[t] + k] = DONE;
        if (ops[t][k].kind() == Kind.TLBI_LOCAL) {
            next.cached[t] = 0;
            open.push(next);
            return;
        }
        Arrays.fill(next.cached, 0);
        for (int u = 0; u < threads; u++) {
            for (int j = 0; u != t && j < ops[u].length; j++) {
                int n = first[u] + j;
                boolean underWay = ops[u][j].kind().isAccess() && ops[u][j].page() == ArmProgram.A
                        && s.status[n] == WAITING && s.walked[n] != NOT_WALKED && !isCut(s, u, j);
                if (underWay && s.walked[n] != s.entry) {
                    next.hits[first[t] + k] |= 1 << n;
                }
            }
        }
        open.push(next);
    }

    private void barrier(State s, int t, int k, Deque<State> open) {
        Kind kind = ops[t][k].kind();
        boolean strong = order.compareTo(Order.STRONG_BARRIERS) >= 0;
        boolean covered = kind == Kind.ISB
                ? mayStore(s, t, k) && !(strong && isPending(s, t, k, false))
                : !isPending(s, t, k, kind == Kind.DSB_ISHST && !strong);
        if (covered && barriersBefore(s, t, k, true, true, false) && isComplete(s, t, k, kind)) {
            State next = new State(s);
            next.status[first[t] + k] = DONE;
            open.push(next);
        }
    }

    /** Whether the invalidations before a full barrier are done, and nobody else uses what they have removed. */
    private boolean isComplete(State s, int t, int k, Kind kind) {
        for (int j = 0; j < k && kind == Kind.DSB_ISH; j++) {
            if (!ops[t][j].kind().isTlbi()) {
                continue;
            }
            if (s.status[first[t] + j] != DONE) {
                return false;
            }
            for (int u = 0; u < threads; u++) {
                for (int i = 0; i < ops[u].length; i++) {
                    if ((s.hits[first[t] + j] >> first[u] + i & 1) != 0 && isUnderWay(s, u, i)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean isUnderWay(State s, int u, int i) {
        int n = first[u] + i;
        if (isCut(s, u, i)) {
            return false;
        }
        if (s.status[n] == WAITING) {
            return true;
        }
        for (int j = 0; j < i && s.status[n] == DONE; j++) {
            // Same-address loads keep their order: who is in front must have walked.
            if (ops[u][j].kind().isAccess() && s.walked[first[u] + j] == NOT_WALKED) {
                return true;
            }
        }
        return false;
    }
}
