package org.shootdown.sema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** Nobody would follow more, and nothing that walks from base to base need be prepared for it. */
    static final int MOST_BASES = 100;

    private final Map<LibraryKind, Map<String, Library>> libraries = new LinkedHashMap<>();
    private final Map<HardwareKind, Map<String, Hardware>> hardware = new LinkedHashMap<>();
    /** By file and name. */
    private final Map<List<String>, Declaration.Scenario> scenarios = new LinkedHashMap<>();
    /** All, by file. */
    private final Map<String, List<Declaration.Scenario>> byFile = new LinkedHashMap<>();

    private final Map<String, Declaration.Property> properties = new LinkedHashMap<>();
    private final Procedures.Tables procedures;
    private final Set<String> mentioned;

    /** Collects the declarations of scripts. Circles, doubles and what extends nothing known are reported. */
    public LibraryIndex(List<Script> scripts, Diagnostics diagnostics) {
        this(scripts, List.of(), diagnostics);
    }

    /**
     * The same with files that are imported.
     *
     * @param imported whose scenarios do not count, except that the procedures beside them know their axes
     */
    LibraryIndex(List<Script> scripts, List<Script> imported, Diagnostics diagnostics) {
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
        this.procedures = new Procedures.Tables(this);
        for (List<Script> some : List.of(scripts, imported)) {
            for (Script script : some) {
                script.declarations().stream()
                        .filter(Declaration.Scenario.class::isInstance)
                        .map(Declaration.Scenario.class::cast)
                        .forEach(s -> byFile.computeIfAbsent(script.file().name(), f -> new ArrayList<>())
                                .add(s));
            }
        }
        this.mentioned = mentions();
    }

    /** The scenarios of a file, in order; those of imported files too. */
    List<Declaration.Scenario> scenariosOf(String file) {
        return byFile.getOrDefault(file, List.of());
    }

    /** What the procedures mention that stand beside scenarios, and so know their axes. */
    Set<String> mentionedBesideScenarios() {
        return mentioned;
    }

    private Set<String> mentions() {
        return libraries.values().stream()
                .flatMap(ofKind -> ofKind.values().stream())
                .filter(l -> byFile.containsKey(l.span().file().name()))
                .flatMap(l -> Mentions.in(l).stream())
                .collect(Collectors.toSet());
    }

    /** A scenario of any file that declares an axis or param of this name. */
    Optional<Declaration.Scenario> varying(String axis) {
        return byFile.values().stream()
                .flatMap(List::stream)
                .filter(s -> OwnAxes.of(s).has(axis))
                .findFirst();
    }

    Procedures.Tables procedures() {
        return procedures;
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
        Map<String, Name> bases = new LinkedHashMap<>();
        for (Library library : map.values()) {
            boolean based = checkBase(library.base(), libraries.get(baseKind).keySet(), baseKind.word(), diagnostics);
            if (based && library.kind() == baseKind) {
                library.base().ifPresent(b -> bases.put(library.name().text(), b));
            }
        }
        checkBases(map.values().stream().map(Library::name).toList(), bases, diagnostics);
    }

    private void linkHardware(Map<String, Hardware> map, Diagnostics diagnostics) {
        Map<String, Name> bases = new LinkedHashMap<>();
        for (Hardware part : map.values()) {
            if (checkBase(part.base(), map.keySet(), part.kind().word(), diagnostics)) {
                part.base().ifPresent(b -> bases.put(part.name().text(), b));
            }
        }
        checkBases(map.values().stream().map(Hardware::name).toList(), bases, diagnostics);
    }

    private static boolean checkBase(
            Optional<Name> base, Collection<String> known, String kind, Diagnostics diagnostics) {
        if (base.isEmpty() || known.contains(base.get().text())) {
            return true;
        }
        if (!diagnostics.areEnough()) {
            Diagnostic error = Diagnostic.of(
                    Code.UNKNOWN_BASE, base.get().span(), "there is no " + kind + " `" + base.get() + "`");
            diagnostics.add(
                    Nearest.help(base.get().text(), known).map(error::help).orElse(error));
        }
        return false;
    }

    /**
     * Reports each circle once, at the first of its members (what leads into a circle is not part of it), and what is
     * extended farther than anybody would follow.
     */
    private static void checkBases(List<Name> names, Map<String, Name> bases, Diagnostics diagnostics) {
        /* How far each name is from one that extends nothing; of those in circles, and that lead there, nothing. */
        Map<String, Integer> depths = new HashMap<>();
        Map<String, Integer> order = new HashMap<>();
        names.forEach(n -> order.putIfAbsent(n.text(), order.size()));
        for (Name name : names) {
            Set<String> way = new LinkedHashSet<>();
            String at = name.text();
            while (bases.containsKey(at) && !depths.containsKey(at) && way.add(at)) {
                at = bases.get(at).text();
            }
            if (way.contains(at)) {
                circle(names, order, bases, at, diagnostics);
            }
            int depth = depths.getOrDefault(at, 0);
            List<String> back = new ArrayList<>(way);
            for (int i = back.size() - 1; i >= 0; i--) {
                depths.put(back.get(i), ++depth);
                if (depth == MOST_BASES + 1) {
                    diagnostics.add(Diagnostic.of(Code.TOO_DEEP, names.get(order.get(back.get(i))).span(), "`"
                            + back.get(i) + "` extends more than " + MOST_BASES + " others, one by way of the next"));
                }
            }
        }
    }

    private static void circle(
            List<Name> names,
            Map<String, Integer> order,
            Map<String, Name> bases,
            String member,
            Diagnostics diagnostics) {
        List<String> members = new ArrayList<>();
        String next = member;
        do {
            members.add(next);
            next = bases.get(next).text();
        } while (!next.equals(member));
        String first = members.stream().min(Comparator.comparing(order::get)).orElseThrow();
        Collections.rotate(members, -members.indexOf(first));
        String way = members.size() == 1
                ? ""
                : ", by way of " + String.join(", ", members.stream().skip(1).map(n -> "`" + n + "`").toList());
        diagnostics.add(Diagnostic.of(
                        Code.CYCLE, names.get(order.get(first)).span(), "`" + first + "` extends itself" + way)
                .help("one of them must extend nothing, or something else"));
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
        while (next.isPresent() && chain.size() <= MOST_BASES) {
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
        while (next.isPresent() && chain.size() <= MOST_BASES) {
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
        for (Library level : chain) {
            for (Member member : level.members()) {
                if (kind.isInstance(member) && member.name().text().equals(name)) {
                    return Optional.of(kind.cast(member));
                }
            }
        }
        return Optional.empty();
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
