package org.shootdown.lower;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.shootdown.diag.Code;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IoDrivers;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.CellLibrary;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.Families;
import org.shootdown.sema.LockKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Makes the things of a scenario and lays out their state as it is at the start. */
final class WorldBuilder {

    /** More pages than this do not fit the bit sets of kernel operations. */
    private static final int MOST_PAGES = 60;

    private final World world;
    private final Scenario scenario;
    private final PageBuilder pages;

    private WorldBuilder(World world, Scenario scenario) {
        this.world = world;
        this.scenario = scenario;
        this.pages = new PageBuilder(world, scenario);
    }

    static World build(
            Scenario scenario, Cell cell, CellLibrary library, IoDrivers drivers, Moves moved) {
        World world = new World(cell, library, drivers);
        world.loads.loadable.putAll(moved.loads());
        new WorldBuilder(world, scenario).build(moved);
        return world;
    }

    private void build(Moves moved) {
        for (ScenarioItem.AddressSpace space : scenario.items(ScenarioItem.AddressSpace.class)) {
            addSpace(space);
        }
        scenario.items(ScenarioItem.Domain.class).forEach(this::addDomain);
        DeviceBuilder devices = new DeviceBuilder(world, this::addMirror);
        scenario.items(ScenarioItem.Device.class).forEach(devices::add);
        scenario.items(ScenarioItem.VirtualMachine.class).forEach(devices::add);
        threads();
        pages.spare();
        layOut();
        moved.domains().forEach((device, spaces) ->
                movable(device, spaces, moved.worded().contains(device)));
        world.loads.layOut();
        scenario.items(ScenarioItem.Variable.class).forEach(this::addVariable);
        scenario.items(ScenarioItem.Lock.class)
                .forEach(l -> world.locks.put(
                        l.name().text(),
                        new World.LockInfo(world.layout.memory(l.name().text(), 0), LockKind.of(false, l.kind()))));
    }

    private void movable(int device, Set<Integer> spaces, boolean worded) {
        DeviceInfo info = world.devices.get(device);
        Set<Integer> domains = new LinkedHashSet<>(Set.of(info.table()));
        domains.addAll(new TreeSet<>(spaces));
        StateLayout layout = world.layout;
        String name = "." + info.name();
        world.movables.put(
                device,
                new DeviceInfo.Movable(
                        List.copyOf(domains),
                        layout.memory("domain" + name, 1),
                        layout.shared("context" + name, worded ? Hardware.Words.entry(domains.size(), true, 1, 1) : 1),
                        layout.shared("contextcache" + name, 0),
                        layout.shared("ats" + name, info.switches().ats() ? 1 : 0),
                        worded ? layout.array("untagged" + name, world.pages.size()) : -1,
                        worded && info.kind() == DeviceInfo.Kind.SHARING));
    }

    private void addVariable(ScenarioItem.Variable variable) {
        String name = variable.name().text();
        int slot = world.layout.memory(name, number(variable.initial()));
        world.variables.put(name, slot);
        // The members of a family stand in a row, in order, so that the run can compute which one it means.
        Families.indexOf(name).ifPresent(i -> world.rows.merge(
                Families.nameOf(name), new World.Row(slot, i, 1), (row, one) -> row.longer()));
    }

    private void addSpace(ScenarioItem.AddressSpace space) {
        int index = world.spaces.size();
        int parent = space.parent().flatMap(p -> world.space(p.text())).orElse(-1);
        if (space.parent().isPresent() && parent < 0) {
            throw new LoweringException(
                    Code.FORK, space.span(), "the address space that it forks must be declared before it");
        }
        String name = space.name().text();
        int started = parent < 0 ? -1 : world.layout.shared(name + ".started", 0);
        world.spaces.add(new World.SpaceInfo(name, parent, started, -1, Optional.empty()));
        for (ScenarioItem.Page page : space.pages()) {
            pages.addPage(page, index);
        }
        if (parent >= 0) {
            for (int original : world.pagesOf(parent)) {
                pages.addCopy(original, index);
            }
        }
        checkPages(space);
    }

    private void checkPages(ScenarioItem item) {
        if (world.pages.size() > MOST_PAGES) {
            throw new LoweringException(
                    Code.TOO_MANY, item.span(), "a scenario can have " + MOST_PAGES + " pages, and this one has more");
        }
    }

