package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.shootdown.ir.BroadcastRules;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.IommuBits;
import org.shootdown.ir.Levels;
import org.shootdown.ir.Runs;
import org.shootdown.ir.Step;
import org.shootdown.ir.StoreBuffers;
import org.shootdown.ir.Tags;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.WalkRules;
import org.shootdown.sema.CellLibrary;
import org.shootdown.sema.IoFormat;

/** Lays out the state of caches and queues, and reads the rules of the architecture and the IOMMUs. */
final class HardwareLayout {

    private final World world;
    private final List<ThreadCode> threads;
    private final StateLayout layout;

    HardwareLayout(World world, List<ThreadCode> threads) {
        this.world = world;
        this.threads = threads;
        this.layout = world.layout;
    }

    Hardware hardware() {
        List<Hardware.Page> pages = new ArrayList<>();
        for (int i = 0; i < world.pages.size(); i++) {
            World.PageInfo page = world.pages.get(i);
            pages.add(new Hardware.Page(
                    world.pageName(i), page.name(), page.space(), page.size(), page.original()));
        }
        List<String> frames = world.frames.stream().map(World.FrameInfo::name).toList();
        return new Hardware(
                tables(),
                pages,
                cpus(),
                devices(),
                frames,
                world.entries,
                world.permissions,
                world.contents,
                world.references,
                world.live,
                world.incarnations,
                books(),
                rules(),
                levels(),
                runs(),
                storeBuffers(),
                tags());
    }

    /** Pages of one name are at one address, in whatever address space. */
    private Tags tags() {
        if (!world.loads.areOn()) {
            return Tags.NONE;
        }
        List<String> names = world.pages.stream().map(World.PageInfo::name).distinct().toList();
        List<Integer> addresses =
                world.pages.stream().map(p -> names.indexOf(p.name())).toList();
        return new Tags(
                world.loads.tagged() ? Tags.MOST : 1,
                world.loads.tagged(),
                addresses,
                world.loads.spaces(),
                world.loads.tags());
    }

    private List<Hardware.Table> tables() {
        List<Hardware.Table> tables = new ArrayList<>();
        for (int i = 0; i < world.spaces.size(); i++) {
            int space = i;
            World.SpaceInfo info = world.spaces.get(space);
            boolean guest = world.devices.stream()
                    .anyMatch(d -> d.kind() == DeviceInfo.Kind.VIRTUAL_MACHINE && d.table() == space);
            Hardware.TableKind kind = info.format().isPresent()
                    ? Hardware.TableKind.DOMAIN
                    : guest ? Hardware.TableKind.GUEST : info.isMirror() ? Hardware.TableKind.MIRROR : Hardware.TableKind.PROCESS;
            String format = info.format().map(IoFormat::word).orElse("");
            String driver = format.isEmpty() ? "" : world.library.kernelRules().get(format).value();
            tables.add(new Hardware.Table(info.name(), kind, format, driver));
        }
        return tables;
    }

    /** {@code home}: whose rules they are. Two sizes of a mapping there can be only with blocks and runs. */
    private Hardware.Breaking breaking(String home, Map<String, CellLibrary.Setting> rules) {
        if (!world.blocks.isEmpty() || !world.runs.isEmpty()) {
            leanOn(home, "bbm_level_1", "bbm_level_2", "bbm_level_2_aborts");
        }
        return new Hardware.Breaking(
                World.isOn(rules, "break_before_make"),
                World.isOn(rules, "bbm_level_2"),
                World.isOn(rules, "contiguous_may_differ"),
                World.isOn(rules, "conflict_aborts"),
                World.isOn(rules, "bbm_level_2_aborts"),
                World.isOn(rules, "conflict_mixes"),
                World.isOn(rules, "bbm_level_1"),
                World.isOn(rules, "nt_faults"));
    }

