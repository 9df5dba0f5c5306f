package org.shootdown.sema;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks the things of a scenario - address spaces, pages, devices, variables - and where its threads run. */
final class ThingChecker {

    private final LibraryIndex index;
    private final Scenario scenario;
    private final Diagnostics diagnostics;
    private final Words words;

    ThingChecker(LibraryIndex index, Scenario scenario, Diagnostics diagnostics) {
        this.index = index;
        this.scenario = scenario;
        this.diagnostics = diagnostics;
        this.words = new Words(scenario, diagnostics);
    }

    void check() {
        for (ScenarioItem.AddressSpace space : scenario.items(ScenarioItem.AddressSpace.class)) {
            space.parent().ifPresent(words::space);
            if (space.parent().isPresent() && !space.pages().isEmpty()) {
                diagnostics.add(Diagnostic.of(
                                Code.FORK, space.pages().get(0).span(), "a forked address space has its parent's pages")
                        .help("declare the page in `" + space.parent().get() + "`"));
            }
            Map<String, Name> pages = new HashMap<>();
            for (ScenarioItem.Page page : space.pages()) {
                Name old = pages.putIfAbsent(page.name().text(), page.name());
                if (old != null) {
                    diagnostics.add(Diagnostic.of(
                                    Code.DUPLICATE,
                                    page.name().span(),
                                    "the page `" + page.name() + "` is declared twice")
                            .and(old.span(), "first declared here"));
                }
                page(page);
            }
        }
        new DeviceChecker(index, scenario, diagnostics).check();
        for (ScenarioItem.Variable variable : scenario.items(ScenarioItem.Variable.class)) {
            number(variable.initial(), "the initial value of `" + variable.name() + "` is a number, or an axis of numbers");
        }
    }

    private void page(ScenarioItem.Page page) {
        Map<String, Expression> read =
                Attributes.read(page.attributes(), Attributes.OF_PAGE, "page", diagnostics);
        for (String word : List.of("vma", "pte")) {
            if (read.containsKey(word)) {
                words.oneOf(read.get(word), List.of("none", "ro", "rw", "rx", "rwx"), "permissions");
            }
        }
        page.content().ifPresent(c -> number(c, "the content of a page is a number, or an axis of numbers"));
    }

    /** What is so at the start is not computed: it is a number as it stands, or in each cell one from an axis. */
    private void number(Expression value, String sentence) {
        boolean axis = value instanceof Expression.Reference reference
                && scenario.items(ScenarioItem.Vary.class).stream()
                        .anyMatch(v -> v.axis().text().equals(reference.name()) && Axes.type(v).filter(t -> t == Type.INT).isPresent());
        if (value instanceof Expression.Number number) {
            Numbers.check(number, diagnostics);
        } else if (!axis && !(value instanceof Expression.Unreadable)) {
            report(Code.INITIAL_VALUE, value.span(), sentence);
        }
    }

    // ---- where threads run --------------------------------------------------------------------------------------

    /** The pages of an address space; a forked one has those of the first that is no fork. */
    List<Name> pages(ScenarioItem.AddressSpace space) {
        ScenarioItem.AddressSpace owner = space;
        for (int i = 0; i < 100 && owner.parent().isPresent(); i++) {
            String parent = owner.parent().get().text();
            Optional<ScenarioItem.AddressSpace> next = scenario.items(ScenarioItem.AddressSpace.class).stream()
                    .filter(s -> s.name().text().equals(parent))
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            owner = next.get();
        }
        return owner.pages().stream().map(ScenarioItem.Page::name).toList();
    }

    /** The pages that a thread knows by their names; absent if it is not clear which these are. */
    Optional<List<Name>> pagesOf(ScenarioItem.Thread thread) {
        String place = thread.placeName().map(Name::text).orElse("");
        if (place.equals(ScenarioItem.Place.VCPU)) {
            return guestSpace(thread).map(this::pages);
        }
        Optional<Name> owner = thread.place().flatMap(ScenarioItem.Place::owner);
        if (owner.isPresent()) {
            report(Code.UNKNOWN_PLACE, owner.get().span(), "`of` belongs to a virtual CPU: `on vcpu 0 of guest`");
        }
        return spaceOf(thread).map(this::pages);
    }

    /** The address space of a thread: the one it names, its device's, or the only one that is not a fork. */
    private Optional<ScenarioItem.AddressSpace> spaceOf(ScenarioItem.Thread thread) {
        List<ScenarioItem.AddressSpace> spaces = scenario.items(ScenarioItem.AddressSpace.class);
        if (thread.placeName().isPresent() && !thread.placeName().get().text().equals(ScenarioItem.Place.CPU)) {
            return deviceSpace(thread);
        }
        if (thread.placeName().isPresent()) {
            number(thread, "a CPU has a number from 0 to 63: `on cpu 0`");
        }
        if (thread.space().isPresent()) {
            return words.space(thread.space().get());
        }
        List<ScenarioItem.AddressSpace> own =
                spaces.stream().filter(s -> s.parent().isEmpty()).toList();
        if (own.size() > 1) {
            diagnostics.add(Diagnostic.of(
                            Code.AMBIGUOUS_SPACE,
                            thread.name().span(),
                            "thread `" + thread.name() + "` does not say in which address space it runs")
                    .help("write `thread " + thread.name() + " on cpu 0 in " + own.get(0).name() + "`"));
        }
        return own.stream().findFirst();
    }

