package org.shootdown.machine;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;

/**
 * Faults that are found before the accesses in front of them are made (arm-translation-rules 2, rule 3). A barrier of
 * another CPU waits for accesses that were translated before its invalidation, and an access that faults is done with
 * when it has faulted: those in front of it can still be made behind the barrier. So when a barrier takes an early
 * translation away, what would fault by it, with other accesses of its thread in front, may fault by it still.
 */
final class EarlyFaults {

    private final Hardware hardware;
    private final EntrySets sets;
    private final Consulted consulted;
    private final Keeping keeping;
    private final int base;
    private final int pages;
    private final List<ThreadCode> threads;
    /** By thread and instruction: the pages of accesses that may be under way behind it. */
    private final List<List<Set<Integer>>> underWay;

    EarlyFaults(Program program, EntrySets sets, Keeping keeping, Consulted consulted) {
        this.hardware = program.hardware();
        this.sets = sets;
        this.consulted = consulted;
        this.keeping = keeping;
        this.base = hardware.rules().earlyFaults();
        this.pages = hardware.pages().size();
        this.threads = program.threads();
        this.underWay = threads.stream()
                .map(t -> IntStream.range(0, t.instructions().size())
                        .mapToObj(t::pagesUnderWay)
                        .toList())
                .toList();
    }

    /** A barrier of another CPU takes early translations of a page from a CPU. */
    void remove(int[] state, int cpu, int page, int removed) {
        int faults = 0;
        for (int rest = removed; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            faults |= PageTableEntry.writable(entry) && !keeping.awaitsSoftware(entry, true) ? 0 : rest & -rest;
        }
        for (int t = 0; t < threads.size() && faults != 0; t++) {
            int at = state[threads.get(t).counter()];
            if (threads.get(t).cpu() == cpu && at >= 0 && underWay.get(t).get(at).contains(page)) {
                consulted.mark(Consulted.EARLY_FAULTS);
                consulted.mark(Consulted.EARLY_TRANSLATIONS_FAULT);
                if (base >= 0 && hardware.rules().walks().earlyFaults()) {
                    state[base + t * pages + page] |= faults;
                }
            }
        }
    }

    /** The entries by which an access may have faulted before. */
    int of(int[] state, int thread, int page) {
        return base < 0 ? 0 : state[base + thread * pages + page];
    }

    /** The thread has come to a step that nothing behind it overtakes. */
    void passed(int[] state, int thread, Step step) {
        if (base >= 0 && !ThreadCode.isPlain(step)) {
            forget(state, thread);
        }
    }

    void forget(int[] state, int thread) {
        for (int page = 0; page < pages && base >= 0; page++) {
            state[base + thread * pages + page] = 0;
        }
    }
}