    /** The page table of a device or a virtual machine of its own, empty at the start. */
    private int addMirror(String name, int original, ScenarioItem item) {
        int index = world.spaces.size();
        world.spaces.add(new World.SpaceInfo(name, -1, -1, original, Optional.empty()));
        world.pagesOf(original).forEach(p -> pages.addMirror(p, index));
        checkPages(item);
        return index;
    }

    private void addDomain(ScenarioItem.Domain domain) {
        int index = world.spaces.size();
        Expression format =
                new Expression.Reference(domain.format().text(), domain.format().span());
        IoFormat itsFormat = Attributes.text(format, world.cell).flatMap(IoFormat::named).orElseThrow();
        world.spaces.add(new World.SpaceInfo(domain.name().text(), -1, -1, -1, Optional.of(itsFormat)));
        domain.pages().forEach(p -> pages.addDomainPage(p, index));
        checkPages(domain);
    }

    private int number(Expression expression) {
        return World.number(expression, world.cell);
    }

    // ---- threads and the state ----------------------------------------------------------------------------------

    private void threads() {
        for (ScenarioItem.Thread thread : scenario.items(ScenarioItem.Thread.class)) {
            String place = thread.placeName().map(Name::text).orElse("");
            int machine = place.equals(ScenarioItem.Place.VCPU) ? machine(thread) : -1;
            if (machine >= 0 || place.equals(ScenarioItem.Place.CPU)) {
                World.CpuInfo cpu = new World.CpuInfo(thread.number().orElseThrow(), machine);
                if (!world.cpus.contains(cpu)) {
                    world.cpus.add(cpu);
                }
                world.threadCpus.put(thread, world.cpus.indexOf(cpu));
            }
            world.threads.put(thread, machine >= 0 ? world.devices.get(machine).table() : spaceOf(thread, place));
        }
    }

    /** The virtual machine of a virtual CPU: the one that it names, or the only one. */
    private int machine(ScenarioItem.Thread thread) {
        return thread.place()
                .flatMap(ScenarioItem.Place::owner)
                .map(Name::text)
                .or(() -> scenario.items(ScenarioItem.VirtualMachine.class).stream()
                        .map(m -> m.name().text())
                        .findFirst())
                .flatMap(world::device)
                .orElseThrow();
    }

    private int spaceOf(ScenarioItem.Thread thread, String place) {
        if (thread.space().isPresent()) {
            return world.space(thread.space().get().text()).orElse(-1);
        }
        if (!place.isEmpty() && !place.equals(ScenarioItem.Place.CPU)) {
            return world.device(place).map(d -> world.devices.get(d).table()).orElse(-1);
        }
        for (int i = 0; i < world.spaces.size(); i++) {
            World.SpaceInfo info = world.spaces.get(i);
            if (info.parent() < 0 && !info.isMirror() && info.format().isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private void layOutBlocks(StateLayout layout) {
        if (world.blocks.isEmpty()) {
            return;
        }
        world.uppers = layout.array("pmd", world.blocks.size());
        for (int i = 0; i < world.blocks.size(); i++) {
            World.BlockInfo block = world.blocks.get(i);
            layout.initial(world.uppers + i, BlockBuilder.upper(block, pages.initial()));
            int base = layout.array("table." + block.name(), block.tables().size() * block.pages().size());
            world.tableEntries.add(base);
            for (int number = 0; number < block.pages().size() && !block.huge(); number++) {
                layout.initial(base + number, pages.initial().get(block.pages().get(number))[0]);
            }
        }
    }

    private void layOut() {
        StateLayout layout = world.layout;
        world.entries = layout.array("pte", world.pages.size());
        world.permissions = layout.memoryArray("vma", world.pages.size());
        for (int page = 0; page < world.pages.size(); page++) {
            layout.initial(world.entries + page, pages.initial().get(page)[0]);
            layout.initial(world.permissions + page, pages.initial().get(page)[1]);
        }
        layOutBlocks(layout);
        int count = world.frames.size();
        world.contents = layout.array("content", count);
        world.references = layout.array("references", count);
        world.live = layout.array("live", count);
        world.incarnations = layout.array("incarnation", count);
        for (int frame = 1; frame < count; frame++) {
            World.FrameInfo info = world.frames.get(frame);
            layout.initial(world.contents + frame, pages.contents().get(frame));
            layout.initial(world.references + frame, info.references());
            layout.initial(world.live + frame, info.references() > 0 ? 1 : 0);
        }
    }
}
