package org.shootdown.sema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.Set;
import java.util.function.Function;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/**
 * What a question can look at besides registers and numbers: pages, frames, translations, devices, variables of the
 * kernel, and what is counted.
 */
final class QuestionThings {

    /** The word before the kinds of cost: {@code cost.ipi}. */
    static final String COST = "cost";

    /** The functions and look-ups that need nothing but a state. */
    private static final Set<String> LOOK_UPS = Set.of("zero_frame", "mm_of", "ats", "pri", "btm");

    private final LibraryIndex index;
    private final Scenario scenario;
    private final Diagnostics diagnostics;
    private final boolean inProperty;
    private final Function<Expression, Type> types;
    private final Map<String, Type> bound = new LinkedHashMap<>();

    /** {@code types}: finds the type of an expression in the question. */
    QuestionThings(
            LibraryIndex index,
            Scenario scenario,
            Diagnostics diagnostics,
            boolean inProperty,
            Function<Expression, Type> types) {
        this.index = index;
        this.scenario = scenario;
        this.diagnostics = diagnostics;
        this.inProperty = inProperty;
        this.types = types;
    }

    // ---- quantifiers --------------------------------------------------------------------------------------------

    Type quantified(Expression.Quantified quantified) {
        Type element = set(quantified.set()).map(ThingSet::element).orElse(Type.ERROR);
        String variable = quantified.variable().text();
        Type outer = bound.put(variable, element);
        Type body = types.apply(quantified.condition());
        if (!body.fits(Type.BOOL)) {
            report(Code.TYPE, quantified.condition(), "this is " + body.phrase() + ", where a truth value is needed");
        }
        if (outer == null) {
            bound.remove(variable);
        } else {
            bound.put(variable, outer);
        }
        return Type.BOOL;
    }

    private Optional<ThingSet> set(Expression set) {
        if (set instanceof Expression.Unreadable) {
            return Optional.empty();
        }
        String word = set instanceof Expression.Reference r ? r.name() : set instanceof Expression.Of o ? o.things().text() : "";
        Optional<ThingSet> found = ThingSet.named(word);
        if (found.isEmpty()) {
            Diagnostic error = Diagnostic.of(
                    Code.NOT_IN_QUESTION,
                    set instanceof Expression.Of o ? o.things().span() : set.span(),
                    "`forall` and `exists` do not run over this");
            diagnostics.add(Nearest.help(word, ThingSet.words())
                    .map(error::help)
                    .orElse(error.help("they run over " + String.join(", ", ThingSet.words())
                            + ", or the numbers of a range")));
        } else if (set instanceof Expression.Of of) {
            Type owner = owner(of.owner());
            if (!found.get().canBeOf(owner)) {
                report(Code.TYPE, of.owner(), "there are no " + word + " of " + owner.phrase());
            }
        }
        return found;
    }

    private Type owner(Expression owner) {
        if (owner instanceof Expression.Call call && call.name().text().equals("cpu")) {
            call.arguments().forEach(types::apply);
            return Type.CPU;
        }
        if (owner instanceof Expression.Reference reference && !bound.containsKey(reference.name())) {
            Optional<ThingSet> all = ThingSet.named(reference.name());
            if (all.isPresent()) {
                return all.get() == ThingSet.CPUS
                        ? Type.CPUS
                        : all.get() == ThingSet.DEVICES ? Type.DEVICES : all.get().element();
            }
        }
        return types.apply(owner);
    }

    // ---- names --------------------------------------------------------------------------------------------------

    /** The type of a thing, or of a variable of the kernel or a quantifier; absent if nothing of this kind has the name. */
    Optional<Type> named(Expression.Reference reference) {
        String name = reference.name();
        if (bound.containsKey(name)) {
            return Optional.of(bound.get(name));
        }
        if (isOne(ScenarioItem.AddressSpace.class, name)) {
            return Optional.of(Type.MM);
        }
        if (isOne(ScenarioItem.Device.class, name) || isOne(ScenarioItem.VirtualMachine.class, name)) {
            return Optional.of(Type.DEVICE);
        }
        if (isOne(ScenarioItem.Frame.class, name)) {
            return Optional.of(Type.FRAME);
        }
        if (isOne(ScenarioItem.Domain.class, name)) {
            // To questions a domain is a space of pages as an mm is.
            return Optional.of(Type.MM);
        }
        List<String> spaces = spacesWith(name);
        if (spaces.size() > 1) {
            diagnostics.add(Diagnostic.of(
                            Code.AMBIGUOUS_SPACE,
                            reference.span(),
                            "the page `" + name + "` is in several address spaces")
                    .help("say in which, as in `" + spaces.get(0) + "." + name + "`"));
            return Optional.of(Type.ERROR);
        }
        if (!spaces.isEmpty()) {
            return Optional.of(Type.PAGE);
        }
        return kernelVariable(name).map(v -> {
            v.index().ifPresent(i -> report(
                    Code.INDEX,
                    reference,
                    "`" + name + "` is one for each " + i.text() + ": say which, as in `" + name + "[...]`"));
            return v.index().isPresent() ? Type.ERROR : Type.INT;
        });
    }

