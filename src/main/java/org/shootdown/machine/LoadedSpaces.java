package org.shootdown.machine;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.Tags;
import org.shootdown.ir.ThreadCode;

/**
 * Which address space each CPU has loaded, and where the state keeps what its TLB holds. Where no CPU loads another address
 * space in the run, a CPU is always in all of those whose threads it runs, and its TLB has a set for each page. Else it has
 * one for each tag and address (Intel SDM vol. 3A, 4.10.1, PCIDs; Arm ARM D8.14, ASIDs): what is cached with a tag is of
 * whichever address space is loaded with it.
 */
final class LoadedSpaces {

    private final Hardware hardware;
    private final Tags tags;
    private final int addresses;
    /** By thread: whether no other one of the script loads address spaces on its CPU. */
    private final boolean[] alone;
    /** By page: the pages at its address, itself among them. */
    private final int[][] alike;

    LoadedSpaces(Program program) {
        this.hardware = program.hardware();
        this.tags = hardware.tags();
        this.addresses = tags.addressCount();
        this.alone = new boolean[program.threads().size()];
        for (int t = 0; t < alone.length; t++) {
            ThreadCode thread = program.threads().get(t);
            alone[t] = program.threads().stream()
                    .filter(o -> o != thread && o.kind() == ThreadCode.Kind.SCRIPT)
                    .noneMatch(o -> o.cpu() == thread.cpu() && loads(o));
        }
        this.alike = new int[hardware.pages().size()][];
        for (int page = 0; page < alike.length; page++) {
            alike[page] = alike(page);
        }
    }

    private static boolean loads(ThreadCode thread) {
        return thread.instructions().stream().anyMatch(i -> i.step() instanceof Step.LoadSpace);
    }

    private int[] alike(int page) {
        List<Integer> found = new ArrayList<>();
        for (int other = 0; other < hardware.pages().size(); other++) {
            boolean same = tags.areOn() && tags.addresses().get(other).equals(tags.addresses().get(page));
            if (same || other == page) {
                found.add(other);
            }
        }
        return found.stream().mapToInt(p -> p).toArray();
    }

    /** By page: by which index sets of its entries are known, the same for all pages whose entries one TLB may mix up. */
    int[] names() {
        int[] names = new int[alike.length];
        for (int page = 0; page < names.length; page++) {
            names[page] = alike[page][0];
        }
        return names;
    }

    boolean areOn() {
        return tags.areOn();
    }

    /** How many tags the caches of a CPU know. */
    int tags() {
        return Math.max(1, tags.count());
    }

    /** Whether a thread that finds another address space loaded has itself to blame; else it waits to be scheduled. */
    boolean isAlone(int thread) {
        return alone[thread];
    }

    /** The address space that a CPU has loaded; -1 for none. */
    int space(int[] state, int cpu) {
        return state[tags.spaces() + cpu] - 1;
    }

    int tag(int[] state, int cpu) {
        return state[tags.current() + cpu];
    }

    /** Whether the accesses and walks of a CPU are by the table of a page now. */
    boolean isLoaded(int[] state, int cpu, int page) {
        int space = hardware.pages().get(page).space();
        return areOn() ? space(state, cpu) == space : hardware.cpus().get(cpu).spaces().contains(space);
    }

    /** Whether some CPU's are. */
    boolean isLoaded(int[] state, int page) {
        for (int cpu = 0; cpu < hardware.cpus().size(); cpu++) {
            if (isLoaded(state, cpu, page)) {
                return true;
            }
        }
        return false;
    }

    /** The page that is at the address of a page in the address space that a CPU has loaded; -1 if there is none. */
    int at(int[] state, int cpu, int page) {
        if (!areOn()) {
            return page;
        }
        for (int other : alike[page]) {
            if (isLoaded(state, cpu, other)) {
                return other;
            }
        }
        return -1;
    }

    /**
     * The page that accesses and walks of a CPU are of while they use what is cached with a tag at the address of a page; -1
     * if they use none of it.
     */
    int accessed(int[] state, int cpu, int tag, int page) {
        return !areOn() || tag(state, cpu) == tag ? at(state, cpu, page) : -1;
    }

    /**
     * Whether what a CPU has cached with a tag for the address of a page can be used now, and is told of as of this page: of
     * that of the address space that is loaded, and if that has none there, of the first of the CPU's others.
     */
    boolean uses(int[] state, int cpu, int tag, int page) {
        if (!areOn()) {
            return true;
        }
        if (space(state, cpu) < 0 || tag(state, cpu) != tag) {
            return false;
        }
        int at = at(state, cpu, page);
        return at == page || at < 0 && evicts(cpu, page);
    }

    /** Whether evictions of what a CPU holds for the address of a page are told of as of this page. */
    boolean evicts(int cpu, int page) {
        for (int other : alike[page]) {
            if (hardware.cpus().get(cpu).spaces().contains(hardware.pages().get(other).space())) {
                return other == page;
            }
        }
        return true;
    }

    /** The pages at the address of a page, in whatever address space. */
    int[] alikePages(int page) {
        return alike[page];
    }

    // ---- slots --------------------------------------------------------------------------------------------------

    /** What a CPU's TLB holds for the address of a page, as its accesses now find it. */
    int tlb(int[] state, int cpu, int page) {
        return areOn() ? tlb(cpu, tag(state, cpu), page) : hardware.cpus().get(cpu).translations() + page;
    }

    /** The same with a tag. */
    int tlb(int cpu, int tag, int page) {
        int base = hardware.cpus().get(cpu).translations();
        return areOn() ? base + tag * addresses + tags.addresses().get(page) : base + page;
    }

    /** What accesses of a CPU to the address of a page may have translated with already. */
    int inFlight(int cpu, int page) {
        int base = hardware.cpus().get(cpu).inFlight();
        return areOn() ? base + tags.addresses().get(page) : base + page;
    }

    /** A tag that the program names. */
    int checked(int tag) {
        if (!areOn() && tag != 0) {
            throw new LimitReached("drops what has the tag " + tag + ", and no CPU loads an address space with a tag in this run");
        }
        if (!tags.tagged()) {
            return 0;
        }
        if (tag < 0 || tag >= tags.count()) {
            throw new LimitReached("uses the tag " + tag + ", and there are " + tags.count() + " of them here");
        }
        return tag;
    }

    /** Says which address space a CPU has loaded. */
    void set(int[] state, int cpu, int space, int tag) {
        state[tags.spaces() + cpu] = space + 1;
        state[tags.current() + cpu] = tag;
    }

    boolean areTagged() {
        return tags.tagged();
    }
}
