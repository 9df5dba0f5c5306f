package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;

/**
 * Invalidations. A broadcast one takes effect at some time after it is issued and completes at the issuer's barrier,
 * which waits for the accesses of other CPUs that were translated before (arm-translation-rules 2, rules 5 and 6). A
 * command in an IOMMU's queue takes effect when the IOMMU comes to it.
 */
final class Invalidations {

    static final int NONE = 0;
    static final int ISSUED = 1;
    static final int EFFECTIVE = 2;
    /** Besides: what is cached of the upper entry goes, too. */
    static final int WALKS = 4;

    private static final int PHASE = 3;
    /** From this bit on: the tag that it is about. */
    private static final int TAG_SHIFT = 3;

    private final Hardware hardware;
    private final PageTables tables;
    private final EntrySets sets;
    private final EarlyFaults earlyFaults;
    private final Consulted consulted;
    private final int pages;
    private final boolean maySets;
    private final Attachments attachments;
    private final Blocks blocks;
    private final WalkCaches walks;
    private final LoadedSpaces loaded;
    private final Regions regions;
    /** How many things a command can be about. */
    private final int targets;

    Invalidations(
            Program program,
            PageTables tables,
            EntrySets sets,
            EarlyFaults earlyFaults,
            Attachments attachments,
            Blocks blocks,
            WalkCaches walks,
            LoadedSpaces loaded,
            CacheModel model,
            Consulted consulted) {
        this.loaded = loaded;
        this.earlyFaults = earlyFaults;
        this.consulted = consulted;
        this.blocks = blocks;
        this.walks = walks;
        this.attachments = attachments;
        this.maySets = model == CacheModel.MAY_SETS;
        this.hardware = program.hardware();
        this.regions = new Regions(hardware, blocks, walks, attachments, consulted);
        this.tables = tables;
        this.sets = sets;
        this.pages = hardware.pages().size();
        int regions = hardware.devices().stream()
                .flatMap(d -> d.region().stream())
                .mapToInt(r -> r.regions().size())
                .max()
                .orElse(0);
        this.targets = Math.max(regions, Math.max(pages, hardware.tables().size()));
    }

    // ---- on CPUs ------------------------------------------------------------------------------------------------

    /** What may be in a cache right behind its invalidation: what it can have filled again from by then. */
    private int refilled(int[] state, int cpu, int page) {
        return maySets ? tables.besides(state, page, cpu) : 0;
    }

    /** The CPU drops its own translations of a page, and what it has cached of upper entries: of all or of the page's. */
    void local(int[] state, int cpu, int page, Narrator narrator) {
        if (blocks.count() > 0) {
            if (walks.hasOthers(state, cpu, page)) {
                consulted.mark(Consulted.INVLPG_DROPS_ALL_WALKS);
                narrator.rule(consulted.key(Consulted.INVLPG_DROPS_ALL_WALKS));
            }
            if (hardware.rules().invlpgDropsAllWalks()) {
                walks.dropAll(state, cpu, hardware.pages().get(page).space());
            } else if (blocks.has(page)) {
                walks.drop(state, cpu, blocks.of(page));
            }
        }
        drop(state, cpu, page, loaded.areOn() ? loaded.tag(state, cpu) : 0, narrator);
        // It is serialising (Intel SDM vol. 3A, 9.3), also where there is a broadcast besides.
        synchronise(state, cpu);
    }

    /**
     * The CPU drops what it has cached with a tag; a negative tag is all of them.
     *
     * @param page the page whose address it is about; -1 for all addresses
     */
    void localTag(int[] state, int cpu, int page, int tag, Narrator narrator) {
        int wanted = tag < 0 ? tag : loaded.checked(tag);
        for (int each = 0; each < pages; each++) {
            boolean known = loaded.areOn() || loaded.isLoaded(state, cpu, each);
            for (int t = 0; t < loaded.tags() && known && (page < 0 || each == page); t++) {
                if (wanted < 0 || t == wanted) {
                    drop(state, cpu, each, t, narrator);
                }
            }
        }
        for (int block = 0; block < blocks.count() && page < 0; block++) {
            if (blocks.walks(cpu, block)) {
                walks.drop(state, cpu, block);
            }
        }
        synchronise(state, cpu);
    }

    /** What a CPU has cached for the address of a page with a tag goes; it may be filled again if the tag is loaded. */
    private void drop(int[] state, int cpu, int page, int tag, Narrator narrator) {
        int slot = loaded.tlb(cpu, tag, page);
        int walked = !loaded.areOn() || loaded.tag(state, cpu) == tag ? loaded.at(state, cpu, page) : -1;
        state[slot] = walked < 0 ? 0 : refilled(state, cpu, walked);
        narrator.drops(slot, page, state[slot], 0);
    }

    /** A fault by what the CPU has cached of a page's upper entry drops that. */
    void faulted(int[] state, int cpu, int page) {
        walks.drop(state, cpu, blocks.of(page));
    }