    /** A thread without loops stores no more often than its code says. */
    private StoreBuffers storeBuffers() {
        if (!world.storeBuffers()) {
            return StoreBuffers.NONE;
        }
        List<StoreBuffers.Buffer> buffers = new ArrayList<>();
        for (ThreadCode thread : threads) {
            boolean loops = thread.instructions().stream()
                    .anyMatch(i -> i.step() instanceof Step.Jump jump && jump.back());
            long stores = thread.instructions().stream()
                    .filter(i -> isStore(i.step()))
                    .count();
            boolean has = thread.kind() != ThreadCode.Kind.INTERRUPT && !thread.isOnDevice();
            int capacity = !has || stores == 0 ? 0 : loops ? StoreBuffers.MOST : (int) Math.min(stores, StoreBuffers.MOST);
            int base = layout.array("stores." + thread.name(), capacity * StoreBuffers.WIDTH);
            buffers.add(new StoreBuffers.Buffer(base, capacity));
        }
        return new StoreBuffers(buffers);
    }

    /** Whether a step may put a store into its CPU's buffer. */
    private boolean isStore(Step step) {
        return step instanceof Step.Assign assign && isMemory(assign.slot())
                || step instanceof Step.AssignElement element && isMemory(element.base())
                || step instanceof Step.Access access && access.kind().writes()
                || step instanceof Step.Release
                || step instanceof Step.WriteEntry
                || step instanceof Step.WriteUpper
                || step instanceof Step.WriteTable
                || step instanceof Step.WriteContext
                || step instanceof Step.CopyFrame;
    }

    private boolean isMemory(int slot) {
        return layout.slots().get(slot).isMemory();
    }

    private Runs runs() {
        Runs runs = world.runs.hardware();
        for (Runs.Run run : runs.runs()) {
            if (world.loads.areOn()) {
                throw world.runs.notModelled(
                        run.pages().get(0), "runs, together with CPUs that load other address spaces, are not modelled yet");
            }
            if (world.movables.values().stream().anyMatch(m -> m.domains().contains(run.space()))) {
                throw world.runs.notModelled(
                        run.pages().get(0), "runs in a domain to which devices are attached in the run are not modelled yet");
            }
        }
        return runs;
    }

    private Levels levels() {
        int count = world.blocks.size();
        if (count == 0) {
            return Levels.NONE;
        }
        List<Levels.Block> blocks = new ArrayList<>();
        int place = count;
        for (int i = 0; i < count; i++) {
            World.BlockInfo block = world.blocks.get(i);
            boolean moves = world.movables.values().stream()
                    .anyMatch(m -> m.domains().contains(block.space()));
            if (moves) {
                throw BlockBuilder.notModelled(
                        block.span(), "blocks in a domain to which devices are attached in the run are not modelled yet");
            }
            blocks.add(new Levels.Block(
                    block.name(),
                    block.space(),
                    world.upperSize(block.pages().get(0)) >> 12,
                    block.pages(),
                    block.tables(),
                    world.tableEntries.get(i),
                    place));
            place += block.pages().size() * block.tables().size();
        }
        boolean late = World.isOn(world.library.archRules(), "late_pte_stores");
        boolean broadcast = world.broadcast();
        long walkers = world.cpus.size()
                + world.devices.stream()
                        .filter(d -> d.kind() != DeviceInfo.Kind.VIRTUAL_MACHINE)
                        .count();
        int perThread = threads.size() * place;
        return new Levels(
                blocks,
                world.uppers,
                layout.array("walkcache", (int) walkers * count),
                broadcast ? layout.array("earlywalk", world.cpus.size() * count) : -1,
                broadcast ? layout.array("walkdrain", threads.size() * count * world.cpus.size()) : -1,
                late ? layout.array("latewalk", perThread) : -1,
                late ? layout.array("devicelatewalk", perThread) : -1,
                late && hasStep(HardwareLayout::showsHere) ? layout.array("seenwalk", world.cpus.size() * place) : -1);
    }

