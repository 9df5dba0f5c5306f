package org.shootdown.sema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Hardware;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.Script;

/** Every kernel, driver, patch, architecture and IOMMU by name, with what extends what. */
public final class LibraryIndex {

    private final Map<LibraryKind, Map<String, Library>> libraries = new LinkedHashMap<>();
    private final Map<HardwareKind, Map<String, Hardware>> hardware = new LinkedHashMap<>();
    /** By file and name. */
    private final Map<List<String>, Declaration.Scenario> scenarios = new LinkedHashMap<>();

    private final Map<String, Declaration.Property> properties = new LinkedHashMap<>();

    /** Collects the declarations of scripts. Circles, doubles and what extends nothing known are reported. */
    public LibraryIndex(List<Script> scripts, Diagnostics diagnostics) {
        for (LibraryKind kind : LibraryKind.values()) {
            libraries.put(kind, new LinkedHashMap<>());
        }
        for (HardwareKind kind : HardwareKind.values()) {
            hardware.put(kind, new LinkedHashMap<>());
        }
        for (Script script : scripts) {
            script.declarations().forEach(d -> add(d, diagnostics));
        }
        libraries.forEach((kind, map) -> link(map, base(kind), diagnostics));
        hardware.forEach((kind, map) -> linkHardware(map, diagnostics));
    }

    private void add(Declaration declaration, Diagnostics diagnostics) {
        Declaration old = null;
        if (declaration instanceof Library library) {
            old = libraries.get(library.kind()).putIfAbsent(library.name().text(), library);
        } else if (declaration instanceof Hardware part) {
            old = hardware.get(part.kind()).putIfAbsent(part.name().text(), part);
        } else if (declaration instanceof Declaration.Property property) {
            old = properties.putIfAbsent(property.name().text(), property);
        } else if (declaration instanceof Declaration.Scenario scenario) {
            // Files that are run together may well have scenarios of the same name.
            old = scenarios.putIfAbsent(List.of(scenario.span().file().name(), scenario.name().text()), scenario);
        }
        if (old != null) {
            diagnostics.add(Diagnostic.of(
                            Code.DUPLICATE,
                            declaration.name().span(),
                            "`" + declaration.name() + "` is declared twice")
                    .and(old.name().span(), "first declared here"));
        }
    }

    private static LibraryKind base(LibraryKind kind) {
        return kind == LibraryKind.PATCH ? LibraryKind.KERNEL : kind;
    }

    private void link(Map<String, Library> map, LibraryKind baseKind, Diagnostics diagnostics) {
        Set<String> reported = new LinkedHashSet<>();
        for (Library library : map.values()) {
            boolean based = checkBase(library.base(), libraries.get(baseKind).keySet(), baseKind.word(), diagnostics);
            if (based && library.kind() == baseKind) {
                circular(library.name(), n -> Optional.ofNullable(map.get(n)).flatMap(Library::base), reported, diagnostics);
            }
        }
    }

    private void linkHardware(Map<String, Hardware> map, Diagnostics diagnostics) {
        Set<String> reported = new LinkedHashSet<>();
        for (Hardware part : map.values()) {
            if (checkBase(part.base(), map.keySet(), part.kind().word(), diagnostics)) {
                circular(part.name(), n -> Optional.ofNullable(map.get(n)).flatMap(Hardware::base), reported, diagnostics);
            }
        }
    }

    private static boolean checkBase(
            Optional<Name> base, Collection<String> known, String kind, Diagnostics diagnostics) {
        if (base.isEmpty() || known.contains(base.get().text())) {
            return true;
        }
        Diagnostic error = Diagnostic.of(
                Code.UNKNOWN_BASE, base.get().span(), "there is no " + kind + " `" + base.get() + "`");
        diagnostics.add(
                Nearest.help(base.get().text(), known).map(error::help).orElse(error));
        return false;
    }

    /** Reports a circle once, at the first of its members. What leads into a circle is not part of it. */
    private static void circular(
            Name start,
            java.util.function.Function<String, Optional<Name>> base,
            Set<String> reported,
            Diagnostics diagnostics) {
        Set<String> seen = new LinkedHashSet<>();
        Optional<Name> next = Optional.of(start);
        while (next.isPresent() && seen.add(next.get().text())) {
            next = base.apply(next.get().text());
        }
        boolean closes = next.isPresent() && next.get().text().equals(start.text());
        if (closes && !reported.contains(start.text())) {
            reported.addAll(seen);
            String way = seen.size() == 1
                    ? ""
                    : ", by way of " + String.join(", ", seen.stream().skip(1).map(n -> "`" + n + "`").toList());
            diagnostics.add(Diagnostic.of(Code.CYCLE, start.span(), "`" + start + "` extends itself" + way)
                    .help("one of them must extend nothing, or something else"));
        }
    }

    public Optional<Library> library(LibraryKind kind, String name) {
        return Optional.ofNullable(libraries.get(kind).get(name));
    }

    public Optional<Hardware> hardware(HardwareKind kind, String name) {
        return Optional.ofNullable(hardware.get(kind).get(name));
    }

    /** The property of a name. */
    public Optional<Declaration.Property> property(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    public Collection<Declaration.Property> properties() {
        return properties.values();
    }

    public Collection<Library> libraries(LibraryKind kind) {
        return libraries.get(kind).values();
    }

    public Collection<Hardware> hardware(HardwareKind kind) {
        return hardware.get(kind).values();
    }

    public Set<String> names(LibraryKind kind) {
        return libraries.get(kind).keySet();
    }

    public Set<String> names(HardwareKind kind) {
        return hardware.get(kind).keySet();
    }

    /** A library and all that it extends, itself first; a patch is followed by its kernel. */
    public List<Library> chain(Library library) {
        List<Library> chain = new ArrayList<>();
        Optional<Library> next = Optional.of(library);
        while (next.isPresent() && chain.size() < 1000) {
            Library current = next.get();
            chain.add(current);
            next = current.base().flatMap(b -> library(base(current.kind()), b.text()));
        }
        return chain;
    }

    /** Hardware and all that it extends, itself first. */
    public List<Hardware> chain(Hardware part) {
        List<Hardware> chain = new ArrayList<>();
        Optional<Hardware> next = Optional.of(part);
        while (next.isPresent() && chain.size() < 1000) {
            Hardware current = next.get();
            chain.add(current);
            next = current.base().flatMap(b -> hardware(current.kind(), b.text()));
        }
        return chain;
    }

    /** Whether one kernel is another or extends it: whether it is as new. */
    public boolean isAtLeast(String kernel, String other) {
        return library(LibraryKind.KERNEL, kernel)
                .map(k -> chain(k).stream().anyMatch(l -> l.name().text().equals(other)))
                .orElse(false);
    }

    /** The first member of a name and kind along a chain. */
    public static <T extends Member> Optional<T> member(List<Library> chain, Class<T> kind, String name) {
        return chain.stream()
                .flatMap(l -> l.members().stream())
                .filter(m -> kind.isInstance(m) && m.name().text().equals(name))
                .map(kind::cast)
                .findFirst();
    }

    /** All members of a kind along a chain, the nearest first. */
    public static <T extends Member> List<T> members(List<Library> chain, Class<T> kind) {
        return chain.stream()
                .flatMap(l -> l.members().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
