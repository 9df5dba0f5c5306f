package org.shootdown.machine;

import org.shootdown.ir.BroadcastRules;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;

/**
 * Invalidations that all CPUs hear. One takes effect at some time after it is issued and completes at the issuer's
 * barrier, which waits for the accesses of other CPUs that were translated before (arm-translation-rules 2, rules 5 and 6).
 */
final class Broadcasts {

    private final Program program;
    private final Hardware hardware;
    private final BroadcastRules rules;
    private final PageTables tables;
    private final EntrySets sets;
    private final EarlyFaults earlyFaults;
    private final Attachments attachments;
    private final Blocks blocks;
    private final WalkCaches walks;
    private final LoadedSpaces loaded;
    private final Conflicts conflicts;
    private final Keeping keeping;
    private final Consulted consulted;
    private final boolean maySets;
    private final int pages;
    /** By CPU and page: the permissions that accesses need. */
    private final int[][] needed;

    Broadcasts(
            Program program,
            PageTables tables,
            EntrySets sets,
            EarlyFaults earlyFaults,
            Attachments attachments,
            Blocks blocks,
            WalkCaches walks,
            LoadedSpaces loaded,
            Conflicts conflicts,
            Keeping keeping,
            CacheModel model,
            Consulted consulted) {
        this.program = program;
        this.hardware = program.hardware();
        this.rules = hardware.rules().broadcasts();
        this.tables = tables;
        this.sets = sets;
        this.earlyFaults = earlyFaults;
        this.attachments = attachments;
        this.blocks = blocks;
        this.walks = walks;
        this.loaded = loaded;
        this.conflicts = conflicts;
        this.keeping = keeping;
        this.consulted = consulted;
        this.maySets = model == CacheModel.MAY_SETS;
        this.pages = hardware.pages().size();
        this.needed = new int[hardware.cpus().size()][pages];
        for (ThreadCode thread : program.threads()) {
            thread.instructions().stream().map(i -> i.step()).forEach(step -> {
                if (step instanceof Step.Access access && !access.place().device()) {
                    needed[access.place().index()][access.page()] |= access.kind().permission();
                }
            });
        }
    }

    private int slot(int thread, int page) {
        return hardware.rules().invalidations() + thread * pages + page;
    }

    void issue(int[] state, int thread, Step.InvalidateBroadcast invalidation, Narrator narrator) {
        consulted.mark(Consulted.TAKES_TIME);
        int page = invalidation.page();
        int what = Invalidation.of(invalidation, blocks.has(page));
        if (invalidation.local()) {
            consulted.mark(Consulted.FORCES_BROADCAST);
        }
        if (invalidation.local() && !rules.forced()) {
            requireTablesFirst(state[localSlot(thread, page)], what, page);
            issueHere(state, thread, page, what, narrator);
            return;
        }
        requireTablesFirst(unfinished(state, thread, page), what, page);
        broadcast(state, thread, page, what, narrator);
    }

    /** The same of what is cached with a tag, whatever the level of its entry. */
    void issue(int[] state, int thread, Step.InvalidateBroadcastTag invalidation, Narrator narrator) {
        consulted.mark(Consulted.TAKES_TIME);
        int page = invalidation.page();
        int tag = loaded.checked(invalidation.tag().in(state));
        int what = Invalidation.ofTag(invalidation.hint(), tag);
        if (invalidation.local()) {
            consulted.mark(Consulted.FORCES_BROADCAST);
        }
        if (invalidation.local() && !rules.forced()) {
            requireOneTag(state[localSlot(thread, page)] & ~Invalidation.STATUS, tag, page);
            issueHere(state, thread, page, what, narrator);
            return;
        }
        requireOneTag(unfinished(state, thread, page), tag, page);
        broadcast(state, thread, page, what, narrator);
    }

    private void requireOneTag(int before, int tag, int page) {
        if (before != 0 && Invalidation.tag(before) != tag) {
            throw new LimitReached("invalidates " + hardware.pages().get(page).name()
                    + " with two tags before the first takes effect, which is not modelled yet");
        }
    }

