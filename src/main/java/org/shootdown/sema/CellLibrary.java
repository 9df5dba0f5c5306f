package org.shootdown.sema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Hardware;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Rule;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem.AxisValue;

/** The library as one cell sees it: its kernel with its patches, its architecture, its drivers. */
public final class CellLibrary {

    private final LibraryIndex index;
    private final Cell cell;
    private final Map<String, AxisConditions> axes = new HashMap<>();
    private final Conditions conditions;
    private final List<Library> kernel = new ArrayList<>();
    /** Of each level by name: every call of a cell's code looks here. */
    private final Map<Library, Map<String, List<Member.Procedure>>> procedures = new IdentityHashMap<>();

    private final Map<HardwareKind, Map<String, Map<String, Setting>>> rules = new EnumMap<>(HardwareKind.class);
    private final String archName;
    private final List<Assumption> assumptions;

    public CellLibrary(LibraryIndex index, Cell cell) {
        this(index, cell, List.of());
    }

    /** The same with some rules of the machine set otherwise than the library does. */
    public CellLibrary(LibraryIndex index, Cell cell, List<Assumption> assumptions) {
        this.index = index;
        this.cell = cell;
        this.assumptions = List.copyOf(assumptions);
        this.conditions = new Conditions(index, cell);
        AxisValue value = Axes.value(cell, Axes.KERNEL).orElseThrow();
        List<Name> patches = new ArrayList<>(value.patches());
        Collections.reverse(patches);
        for (Name patch : patches) {
            index.library(LibraryKind.PATCH, patch.text()).ifPresent(kernel::add);
        }
        index.library(LibraryKind.KERNEL, value.base()).ifPresent(k -> kernel.addAll(index.chain(k)));
        this.archName = Axes.value(cell, Axes.ARCH).orElseThrow().base();
    }

    /** The kernel's declarations, the nearest first. */
    public List<Library> kernel() {
        return kernel;
    }

    /** A driver's declarations, the nearest first; empty if there is no such driver. */
    public List<Library> driver(String name) {
        return index.library(LibraryKind.DRIVER, name).map(index::chain).orElse(List.of());
    }

    /** The procedure of a name that applies in this cell: of each level the one whose condition holds, or the plain one. */
    public Optional<Member.Procedure> procedure(List<Library> chain, String name) {
        for (Library level : chain) {
            // Most levels have none: this is asked for every call of every cell.
            List<Member.Procedure> named = procedures(level).get(name);
            if (named != null) {
                Optional<Member.Procedure> found = named.stream()
                        .filter(p -> conditions.holds(p.condition()))
                        .min(Comparator.comparing(p -> p.condition().isEmpty()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** What conditions on cells come to in the procedures and properties of a file. */
    public AxisConditions axesOf(SourceFile file) {
        return axes.computeIfAbsent(file.name(), f -> AxisConditions.ofFile(f, index, cell));
    }

    /** The property of a name. */
    public Optional<Declaration.Property> property(String name) {
        return index.property(name);
    }

    private Map<String, List<Member.Procedure>> procedures(Library level) {
        return procedures.computeIfAbsent(
                level,
                l -> l.members().stream()
                        .filter(Member.Procedure.class::isInstance)
                        .map(Member.Procedure.class::cast)
                        .collect(Collectors.groupingBy(p -> p.name().text())));
    }

    /** A rule's value as text, with the first of its citations. */
    public record Setting(String name, String value, String citation) {}

    /** The rules of the architecture. */
    public Map<String, Setting> archRules() {
        return rules(HardwareKind.ARCH, archName);
    }

    /** The rules of a kind of IOMMU. */
    public Map<String, Setting> iommuRules(String iommu) {
        return rules(HardwareKind.IOMMU, iommu);
    }

    /** The kernel's drivers for I/O page tables, by format; where it names none, the oldest. */
    public Map<String, Setting> kernelRules() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Library part : kernel) {
            String home = part.name().text();
            for (Assumption assumption : assumptions) {
                if (assumption.home().equals(home) && IoFormat.named(assumption.rule()).isPresent()) {
                    settings.putIfAbsent(
                            assumption.rule(), new Setting(assumption.name(), assumption.value(), "assumed"));
                }
            }
            LibraryIndex.members(List.of(part), Member.Setting.class)
                    .forEach(s -> settings.putIfAbsent(s.name().text(), setting(home, s.rule())));
        }
        for (IoFormat format : IoFormat.values()) {
            String name = kernel.get(kernel.size() - 1).name() + "." + format.word();
            settings.putIfAbsent(format.word(), new Setting(name, format.drivers().get(0), ""));
        }
        return settings;
    }

    /** Whether the architecture is another or extends it. */
    public boolean isArch(String other) {
        return index.hardware(HardwareKind.ARCH, archName).map(index::chain).orElse(List.of()).stream()
                .anyMatch(h -> h.name().text().equals(other));
    }

    /** Whether a kind of IOMMU is another or extends it. */
    public boolean isIommu(String iommu, String other) {
        return index.hardware(HardwareKind.IOMMU, iommu).map(index::chain).orElse(List.of()).stream()
                .anyMatch(h -> h.name().text().equals(other));
    }

    public String arch() {
        return archName;
    }

    private Map<String, Setting> rules(HardwareKind kind, String name) {
        return rules.computeIfAbsent(kind, k -> new HashMap<>())
                .computeIfAbsent(name, n -> Collections.unmodifiableMap(settings(kind, n)));
    }

    private Map<String, Setting> settings(HardwareKind kind, String name) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        List<Hardware> chain =
                index.hardware(kind, name).map(index::chain).orElse(List.of());
        for (Hardware part : chain) {
            for (Assumption assumption : assumptions) {
                if (assumption.home().equals(part.name().text()) && MachineRule.names(kind.word()).contains(assumption.rule())) {
                    settings.putIfAbsent(
                            assumption.rule(), new Setting(assumption.name(), assumption.value(), "assumed"));
                }
            }
            for (Rule rule : part.rules()) {
                settings.putIfAbsent(rule.name().text(), setting(part.name().text(), rule));
            }
        }
        for (String rule : MachineRule.switches(kind.word())) {
            settings.putIfAbsent(rule, new Setting(name + "." + rule, "off", ""));
        }
        return settings;
    }

    private static Setting setting(String home, Rule rule) {
        String citation = rule.citations().stream().findFirst().map(Citation::text).orElse("");
        return new Setting(home + "." + rule.name(), text(rule), citation);
    }

    private static String text(Rule rule) {
        String text = text(rule.value());
        return rule.name().text().equals(MachineRule.ARCH_GRANULE.rule())
                ? Granule.named(text).map(Granule::word).orElse(text)
                : text;
    }

    private static String text(Expression value) {
        if (value instanceof Expression.Reference reference) {
            return reference.name();
        }
        if (value instanceof Expression.Number number) {
            return String.valueOf(number.value());
        }
        return value instanceof Expression.Truth truth ? String.valueOf(truth.value()) : "";
    }
}
