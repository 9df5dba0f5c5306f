package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Levels;
import org.shootdown.ir.Runs;
import org.shootdown.ir.Step;
import org.shootdown.ir.StoreBuffers;
import org.shootdown.ir.Tags;
import org.shootdown.ir.ThreadCode;
import org.shootdown.sema.IoFormat;

/** Lays out the state of page tables and of CPUs' caches; {@link DeviceLayout} and {@link RuleLayout} have the rest. */
final class HardwareLayout {

    private final World world;
    private final List<ThreadCode> threads;
    private final StateLayout layout;
    private final RuleLayout rules;

    HardwareLayout(World world, List<ThreadCode> threads) {
        this.world = world;
        this.threads = threads;
        this.layout = world.layout;
        this.rules = new RuleLayout(world, threads);
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
                new DeviceLayout(world).devices(),
                frames,
                world.entries,
                world.permissions,
                world.contents,
                world.references,
                world.live,
                world.incarnations,
                books(),
                rules.rules(),
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
                late && rules.showsHere() ? layout.array("seenwalk", world.cpus.size() * place) : -1);
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
}
