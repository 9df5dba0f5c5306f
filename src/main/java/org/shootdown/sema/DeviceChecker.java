package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks devices and virtual machines: what they translate by, and that their attributes go together. */
final class DeviceChecker {

    /** What a device translates by; it has one of them. */
    private static final List<String> TABLES = List.of("sva", "mirror", "domain");

    /** What is said of an IOMMU and the device behind it. */
    private static final List<String> OF_IOMMU = List.of("ats", "pri", "btm");

    private final LibraryIndex index;
    private final Scenario scenario;
    private final StaticNumbers numbers;
    private final Diagnostics diagnostics;
    private final Words words;

    DeviceChecker(LibraryIndex index, Scenario scenario, StaticNumbers numbers, Diagnostics diagnostics) {
        this.index = index;
        this.scenario = scenario;
        this.numbers = numbers;
        this.diagnostics = diagnostics;
        this.words = new Words(scenario, diagnostics);
    }

    void check() {
        scenario.items(ScenarioItem.Device.class).forEach(this::device);
        for (ScenarioItem.VirtualMachine machine : scenario.items(ScenarioItem.VirtualMachine.class)) {
            words.space(machine.space());
            drivers(Attributes.read(machine.attributes(), Attributes.OF_VM, "virtual machine", diagnostics));
        }
    }

    private void device(ScenarioItem.Device device) {
        device.family().ifPresent(numbers::check);
        Map<String, Expression> read =
                Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", diagnostics);
        for (String word : OF_IOMMU) {
            if (read.containsKey(word)) {
                words.oneOf(read.get(word), Words.SWITCH, "a switch");
            }
        }
        drivers(read);
        if (read.containsKey("iommu")) {
            words.oneOf(read.get("iommu"), Axes.values(Axes.IOMMU, index).orElseThrow(), "an IOMMU");
        }
        List<String> tables = TABLES.stream().filter(read::containsKey).toList();
        for (String table : tables) {
            if (read.get(table) instanceof Expression.Reference space) {
                Name name = new Name(space.name(), space.span());
                if (table.equals("domain")) {
                    domain(name);
                } else {
                    words.space(name);
                }
            }
        }
        if (tables.isEmpty()) {
            diagnostics.add(Diagnostic.of(
                            Code.NO_ADDRESS_SPACE,
                            device.name().span(),
                            "the device `" + device.name() + "` shares no address space")
                    .help("write `device " + device.name() + " sva m`, if m is the address space, or `mirror m`, or "
                            + "`domain d`"));
        } else if (tables.size() > 1) {
            contradiction(
                    wordOf(device, tables.get(1)),
                    "`" + device.name() + "` translates by one page table, and this would be a second one",
                    "write `sva`, `mirror` or `domain`, not several of them");
        } else {
            together(device, read, tables.get(0));
        }
    }

    private void domain(Name name) {
        List<String> domains = scenario.items(ScenarioItem.Domain.class).stream()
                .map(d -> d.name().text())
                .toList();
        if (!domains.contains(name.text())) {
            words.unknown(Code.UNKNOWN_NAME, name, "there is no domain `" + name + "`", domains);
        }
    }

    private void drivers(Map<String, Expression> read) {
        if (read.containsKey("driver")) {
            words.oneOf(read.get("driver"), List.copyOf(index.names(LibraryKind.DRIVER)), "a driver");
        }
    }

    /** Attributes that exclude or need each other. */
    private void together(ScenarioItem.Device device, Map<String, Expression> read, String table) {
        if (table.equals("mirror")) {
            OF_IOMMU.stream().filter(read::containsKey).findFirst().ifPresent(w -> contradiction(
                    wordOf(device, w),
                    "`" + w + "` is about an IOMMU, and `" + device.name() + "` translates by a page table of its own",
                    "leave it out: a mirror faults, and its driver fills the entry"));
        }
        if (table.equals("domain")) {
            ofDomain(device, read);
        }
    }

    private void ofDomain(ScenarioItem.Device device, Map<String, Expression> read) {
        if (read.containsKey("btm")) {
            contradiction(
                    wordOf(device, "btm"),
                    "the CPUs' broadcasts are about processes, and `" + device.name() + "` is attached to a domain",
                    "leave `btm` out");
        }
        if (read.containsKey("pri")) {
            diagnostics.add(Diagnostic.of(
                            Code.NOT_MODELLED,
                            wordOf(device, "pri"),
                            "`" + device.name() + "` is attached to a domain, where nobody answers page requests")
                    .help("page requests of domains (iommufd) are not modelled yet; leave `pri` out"));
        }
        if (!(read.get("domain") instanceof Expression.Reference name)) {
            return;
        }
        scenario.items(ScenarioItem.Domain.class).stream()
                .filter(d -> d.name().text().equals(name.name()))
                .findFirst()
                .ifPresent(d -> walks(device, read, d));
    }

    /** An IOMMU walks tables of its own formats; of one that the script declares nobody knows which these are. */
    private void walks(ScenarioItem.Device device, Map<String, Expression> read, ScenarioItem.Domain domain) {
        for (Cell cell : Matrix.cells(index, scenario, Map.of())) {
            Optional<IoFormat> format = DomainChecker.format(domain, cell);
            Optional<String> iommu = Optional.ofNullable(read.get("iommu")).flatMap(e -> Attributes.text(e, cell));
            if (format.isEmpty() || iommu.isEmpty()) {
                continue;
            }
            List<String> kinds = index.hardware(HardwareKind.IOMMU, iommu.get()).stream()
                    .flatMap(i -> index.chain(i).stream())
                    .map(i -> i.name().text())
                    .toList();
            boolean known = Arrays.stream(IoFormat.values()).flatMap(f -> f.iommu().stream()).anyMatch(kinds::contains);
            if (format.get().iommu().map(i -> !kinds.contains(i)).orElse(known)) {
                contradiction(
                        wordOf(device, "iommu"),
                        "the IOMMU `" + iommu.get() + "` does not walk tables of the format `" + format.get().word() + "`",
                        format.get().iommu().map(i -> "`" + i + "` does").orElse("declare an IOMMU of your own that does"));
                return;
            }
        }
    }

    private void contradiction(Span span, String sentence, String help) {
        diagnostics.add(Diagnostic.of(Code.CONTRADICTION, span, sentence).help(help));
    }

    private static Span wordOf(ScenarioItem.Device device, String word) {
        return device.attributes().stream()
                .filter(a -> a.word().equals(word))
                .map(ScenarioItem.Attribute::span)
                .findFirst()
                .orElse(device.name().span());
    }
}