    private void requireTablesFirst(int before, int what, int page) {
        if (Invalidation.isOutOfOrder(before, what)) {
            throw new LimitReached("drops what leads to the table of " + hardware.pages().get(page).name()
                    + " before an earlier invalidation of what is in it takes effect, which is not modelled");
        }
    }

    private void issueHere(int[] state, int thread, int page, int what, Narrator narrator) {
        state[localSlot(thread, page)] |= Invalidation.ISSUED | what;
        if (!rules.takesTime()) {
            takeEffectHere(state, thread, page, narrator);
        }
    }

    /** One that has been issued and has no effect yet is one with this. */
    private void broadcast(int[] state, int thread, int page, int what, Narrator narrator) {
        state[slot(thread, page)] = Invalidation.issued(state[slot(thread, page)], what);
        if (!rules.takesTime()) {
            takeEffect(state, thread, page, narrator);
            complete(state, thread, page, program.threads().get(thread).cpu());
        }
    }

    /** What one that has been issued and has no effect yet is about; 0 if there is none. */
    private int unfinished(int[] state, int thread, int page) {
        return isIssued(state, thread, page) ? state[slot(thread, page)] & ~Invalidation.STATUS : 0;
    }

    /** Of a set of entries, what an invalidation may leave: a level that its hint does not name need not go. */
    private int stays(int invalidation, int page, int set) {
        if (Invalidation.isOfAllLevels(invalidation)) {
            return 0;
        }
        int stays = 0;
        for (int rest = set; rest != 0; rest &= rest - 1) {
            stays |= Invalidation.names(invalidation, sets.lowest(page, rest)) ? 0 : rest & -rest;
        }
        return stays;
    }

    /** Whether one of a thread for its own CPU has had no effect yet. */
    boolean isAnyIssuedHere(int[] state, int thread) {
        for (int page = 0; page < pages; page++) {
            if (isIssuedHere(state, thread, page)) {
                return true;
            }
        }
        return false;
    }

    private int localSlot(int thread, int page) {
        return rules.local() + thread * pages + page;
    }

    /** Whether one for the thread's own CPU only has been issued and has had no effect. */
    boolean isIssuedHere(int[] state, int thread, int page) {
        return rules.local() >= 0 && state[localSlot(thread, page)] != Invalidation.NONE;
    }

    /** The effect of one for the own CPU, whose accesses under way go on: nobody waits for one's own. */
    void takeEffectHere(int[] state, int thread, int page, Narrator narrator) {
        int cpu = program.threads().get(thread).cpu();
        if (Invalidation.isOfWalks(state[localSlot(thread, page)])) {
            walks.dropEarly(state, cpu, blocks.of(page));
        }
        if (Invalidation.drops(state[localSlot(thread, page)])) {
            drop(state, cpu, page, state[localSlot(thread, page)], narrator);
        }
        state[localSlot(thread, page)] = Invalidation.NONE;
    }

    /** All that a thread has issued takes effect; {@code everywhere}: not only what is for its own CPU. */
    void takeEffectNow(int[] state, int thread, boolean everywhere, Narrator narrator) {
        for (int page = 0; page < pages && rules.on(); page++) {
            if (isIssuedHere(state, thread, page)) {
                takeEffectHere(state, thread, page, narrator);
            }
            if (everywhere && isIssued(state, thread, page)) {
                takeEffect(state, thread, page, narrator);
            }
        }
    }

    boolean isIssued(int[] state, int thread, int page) {
        return (state[slot(thread, page)] & Invalidation.STATUS) == Invalidation.ISSUED;
    }

    // ---- the effect ---------------------------------------------------------------------------------------------