    /** Only entries of processes hold references: what a domain maps is pinned by who maps it, a mirror's by nobody. */
    private Hardware.Books books() {
        List<Integer> counted = new ArrayList<>();
        List<Integer> pinned = new ArrayList<>();
        for (int page = 0; page < world.pages.size(); page++) {
            World.SpaceInfo space = world.spaces.get(world.pages.get(page).space());
            if (!space.isMirror()) {
                (space.format().isPresent() ? pinned : counted).add(page);
            }
        }
        return new Hardware.Books(
                counted, pinned, world.frames.stream().map(World.FrameInfo::owners).toList());
    }

    private List<Hardware.Cpu> cpus() {
        List<Hardware.Cpu> cpus = new ArrayList<>();
        for (int i = 0; i < world.cpus.size(); i++) {
            String name = world.cpuName(i);
            List<Integer> spaces = new ArrayList<>();
            for (int space = 0; space < world.spaces.size(); space++) {
                if (world.cpusOf(space).contains(i)) {
                    spaces.add(space);
                }
            }
            int tags = world.loads.areOn() && world.loads.tagged() ? Tags.MOST : 1;
            int translations = layout.array("tlb." + name, tags * world.pages.size());
            int inFlight = world.broadcast() ? layout.array("inflight." + name, world.pages.size()) : -1;
            cpus.add(new Hardware.Cpu(name, translations, inFlight, spaces, world.borrows.getOrDefault(i, -1)));
        }
        return cpus;
    }

    private List<Hardware.Device> devices() {
        List<Hardware.Device> devices = new ArrayList<>();
        for (DeviceInfo info : world.devices) {
            if (info.kind() == DeviceInfo.Kind.VIRTUAL_MACHINE) {
                continue;
            }
            Map<String, CellLibrary.Setting> rules = world.library.iommuRules(info.iommu());
            if (!world.blocks.isEmpty()) {
                leanOn(info.iommu(), "caches_empty_upper_entries");
            }
            String tlb = info.kind() == DeviceInfo.Kind.MIRROR ? "TLB" : "IOTLB";
            int translations = layout.array(tlb.toLowerCase(Locale.ROOT) + "." + info.name(), world.pages.size());
            int deviceTranslations = info.switches().ats() ? layout.array("atc." + info.name(), world.pages.size()) : -1;
            int queue = layout.array("queue." + info.name(), Hardware.QUEUE_LENGTH);
            devices.add(new Hardware.Device(
                    info.name(),
                    info.iommu(),
                    info.table(),
                    tlb,
                    info.switches().ats(),
                    hears(info, rules),
                    translations,
                    deviceTranslations,
                    queue,
                    World.isOn(rules, "rewalks_on_permission_fault"),
                    World.isOn(rules, "page_requests_drop_translations"),
                    World.isOn(rules, "commands_in_order"),
                    World.isOn(rules, "contiguous_bit"),
                    World.isOn(rules, "caches_empty_upper_entries"),
                    World.isOn(rules, "walk_cache_keeps_entries"),
                    bits(info, rules),
                    breaking(info.iommu(), rules),
                    context(devices.size(), rules),
                    region(devices.size(), rules)));
        }
        return devices;
    }

    private static IommuBits bits(DeviceInfo info, Map<String, CellLibrary.Setting> rules) {
        boolean ofProcess = info.kind() == DeviceInfo.Kind.SHARING;
        return new IommuBits(
                ofProcess,
                World.isOn(rules, ofProcess ? "hardware_dirty" : "dirty_tracking"),
                World.isOn(rules, "unaccessed_entries_fault"),
                World.isOn(rules, "translation_requests_set_dirty"));
    }

    private boolean hears(DeviceInfo info, Map<String, CellLibrary.Setting> rules) {
        if (world.broadcast()) {
            world.compiledBy.add(info.iommu() + ".hears_broadcasts");
        }
        return info.switches().btm() || World.isOn(rules, "hears_broadcasts");
    }