    /** Whether the name is bound by a quantifier. */
    boolean isBound(String name) {
        return bound.containsKey(name);
    }

    /** Whether a page or device of the scenario has the name, or a family of them. */
    boolean isThing(String name) {
        return isOne(ScenarioItem.Device.class, name)
                || isOne(ScenarioItem.VirtualMachine.class, name)
                || !spacesWith(name).isEmpty();
    }

    /** Whether something of the kinds that {@link #named} knows has the name. */
    boolean knows(String name) {
        return candidates().contains(name);
    }

    private boolean isOne(Class<? extends ScenarioItem> kind, String name) {
        return scenario.items(kind).stream()
                .anyMatch(i -> i instanceof ScenarioItem.AddressSpace s && s.name().text().equals(name)
                        || i instanceof ScenarioItem.VirtualMachine m && m.name().text().equals(name)
                        || i instanceof ScenarioItem.Domain o && o.name().text().equals(name)
                        || i instanceof ScenarioItem.Frame f && f.name().text().equals(name)
                        || i instanceof ScenarioItem.Device d && d.name().text().equals(name));
    }

    private List<String> spacesWith(String page) {
        return scenario.items(ScenarioItem.AddressSpace.class).stream()
                .filter(s -> PlaceChecker.pages(scenario, s).stream().anyMatch(p -> p.name().text().equals(page)))
                .map(s -> s.name().text())
                .toList();
    }

    private List<String> pagesOf(String space) {
        Stream<ScenarioItem.Page> ofSpaces = scenario.items(ScenarioItem.AddressSpace.class).stream()
                .filter(s -> s.name().text().equals(space))
                .flatMap(s -> PlaceChecker.pages(scenario, s).stream());
        Stream<ScenarioItem.Page> ofDomains = scenario.items(ScenarioItem.Domain.class).stream()
                .filter(d -> d.name().text().equals(space))
                .flatMap(d -> d.pages().stream());
        return Stream.concat(ofSpaces, ofDomains).map(p -> p.name().text()).toList();
    }

    private Optional<Member.Variable> kernelVariable(String name) {
        return kernelVariables().stream().filter(v -> v.name().text().equals(name)).findFirst();
    }

    private List<Member.Variable> kernelVariables() {
        List<Member.Variable> found = new ArrayList<>();
        for (LibraryKind kind : List.of(LibraryKind.KERNEL, LibraryKind.PATCH)) {
            index.libraries(kind)
                    .forEach(l -> found.addAll(LibraryIndex.members(List.of(l), Member.Variable.class)));
        }
        return found;
    }

    /** What might have been meant by an unknown name. */
    Set<String> candidates() {
        Set<String> names = new LinkedHashSet<>(bound.keySet());
        for (ScenarioItem.AddressSpace space : scenario.items(ScenarioItem.AddressSpace.class)) {
            names.add(space.name().text());
            names.addAll(pagesOf(space.name().text()));
        }
        scenario.items(ScenarioItem.Domain.class).forEach(d -> names.add(d.name().text()));
        scenario.items(ScenarioItem.Device.class).forEach(d -> names.add(d.name().text()));
        scenario.items(ScenarioItem.Frame.class).forEach(f -> names.add(f.name().text()));
        kernelVariables().forEach(v -> names.add(v.name().text()));
        return names;
    }

    // ---- members, elements, functions ---------------------------------------------------------------------------

    /** What is counted: {@code cost.iotlb}. */
    Type cost(Name kind) {
        if (!CountedKinds.words().contains(kind.text())) {
            unknown(Code.UNKNOWN_NAME, kind, "nothing is counted as `" + kind + "`", CountedKinds.words());
            return Type.ERROR;
        }
        return Type.INT;
    }

