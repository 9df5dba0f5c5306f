package org.shootdown.ide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.shootdown.diag.Code;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Axes;
import org.shootdown.sema.BuiltInCheck;
import org.shootdown.sema.Cell;
import org.shootdown.sema.Constants;
import org.shootdown.sema.CountedKinds;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.LibraryLoader;
import org.shootdown.sema.MachineRule;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.sema.StateMember;
import org.shootdown.sema.ThingSet;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Declaration.Hardware;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Member;

/**
 * All names that mean something, with what they mean: from the tables of the checker and the documentation comments of
 * the library. {@code explain} prints its entries one by one, {@link ReferencePage} all of them.
 */
public final class LanguageReference {

    /**
     * What there is to say about a name.
     *
     * @param name as scripts write it
     * @param head the name with its kind, parameters or value, as a headline
     * @param form the same as it stands in a list of its kind
     * @param text what it means; may be empty
     * @param sources where that is from
     */
    public record Entry(String name, String head, String form, String text, List<String> sources) {

        public Entry {
            text = text.replace('\n', ' ').strip();
            sources = List.copyOf(sources);
        }
    }

    /**
     * Entries of a kind.
     *
     * @param topic the word for all of them, as {@code explain} takes it
     * @param title the headline
     * @param text what they have in common; may be empty
     */
    public record Section(String topic, String title, String text, List<Entry> entries) {

        public Section {
            text = text.replace('\n', ' ').strip();
            entries = List.copyOf(entries);
        }
    }

    private final List<Declaration> library;

    private LanguageReference(List<Declaration> library) {
        this.library = library;
    }

    /** The reference of this program and its bundled library. */
    public static LanguageReference bundled() {
        return new LanguageReference(LibraryLoader.parsed().stream()
                .flatMap(p -> p.script().declarations().stream())
                .toList());
    }

