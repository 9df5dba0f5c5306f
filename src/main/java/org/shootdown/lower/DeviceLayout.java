package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IommuBits;
import org.shootdown.sema.CellLibrary;
import org.shootdown.sema.IoFormat;

/** Lays out the state of the caches and queues of devices, and reads the rules of their IOMMUs. */
final class DeviceLayout {

    private final World world;
    private final StateLayout layout;

    DeviceLayout(World world) {
        this.world = world;
        this.layout = world.layout;
    }

    List<Hardware.Device> devices() {
        List<Hardware.Device> devices = new ArrayList<>();
        for (DeviceInfo info : world.devices) {
            if (info.kind() == DeviceInfo.Kind.VIRTUAL_MACHINE) {
                continue;
            }
            Map<String, CellLibrary.Setting> rules = world.library.iommuRules(info.iommu());
            if (!world.blocks.isEmpty()) {
                RuleLayout.leanOn(world, info.iommu(), "caches_empty_upper_entries");
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
                    RuleLayout.breaking(world, info.iommu(), rules),
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
                        // With one domain, written as a whole, there is nothing that another tag could have left.
                        (m.domains().size() > 1 || m.isWorded()) && !m.bindable() && World.isOn(rules, "looks_up_by_source"),
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
        RuleLayout.leanOn(world, world.devices.get(device).iommu(), "reads_entries_whole", "reads_entries_by_128_bits");
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
}