    void issue(int[] state, int thread, int page, boolean andWalks) {
        int slot = hardware.rules().invalidations() + thread * pages + page;
        // One that has been issued and has no effect yet is one with this.
        int before = isIssued(state, thread, page) ? state[slot] & WALKS : 0;
        state[slot] = ISSUED | before | (andWalks && blocks.has(page) ? WALKS : 0);
    }

    /** The same of what is cached with a tag. */
    void issueTag(int[] state, int thread, int page, int tag) {
        int slot = hardware.rules().invalidations() + thread * pages + page;
        int issued = ISSUED | loaded.checked(tag) << TAG_SHIFT;
        if (isIssued(state, thread, page) && state[slot] != issued) {
            throw new LimitReached("invalidates " + hardware.pages().get(page).name()
                    + " with two tags before the first takes effect, which is not modelled yet");
        }
        state[slot] = issued;
    }

    boolean isIssued(int[] state, int thread, int page) {
        return (state[hardware.rules().invalidations() + thread * pages + page] & PHASE) == ISSUED;
    }

    /** Whether an invalidation, as the state keeps it, has taken effect and is not complete. */
    static boolean isEffective(int invalidation) {
        return (invalidation & PHASE) == EFFECTIVE;
    }

    /** The effect: cached entries are gone; accesses already translated with them go on until the barrier. */
    void takeEffect(int[] state, int thread, int page, Narrator narrator) {
        int slot = hardware.rules().invalidations() + thread * pages + page;
        int tag = state[slot] >> TAG_SHIFT;
        if ((state[slot] & WALKS) != 0) {
            walks.takeEffect(state, thread, blocks.of(page));
        }
        for (int c = 0; c < hardware.cpus().size(); c++) {
            int cached = state[loaded.tlb(c, tag, page)];
            drop(state, c, page, tag, narrator);
            // Accesses under way are of the address space that is loaded, with its tag.
            int accessed = !loaded.areOn() || loaded.tag(state, c) == tag ? loaded.at(state, c, page) : -1;
            if (accessed >= 0) {
                int early = loaded.inFlight(c, accessed);
                state[early] |= cached & ~sets.of(accessed, tables.entry(state, accessed));
                state[tables.drainSlot(thread, page, c)] |= state[early] & ~tables.notWaitedFor(state, thread, accessed);
            }
        }
        for (int d = 0; d < hardware.devices().size(); d++) {
            Hardware.Device device = hardware.devices().get(d);
            if (device.listens()) {
                attachments.drop(state, d, page, narrator);
            }
        }
        state[slot] = EFFECTIVE | state[slot] & ~PHASE;
    }

    /** A barrier; yields false if it must wait. */
    boolean barrier(int[] state, int thread, int cpu, Step.BarrierKind kind) {
        Hardware.Rules rules = hardware.rules();
        if (kind == Step.BarrierKind.MEMORY) {
            // Walks are not ordered by it (Arm: arm-translation-rules 2, rule 7); stores have been waited for already.
            return true;
        }
        if (kind == Step.BarrierKind.FULL && rules.broadcast()) {
            for (int page = 0; page < pages; page++) {
                if (isIssued(state, thread, page)) {
                    return false;
                }
            }
            for (int page = 0; page < pages; page++) {
                complete(state, thread, page, cpu);
            }
        }
        if (kind != Step.BarrierKind.CONTEXT) {
            tables.show(state, thread, kind != Step.BarrierKind.DEVICE_STORES);
        }
        boolean isDsb = kind == Step.BarrierKind.STORES || kind == Step.BarrierKind.FULL;
        if (isDsb && hasEarly(state, cpu)) {
            consulted.mark(Consulted.BARRIER_SYNCHRONISES);
        }
        if (kind == Step.BarrierKind.CONTEXT || isDsb && rules.barrierSynchronises()) {
            synchronise(state, cpu);
        }
        return true;
    }

    private void complete(int[] state, int thread, int page, int issuer) {
        int slot = hardware.rules().invalidations() + thread * pages + page;
        if (!isEffective(state[slot])) {
            return;
        }
        if ((state[slot] & WALKS) != 0) {
            completeWalks(state, thread, blocks.of(page), issuer);
        }
        for (int c = 0; c < hardware.cpus().size(); c++) {
            int drain = tables.drainSlot(thread, page, c);
            int accessed = loaded.at(state, c, page);
            if (c != issuer && accessed >= 0) {
                int early = loaded.inFlight(c, accessed);
                earlyFaults.remove(state, c, accessed, state[early] & state[drain]);
                state[early] &= ~state[drain];
            }
            state[drain] = 0;
        }
        state[slot] = NONE;
    }

    /** What accesses have read of the upper entry is waited for, and what they have found by it may have faulted. */
    private void completeWalks(int[] state, int thread, int block, int issuer) {
        int[] before = state.clone();
        walks.complete(state, thread, block, issuer);
        for (int c = 0; c < hardware.cpus().size(); c++) {
            for (int page : blocks.block(block).pages()) {
                int removed = tables.early(before, page, c) & ~tables.early(state, page, c);
                if (removed != 0) {
                    earlyFaults.remove(state, c, page, removed);
                }
            }
        }
    }