    /** All sections, in the order in which one would read them. */
    public List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(words());
        sections.add(section("checks", "Checks", "What `check` can ask.", Arrays.stream(BuiltInCheck.values())
                .map(c -> entry(c.word(), "check", c.word(), c.meaning()))
                .toList()));
        sections.addAll(questions());
        sections.add(section("assumptions", "Assumptions", "What a report names behind `assuming`.", Assumed.ENTRIES));
        sections.add(axes());
        sections.add(attributes("page", Attributes.OF_PAGE.keySet()));
        sections.add(attributes("device", Attributes.OF_DEVICE.keySet()));
        sections.add(attributes("page of a domain", Attributes.OF_DOMAIN_PAGE.keySet()));
        sections.add(attributes("virtual machine", Attributes.OF_VM.keySet()));
        sections.add(section("formats", "Formats of I/O page tables", "", Arrays.stream(IoFormat.values())
                .map(f -> entry(f.word(), "format", f.word(), "Its leaves are " + f.leaves() + "."))
                .toList()));
        sections.add(section("types", "Types", "", Type.names().stream().map(LanguageReference::type).toList()));
        sections.add(section("constants", "Constants", "", Constants.all().entrySet().stream()
                .map(c -> entry(c.getKey(), "constant", c.getKey() + ": " + c.getValue().type().word(),
                        c.getValue().documentation()))
                .toList()));
        for (Operation.Kind kind : Operation.Kind.values()) {
            sections.add(operations(kind));
        }
        sections.add(rules());
        library.forEach(d -> declaration(d).ifPresent(sections::add));
        properties().ifPresent(sections::add);
        sections.add(section("codes", "Codes of diagnostics", "`shootdown explain CODE` shows an example and its mend.",
                Arrays.stream(Code.values())
                        .map(c -> entry(c.id(), c.severity().word(), c.id() + " (" + c.severity().word() + ")", c.meaning()))
                        .toList()));
        return sections;
    }

    /** What there is to say about a name; a name can mean several things. */
    public List<Entry> about(String name) {
        return sections().stream()
                .flatMap(s -> s.entries().stream())
                .filter(e -> e.name().equals(name) || e.form().startsWith(name + " =") || isWordOf(name, e.name()))
                .toList();
    }

    /** {@code memory} and {@code sc} find {@code memory sc}. */
    private static boolean isWordOf(String word, String name) {
        return Arrays.asList(name.split(" ")).contains(word);
    }

    private static Section section(String topic, String title, String text, List<Entry> entries) {
        return new Section(topic, title, text, entries);
    }

    private static Entry entry(String name, String kind, String form, String text) {
        return new Entry(name, kind + " " + form, form, text, List.of());
    }

    // ---- the language -------------------------------------------------------------------------------------------

    private static Section words() {
        return section("words", "Words of the language", "No other names are reserved.", Words.meanings().entrySet().stream()
                .map(w -> entry(w.getKey(), "word", w.getKey(), w.getValue()))
                .toList());
    }

    private static Entry type(String word) {
        Type type = Type.named(word).orElseThrow();
        String phrase = type.phrase();
        return entry(word, "type", word, phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1)
                + (type.isStatic() ? "; known before the run." : "."));
    }

    private static Section attributes(String owner, Collection<String> words) {
        return section("attributes", "What describes a " + owner, "", words.stream()
                .sorted()
                .map(w -> entry(w, "attribute", w, Attributes.explain(w).get(w + " (describes a " + owner + ")")))
                .toList());
    }

    private static Section operations(Operation.Kind kind) {
        String text = switch (kind) {
            case ACCESS -> "Each is translated and made in one step, and may fault.";
            case STEP -> "Each is one atomic step.";
            case FUNCTION -> "They compute a value, or read what only the thread or the machine knows.";
            case LOOKUP -> "They name what is known before the run, and take no step.";
        };
        String title = switch (kind) {
            case ACCESS -> "Accesses";
            case STEP -> "Operations that are steps";
            case FUNCTION -> "Operations that are functions";
            case LOOKUP -> "Operations that look things up";
        };
        return section("operations", title, text, Operations.all().stream()
                .filter(o -> o.kind() == kind)
                .map(o -> entry(o.name(), "operation", o.signature(), o.documentation()))
                .toList());
    }

    // ---- questions ----------------------------------------------------------------------------------------------

    private static List<Section> questions() {
        List<Entry> members = StateMember.all().stream()
                .map(m -> entry(m.name(), "part", m.of().word() + "." + m.name() + ": " + m.type().word(), m.meaning()))
                .toList();
        List<Entry> costs = CountedKinds.meanings().entrySet().stream()
                .map(c -> entry("cost." + c.getKey(), "counter", "cost." + c.getKey(), c.getValue()))
                .toList();
        List<Entry> sets = Arrays.stream(ThingSet.values())
                .map(s -> entry(s.word(), "set", s.word() + ": " + s.element().word(), s.meaning()))
                .toList();
        return List.of(
                section("sets", "What quantifiers run over", "As in `forall t in translations: ...`, in questions.", sets),
                section("parts", "What questions see of things", "", members),
                section("counters", "What is counted", "From the start of the run.", costs));
    }

    // ---- the library --------------------------------------------------------------------------------------------

    private Section axes() {
        Cell nothing = new Cell(Map.of(), java.util.Set.of());
        List<Entry> entries = new ArrayList<>();
        for (String axis : Axes.OF_LIBRARY) {
            String values = library.stream()
                    .filter(d -> axis.equals(kind(d).orElse("")))
                    .filter(d -> !axis.equals(Axes.KERNEL) || runs(d))
                    .map(d -> "`" + d.name() + "`")
                    .collect(Collectors.joining(", "));
            String standard = Axes.value(nothing, axis)
                    .map(v -> " By default `" + v.text() + "`.")
                    .orElse("");
            boolean chooses = Axes.CHOOSING.contains(axis);
            String use = chooses ? "" : " It chooses nothing by itself: it is given to a device, `" + axis + " = " + axis + "`.";
            String all = axis.equals(Axes.MEMORY) ? "`" + Axes.SC + "`, `" + Axes.TSO + "`" : values;
            entries.add(entry(axis, "axis", axis, "Its values are " + all + "." + standard + use));
        }
        return section("axes", "Axes of the library", "Other axes are a script's own.", entries);
    }

    /** Whether a kernel handles faults, itself or by what it extends: others are layers, and no cell can have them. */
    private boolean runs(Declaration kernel) {
        return kernel instanceof Declaration.Library k
                && (k.members().stream()
                                .anyMatch(m -> m instanceof Member.Procedure && m.name().text().equals(Axes.FAULT_ENTRY))
                        || library.stream()
                                .filter(d -> k.base().map(b -> b.text().equals(d.name().text())).orElse(false))
                                .anyMatch(this::runs));
    }

    private Section rules() {
        List<Entry> entries = new ArrayList<>();
        for (MachineRule rule : MachineRule.values()) {
            entries.add(new Entry(rule.rule(), "rule " + rule.rule() + " (" + rule.home() + ")",
                    rule.rule() + " (" + rule.home() + ")", rule.meaning(), List.of()));
        }
        return section("rules", "Rules of the machine", "What an `arch` or an `iommu` sets; below, with what each sets.",
                entries);
    }

    /** {@code kernel}, {@code driver}, ...; absent for what is neither kernel, driver, patch, architecture nor IOMMU. */
    private static Optional<String> kind(Declaration declaration) {
        if (declaration instanceof Library part) {
            return Optional.of(part.kind().word());
        }
        return declaration instanceof Hardware part ? Optional.of(part.kind().word()) : Optional.empty();
    }

    private static Optional<Section> declaration(Declaration declaration) {
        if (declaration instanceof Library part) {
            String home = part.kind().word() + " " + part.name();
            List<Entry> entries = new ArrayList<>();
            entries.add(home(part.name().text(), home, part.base().map(Object::toString), part.documentation(), part.citations()));
            part.members().forEach(m -> entries.add(member(m, home)));
            return Optional.of(section(part.kind().word() + "s", capital(part.kind()) + " " + part.name(), "", entries));
        }
        if (declaration instanceof Hardware part) {
            String home = part.kind().word() + " " + part.name();
            List<Entry> entries = new ArrayList<>();
            entries.add(home(part.name().text(), home, part.base().map(Object::toString), part.documentation(), part.citations()));
            part.rules().forEach(r -> entries.add(setting(r, part)));
            return Optional.of(section(
                    part.kind() == HardwareKind.ARCH ? "architectures" : "iommus",
                    (part.kind() == HardwareKind.ARCH ? "Architecture " : "IOMMU ") + part.name(), "", entries));
        }
        return Optional.empty();
    }

    private Optional<Section> properties() {
        List<Entry> entries = new ArrayList<>();
        for (Declaration declaration : library) {
            if (declaration instanceof Declaration.Property property) {
                String form = "property " + property.name();
                String asks = property.quantifier().name().toLowerCase(Locale.ROOT) + (property.onFinal() ? " final " : " ")
                        + property.condition().span().text();
                String text = property.documentation() + " It is `" + asks.replaceAll("\\s+", " ") + "`.";
                entries.add(new Entry(property.name().text(), form, form, text, texts(property.citations())));
            }
        }
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(section("properties", "Properties of the library", "What `check` can ask besides.", entries));
    }

    private static String capital(LibraryKind kind) {
        return kind.word().substring(0, 1).toUpperCase(Locale.ROOT) + kind.word().substring(1);
    }

    private static Entry home(
            String name, String home, Optional<String> base, String documentation, List<Citation> citations) {
        String head = home + base.map(b -> " extends " + b).orElse("");
        return new Entry(name, head, head, documentation, texts(citations));
    }

    private static Entry member(Member member, String home) {
        String place = " (" + home + ", " + member.span().location() + ")";
        if (member instanceof Member.Procedure procedure) {
            String form = signature(procedure)
                    + procedure.condition().map(c -> " where " + c.span().text()).orElse("");
            return new Entry(member.name().text(), form + place, form, member.documentation(), texts(procedure.citations()));
        }
        if (member instanceof Member.Setting setting) {
            String form = "rule " + member.name() + " = " + setting.rule().value().span().text();
            return new Entry(member.name().text(), form + place, form, member.documentation(), texts(setting.rule().citations()));
        }
        String form = member instanceof Member.Locks locks
                ? (locks.shared() ? "rwlocks " : "locks ") + locks.name() + index(locks.index())
                        + locks.kind().map(k -> " " + k).orElse("")
                : "var " + member.name() + index(((Member.Variable) member).index());
        return new Entry(member.name().text(), form + place, form, member.documentation(), List.of());
    }

    private static Entry setting(Declaration.Rule rule, Hardware part) {
        String meaning = MachineRule.of(part.kind().word(), rule.name().text())
                .map(MachineRule::meaning)
                .orElse("");
        String form = part.name() + "." + rule.name() + " = " + rule.value().span().text();
        return new Entry(rule.name().text(), form, form,
                rule.documentation().isBlank() ? meaning : rule.documentation(), texts(rule.citations()));
    }

    private static String signature(Member.Procedure procedure) {
        return procedure.name()
                + procedure.parameters().stream()
                        .map(p -> p.name() + ": " + p.type().text())
                        .collect(Collectors.joining(", ", "(", ")"))
                + procedure.result().map(t -> " -> " + t.text()).orElse("");
    }

    private static String index(Optional<Member.TypeName> type) {
        return type.map(t -> "[" + t.text() + "]").orElse("");
    }

    private static List<String> texts(List<Citation> citations) {
        return citations.stream().map(Citation::text).toList();
    }
}