    private void number(ScenarioItem.Thread thread, String sentence) {
        if (thread.number().isEmpty() || thread.number().get() > 63) {
            report(Code.UNKNOWN_PLACE, thread.placeName().orElseThrow().span(), sentence);
        }
    }

    /** The address space that is the memory of a virtual CPU's guest. */
    private Optional<ScenarioItem.AddressSpace> guestSpace(ScenarioItem.Thread thread) {
        Name place = thread.placeName().orElseThrow();
        number(thread, "a virtual CPU has a number from 0 to 63: `on vcpu 0`");
        List<ScenarioItem.VirtualMachine> machines = scenario.items(ScenarioItem.VirtualMachine.class);
        List<String> names = machines.stream().map(m -> m.name().text()).toList();
        Optional<Name> owner = thread.place().flatMap(ScenarioItem.Place::owner);
        if (owner.isPresent() && !names.contains(owner.get().text())) {
            words.unknown(Code.UNKNOWN_PLACE, owner.get(), "there is no virtual machine `" + owner.get() + "`", names);
            return Optional.empty();
        }
        if (owner.isEmpty() && machines.size() != 1) {
            diagnostics.add(Diagnostic.of(
                            Code.UNKNOWN_PLACE,
                            place.span(),
                            machines.isEmpty()
                                    ? "the scenario has no virtual machine whose CPU this could be"
                                    : "this may be a CPU of any of the virtual machines")
                    .help(machines.isEmpty() ? "declare `vm guest of m`" : "write `on vcpu 0 of " + names.get(0) + "`"));
            return Optional.empty();
        }
        thread.space().ifPresent(s -> report(
                Code.UNKNOWN_PLACE, s.span(), "a virtual CPU runs its guest, whose memory the virtual machine names"));
        return machines.stream()
                .filter(m -> owner.map(o -> o.text().equals(m.name().text())).orElse(true))
                .findFirst()
                .flatMap(m -> named(m.space().text()));
    }

    private Optional<ScenarioItem.AddressSpace> named(String name) {
        return scenario.items(ScenarioItem.AddressSpace.class).stream()
                .filter(s -> s.name().text().equals(name))
                .findFirst();
    }

    private Optional<ScenarioItem.AddressSpace> deviceSpace(ScenarioItem.Thread thread) {
        Name place = thread.placeName().orElseThrow();
        List<ScenarioItem.Device> devices = scenario.items(ScenarioItem.Device.class);
        for (ScenarioItem.Device device : devices) {
            if (device.name().text().equals(place.text())) {
                if (thread.number().isPresent()) {
                    report(Code.UNKNOWN_PLACE, place.span(), "only CPUs have numbers, and `" + place + "` is a device");
                }
                Optional<ScenarioItem.AddressSpace> space = addressSpaceOf(device);
                thread.space().ifPresent(named -> sameSpace(device, space, named));
                return space;
            }
        }
        Set<String> candidates = new LinkedHashSet<>();
        devices.forEach(d -> candidates.add(d.name().text()));
        candidates.add(ScenarioItem.Place.CPU);
        candidates.add(ScenarioItem.Place.VCPU);
        words.unknown(Code.UNKNOWN_PLACE, place, "there is no device `" + place + "`", List.copyOf(candidates));
        // What the thread accesses there is not to be reported as well.
        return scenario.items(ScenarioItem.AddressSpace.class).stream()
                .filter(s -> thread.space().map(n -> n.text().equals(s.name().text())).orElse(true))
                .findFirst();
    }

    /** The address space that a device shares or mirrors, if there is one of that name. */
    private Optional<ScenarioItem.AddressSpace> addressSpaceOf(ScenarioItem.Device device) {
        Map<String, Expression> read =
                Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", new Diagnostics());
        return List.of("sva", "mirror").stream()
                .map(read::get)
                .filter(Expression.Reference.class::isInstance)
                .findFirst()
                .flatMap(e -> named(((Expression.Reference) e).name()));
    }

    private void sameSpace(ScenarioItem.Device device, Optional<ScenarioItem.AddressSpace> space, Name named) {
        if (space.isPresent() && !space.get().name().text().equals(named.text())) {
            report(
                    Code.UNKNOWN_PLACE,
                    named.span(),
                    "`" + device.name() + "` works in the address space `" + space.get().name() + "`, not in `" + named
                            + "`");
        }
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
