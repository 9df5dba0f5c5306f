package org.shootdown.sema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks the things of a scenario - address spaces, pages, devices, variables - and where its threads run. */
final class ThingChecker {

    private static final List<String> SWITCHES = List.of("on", "off", "true", "false");

    private final LibraryIndex index;
    private final Scenario scenario;
    private final StaticNumbers numbers;
    private final Diagnostics diagnostics;

    ThingChecker(LibraryIndex index, Scenario scenario, StaticNumbers numbers, Diagnostics diagnostics) {
        this.index = index;
        this.scenario = scenario;
        this.numbers = numbers;
        this.diagnostics = diagnostics;
    }

    void check() {
        for (ScenarioItem.AddressSpace space : scenario.items(ScenarioItem.AddressSpace.class)) {
            space.parent().ifPresent(p -> space(p).ifPresent(x -> {}));
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
        for (ScenarioItem.Device device : scenario.items(ScenarioItem.Device.class)) {
            device(device);
        }
        for (ScenarioItem.Frame frame : scenario.items(ScenarioItem.Frame.class)) {
            frame.content().ifPresent(c -> number(c, Optional.empty(), "the content of a frame is a number, or an axis of numbers"));
        }
        for (ScenarioItem.Variable variable : scenario.items(ScenarioItem.Variable.class)) {
            variable.family().ifPresent(numbers::check);
            number(
                    variable.initial(),
                    variable.family(),
                    "the initial value of `" + variable.name() + "` is a number, or an axis of numbers");
        }
        scenario.items(ScenarioItem.Lock.class).forEach(l -> l.family().ifPresent(numbers::check));
    }

    private void page(ScenarioItem.Page page) {
        page.family().ifPresent(numbers::check);
        Map<String, Expression> read =
                Attributes.read(page.attributes(), Attributes.OF_PAGE, "page", diagnostics);
        for (String word : List.of("vma", "pte")) {
            if (read.containsKey(word)) {
                oneOf(read.get(word), List.of("none", "ro", "rw", "rx", "rwx"), "permissions");
            }
        }
        for (String word : List.of("dirty", "young")) {
            if (read.containsKey(word)) {
                oneOf(read.get(word), SWITCHES, "a switch");
            }
        }
        if (read.containsKey("size") && !(read.get("size") instanceof Expression.Number)) {
            oneOf(read.get("size"), Sizes.NAMES, "a size of a page");
        }
        new PageWords(scenario, diagnostics).check(page, read);
        page.content().ifPresent(c -> number(c, page.family(), "the content of a page is a number, or an axis of numbers"));
    }

    /** What is so at the start is not computed in the run: it is a number as it stands, or in each cell one. */
    private void number(Expression value, Optional<ScenarioItem.Family> family, String sentence) {
        if (value instanceof Expression.Unreadable) {
            return;
        }
        if (StaticNumbers.isKnown(value, numbers.with(family))) {
            numbers.check(value, numbers.with(family), sentence);
        } else {
            report(Code.INITIAL_VALUE, value.span(), sentence);
        }
    }

    private void device(ScenarioItem.Device device) {
        device.family().ifPresent(numbers::check);
        Map<String, Expression> read =
                Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", diagnostics);
        for (String word : List.of("ats", "pri", "btm")) {
            if (read.containsKey(word)) {
                oneOf(read.get(word), SWITCHES, "a switch");
            }
        }
        if (read.containsKey("driver")) {
            oneOf(read.get("driver"), List.copyOf(index.names(LibraryKind.DRIVER)), "a driver");
        }
        if (read.containsKey("iommu")) {
            oneOf(read.get("iommu"), Axes.values(Axes.IOMMU, index).orElseThrow(), "an IOMMU");
        }
        if (read.get("sva") instanceof Expression.Reference space) {
            space(new Name(space.name(), space.span()));
        } else {
            diagnostics.add(Diagnostic.of(
                            Code.NO_ADDRESS_SPACE,
                            device.name().span(),
                            "the device `" + device.name() + "` shares no address space")
                    .help("write `device " + device.name() + " sva m`, if m is the address space"));
        }
    }

    /** The value must be one of some words, or an axis whose values are. */
    private void oneOf(Expression value, List<String> words, String what) {
        if (!(value instanceof Expression.Reference reference)) {
            if (!(value instanceof Expression.Truth)) {
                report(Code.TYPE, value.span(), "this is not " + what);
            }
            return;
        }
        for (ScenarioItem.Vary vary : scenario.items(ScenarioItem.Vary.class)) {
            if (vary.axis().text().equals(reference.name())) {
                for (ScenarioItem.AxisValue v : vary.values()) {
                    if (!words.contains(v.text())) {
                        unknown(
                                Code.AXIS_VALUE,
                                new Name(v.text(), v.span()),
                                "`" + v.text() + "` is not " + what,
                                words);
                    }
                }
                return;
            }
        }
        if (!words.contains(reference.name())) {
            List<String> candidates = new ArrayList<>(words);
            scenario.items(ScenarioItem.Vary.class).forEach(v -> candidates.add(v.axis().text()));
            unknown(
                    Code.UNKNOWN_NAME,
                    new Name(reference.name(), reference.span()),
                    "`" + reference.name() + "` is neither " + what + " nor an axis",
                    candidates);
        }
    }

    private Optional<ScenarioItem.AddressSpace> space(Name name) {
        List<ScenarioItem.AddressSpace> spaces = scenario.items(ScenarioItem.AddressSpace.class);
        Optional<ScenarioItem.AddressSpace> found = spaces.stream()
                .filter(s -> s.name().text().equals(name.text()))
                .findFirst();
        if (found.isEmpty()) {
            unknown(
                    Code.UNKNOWN_NAME,
                    name,
                    "there is no address space `" + name + "`",
                    spaces.stream().map(s -> s.name().text()).toList());
        }
        return found;
    }

    // ---- where threads run --------------------------------------------------------------------------------------

    /** The pages of an address space; a forked one has those of the first that is no fork. */
    List<ScenarioItem.Page> pages(ScenarioItem.AddressSpace space) {
        return pages(scenario, space);
    }

    /** The same of an address space of any scenario. */
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

    /** The address space of a thread: the one it names, its device's, or the only one that is not a fork. */
    Optional<ScenarioItem.AddressSpace> spaceOf(ScenarioItem.Thread thread) {
        List<ScenarioItem.AddressSpace> spaces = scenario.items(ScenarioItem.AddressSpace.class);
        if (thread.placeName().isPresent() && !thread.placeName().get().text().equals("cpu")) {
            return deviceSpace(thread);
        }
        thread.place().ifPresent(p -> cpu(p, thread));
        if (thread.space().isPresent()) {
            return space(thread.space().get());
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
        if (place.number().isEmpty() || thread.number().filter(n -> n > 63).isPresent()) {
            report(Code.UNKNOWN_PLACE, place.name().span(), "a CPU has a number from 0 to 63: `on cpu 0`");
        } else {
            numbers.check(
                    place.number().get(),
                    numbers.with(thread.family()),
                    "the number of a CPU must be known before the run");
        }
        place.index().ifPresent(i -> diagnostics.add(Diagnostic.of(
                        Code.UNKNOWN_PLACE, place.span(), "CPUs have numbers, not indices")
                .help("write `on cpu " + i.span().text() + "`")));
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

    private Optional<ScenarioItem.AddressSpace> deviceSpace(ScenarioItem.Thread thread) {
        Name place = thread.placeName().orElseThrow();
        List<ScenarioItem.Device> devices = scenario.items(ScenarioItem.Device.class);
        for (ScenarioItem.Device device : devices) {
            if (device.name().text().equals(place.text())) {
                ScenarioItem.Place where = thread.place().orElseThrow();
                deviceIndex(where, device, thread);
                if (where.number().isPresent()) {
                    report(Code.UNKNOWN_PLACE, place.span(), "only CPUs have numbers, and `" + place + "` is a device");
                }
                Optional<ScenarioItem.AddressSpace> space = shared(device);
                thread.space().ifPresent(named -> sameSpace(device, space, named));
                return space;
            }
        }
        Set<String> candidates = new LinkedHashSet<>();
        devices.forEach(d -> candidates.add(d.name().text()));
        candidates.add("cpu");
        unknown(Code.UNKNOWN_PLACE, place, "there is no device `" + place + "`", List.copyOf(candidates));
        // What the thread accesses there is not to be reported as well.
        return scenario.items(ScenarioItem.AddressSpace.class).stream()
                .filter(s -> thread.space().map(n -> n.text().equals(s.name().text())).orElse(true))
                .findFirst();
    }

    /** The address space that a device shares, if there is one of that name. */
    private Optional<ScenarioItem.AddressSpace> shared(ScenarioItem.Device device) {
        Map<String, Expression> read =
                Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", new Diagnostics());
        return read.get("sva") instanceof Expression.Reference space
                ? scenario.items(ScenarioItem.AddressSpace.class).stream()
                        .filter(s -> s.name().text().equals(space.name()))
                        .findFirst()
                : Optional.empty();
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

    private void unknown(Code code, Name name, String sentence, List<String> candidates) {
        Diagnostic error = Diagnostic.of(code, name.span(), sentence);
        diagnostics.add(Nearest.help(name.text(), candidates).map(error::help).orElse(error));
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
