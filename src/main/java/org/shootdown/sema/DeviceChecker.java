package org.shootdown.sema;

import java.util.HashMap;
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
    private static final List<String> OF_IOMMU = List.of("ats", "pri", "stall", "btm", "pasid", "prq");

    /** Words of those that are no switches. */
    private static final List<String> NUMBERS = List.of("pasid", "prq");

    /** The most page requests that a queue holds here. */
    private static final int LONGEST_QUEUE = 8;

    /** The number of PASIDs (PCIe: 20 bits); 0 is no PASID. */
    private static final int PASIDS = 1 << 20;

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
        pasids();
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
            if (read.containsKey(word) && !NUMBERS.contains(word)) {
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
                            "the device `" + device.name() + "` has no page table to translate by")
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
        if (table.equals("sva")) {
            recovery(device, read);
            queue(device, read);
        }
    }

    /** Page requests are answered by ATS' translations; who stalls in the IOMMU has been translated there. */
    private void recovery(ScenarioItem.Device device, Map<String, Expression> read) {
        for (Cell cell : Matrix.cells(index, scenario, Map.of())) {
            if (List.of("ats", "pri", "stall").stream().anyMatch(w -> isNoSwitch(read, w, cell))) {
                return;
            }
            boolean ats = isOn(read, "ats", cell);
            if (isOn(read, "stall", cell) && (ats || isOn(read, "pri", cell))) {
                contradiction(
                        wordOf(device, "stall"),
                        "`" + device.name() + "` waits in the IOMMU, so it does not translate by itself",
                        "`stall` is for devices without `ats` and `pri`",
                        cell);
                return;
            }
            if (isOn(read, "pri", cell) && !ats) {
                contradiction(
                        wordOf(device, "pri"),
                        "`" + device.name() + "` asks for pages without ATS, which PRI needs",
                        "write `ats on`; behind an SMMU a device without ATS may say `stall on`",
                        cell);
                return;
            }
        }
    }

    /** The queue is one of page requests, and has room for some. */
    private void queue(ScenarioItem.Device device, Map<String, Expression> read) {
        if (!read.containsKey("prq")) {
            return;
        }
        Span span = wordOf(device, "prq");
        if (!read.containsKey("pri")) {
            contradiction(
                    span,
                    "`" + device.name() + "` makes no page requests that could be queued",
                    "write `ats on  pri on`, or leave `prq` out");
            return;
        }
        for (Cell cell : Matrix.cells(index, scenario, Map.of())) {
            Optional<Integer> size = Attributes.text(read.get("prq"), cell).flatMap(Axes::number);
            if (size.filter(n -> n > 0 && n <= LONGEST_QUEUE).isEmpty()) {
                diagnostics.add(Diagnostic.of(
                                Code.ATTRIBUTE_VALUE, span, "a queue of page requests holds from 1 to " + LONGEST_QUEUE)
                        .help("overflows show with one or two; without `prq` there is no queue"));
                return;
            }
        }
    }

    /** Whether what is said is no switch, which has been reported. */
    private static boolean isNoSwitch(Map<String, Expression> read, String word, Cell cell) {
        return Optional.ofNullable(read.get(word))
                .flatMap(e -> Attributes.text(e, cell))
                .filter(t -> !Axes.isSwitch(t))
                .isPresent();
    }

    private static boolean isOn(Map<String, Expression> read, String word, Cell cell) {
        return Optional.ofNullable(read.get(word))
                .flatMap(e -> Attributes.text(e, cell))
                .filter(t -> t.equals("on") || t.equals("true"))
                .isPresent();
    }

    /** An address space has one PASID (mm->pasid), and no other has it. */
    private void pasids() {
        for (Cell cell : Matrix.cells(index, scenario, Map.of())) {
            Map<Integer, String> spaces = new HashMap<>();
            Map<String, Integer> pasids = new HashMap<>();
            for (ScenarioItem.Device device : scenario.items(ScenarioItem.Device.class)) {
                Map<String, Expression> read =
                        Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", new Diagnostics());
                if (!read.containsKey("pasid") || !(read.get("sva") instanceof Expression.Reference space)) {
                    continue;
                }
                Optional<Integer> pasid = Attributes.text(read.get("pasid"), cell).flatMap(Axes::number);
                Span span = wordOf(device, "pasid");
                if (pasid.filter(p -> p > 0 && p < PASIDS).isEmpty()) {
                    diagnostics.add(Diagnostic.of(
                                    Code.ATTRIBUTE_VALUE, span, "a PASID is a number from 1 to " + (PASIDS - 1))
                            .help("0 is no PASID"));
                    return;
                }
                String other = spaces.putIfAbsent(pasid.get(), space.name());
                Integer before = pasids.putIfAbsent(space.name(), pasid.get());
                if (other != null && !other.equals(space.name())) {
                    contradiction(
                            span,
                            "PASID " + pasid.get() + " is that of `" + other + "`, and `" + space.name() + "` is another",
                            "an IOMMU would take the one for the other",
                            cell);
                    return;
                }
                if (before != null && !before.equals(pasid.get())) {
                    contradiction(
                            span,
                            "`" + space.name() + "` has the PASID " + before + " already",
                            "all devices reach an address space by the same PASID (mm->pasid)",
                            cell);
                    return;
                }
            }
        }
    }

    private void ofDomain(ScenarioItem.Device device, Map<String, Expression> read) {
        if (read.containsKey("btm")) {
            contradiction(
                    wordOf(device, "btm"),
                    "the CPUs' broadcasts are about processes, and `" + device.name() + "` is attached to a domain",
                    "leave `btm` out");
        }
        if (read.containsKey("pasid")) {
            contradiction(
                    wordOf(device, "pasid"),
                    "a PASID names a process, and `" + device.name() + "` is attached to a domain",
                    "leave `pasid` out");
        }
        for (String word : List.of("pri", "stall", "prq")) {
            if (read.containsKey(word)) {
                diagnostics.add(Diagnostic.of(
                                Code.NOT_MODELLED,
                                wordOf(device, word),
                                "`" + device.name() + "` is attached to a domain, where nobody answers its faults")
                        .help("page requests of domains (iommufd) are not modelled yet; leave `" + word + "` out"));
            }
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
            boolean known = Arrays.stream(IoFormat.values()).flatMap(f -> f.iommus().stream()).anyMatch(kinds::contains);
            if (known && format.get().iommus().stream().noneMatch(kinds::contains)) {
                contradiction(
                        wordOf(device, "iommu"),
                        "the IOMMU `" + iommu.get() + "` does not walk tables of the format `" + format.get().word() + "`",
                        "`" + format.get().iommus().get(0) + "` does",
                        cell);
                return;
            }
        }
    }

    private void contradiction(Span span, String sentence, String help) {
        diagnostics.add(Diagnostic.of(Code.DEVICE_WORDS, span, sentence).help(help));
    }

    /** What contradicts itself only in some cells; one of them is named. */
    private void contradiction(Span span, String sentence, String help, Cell cell) {
        Diagnostic error = Diagnostic.of(Code.DEVICE_WORDS, span, sentence).help(help);
        diagnostics.add(cell.axes().isEmpty() ? error : error.labelled("in the cell " + cell.text()));
    }

    private static Span wordOf(ScenarioItem.Device device, String word) {
        return device.attributes().stream()
                .filter(a -> a.word().equals(word))
                .map(ScenarioItem.Attribute::span)
                .findFirst()
                .orElse(device.name().span());
    }
}
