package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mention;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;

/**
 * Walk caches: upper entries that name tables (in some IOMMUs also those that name none), cached so that walks need not read them (Intel SDM vol. 3A, 4.10.3,
 * paging-structure caches; Arm ARM D8.14, intermediate caching). They are used like other caches: a walk may use an entry
 * that is there or the one in memory; hardware may fill at any moment, and may keep what it has until it is invalidated.
 */
public final class WalkCaches {

    private static final String FREED = ", and the table is freed";

    private final Program program;
    private final Hardware hardware;
    private final Blocks blocks;
    private final boolean maySets;
    private final Keeping keeping;

    WalkCaches(Program program, Blocks blocks, Keeping keeping, CacheModel model) {
        this.program = program;
        this.hardware = program.hardware();
        this.blocks = blocks;
        this.keeping = keeping;
        this.maySets = model == CacheModel.MAY_SETS;
    }

    /** An upper entry has been overwritten. */
    void overwritten(int[] state, int block, int old, int now) {
        int oldSet = blocks.tableSet(block, old);
        int newSet = blocks.tableSet(block, now);
        for (int walker = 0; walker < blocks.walkers() && maySets; walker++) {
            if (blocks.reaches(state, walker, block)) {
                int slot = blocks.cached(walker, block);
                int kept = keeping.cached(walker, blocks.cacheable(walker, block, old));
                state[slot] = (state[slot] | kept) & ~blocks.cacheable(walker, block, now);
            }
        }
        for (int cpu = 0; cpu < hardware.cpus().size() && hardware.rules().broadcast(); cpu++) {
            if (blocks.walks(cpu, block)) {
                int slot = blocks.early(cpu, block);
                state[slot] = (state[slot] | keeping.early(oldSet)) & ~newSet;
                supersededAfterEffect(state, block, cpu, oldSet);
            }
        }
    }

    /** What is superseded after an invalidation took effect is not what the invalidation waits for. */
    private void supersededAfterEffect(int[] state, int block, int cpu, int oldSet) {
        for (int thread = 0; thread < program.threads().size(); thread++) {
            for (int page : blocks.block(block).pages()) {
                int slot = hardware.rules().invalidations() + thread * hardware.pages().size() + page;
                if (Invalidation.awaitsWalks(state[slot])) {
                    state[blocks.drain(thread, block, cpu)] &= ~oldSet;
                }
            }
        }
    }

    /** A device can no longer read an upper entry, or can again: in between the set says all that is cached of it. */
    void changed(int[] before, int[] state, int device) {
        int walker = blocks.ofDevice(device);
        for (int block = 0; block < blocks.count(); block++) {
            boolean reached = blocks.reaches(before, walker, block);
            if (blocks.walks(walker, block) && reached != blocks.reaches(state, walker, block)) {
                int offered = offered(state, walker, block);
                int implied = reached ? 0 : blocks.cacheable(walker, block, blocks.upper(state, block));
                int slot = blocks.cached(walker, block);
                state[slot] = (state[slot] | offered) & ~implied;
            }
        }
    }

    // ---- invalidation -------------------------------------------------------------------------------------------

    /** A walker drops what it has cached of an upper entry. */
    void drop(int[] state, int walker, int block) {
        state[blocks.cached(walker, block)] = refilled(state, walker, block);
    }

    /** What may be in a walk cache right behind its invalidation: what it can have filled again from by then. */
    private int refilled(int[] state, int walker, int block) {
        int set = 0;
        int late = maySets && blocks.reaches(state, walker, block) ? blocks.late().at(state, block, walker) : 0;
        for (int rest = late; rest != 0; rest &= rest - 1) {
            set |= blocks.cacheable(walker, block, blocks.uppers().lowest(block, rest));
        }
        return keeping.cached(walker, set & ~blocks.cacheable(walker, block, blocks.upper(state, block)));
    }

    /** A walker drops what it has cached of all upper entries of a table. */
    void dropAll(int[] state, int walker, int space) {
        for (int block = 0; block < blocks.count(); block++) {
            if (blocks.block(block).space() == space) {
                drop(state, walker, block);
            }
        }
    }

