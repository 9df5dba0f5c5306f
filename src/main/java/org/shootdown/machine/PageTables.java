package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;

/** Page-table entries in the state, and what a store to an entry means to those who walk. */
final class PageTables {

    private final Hardware hardware;
    private final EntrySets sets;
    private final Consulted consulted;
    private final int pages;
    private final int threads;
    private final LoadedSpaces loaded;
    private final MaySets maySets;
    private final Blocks blocks;
    private final ContiguousRuns runs;
    private final Keeping keeping;
    private final LateStores late;

    PageTables(
            Program program,
            EntrySets sets,
            Contexts contexts,
            Blocks blocks,
            ContiguousRuns runs,
            LoadedSpaces loaded,
            Keeping keeping,
            CacheModel model,
            Consulted consulted) {
        this.loaded = loaded;
        this.consulted = consulted;
        this.blocks = blocks;
        this.runs = runs;
        this.hardware = program.hardware();
        this.keeping = keeping;
        this.late = new LateStores(program, sets, blocks, keeping);
        this.maySets = new MaySets(hardware, contexts, runs, keeping, loaded, model);
        this.sets = sets;
        this.pages = hardware.pages().size();
        this.threads = program.threads().size();
    }

    /** Whether a walker translates by an entry and keeps nothing of it, because of the nT bit. */
    boolean isNt(int walker, int entry) {
        return keeping.isNt(walker, entry);
    }

    /** Whether a walker may cache an entry. */
    boolean isCacheable(int walker, int entry) {
        boolean holds = blocks.isDevice(walker) ? PageTableEntry.cacheable(entry) : keeping.isCacheable(entry);
        return holds && !isNt(walker, entry);
    }

    int entry(int[] state, int page) {
        return state[hardware.entries() + page];
    }

    /** Of what a walker has found of a page, what its caches may hold. */
    int kept(int walker, int page, int set) {
        return keeping.translations(walker, page, set);
    }

    /**
     * Writes an entry. Where accesses can be translated long before they are made, the old entry stays usable for
     * those under way (Arm: arm-translation-rules 2, rule 1); where walkers may see stores late, it stays visible to
     * walks until the thread's barrier.
     */
    void store(int[] state, int thread, int page, int entry) {
        int newSet = PageTableEntry.valid(entry) ? sets.of(page, entry) : 0;
        // The same entry once more changes nothing, but who sees this store sees none of those before it.
        late.overwritten(state, thread, page, replace(state, thread, page, entry), newSet);
    }

    /**
     * Makes another entry that of a page, and keeps the old one where it may be cached, or used by an access under way;
     * yields it as a set, empty if nothing may hold it.
     */
    int replace(int[] state, int thread, int page, int entry) {
        int old = entry(state, page);
        if (old == entry) {
            return 0;
        }
        state[hardware.entries() + page] = entry;
        int oldSet = PageTableEntry.cacheable(old) ? sets.of(page, old) : 0;
        int newSet = PageTableEntry.valid(entry) ? sets.of(page, entry) : 0;
        maySets.keep(state, page, ofCpus(page, old) | cachedInvalid(page, old), oldSet, newSet | cachedInvalid(page, entry));
        consulted.mark(Consulted.BROADCAST);
        // Only what was there can be walked late, and only what was not there can have been found absent early.
        if (oldSet != 0) {
            consulted.mark(Consulted.LATE_STORES);
        } else if (hardware.rules().broadcast()) {
            consulted.mark(Consulted.FINDS_ABSENCE);
        }
        if (hardware.rules().broadcast()) {
            for (int c = 0; c < hardware.cpus().size(); c++) {
                if (loaded.areOn() && !loaded.isLoaded(state, c, page)) {
                    continue;
                }
                int slot = loaded.inFlight(c, page);
                int superseded = keeping.early(oldSet | late.fault(page, old));
                state[slot] = (state[slot] | superseded) & ~newSet & ~late.fault(page, entry);
                supersededAfterEffect(state, page, c, oldSet | late.fault(page, old));
            }
            if (hardware.rules().lateStores()) {
                late.floatBefore(state, thread, page, old, entry);
            }
        }
        for (int other : runs.others(page)) {
            offer(state, page, other, old, entry);
        }
        return oldSet;
    }

    /** What CPUs' TLBs may hold of a valid entry. */
    private int ofCpus(int page, int entry) {
        return keeping.isCacheable(entry) ? sets.of(page, entry) : 0;
    }

    /** What walks may still find of entries that have been overwritten. */
    LateStores late() {
        return late;
    }

    /** What keeps an entry from being in TLBs, and what accesses by it come to, as rules have it. */
    Keeping keeping() {
        return keeping;
    }

    /**
     * An entry of a run is overwritten: for another page of the run, too, what it was may be in use by accesses under way, and
     * what it is now may be in caches in the next moment. (What it was is there already.)
     */
    private void offer(int[] state, int page, int other, int old, int entry) {
        int own = inMemory(state, other);
        int before = runs.offered(old, page, other) & ~own;
        int now = runs.offered(entry, page, other) & ~own;
        if ((before | now) == 0) {
            return;
        }
        maySets.fill(state, other, now);
        for (int c = 0; c < hardware.cpus().size() && hardware.rules().broadcast(); c++) {
            runs.mark(c);
            if (runs.isUsedBy(c)) {
                int slot = hardware.cpus().get(c).inFlight() + other;
                state[slot] = (state[slot] | keeping.early(before)) & ~now;
                supersededAfterEffect(state, other, c, before);
            }
        }
    }

