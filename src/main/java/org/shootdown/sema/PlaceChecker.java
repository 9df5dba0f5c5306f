package org.shootdown.sema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks where the threads of a scenario run, and finds the pages that they know there. */
final class PlaceChecker {

    /** A CPU whose number was written without a space. */
    private static final Pattern JOINED = Pattern.compile("(v?cpu)_?(\\d+)", Pattern.CASE_INSENSITIVE);

    private final Scenario scenario;
    private final StaticNumbers numbers;
    private final Diagnostics diagnostics;
    private final Words words;

    PlaceChecker(Scenario scenario, StaticNumbers numbers, Diagnostics diagnostics) {
        this.scenario = scenario;
        this.numbers = numbers;
        this.diagnostics = diagnostics;
        this.words = new Words(scenario, diagnostics);
    }

    /** The pages of an address space; a forked one has those of the first that is no fork. */
    static List<ScenarioItem.Page> pages(Scenario scenario, ScenarioItem.AddressSpace space) {
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
        return owner.pages();
    }

    /** The pages that a thread knows by their names; absent if it is not clear which these are. */
    Optional<List<ScenarioItem.Page>> pagesOf(ScenarioItem.Thread thread) {
        String place = thread.placeName().map(Name::text).orElse("");
        if (place.equals(ScenarioItem.Place.VCPU)) {
            return guestSpace(thread).map(s -> pages(scenario, s));
        }
        thread.place().flatMap(ScenarioItem.Place::owner).ifPresent(o -> report(
                Code.UNKNOWN_PLACE, o.span(), "`of` belongs to a virtual CPU: `on vcpu 0 of guest`"));
        return place.isEmpty() || place.equals(ScenarioItem.Place.CPU)
                ? spaceOf(thread).map(s -> pages(scenario, s))
                : deviceSpace(thread);
    }