    /** The effect: cached entries are gone; accesses already translated with them go on until the barrier. */
    void takeEffect(int[] state, int thread, int page, Narrator narrator) {
        int issuer = program.threads().get(thread).cpu();
        int slot = slot(thread, page);
        boolean andWalks = Invalidation.isOfWalks(state[slot]);
        int tag = Invalidation.tag(state[slot]);
        for (int cpu = 0; cpu < hardware.cpus().size(); cpu++) {
            if (cpu == issuer || reachesOthers(state, cpu, page, tag)) {
                if (andWalks) {
                    walks.takeEffect(state, thread, cpu, blocks.of(page));
                }
                takeEffectOn(state, thread, cpu, page, narrator);
            }
        }
        for (int d = 0; d < hardware.devices().size(); d++) {
            if (hardware.devices().get(d).listens() && reachesDevices()) {
                if (andWalks && blocks.walks(blocks.ofDevice(d), blocks.of(page))) {
                    walks.drop(state, blocks.ofDevice(d), blocks.of(page));
                }
                int cached = state[hardware.devices().get(d).translations() + page];
                if (Invalidation.drops(state[slot]) && !isKept(d, state[slot], cached, narrator)) {
                    attachments.drop(state, d, page, stays(state[slot], page, cached), narrator);
                }
            }
        }
        state[slot] = Invalidation.effective(state[slot]);
    }

    /** Whether an IOMMU still has what its TLB has dropped, since its walk cache has kept it. */
    private boolean isKept(int device, int invalidation, int cached, Narrator narrator) {
        if (cached == 0 || Invalidation.isOfKept(invalidation)) {
            return false;
        }
        int rule = Consulted.walkCacheKeeps(device);
        consulted.mark(rule);
        narrator.rule(consulted.key(rule));
        return hardware.devices().get(device).walkCacheKeeps();
    }

    private void takeEffectOn(int[] state, int thread, int cpu, int page, Narrator narrator) {
        int invalidation = state[slot(thread, page)];
        if (!Invalidation.drops(invalidation)) {
            return;
        }
        drop(state, cpu, page, invalidation, narrator);
        int accessed = loaded.accessed(state, cpu, Invalidation.tag(invalidation), page);
        if (accessed >= 0) {
            int inFlight = state[loaded.inFlight(cpu, accessed)];
            state[tables.drainSlot(thread, page, cpu)] |= inFlight
                    & ~stays(invalidation, page, inFlight)
                    & ~tables.late().notWaitedFor(state, thread, accessed);
        }
    }

    /**
     * A CPU drops its translations. If they are of what it has loaded, accesses may have been translated with them, or have
     * met two that conflict.
     */
    private void drop(int[] state, int cpu, int page, int invalidation, Narrator narrator) {
        int tag = Invalidation.tag(invalidation);
        int slot = loaded.tlb(cpu, tag, page);
        int accessed = loaded.accessed(state, cpu, tag, page);
        int stays = stays(invalidation, page, state[slot]);
        int refilled = 0;
        if (accessed >= 0) {
            state[loaded.inFlight(cpu, accessed)] |= early(state, cpu, accessed, state[slot], stays);
            refilled = maySets ? tables.refilled(state, accessed, cpu) : 0;
        }
        state[slot] = state[slot] & stays | refilled;
        narrator.drops(slot, page, refilled, 0, tables.tellShared(state, page, cpu, narrator));
    }

    /** What accesses of a CPU may have come to by what it has cached of a page, of which only some stays. */
    private int early(int[] state, int cpu, int page, int cached, int stays) {
        int together = cached | (maySets ? tables.fillable(state, page, cpu) : 0);
        int met = conflicts.mayAbort(Conflicts.CPU, page, together) ? sets.of(page, PageTableEntry.CONFLICT) : 0;
        return keeping.early(cached & ~stays & ~sets.of(page, tables.entry(state, page)) | met);
    }

    /** Whether it acts on a CPU that has not issued it. */
    private boolean reachesOthers(int[] state, int cpu, int page, int tag) {
        boolean has = state[loaded.tlb(cpu, tag, page)] != 0
                || state[loaded.inFlight(cpu, page)] != 0
                || blocks.has(page) && blocks.walks(cpu, blocks.of(page));
        if (has) {
            consulted.mark(Consulted.REACHES_ALL);
        }
        return rules.reachesAll();
    }