    Type member(Expression.Member member) {
        Type of = types.apply(member.of());
        String name = member.member().text();
        if (of == Type.ERROR) {
            return of;
        }
        if (of == Type.MM) {
            List<String> pages = member.of() instanceof Expression.Reference space ? pagesOf(space.name()) : List.of();
            if (pages.contains(name)) {
                return Type.PAGE;
            }
            unknown(Code.UNKNOWN_NAME, member.member(), "the address space has no page `" + name + "`", pages);
            return Type.ERROR;
        }
        Optional<StateMember> found = StateMember.of(of, name);
        if (found.isPresent()) {
            return found.get().type();
        }
        List<String> names = StateMember.names(of);
        Diagnostic error = Diagnostic.of(
                Code.UNKNOWN_NAME, member.member().span(), of.phrase() + " has no `" + name + "`");
        diagnostics.add(Nearest.help(name, names)
                .map(error::help)
                .orElse(names.isEmpty() ? error : error.help("it has " + String.join(", ", names))));
        return Type.ERROR;
    }

    /** {@code mapcount[f]}. */
    Type element(Expression.Index element) {
        Type at = types.apply(element.index());
        if (!(element.of() instanceof Expression.Reference reference)) {
            report(Code.TYPE, element.of(), "only names are indexed");
            return Type.ERROR;
        }
        Optional<Member.Variable> variable = kernelVariable(reference.name());
        if (variable.isEmpty()) {
            unknown(
                    Code.UNKNOWN_NAME,
                    new Name(reference.name(), reference.span()),
                    "no kernel has a variable `" + reference.name() + "`",
                    kernelVariables().stream().map(v -> v.name().text()).toList());
            return Type.ERROR;
        }
        Optional<Type> wanted = variable.get().index().flatMap(t -> Type.named(t.text()));
        if (wanted.isEmpty()) {
            report(Code.TYPE, element, "`" + reference.name() + "` is not indexed");
        } else if (!at.fits(wanted.get())) {
            report(
                    Code.TYPE,
                    element.index(),
                    "this is " + at.phrase() + ", where " + wanted.get().phrase() + " is needed");
        }
        return Type.INT;
    }

    /** A function of the machine; what does something has no place in a question. */
    Type call(Expression.Call call) {
        Optional<Operation> operation = Operations.named(call.name().text())
                .filter(o -> o.kind() == Operation.Kind.FUNCTION || LOOK_UPS.contains(o.name()));
        if (call.receiver().isPresent() || operation.isEmpty()) {
            List<String> functions = Operations.all().stream()
                    .filter(o -> o.kind() == Operation.Kind.FUNCTION || LOOK_UPS.contains(o.name()))
                    .map(Operation::name)
                    .toList();
            boolean exists = Operations.named(call.name().text()).isPresent();
            Diagnostic error = Diagnostic.of(
                    Code.NOT_IN_QUESTION,
                    call.name().span(),
                    exists
                            ? "`" + call.name() + "` does something, and a question only looks"
                            : "there is no function `" + call.name() + "` for questions");
            diagnostics.add((exists ? Optional.<String>empty() : Nearest.help(call.name().text(), functions))
                    .map(error::help)
                    .orElse(error.help("an entry in memory is `A.pte`, its parts are `A.frame`, `A.writable`, ...")));
            return Type.ERROR;
        }
        List<Operation.Parameter> parameters = operation.get().parameters();
        if (call.arguments().size() != parameters.size()) {
            diagnostics.add(Diagnostic.of(
                            Code.ARGUMENT_COUNT,
                            call.name().span(),
                            "`" + call.name() + "` takes " + parameters.size() + " argument"
                                    + (parameters.size() == 1 ? "" : "s") + ", not "
                                    + call.arguments().size())
                    .help("it is `" + operation.get().signature() + "`"));
        }
        for (int i = 0; i < call.arguments().size(); i++) {
            Type given = types.apply(call.arguments().get(i));
            Type wanted = i < parameters.size() ? parameters.get(i).type() : Type.ERROR;
            if (!given.fits(wanted)) {
                report(
                        Code.TYPE,
                        call.arguments().get(i),
                        "this is " + given.phrase() + ", where " + wanted.phrase() + " is needed");
            }
        }
        return operation.get().result();
    }

    /** What to say of a name that a property cannot know. */
    Optional<String> propertyHelp() {
        return inProperty
                ? Optional.of("a property is for all scenarios and knows none of their names; it speaks of all pages, "
                        + "threads or devices: `forall p in pages: ...`")
                : Optional.empty();
    }

    private void unknown(Code code, Name name, String sentence, List<String> candidates) {
        Diagnostic error = Diagnostic.of(code, name.span(), sentence);
        diagnostics.add(Nearest.help(name.text(), candidates).map(error::help).orElse(error));
    }

    private void report(Code code, Expression where, String message) {
        diagnostics.add(Diagnostic.of(code, where.span(), message));
    }
}