    /** Whether a CPU has cached upper entries of the page's table that do not lead to the page. */
    boolean hasOthers(int[] state, int cpu, int page) {
        int space = hardware.pages().get(page).space();
        for (int block = 0; block < blocks.count(); block++) {
            boolean other = block != blocks.of(page) && blocks.block(block).space() == space;
            if (other && state[blocks.cached(cpu, block)] != 0) {
                return true;
            }
        }
        return false;
    }

    /** An invalidation takes effect on a CPU; its accesses that have read the upper entry go on until the barrier. */
    void takeEffect(int[] state, int thread, int cpu, int block) {
        if (blocks.walks(cpu, block)) {
            dropEarly(state, cpu, block);
            state[blocks.drain(thread, block, cpu)] |= state[blocks.early(cpu, block)];
        }
    }

    /** A CPU drops what it has cached of an upper entry; its accesses may have read that before. */
    void dropEarly(int[] state, int cpu, int block) {
        int current = blocks.tableSet(block, blocks.upper(state, block));
        state[blocks.early(cpu, block)] |= keeping.early(state[blocks.cached(cpu, block)] & ~current);
        drop(state, cpu, block);
    }

    /** What the barrier behind an invalidation has to wait for on a CPU. */
    int drains(int[] state, int thread, int cpu, int block) {
        return state[blocks.early(cpu, block)] & state[blocks.drain(thread, block, cpu)];
    }

    /** The barrier behind an invalidation; {@code awaited}: what it has waited for on the CPU. */
    void complete(int[] state, int thread, int cpu, int block, int awaited) {
        state[blocks.early(cpu, block)] &= ~awaited;
        state[blocks.drain(thread, block, cpu)] = 0;
    }

    boolean hasEarly(int[] state, int cpu) {
        for (int block = 0; block < blocks.count(); block++) {
            if (state[blocks.early(cpu, block)] != 0) {
                return true;
            }
        }
        return false;
    }

    /** Context synchronisation of a CPU. */
    void synchronise(int[] state, int cpu) {
        for (int block = 0; block < blocks.count(); block++) {
            state[blocks.early(cpu, block)] = 0;
        }
    }

    // ---- fills --------------------------------------------------------------------------------------------------

    /** Hardware fills walk caches and evicts from them, whenever it likes. */
    void unasked(int[] state, int actor, Transitions transitions, Narrator narrator) {
        for (int walker = 0; walker < blocks.walkers(); walker++) {
            for (int block = 0; block < blocks.count(); block++) {
                if (!blocks.walks(walker, block)) {
                    continue;
                }
                int held = state[blocks.cached(walker, block)];
                int offered = blocks.reaches(state, walker, block) ? offered(state, walker, block) : 0;
                for (int rest = offered & ~held; rest != 0; rest &= rest - 1) {
                    change(state, walker, block, held | rest & -rest, rest, actor, transitions, narrator);
                }
                for (int rest = held; rest != 0; rest &= rest - 1) {
                    change(state, walker, block, held & ~(rest & -rest), rest, actor, transitions, narrator);
                }
            }
        }
    }

    /** What a walk may read now. */
    private int offered(int[] state, int walker, int block) {
        int set = blocks.cacheable(walker, block, blocks.upper(state, block));
        for (int rest = blocks.late().at(state, block, walker); rest != 0; rest &= rest - 1) {
            set |= blocks.cacheable(walker, block, blocks.uppers().lowest(block, rest));
        }
        return keeping.cached(walker, set);
    }

    private void change(
            int[] state,
            int walker,
            int block,
            int set,
            int upper,
            int actor,
            Transitions transitions,
            Narrator narrator) {
        int[] next = state.clone();
        next[blocks.cached(walker, block)] = set;
        narrator.reset(0);
        if (narrator.listens()) {
            String verb = (set & upper & -upper) != 0 ? " caches " : " evicts ";
            narrator.tell(
                    column(walker),
                    owner(walker) + verb + name(block) + " = " + text(block, blocks.uppers().lowest(block, upper), narrator));
        }
        transitions.to(next, actor, Transitions.PLAIN);
    }

    private String column(int walker) {
        if (blocks.isDevice(walker)) {
            return hardware.devices().get(walker - hardware.cpus().size()).iommu();
        }
        return program.threads().stream()
                .filter(t -> t.cpu() == walker)
                .map(ThreadCode::column)
                .findFirst()
                .orElse(hardware.cpus().get(walker).name());
    }