    private boolean reachesDevices() {
        consulted.mark(Consulted.REACHES_ALL);
        return rules.reachesAll();
    }

    // ---- the barrier --------------------------------------------------------------------------------------------

    /** The barrier of a thread completes its invalidations; yields false if it must wait. */
    boolean complete(int[] state, int thread, int cpu) {
        if (!rules.on()) {
            return true;
        }
        for (int page = 0; page < pages; page++) {
            if (isIssued(state, thread, page) || isIssuedHere(state, thread, page)) {
                return false;
            }
        }
        for (int page = 0; page < pages; page++) {
            complete(state, thread, page, cpu);
        }
        return true;
    }

    private void complete(int[] state, int thread, int page, int issuer) {
        int slot = slot(thread, page);
        if (!Invalidation.isEffective(state[slot])) {
            return;
        }
        if (Invalidation.awaitsWalks(state[slot])) {
            completeWalks(state, thread, blocks.of(page), issuer);
        }
        for (int cpu = 0; cpu < hardware.cpus().size(); cpu++) {
            int drain = tables.drainSlot(thread, page, cpu);
            int accessed = loaded.at(state, cpu, page);
            if (accessed >= 0) {
                int early = loaded.inFlight(cpu, accessed);
                int awaited = cpu == issuer ? 0 : awaited(state[early] & state[drain]);
                state[early] &= ~awaited;
                gone(state, cpu, accessed, awaited);
            }
            state[drain] = 0;
        }
        state[slot] = Invalidation.NONE;
    }

    /** What accesses have read of the upper entry is waited for, and what they have found by it may have faulted. */
    private void completeWalks(int[] state, int thread, int block, int issuer) {
        int[] before = state.clone();
        for (int cpu = 0; cpu < hardware.cpus().size(); cpu++) {
            int awaited = cpu == issuer ? 0 : awaited(walks.drains(state, thread, cpu, block));
            walks.complete(state, thread, cpu, block, awaited);
            for (int page : blocks.block(block).pages()) {
                gone(state, cpu, page, tables.early(before, page, cpu) & ~tables.early(state, page, cpu));
            }
        }
    }

    /** Of what accesses of another CPU may have been translated with, what the barrier waits for. */
    private int awaited(int set) {
        if (set != 0) {
            consulted.mark(Consulted.AWAITS_ACCESSES);
        }
        return rules.awaitsAccesses() ? set : 0;
    }

    /** Accesses that were translated with these entries have been made; who would fault by them may still. */
    private void gone(int[] state, int cpu, int page, int entries) {
        if (entries == 0) {
            return;
        }
        earlyFaults.remove(state, cpu, page, entries);
        int faults = 0;
        for (int rest = entries; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            boolean writes = (needed[cpu][page] & PageTableEntry.WRITABLE) != 0;
            boolean permits = (entry & needed[cpu][page]) == needed[cpu][page];
            faults |= permits && !keeping.awaitsSoftware(entry, writes) ? 0 : rest & -rest;
        }
        if (faults != 0) {
            consulted.mark(Consulted.AWAITS_FAULTS);
            if (rules.faulting() >= 0) {
                state[rules.faulting() + cpu * pages + page] |= faults;
            }
        }
    }

    /** The entries by which accesses of a CPU may still fault, since no barrier has waited for those that do. */
    int faulting(int[] state, int cpu, int page) {
        return rules.faulting() < 0 ? 0 : state[rules.faulting() + cpu * pages + page];
    }

    /** Context synchronisation of a CPU. */
    void synchronise(int[] state, int cpu) {
        for (int page = 0; page < pages && rules.faulting() >= 0; page++) {
            state[rules.faulting() + cpu * pages + page] = 0;
        }
    }
}