    /** The address space of a thread of a process: the one it names, or the only one that is not a fork. */
    private Optional<ScenarioItem.AddressSpace> spaceOf(ScenarioItem.Thread thread) {
        List<ScenarioItem.AddressSpace> spaces = scenario.items(ScenarioItem.AddressSpace.class);
        thread.place().ifPresent(p -> cpu(p, thread));
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

    private void cpu(ScenarioItem.Place place, ScenarioItem.Thread thread) {
        String word = place.name().text();
        if (place.number().isEmpty() || thread.number().filter(n -> n > 63).isPresent()) {
            String what = word.equals(ScenarioItem.Place.CPU) ? "a CPU" : "a virtual CPU";
            report(
                    Code.UNKNOWN_PLACE,
                    place.name().span(),
                    what + " has a number from 0 to 63: `on " + word + " 0`");
        } else {
            numbers.check(
                    place.number().get(),
                    numbers.with(thread.family()),
                    "the number of a CPU must be known before the run");
        }
        place.index().ifPresent(i -> diagnostics.add(Diagnostic.of(
                        Code.UNKNOWN_PLACE, place.span(), "CPUs have numbers, not indices")
                .help("write `on " + word + " " + i.span().text() + "`")));
    }

    /** Which device of a family, where there is one. */
    private void deviceIndex(ScenarioItem.Place place, ScenarioItem.Device device, ScenarioItem.Thread thread) {
        if (device.family().isPresent() != place.index().isPresent()) {
            report(Code.UNKNOWN_PLACE, place.span(), device.family().isPresent()
                    ? "`" + device.name() + "` is a family of devices: say which, as in `" + device.name() + "[0]`"
                    : "`" + device.name() + "` is one device and has no index");
        }
        place.index().ifPresent(i -> numbers.check(
                i, numbers.with(thread.family()), "the index of a device must be known before the run"));
    }

    private Optional<List<ScenarioItem.Page>> deviceSpace(ScenarioItem.Thread thread) {
        Name place = thread.placeName().orElseThrow();
        List<ScenarioItem.Device> devices = scenario.items(ScenarioItem.Device.class);
        for (ScenarioItem.Device device : devices) {
            if (device.name().text().equals(place.text())) {
                ScenarioItem.Place where = thread.place().orElseThrow();
                deviceIndex(where, device, thread);
                if (where.number().isPresent()) {
                    report(Code.UNKNOWN_PLACE, place.span(), "only CPUs have numbers, and `" + place + "` is a device");
                }
                Optional<ScenarioItem.Domain> domain = domainOf(device);
                Optional<ScenarioItem.AddressSpace> space = addressSpaceOf(device);
                thread.space().ifPresent(named -> sameSpace(
                        device, domain.map(ScenarioItem.Domain::name).or(() -> space.map(s -> s.name())), named));
                return domain.map(ScenarioItem.Domain::pages).or(() -> space.map(s -> pages(scenario, s)));
            }
        }
        Set<String> candidates = new LinkedHashSet<>();
        devices.forEach(d -> candidates.add(d.name().text()));
        candidates.add(ScenarioItem.Place.CPU);
        candidates.add(ScenarioItem.Place.VCPU);
        Matcher cpu = JOINED.matcher(place.text());
        if (cpu.matches()) {
            diagnostics.add(Diagnostic.of(Code.UNKNOWN_PLACE, place.span(), "there is no device `" + place + "`")
                    .help("did you mean `" + cpu.group(1).toLowerCase(Locale.ROOT) + " " + cpu.group(2) + "`?"));
        } else {
            words.unknown(Code.UNKNOWN_PLACE, place, "there is no device `" + place + "`", List.copyOf(candidates));
        }
        // What the thread accesses there is not to be reported as well.
        return scenario.items(ScenarioItem.AddressSpace.class).stream()
                .filter(s -> thread.space().map(n -> n.text().equals(s.name().text())).orElse(true))
                .findFirst()
                .map(s -> pages(scenario, s));
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

    /** The domain that a device is attached to, if there is one of that name. */
    private Optional<ScenarioItem.Domain> domainOf(ScenarioItem.Device device) {
        Map<String, Expression> read =
                Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", new Diagnostics());
        return read.get("domain") instanceof Expression.Reference name
                ? scenario.items(ScenarioItem.Domain.class).stream()
                        .filter(d -> d.name().text().equals(name.name()))
                        .findFirst()
                : Optional.empty();
    }

    private void sameSpace(ScenarioItem.Device device, Optional<Name> space, Name named) {
        if (space.isPresent() && !space.get().text().equals(named.text())) {
            report(
                    Code.UNKNOWN_PLACE,
                    named.span(),
                    "`" + device.name() + "` works in the address space `" + space.get() + "`, not in `" + named
                            + "`");
        }
    }

    /** The address space that is the memory of a virtual CPU's guest. */
    private Optional<ScenarioItem.AddressSpace> guestSpace(ScenarioItem.Thread thread) {
        ScenarioItem.Place place = thread.place().orElseThrow();
        cpu(place, thread);
        thread.space().ifPresent(s -> report(
                Code.UNKNOWN_PLACE, s.span(), "a virtual CPU runs its guest, whose memory the virtual machine names"));
        Optional<ScenarioItem.AddressSpace> memory = machine(place).flatMap(m -> named(m.space().text()));
        // What the thread accesses there is not to be reported as well.
        return memory.or(() -> scenario.items(ScenarioItem.AddressSpace.class).stream().findFirst());
    }

    /** The virtual machine of a virtual CPU: the one that it names, or the only one. */
    private Optional<ScenarioItem.VirtualMachine> machine(ScenarioItem.Place place) {
        List<ScenarioItem.VirtualMachine> machines = scenario.items(ScenarioItem.VirtualMachine.class);
        List<String> names = machines.stream().map(m -> m.name().text()).toList();
        Optional<Name> owner = place.owner();
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
        return machines.stream()
                .filter(m -> owner.map(o -> o.text().equals(m.name().text())).orElse(true))
                .findFirst();
    }

    private Optional<ScenarioItem.AddressSpace> named(String name) {
        return scenario.items(ScenarioItem.AddressSpace.class).stream()
                .filter(s -> s.name().text().equals(name))
                .findFirst();
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