    private String owner(int walker) {
        return blocks.isDevice(walker)
                ? "walk cache of " + hardware.devices().get(walker - hardware.cpus().size()).name()
                : hardware.cpus().get(walker).name() + " walk cache";
    }

    /** How reports call an upper entry. */
    String name(int block) {
        return "pmd " + blocks.block(block).name();
    }

    private String text(int block, int upper, Mentions mentions) {
        return Mention.ofUpper(block, upper).told(mentions, hardware.frames());
    }

    // ---- what may be used ---------------------------------------------------------------------------------------

    /**
     * Whether the machine knows nothing of what follows: walks read an upper entry in memory that names a freed table. Where
     * only some walker may still know such an entry, it knows of the runs in which that makes no use of it.
     */
    boolean isLost(int[] state, Transitions transitions, int unfair) {
        if (freedTable(state, Mentions.UNHEARD).isEmpty()) {
            return false;
        }
        boolean lost = false;
        for (int block = 0; block < blocks.count(); block++) {
            lost |= isFreed(state, blocks.upper(state, block)) && isWalked(state, block);
        }
        // The walk is the hardware's; but where nothing else can be known, somebody can still go on.
        transitions.stops(
                lost ? 0 : unfair,
                new Stop("a walk goes on through a freed page table, and finds what is there by now", Stop.Kind.LIMIT));
        return lost;
    }

    /**
     * The table that is freed and by which some walk may go on all the same, as a sentence; empty if there is none. What
     * such a walk finds is whatever the frame holds by now.
     */
    public String freedTable(int[] state, Mentions mentions) {
        for (int block = 0; block < blocks.count(); block++) {
            int upper = blocks.upper(state, block);
            if (isFreed(state, upper) && isWalked(state, block)) {
                return "the upper entry " + name(block) + " = " + text(block, upper, mentions) + " can still be walked" + FREED;
            }
            for (int walker = 0; walker < blocks.walkers(); walker++) {
                int known = blocks.reaches(state, walker, block)
                        ? state[blocks.cached(walker, block)]
                                | blocks.late().at(state, block, walker)
                        : 0;
                int freed = freed(state, block, known);
                if (freed != PageTableEntry.EMPTY) {
                    return canStillUse(owner(walker), block, freed, mentions);
                }
                if (hasEarlyOnes(state, walker, block)) {
                    freed = freed(state, block, state[blocks.early(walker, block)]);
                    if (freed != PageTableEntry.EMPTY) {
                        return canStillUse(
                                "an access under way on " + hardware.cpus().get(walker).name(), block, freed, mentions);
                    }
                }
            }
        }
        return "";
    }

    /** Whether anybody may read an upper entry now; of a table that nobody ever walks it is better to ask, too. */
    private boolean isWalked(int[] state, int block) {
        boolean walked = false;
        for (int walker = 0; walker < blocks.walkers(); walker++) {
            if (blocks.reaches(state, walker, block)) {
                return true;
            }
            walked |= blocks.walks(walker, block);
        }
        return !walked;
    }

    /** The first upper entry of a set that names a freed table; 0, which is the empty one, if none does. */
    private int freed(int[] state, int block, int set) {
        for (int rest = set; rest != 0; rest &= rest - 1) {
            int upper = blocks.uppers().lowest(block, rest);
            if (isFreed(state, upper)) {
                return upper;
            }
        }
        return PageTableEntry.EMPTY;
    }

    private String canStillUse(String owner, int block, int upper, Mentions mentions) {
        return owner + " can still use " + name(block) + " = " + text(block, upper, mentions) + FREED;
    }

    private boolean isFreed(int[] state, int upper) {
        return PageTableEntry.isTable(upper) && !blocks.isLive(state, PageTableEntry.frame(upper));
    }

    /** Whether an access is under way that may have read an upper entry before it was overwritten or invalidated. */
    private boolean hasEarlyOnes(int[] state, int walker, int block) {
        if (blocks.isDevice(walker) || !hardware.rules().broadcast() || state[blocks.early(walker, block)] == 0) {
            return false;
        }
        for (ThreadCode thread : program.threads()) {
            int at = state[thread.counter()];
            if (thread.cpu() == walker
                    && at >= 0
                    && thread.instructions().get(at).step() instanceof Step.Access access
                    && blocks.of(access.page()) == block) {
                return true;
            }
        }
        return false;
    }
}
