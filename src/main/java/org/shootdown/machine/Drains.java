package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Program;
import org.shootdown.ir.ThreadCode;

/**
 * What hardware does by itself in finite time: stores that walks have missed are seen, CPUs find out that an entry has become
 * valid, and stores leave their buffers. Each is an actor that owes the others fairness. The first two only take away what may
 * be seen, so that they matter to what must happen at some time, and to no other question.
 */
final class Drains {

    private final Program program;
    private final Hardware hardware;
    private final PageTables tables;
    private final Caches caches;
    private final BufferedStores buffers;
    private final Consulted consulted;
    private final boolean late;
    private final boolean expiries;
    /** The first actor of each kind. */
    private final int firstLate;
    private final int firstExpiry;
    private final int firstBuffer;

    /** {@code asksOfRuns}: whether some question is about what must happen at some time. */
    Drains(
            Program program,
            PageTables tables,
            Caches caches,
            BufferedStores buffers,
            Consulted consulted,
            boolean asksOfRuns) {
        this.program = program;
        this.hardware = program.hardware();
        this.tables = tables;
        this.caches = caches;
        this.buffers = buffers;
        this.consulted = consulted;
        this.late = hardware.rules().lateStores() && asksOfRuns;
        this.expiries = hardware.rules().cachesInvalid() && asksOfRuns;
        this.firstLate = 2 * program.threads().size() + hardware.devices().size();
        this.firstExpiry = firstLate + (late ? 2 * places() : 0);
        this.firstBuffer = firstExpiry + (expiries ? hardware.pages().size() * hardware.cpus().size() : 0);
    }

    /**
     * For each page, and each entry of blocks, the stores that CPUs have not seen yet and those that IOMMUs have not; for each
     * page and CPU the invalid entry that it has cached; the threads' store buffers.
     */
    int actors() {
        return firstBuffer - firstLate + (buffers.isOn() ? program.threads().size() : 0);
    }

    /** Pages by their numbers, and behind them the entries of blocks. */
    private int places() {
        return hardware.pages().size() + hardware.levels().places();
    }

    void all(int[] state, Transitions transitions, Narrator narrator) {
        for (int place = 0; late && place < places(); place++) {
            late(state, place, false, transitions, narrator);
            if (!hardware.devices().isEmpty()) {
                late(state, place, true, transitions, narrator);
            }
        }
        if (expiries) {
            expiries(state, transitions, narrator);
        }
        if (buffers.isOn()) {
            storesToMemory(state, transitions, narrator);
        }
    }

    /**
     * A store that no barrier follows is seen by walks all the same, at some time: writes complete, and do not stay with
     * who made them for ever.
     */
    private void late(int[] state, int place, boolean byDevice, Transitions transitions, Narrator narrator) {
        int actor = firstLate + 2 * place + (byDevice ? 1 : 0);
        for (int thread = 0; thread < program.threads().size(); thread++) {
            if (tables.late().of(state, thread, place, byDevice) == 0) {
                continue;
            }
            consulted.mark(Consulted.LATE_STORES_DRAIN);
            if (hardware.rules().lateStoresDrain()) {
                int[] next = state.clone();
                narrator.reset(0);
                tables.late().drain(next, thread, place, byDevice);
                narrator.tell(
                        program.threads().get(thread).column(),
                        tables.late().nameOf(place) + " is seen by the walks of "
                                + (byDevice ? "IOMMUs" : "CPUs"));
                narrator.rule(consulted.key(Consulted.LATE_STORES_DRAIN));
                transitions.to(next, actor, Transitions.PLAIN);
            }
        }
    }

    /**
     * A CPU that has cached that an entry is not valid, and it is, forgets that at some time (RISC-V Svvptc: within a bounded
     * timeframe).
     */
    private void expiries(int[] state, Transitions transitions, Narrator narrator) {
        for (int page = 0; page < hardware.pages().size(); page++) {
            for (int cpu = 0; cpu < hardware.cpus().size(); cpu++) {
                int outdated = caches.outdatedAbsence(state, page, cpu);
                if (outdated == 0) {
                    continue;
                }
                consulted.mark(Consulted.INVALID_EXPIRES);
                if (hardware.rules().invalidExpires()) {
                    String name = hardware.cpus().get(cpu).name();
                    int[] next = state.clone();
                    caches.forget(next, page, cpu, outdated);
                    narrator.reset(0);
                    narrator.tell(name, name + " TLB forgets that there was no entry of "
                            + hardware.pages().get(page).name());
                    narrator.rule(consulted.key(Consulted.INVALID_EXPIRES));
                    transitions.to(next, firstExpiry + page * hardware.cpus().size() + cpu, Transitions.PLAIN);
                }
            }
        }
    }

    /** The oldest store of each store buffer comes to memory. */
    private void storesToMemory(int[] state, Transitions transitions, Narrator narrator) {
        for (int thread = 0; thread < program.threads().size(); thread++) {
            if (buffers.isEmpty(state, thread)) {
                continue;
            }
            int actor = firstBuffer + thread;
            ThreadCode code = program.threads().get(thread);
            int[] next = state.clone();
            narrator.reset(0);
            try {
                narrator.tell(code.column(), buffers.drain(next, thread, narrator));
            } catch (LimitReached e) {
                transitions.stops(actor, new Stop("a store of " + code.name() + " " + e.getMessage(), Stop.Kind.LIMIT));
                continue;
            }
            transitions.to(next, actor, Transitions.PLAIN);
        }
    }
}