    /** At the start, too, caches may hold what walks find by other entries of a run. */
    void begin(int[] state) {
        for (int page = 0; page < pages; page++) {
            for (int other : runs.others(page)) {
                offer(state, other, page, PageTableEntry.EMPTY, entry(state, other));
            }
        }
    }

    /** What CPUs may cache of an entry that is not valid: that there is none, whatever else the kernel keeps in it. */
    int cachedInvalid(int page, int entry) {
        if (PageTableEntry.valid(entry)) {
            return 0;
        }
        consulted.mark(Consulted.CACHES_INVALID);
        return hardware.rules().cachesInvalid() ? sets.of(page, PageTableEntry.EMPTY) : 0;
    }

    /**
     * Hardware sets accessed and dirty bits, in one step with the walk that finds them clear. Who has cached the entry
     * before, without the dirty bit, may keep it.
     */
    void update(int[] state, int page, int entry) {
        int old = entry(state, page);
        int oldSet = PageTableEntry.cacheable(old) ? sets.of(page, old) : 0;
        state[hardware.entries() + page] = entry;
        int set = sets.of(page, entry);
        maySets.keep(state, page, ofCpus(page, old), oldSet, set);
        for (int other : runs.others(page)) {
            maySets.fill(state, other, runs.offered(entry, page, other) & ~inMemory(state, other));
        }
        for (int c = 0; c < hardware.cpus().size() && hardware.rules().broadcast(); c++) {
            if (!loaded.areOn() || loaded.isLoaded(state, c, page)) {
                state[loaded.inFlight(c, page)] &= ~set;
            }
        }
    }

    /** What is superseded after an invalidation took effect is not what the invalidation waits for. */
    private void supersededAfterEffect(int[] state, int page, int cpu, int oldSet) {
        Hardware.Rules rules = hardware.rules();
        for (int thread = 0; thread < threads; thread++) {
            for (int alike : loaded.alikePages(page)) {
                if (Invalidation.isEffective(state[rules.invalidations() + thread * pages + alike])) {
                    state[drainSlot(thread, alike, cpu)] &= ~oldSet;
                }
            }
        }
    }

    int drainSlot(int thread, int page, int cpu) {
        return hardware.rules().drains() + (thread * pages + page) * hardware.cpus().size() + cpu;
    }

    /** CPUs and devices that walk, by number (see {@link Blocks#ofDevice}). */
    int ofDevice(int device) {
        return blocks.ofDevice(device);
    }

    /** The valid entries that a walk may find: the one in memory, and those besides. */
    int walkable(int[] state, int page, int walker) {
        return inMemory(state, page) | besides(state, page, walker);
    }

    /** The set with the entry in memory; empty if that is not valid. */
    int inMemory(int[] state, int page) {
        int entry = entry(state, page);
        return PageTableEntry.valid(entry) ? sets.of(page, entry) : 0;
    }

    /** Of these the ones that a cache may hold. */
    int fillable(int[] state, int page, int walker) {
        int entry = entry(state, page);
        if (blocks.isDevice(walker)) {
            int set = PageTableEntry.cacheable(entry) ? sets.of(page, entry) : 0;
            return kept(walker, page, set | besides(state, page, walker));
        }
        return kept(walker, page, ofCpus(page, entry) | cachedInvalid(page, entry) | besides(state, page, walker));
    }

    /** What may be in a cache right behind its invalidation: what it can have filled again from by then. */
    int refilled(int[] state, int page, int walker) {
        return kept(walker, page, besides(state, page, walker));
    }

    /**
     * What a walk may find besides the entry in memory: those whose overwriting it may not have seen, and what an upper
     * entry leads to that is not in memory any more.
     */
    int besides(int[] state, int page, int walker) {
        return blocks.has(page)
                ? blocks.besides(state, page, walker)
                : late.found(state, page, walker) | shared(state, page, walker);
    }

    /** What a walk may find of a page by the entries of the others of its run, if that is not what is in memory. */
    int shared(int[] state, int page, int walker) {
        int found = sharedNow(state, page);
        for (int other : runs.others(page)) {
            found |= runs.offeredOf(late.found(state, other, walker), other, page);
        }
        found &= found == 0 ? 0 : ~inMemory(state, page);
        return runs.isUsed(walker, found) ? found : 0;
    }

    private int sharedNow(int[] state, int page) {
        int found = 0;
        for (int other : runs.others(page)) {
            found |= runs.offered(entry(state, other), other, page);
        }
        return found;
    }

    /** Whether a walk finds a page's translation in other entries of the run only because a store may be seen late. */
    boolean isSharedLate(int[] state, int page, int set) {
        return (sharedNow(state, page) & set) == 0;
    }

    /** The same for a timeline, which names the rule by which what has been dropped may be there again. */
    int tellShared(int[] state, int page, int walker, Narrator narrator) {
        int shared = narrator.listens() ? shared(state, page, walker) : 0;
        if (shared != 0) {
            narrator.rule(runs.ruleText(walker));
        }
        return shared;
    }

    /** What a walk may find by an upper entry that it has cached and that is not in memory, be it valid or not. */
    int stale(int[] state, int page, int walker) {
        return blocks.has(page) ? blocks.stale(state, page, walker) : 0;
    }

    /** The same of a CPU's access under way that has read the upper entry before. */
    int early(int[] state, int page, int cpu) {
        return blocks.has(page) ? blocks.early(state, page, cpu) : 0;
    }

    /** Whether a walk can find an entry of a set only because a store may be seen late. */
    boolean isLate(int[] state, int page, int walker, int set) {
        if (blocks.has(page)) {
            return blocks.isLate(state, page, walker, set);
        }
        return (late.found(state, page, walker) & ~inMemory(state, page) & set) != 0;
    }
}