    private Optional<Hardware.Context> context(int device, Map<String, CellLibrary.Setting> rules) {
        return Optional.ofNullable(world.movables.get(device))
                .map(m -> new Hardware.Context(
                        m.domains(),
                        m.entry(),
                        m.cached(),
                        m.enabled(),
                        World.isOn(rules, "caches_blocking_entries"),
                        World.isOn(rules, "enabling_ats_empties_atc"),
                        checksTranslated(device, m),
                        // With one domain there is no other that could have left anything.
                        m.domains().size() > 1 && !m.bindable() && World.isOn(rules, "looks_up_by_source"),
                        m.isWorded() ? Optional.of(words(device, m, rules)) : Optional.empty()));
    }

    /** A PASID entry is not asked about what a device has translated: the context entry above it is, and stays. */
    private boolean checksTranslated(int device, DeviceInfo.Movable movable) {
        return movable.isWorded() && !movable.bindable()
                ? entry(movable).checksTranslated()
                : world.devices.get(device).kind() == DeviceInfo.Kind.ATTACHED;
    }

    private IoFormat.Entry entry(DeviceInfo.Movable movable) {
        return world.spaces
                .get(movable.domains().get(0))
                .format()
                .flatMap(IoFormat::entry)
                .orElseThrow();
    }

    /** What is read at once of an entry that is written word by word: parts of as many words as the rules say. */
    private Hardware.Words words(int device, DeviceInfo.Movable movable, Map<String, CellLibrary.Setting> rules) {
        if (movable.bindable()) {
            // PASID entries of processes are written as a whole.
            return new Hardware.Words(true, true, true, movable.untagged());
        }
        leanOn(world.devices.get(device).iommu(), "reads_entries_whole", "reads_entries_by_128_bits");
        IoFormat.Entry entry = entry(movable);
        boolean whole = World.isOn(rules, "reads_entries_whole");
        int atOnce = World.isOn(rules, "reads_entries_by_128_bits") ? 2 : 1;
        int table = whole ? 0 : entry.table() / atOnce;
        int tag = whole ? 0 : entry.tag() / atOnce;
        return new Hardware.Words(table == 0, tag == 0, table == tag, movable.untagged());
    }

    /** Only of a device that the code locks regions of. */
    private Optional<Hardware.Region> region(int device, Map<String, CellLibrary.Setting> rules) {
        return Optional.ofNullable(world.regions.get(device))
                .map(r -> new Hardware.Region(
                        layout.array("locked." + world.devices.get(device).name(), world.pages.size()),
                        World.isOn(rules, "unlock_flushes_region"),
                        r));
    }

    private Hardware.Rules rules() {
        Map<String, CellLibrary.Setting> rules = world.library.archRules();
        boolean late = World.isOn(rules, "late_pte_stores");
        boolean broadcast = world.broadcast();
        int perThread = threads.size() * world.pages.size();
        return new Hardware.Rules(
                World.isOn(rules, "rewalks_on_permission_fault"),
                late,
                World.isOn(rules, "barrier_synchronises_context"),
                World.isOn(rules, "hardware_dirty"),
                World.isOn(rules, "caches_invalid_entries"),
                World.isOn(rules, "cached_invalid_entries_expire"),
                World.isOn(rules, "late_stores_drain"),
                World.isOn(rules, "invlpg_drops_all_walks"),
                World.isOn(rules, "contiguous_bit"),
                walkRules(rules),
                broadcastRules(rules),
                breaking("arch", rules),
                late ? layout.array("late", perThread) : -1,
                late ? layout.array("devicelate", perThread) : -1,
                broadcast ? layout.array("tlbi", perThread) : -1,
                broadcast ? layout.array("drain", perThread * Math.max(1, world.cpus.size())) : -1,
                broadcast && World.isOn(rules, "early_faults") && faultEarly() ? layout.array("earlyfault", perThread) : -1);
    }