    /** Whether the CPU may have translated accesses with entries that are no longer there. */
    private boolean hasEarly(int[] state, int cpu) {
        if (cpu < 0 || !hardware.rules().broadcast()) {
            return false;
        }
        for (int page = 0; page < pages; page++) {
            if (state[hardware.cpus().get(cpu).inFlight() + page] != 0) {
                return true;
            }
        }
        return walks.hasEarly(state, cpu);
    }

    /** Context synchronisation: later accesses of the CPU are translated anew. */
    void synchronise(int[] state, int cpu) {
        if (cpu < 0 || !hardware.rules().broadcast()) {
            return;
        }
        for (int page = 0; page < pages; page++) {
            state[hardware.cpus().get(cpu).inFlight() + page] = 0;
        }
        walks.synchronise(state, cpu);
    }

    // ---- in IOMMU queues ----------------------------------------------------------------------------------------

    private static final Step.CommandKind[] KINDS = Step.CommandKind.values();

    /** Puts a command into the queue; yields false if the queue is full. */
    boolean queue(int[] state, int thread, int device, Step.CommandKind kind, int target) {
        int base = hardware.devices().get(device).queue();
        for (int i = 0; i < Hardware.QUEUE_LENGTH; i++) {
            if (state[base + i] == 0) {
                state[base + i] = 1 + kind.ordinal() + KINDS.length * (target + targets * thread);
                return true;
            }
        }
        return false;
    }

    /** How timelines call a region that a device's MMU can be told to lock. */
    String region(int device, int number) {
        return regions.text(device, number);
    }

    /** Whether none of a thread's commands is left. */
    boolean isDone(int[] state, int thread, int device) {
        int base = hardware.devices().get(device).queue();
        for (int i = 0; i < Hardware.QUEUE_LENGTH && state[base + i] != 0; i++) {
            if ((state[base + i] - 1) / KINDS.length / targets == thread) {
                return false;
            }
        }
        return true;
    }

    /** Takes a command out of the queue and carries it out; yields how a timeline tells it. */
    String carryOut(int[] state, int device, int position, Narrator narrator) {
        Hardware.Device d = hardware.devices().get(device);
        int command = state[d.queue() + position] - 1;
        for (int i = position; i < Hardware.QUEUE_LENGTH; i++) {
            state[d.queue() + i] = i + 1 < Hardware.QUEUE_LENGTH ? state[d.queue() + i + 1] : 0;
        }
        int target = command / KINDS.length % targets;
        switch (KINDS[command % KINDS.length]) {
            case INVALIDATE_IOTLB -> {
                attachments.drop(state, device, target, narrator);
                return d.tlb() + " drops " + hardware.pages().get(target).name();
            }
            case INVALIDATE_WALK -> {
                if (blocks.has(target)) {
                    walks.drop(state, blocks.ofDevice(device), blocks.of(target));
                }
                attachments.drop(state, device, target, narrator);
                return d.tlb() + " and walk cache drop " + hardware.pages().get(target).name();
            }
            case INVALIDATE_DOMAIN -> {
                walks.dropAll(state, blocks.ofDevice(device), target);
                for (int page = 0; page < pages; page++) {
                    if (hardware.pages().get(page).space() == target) {
                        attachments.drop(state, device, page, narrator);
                    }
                }
                return d.tlb() + " drops all of " + hardware.tables().get(target);
            }
            case INVALIDATE_ATC -> {
                for (int page = 0; page < pages; page++) {
                    if (page == target || d.context().isPresent() && isAlias(page, target)) {
                        dropOwn(state, device, page, narrator);
                    }
                }
                return "ATC drops " + hardware.pages().get(target).name();
            }
            case INVALIDATE_WHOLE_ATC -> {
                for (int page = 0; page < pages; page++) {
                    if (d.walks(hardware.pages().get(page).space())) {
                        dropOwn(state, device, page, narrator);
                    }
                }
                return "ATC drops everything";
            }
            case INVALIDATE_CONTEXT -> {
                if (d.context().isPresent()) {
                    attachments.invalidate(state, device);
                }
                return "IOMMU forgets the domain of " + d.name();
            }
            case LOCK_REGION -> {
                return regions.lock(state, device, target);
            }
            case UNLOCK_REGION -> {
                return regions.unlock(state, device, false, narrator);
            }
            case FLUSH_REGION -> {
                return regions.unlock(state, device, true, narrator);
            }
        }
        throw new IllegalArgumentException(String.valueOf(command));
    }

    /** A device's own cache knows addresses and no domains, so it drops whatever is at the address. */
    private boolean isAlias(int page, int other) {
        return hardware.pages().get(page).address().equals(hardware.pages().get(other).address());
    }

    private void dropOwn(int[] state, int device, int page, Narrator narrator) {
        if (hardware.devices().get(device).ats()) {
            attachments.dropAtc(state, device, page, narrator);
        }
    }
}
