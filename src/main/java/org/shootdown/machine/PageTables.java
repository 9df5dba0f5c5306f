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
        int oldSet = replace(state, thread, page, entry);
        Hardware.Rules rules = hardware.rules();
        if (rules.lateStores()) {
            superseded(state, rules.late(), thread, page, oldSet, newSet);
            forgetSeen(state, page, oldSet);
            if (!hardware.devices().isEmpty()) {
                superseded(state, rules.deviceLate(), thread, page, oldSet, newSet);
            }
        }
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
                int superseded = keeping.early(oldSet | fault(page, old));
                state[slot] = (state[slot] | superseded) & ~newSet & ~fault(page, entry);
                supersededAfterEffect(state, page, c, oldSet | fault(page, old));
            }
            if (hardware.rules().lateStores()) {
                floatBefore(state, thread, page, old, entry);
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
     * Without FEAT_ETS2 an access may have found out before the last store that it faults (arm-translation-rules 2,
     * rule 2). All entries by which all accesses fault do so alike.
     */
    private int fault(int page, int entry) {
        boolean may = keeping.alwaysFaults(entry) && hardware.rules().walks().absenceEarly();
        return may ? sets.of(page, PageTableEntry.EMPTY) : 0;
    }

    /**
     * Keeps the overwritten entries that walks may still find. Stores to one place are seen in their order by everybody
     * (Arm ARM B2.3.2, coherence order), so who sees this one sees none of the entries before it: the barrier of each
     * thread that has overwritten an entry, or what came in its place, hides it.
     */
    private void superseded(int[] state, int base, int thread, int page, int oldSet, int newSet) {
        int before = 0;
        for (int other = 0; other < threads; other++) {
            int slot = base + other * pages + page;
            before |= state[slot] & ~absent(page);
            // The same entry may have been there before: what hides that does not hide this one.
            state[slot] &= ~oldSet;
        }
        int own = state[base + thread * pages + page] & absent(page);
        state[base + thread * pages + page] = own | (before | oldSet) & ~newSet;
    }

    /**
     * An invalidation may take effect before the stores in front of it that no barrier has made visible (rule 5). Then
     * it does not wait for who found nothing mapped before such a store; that is kept with what walks may see late.
     */
    private void floatBefore(int[] state, int thread, int page, int old, int entry) {
        int base = hardware.rules().late();
        for (int other = 0; other < threads; other++) {
            state[base + other * pages + page] &= ~fault(page, entry);
        }
        state[base + thread * pages + page] |= fault(page, old);
    }

    /** Of the early translations of a page, those for which an invalidation of a thread does not wait. */
    int notWaitedFor(int[] state, int thread, int page) {
        return hardware.rules().lateStores() ? state[hardware.rules().late() + thread * pages + page] & absent(page) : 0;
    }

    private int absent(int page) {
        return fault(page, PageTableEntry.EMPTY);
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
                if (Broadcasts.isEffective(state[rules.invalidations() + thread * pages + alike])) {
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
                : late(state, page, walker) | shared(state, page, walker);
    }

    /** What a walk may find of a page by the entries of the others of its run, if that is not what is in memory. */
    int shared(int[] state, int page, int walker) {
        int found = sharedNow(state, page);
        for (int other : runs.others(page)) {
            found |= runs.offeredOf(late(state, other, walker), other, page);
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

    /** The overwritten entries that a walk may still find. */
    private int late(int[] state, int page, int walker) {
        boolean byDevice = blocks.isDevice(walker);
        Hardware.Rules rules = hardware.rules();
        int set = 0;
        if (rules.lateStores()) {
            int base = byDevice ? rules.deviceLate() : rules.late();
            for (int thread = 0; thread < threads; thread++) {
                set |= state[base + thread * pages + page];
            }
        }
        return set & ~absent(page) & ~(byDevice ? 0 : seenHere(state, walker, page));
    }

    /** Of these, what the walks of a CPU do not find any more because of a barrier of its own. */
    private int seenHere(int[] state, int cpu, int page) {
        int base = hardware.rules().walks().seenHere();
        return base < 0 ? 0 : state[base + cpu * pages + page];
    }

    /** Entries that walks may miss from now on, or that none finds any more, are none of those. */
    private void forgetSeen(int[] state, int page, int set) {
        int base = hardware.rules().walks().seenHere();
        for (int cpu = 0; cpu < hardware.cpus().size() && base >= 0; cpu++) {
            state[base + cpu * pages + page] &= ~set;
        }
    }

    /** A barrier for the own CPU: its walks see a thread's stores, and so none before them. */
    void showHere(int[] state, int thread, int cpu) {
        int base = hardware.rules().walks().seenHere();
        for (int page = 0; page < pages && cpu >= 0 && hardware.rules().lateStores(); page++) {
            state[base + cpu * pages + page] |= state[hardware.rules().late() + thread * pages + page] & ~absent(page);
        }
    }

    /** What a thread has overwritten of a page's entry, or behind the pages of an entry of blocks, and walks may find. */
    int lateOf(int[] state, int thread, int place, boolean byDevice) {
        return place < pages
                ? state[lateBase(byDevice) + thread * pages + place]
                : blocks.late().of(state, thread, place - pages, byDevice);
    }

    /** How timelines call what {@link #lateOf} is about. */
    String nameOf(int place) {
        return place < pages ? "pte " + hardware.pages().get(place).name() : blocks.nameOf(place - pages);
    }

    private int lateBase(boolean byDevice) {
        return byDevice ? hardware.rules().deviceLate() : hardware.rules().late();
    }

    /** A thread's store to a page's entry is seen by the walks of CPUs, or of IOMMUs. */
    void drain(int[] state, int thread, int place, boolean byDevice) {
        if (place < pages) {
            hide(state, lateBase(byDevice), thread, place);
        } else {
            blocks.late().drain(state, thread, place - pages, byDevice);
        }
    }

    /** Whether a walk can find an entry of a set only because a store may be seen late. */
    boolean isLate(int[] state, int page, int walker, int set) {
        if (blocks.has(page)) {
            return blocks.isLate(state, page, walker, set);
        }
        return (late(state, page, walker) & ~inMemory(state, page) & set) != 0;
    }

    /** A barrier: walks see a thread's stores; {@code all}: of CPUs as well as of devices. */
    void show(int[] state, int thread, boolean all) {
        Hardware.Rules rules = hardware.rules();
        for (int page = 0; page < pages && rules.lateStores(); page++) {
            hide(state, rules.deviceLate(), thread, page);
            if (all) {
                hide(state, rules.late(), thread, page);
            }
        }
        blocks.late().show(state, thread, all);
    }

    /** Whether a walk may miss a store of the thread. */
    boolean hasLate(int[] state, int thread) {
        for (int page = 0; page < pages && hardware.rules().lateStores(); page++) {
            int at = thread * pages + page;
            if (state[hardware.rules().late() + at] != 0 || state[hardware.rules().deviceLate() + at] != 0) {
                return true;
            }
        }
        return blocks.late().isAny(state, thread);
    }

    private void hide(int[] state, int base, int thread, int page) {
        int seen = state[base + thread * pages + page];
        state[base + thread * pages + page] = 0;
        for (int other = 0; other < threads && seen != 0; other++) {
            state[base + other * pages + page] &= ~seen | absent(page);
        }
        if (base == hardware.rules().late()) {
            forgetSeen(state, page, seen);
        }
    }
}