    private WalkRules walkRules(Map<String, CellLibrary.Setting> rules) {
        boolean walks = !world.cpus.isEmpty();
        if (walks) {
            leanOn("arch", "caches_translations", "caches_unaccessed_entries", "unaccessed_entries_fault");
        }
        if (walks && World.isOn(rules, "unaccessed_entries_fault")) {
            leanOn("arch", "hardware_dirty");
        }
        if (walks && world.broadcast()) {
            leanOn("arch", "translates_early", "early_translations_fault", "finds_absence_early",
                    "memory_barrier_orders_walks");
        }
        if (walks && world.broadcast() && hasStep(s -> s instanceof Step.Barrier b && b.kind() == Step.BarrierKind.MEMORY)) {
            leanOn("arch", "memory_barrier_shows_stores");
        }
        return new WalkRules(
                World.isOn(rules, "caches_translations"),
                World.isOn(rules, "translates_early"),
                World.isOn(rules, "early_translations_fault"),
                World.isOn(rules, "finds_absence_early"),
                World.isOn(rules, "caches_unaccessed_entries"),
                World.isOn(rules, "unaccessed_entries_fault"),
                World.isOn(rules, "faults_drop_translations"),
                World.isOn(rules, "faults_drop_walks"),
                World.isOn(rules, "memory_barrier_orders_walks"),
                World.isOn(rules, "memory_barrier_shows_stores"),
                hasStep(HardwareLayout::showsHere) ? layout.array("seenhere", world.cpus.size() * world.pages.size()) : -1);
    }

    private static boolean showsHere(Step step) {
        return step instanceof Step.Barrier b
                && (b.kind() == Step.BarrierKind.STORES_HERE || b.kind() == Step.BarrierKind.HERE);
    }

    /**
     * Rules that decide how all accesses, or all invalidations, or all reads of an entry go: whatever comes of a run with
     * such rests on them, so that nobody keeps account of each time.
     */
    private void leanOn(String home, String... rules) {
        for (String rule : rules) {
            world.compiledBy.add(home + "." + rule);
        }
    }

    private BroadcastRules broadcastRules(Map<String, CellLibrary.Setting> rules) {
        boolean broadcast = world.broadcast();
        if (hasStep(Step.InvalidateBroadcast.class::isInstance)) {
            leanOn("arch", "invalidation_takes_time", "barrier_awaits_accesses", "barrier_awaits_faults",
                    "invalidation_reaches_all", "forces_broadcast");
        }
        boolean awaitsFaults = World.isOn(rules, "barrier_awaits_faults");
        return new BroadcastRules(
                broadcast,
                World.isOn(rules, "invalidation_takes_time"),
                World.isOn(rules, "barrier_awaits_accesses"),
                awaitsFaults,
                World.isOn(rules, "invalidation_reaches_all"),
                World.isOn(rules, "forces_broadcast"),
                broadcast && !awaitsFaults ? layout.array("faulting", world.cpus.size() * world.pages.size()) : -1,
                hasStep(HardwareLayout::isLocal) ? layout.array("tlbilocal", threads.size() * world.pages.size()) : -1);
    }

    private static boolean isLocal(Step step) {
        return step instanceof Step.InvalidateBroadcast i && i.local()
                || step instanceof Step.InvalidateBroadcastTag t && t.local();
    }

    private boolean hasStep(Predicate<Step> isWanted) {
        for (ThreadCode thread : threads) {
            for (Instruction instruction : thread.instructions()) {
                if (isWanted.test(instruction.step())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean faultEarly() {
        return threads.stream()
                .filter(t -> t.cpu() >= 0)
                .anyMatch(t -> IntStream.range(0, t.instructions().size())
                        .anyMatch(i -> !t.pagesUnderWay(i).isEmpty()));
    }
}
