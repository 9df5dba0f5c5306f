package org.shootdown.machine;

import java.util.Arrays;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Runs;

/**
 * Pages whose entries can say that they are part of a run, which maps frames one behind the other. Hardware may cache any such
 * entry for all of the run, and so translate a page by the entry of another (Arm ARM D8.7.1, the Contiguous bit; RISC-V
 * Privileged, Svnapot: the PTE may be cached as for the whole range; AMD IOMMU specification, 48882, next level 7: the copies
 * of a larger leaf). What of another page's entry a walker finds for a page is that entry with the frame at the page's place.
 */
final class ContiguousRuns {

    private static final int NONE = -1;

    private final Hardware hardware;
    private final EntrySets sets;
    private final Consulted consulted;
    /** By page: its run, or -1, and its place there. */
    private final int[] runs;

    private final int[] places;
    /** By page: the other pages of its run. */
    private final int[][] others;

    ContiguousRuns(Program program, EntrySets sets, Consulted consulted) {
        this.hardware = program.hardware();
        this.sets = sets;
        this.consulted = consulted;
        int pages = hardware.pages().size();
        this.runs = new int[pages];
        this.places = new int[pages];
        this.others = new int[pages][0];
        Arrays.fill(runs, NONE);
        int number = 0;
        for (Runs.Run run : hardware.runs().runs()) {
            for (int place = 0; place < run.pages().size(); place++) {
                int page = run.pages().get(place);
                runs[page] = number;
                places[page] = place;
                others[page] = run.pages().stream()
                        .mapToInt(p -> p)
                        .filter(p -> p != page)
                        .toArray();
            }
            number++;
        }
    }

    boolean isEmpty() {
        return hardware.runs().runs().isEmpty();
    }

    boolean has(int page) {
        return runs[page] != NONE;
    }

    /** The other pages of the run of a page. */
    int[] others(int page) {
        return others[page];
    }

    private boolean isDevice(int walker) {
        return walker >= hardware.cpus().size();
    }

    /** Whether a walker translates a page by the entry of another at all. */
    boolean isUsedBy(int walker) {
        return isDevice(walker)
                ? hardware.devices().get(walker - hardware.cpus().size()).contiguous()
                : hardware.rules().contiguous();
    }

    /** The same of what has been found so; it matters where that is something. */
    boolean isUsed(int walker, int found) {
        if (found != 0) {
            mark(walker);
        }
        return isUsedBy(walker);
    }

    /** That matters to what a walker may do. */
    void mark(int walker) {
        consulted.mark(rule(walker));
    }

    /** The rule by which a walker does. */
    int rule(int walker) {
        return isDevice(walker) ? Consulted.contiguous(walker - hardware.cpus().size()) : Consulted.CONTIGUOUS;
    }

    /** How that rule is called. */
    String ruleText(int walker) {
        return consulted.key(rule(walker));
    }

    /** What an entry of a page is for another page of its run, if it is used for that. */
    int seen(int entry, int from, int to) {
        return PageTableEntry.part(entry, places[to] - places[from]);
    }

    /** The same as a set; empty if the entry is not one of a run, or no cache may hold it. */
    int offered(int entry, int from, int to) {
        return PageTableEntry.cacheable(entry) && PageTableEntry.isShared(entry)
                ? sets.of(to, seen(entry, from, to))
                : 0;
    }

    /** The same of all of a set. */
    int offeredOf(int set, int from, int to) {
        int offered = 0;
        for (int rest = set; rest != 0; rest &= rest - 1) {
            offered |= offered(sets.lowest(from, rest), from, to);
        }
        return offered;
    }

    /**
     * Demands that an entry that says it is one of a run can be one: its frame has neighbours, and they are at the places of
     * the other pages. What hardware makes of another one is not modelled.
     */
    void check(int[] state, int page, int entry) {
        if (!PageTableEntry.isShared(entry)) {
            return;
        }
        String name = "sets pte " + hardware.pages().get(page).name() + " with the contiguous bit";
        if (!has(page)) {
            throw new LimitReached(name + ", and the page is in no run");
        }
        int count = others[page].length + 1;
        int first = Frame.index(PageTableEntry.frame(entry)) - places[page];
        boolean whole = hardware.runs().folios().stream().anyMatch(f -> f.first() == first && f.frames() >= count);
        for (int place = 0; place < count && whole; place++) {
            int handle = PageTableEntry.frame(PageTableEntry.part(entry, place - places[page]));
            whole = state[hardware.live() + Frame.index(handle)] != 0
                    && state[hardware.incarnations() + Frame.index(handle)] == Frame.incarnation(handle);
        }
        if (!whole) {
            throw new LimitReached(name + ", and its frame has no neighbours for the other pages of the run");
        }
    }
}
