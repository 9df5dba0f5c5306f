package org.shootdown.lower;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Axes;
import org.shootdown.sema.CellLibrary;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/** Makes the devices and virtual machines of a scenario: what they translate by, and whose driver serves them. */
final class DeviceBuilder {

    /** Architectures for which the library has no virtual machines. */
    private static final List<String> WITHOUT_KVM = List.of("riscv64", "ppc64_radix", "s390");

    /** What a device that mirrors an address space translates by, unless it names another. */
    private static final String OWN_MMU = "device_mmu";

    /** Makes a page table that mirrors an address space; yields its index. */
    interface Mirrors {
        int make(String name, int original, ScenarioItem item);
    }

    private final World world;
    private final Mirrors mirrors;

    DeviceBuilder(World world, Mirrors mirrors) {
        this.world = world;
        this.mirrors = mirrors;
    }

    /** Makes a device. */
    void add(ScenarioItem.Device device) {
        Map<String, Expression> read =
                Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", new Diagnostics());
        DeviceInfo.Kind kind = read.containsKey("mirror")
                ? DeviceInfo.Kind.MIRROR
                : read.containsKey("domain") ? DeviceInfo.Kind.ATTACHED : DeviceInfo.Kind.SHARING;
        String named = kind == DeviceInfo.Kind.MIRROR
                ? "mirror"
                : kind == DeviceInfo.Kind.ATTACHED ? "domain" : "sva";
        int space = text(read, named).flatMap(world::space).orElse(0);
        String iommu = text(read, "iommu")
                .orElseGet(() -> switch (kind) {
                    case MIRROR -> OWN_MMU;
                    case ATTACHED -> world.spaces.get(space).format().orElseThrow().iommus().get(0);
                    default -> iommuOfArch(device);
                });
        if (text(read, "iommu").isEmpty() && kind == DeviceInfo.Kind.SHARING) {
            world.compiledBy.add("arch.iommu");
        }
        if (text(read, "driver").isEmpty()) {
            world.compiledBy.add(iommu + ".driver");
        }
        String driver = text(read, "driver")
                .or(() -> Optional.ofNullable(world.library.iommuRules(iommu).get("driver"))
                        .map(CellLibrary.Setting::value))
                .orElse("");
        String name = device.name().text();
        world.devices.add(new DeviceInfo(
                name,
                kind,
                iommu,
                kind == DeviceInfo.Kind.MIRROR ? mirrors.make(name, space, device) : space,
                kind == DeviceInfo.Kind.ATTACHED ? -1 : space,
                switches(read, iommu, device),
                driver(driver, "the IOMMU `" + iommu + "` names no driver that exists", device)));
    }

    private DeviceInfo.Switches switches(Map<String, Expression> read, String iommu, ScenarioItem.Device device) {
        boolean stalls = flag(read, "stall");
        if (stalls) {
            world.compiledBy.add(iommu + ".stall_model");
        }
        if (stalls && !World.isOn(world.library.iommuRules(iommu), "stall_model")) {
            throw new LoweringException(Diagnostic.of(
                            Code.DEVICE_WORDS,
                            device.span(),
                            "the IOMMU `" + iommu + "` cannot hold an access that faults: it has no stall model")
                    .help("write `pri on` with `ats on`, or leave `stall` out"));
        }
        int pasid = text(read, "pasid").flatMap(Axes::number).orElse(0);
        int prq = text(read, "prq").flatMap(Axes::number).orElse(0);
        return new DeviceInfo.Switches(flag(read, "ats"), flag(read, "pri"), stalls, flag(read, "btm"), pasid, prq);
    }

    private String iommuOfArch(ScenarioItem.Device device) {
        return Optional.ofNullable(world.library.archRules().get("iommu"))
                .map(CellLibrary.Setting::value)
                .orElseThrow(() -> new LoweringException(Diagnostic.of(
                                Code.UNKNOWN_ATTRIBUTE,
                                device.span(),
                                "the architecture " + world.library.arch() + " names no IOMMU, and neither does the device")
                        .help("leave the architecture out of `vary arch`, or name one: `iommu = NAME`")));
    }

    private List<Library> driver(String name, String otherwise, ScenarioItem item) {
        List<Library> chain = world.library.driver(name);
        if (chain.isEmpty()) {
            throw new LoweringException(Code.UNKNOWN_ATTRIBUTE, item.span(), otherwise);
        }
        return chain;
    }

    /** Makes a virtual machine, with a secondary page table. */
    void add(ScenarioItem.VirtualMachine machine) {
        Map<String, Expression> read =
                Attributes.read(machine.attributes(), Attributes.OF_VM, "virtual machine", new Diagnostics());
        String name = machine.name().text();
        if (WITHOUT_KVM.stream().anyMatch(world.library::isArch)) {
            throw new LoweringException(Diagnostic.of(
                            Code.NOT_MODELLED,
                            machine.span(),
                            "KVM is modelled only on x86_64 and arm64 yet, and this cell has the architecture "
                                    + world.library.arch())
                    .help("leave the architecture out of `vary arch`"));
        }
        int space = world.space(machine.space().text()).orElse(0);
        world.devices.add(new DeviceInfo(
                name,
                DeviceInfo.Kind.VIRTUAL_MACHINE,
                "",
                mirrors.make(name, space, machine),
                space,
                DeviceInfo.Switches.NONE,
                driver(text(read, "driver").orElse("kvm"), "the virtual machine has no driver", machine)));
    }

    private Optional<String> text(Map<String, Expression> read, String word) {
        return Optional.ofNullable(read.get(word)).flatMap(e -> Attributes.text(e, world.cell));
    }

    private boolean flag(Map<String, Expression> read, String word) {
        return text(read, word).filter(t -> t.equals("on") || t.equals("true")).isPresent();
    }
}
