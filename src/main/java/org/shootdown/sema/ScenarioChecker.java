package org.shootdown.sema;

import java.util.ArrayList;
import java.util.HashSet;
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
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks a scenario: its things, its threads, its questions and its matrix. */
final class ScenarioChecker {

    private static final List<String> VERDICTS = List.of("holds", "violated", "unknown");

    private final LibraryIndex index;
    private final Scenario scenario;
    private final Diagnostics diagnostics;
    private final ConditionChecker conditions;
    private final Map<String, Span> names = new LinkedHashMap<>();

    ScenarioChecker(LibraryIndex index, Scenario scenario, Diagnostics diagnostics) {
        this.index = index;
        this.scenario = scenario;
        this.diagnostics = diagnostics;
        this.conditions = ConditionChecker.of(scenario, index, diagnostics);
    }

    void check() {
        axes();
        things();
        Map<String, Map<String, Symbol>> registers = threads();
        new QuestionChecker(scenario, registers, diagnostics).check();
        expectations();
    }

    // ---- the matrix ---------------------------------------------------------------------------------------------

    private void axes() {
        for (ScenarioItem.Vary vary : scenario.items(ScenarioItem.Vary.class)) {
            declare(vary.axis());
            conditions.check(vary.condition());
            Set<String> seen = new HashSet<>();
            for (ScenarioItem.AxisValue value : vary.values()) {
                if (!seen.add(value.text())) {
                    report(Code.DUPLICATE, value.span(), "the axis has the value `" + value.text() + "` twice");
                }
                axisValue(vary.axis().text(), value);
            }
        }
        if (Matrix.cells(index, scenario, Map.of()).size() > Matrix.MOST_CELLS) {
            report(Code.TOO_MANY_CELLS, scenario.name().span(), "the axes multiply to more than " + Matrix.MOST_CELLS
                    + " cells");
        }
    }

    private void axisValue(String axis, ScenarioItem.AxisValue value) {
        Optional<List<String>> known = Axes.values(axis, index);
        if (known.isPresent() && !known.get().contains(value.base())) {
            Diagnostic error = Diagnostic.of(
                    Code.AXIS_VALUE, value.span(), "there is no " + axis + " `" + value.base() + "`");
            diagnostics.add(Nearest.help(value.base(), known.get()).map(error::help).orElse(error));
        }
        for (Name patch : value.patches()) {
            checkPatch(axis, value, patch);
        }
    }

    private void checkPatch(String axis, ScenarioItem.AxisValue value, Name patch) {
        var declared = index.library(LibraryKind.PATCH, patch.text());
        if (!axis.equals(Axes.KERNEL)) {
            report(Code.AXIS_VALUE, patch.span(), "only kernels can be patched");
        } else if (declared.isEmpty()) {
            Diagnostic error =
                    Diagnostic.of(Code.AXIS_VALUE, patch.span(), "there is no patch `" + patch + "`");
            diagnostics.add(Nearest.help(patch.text(), index.names(LibraryKind.PATCH))
                    .map(error::help)
                    .orElse(error));
        } else if (!index.isAtLeast(value.base(), declared.get().base().orElseThrow().text())) {
            diagnostics.add(Diagnostic.of(
                            Code.WRONG_PATCH,
                            patch.span(),
                            "the patch is for `" + declared.get().base().orElseThrow() + "`, which `" + value.base()
                                    + "` does not extend")
                    .and(declared.get().name().span(), "the patch"));
        }
    }

    private void expectations() {
        List<String> questions = Matrix.questions(scenario);
        if (questions.isEmpty()) {
            diagnostics.add(Diagnostic.of(
                            Code.NO_QUESTION, scenario.name().span(), "the scenario asks nothing")
                    .help("ask for example `check page_lifetime`"));
        }
        List<ScenarioItem.Expect> expectations = scenario.items(ScenarioItem.Expect.class);
        for (ScenarioItem.Expect expect : expectations) {
            conditions.check(expect.condition());
            if (!VERDICTS.contains(expect.verdict().text())) {
                unknown(Code.UNKNOWN_VERDICT, expect.verdict(), "`" + expect.verdict() + "` is not a verdict", VERDICTS);
            }
            for (Name name : expect.questions()) {
                if (!questions.contains(name.text())) {
                    unknown(
                            Code.UNKNOWN_QUESTION,
                            name,
                            "the scenario does not ask `" + name + "`",
                            questions);
                }
            }
        }
        if (!expectations.isEmpty() && !diagnostics.hasErrors()) {
            covered(questions, expectations);
        }
    }

    /** Who expects anything must expect something of every question in every cell. */
    private void covered(List<String> questions, List<ScenarioItem.Expect> expectations) {
        for (Cell cell : Matrix.cells(index, scenario, Map.of())) {
            for (String question : questions) {
                if (Matrix.expected(index, scenario, cell, question).isEmpty()) {
                    String where = cell.axes().isEmpty() ? "" : " in the cell " + cell.text();
                    diagnostics.add(Diagnostic.of(
                                    Code.UNCOVERED,
                                    expectations.get(expectations.size() - 1).span(),
                                    "nothing is expected of `" + question + "`" + where)
                            .labelled("the last expectation, which does not fit either")
                            .help("end with one for all the rest, such as `expect holds`"));
                    return;
                }
            }
        }
    }

    // ---- things -------------------------------------------------------------------------------------------------

    private void things() {
        for (ScenarioItem.AddressSpace space : scenario.items(ScenarioItem.AddressSpace.class)) {
            declare(space.name());
            space.parent().ifPresent(p -> space(p).ifPresent(x -> {}));
            if (space.parent().isPresent() && !space.pages().isEmpty()) {
                report(Code.MISPLACED, space.pages().get(0).span(), "a forked address space has its parent's pages");
            }
            Set<String> pages = new HashSet<>();
            for (ScenarioItem.Page page : space.pages()) {
                if (!pages.add(page.name().text())) {
                    report(Code.DUPLICATE, page.name().span(), "the page `" + page.name() + "` is declared twice");
                }
                page(page);
            }
        }
        for (ScenarioItem.Device device : scenario.items(ScenarioItem.Device.class)) {
            declare(device.name());
            device(device);
        }
        scenario.items(ScenarioItem.Variable.class).forEach(v -> declare(v.name()));
        scenario.items(ScenarioItem.Lock.class).forEach(l -> declare(l.name()));
    }

    private void page(ScenarioItem.Page page) {
        Map<String, Expression> read =
                Attributes.read(page.attributes(), Attributes.OF_PAGE, "page", diagnostics);
        for (String word : List.of("vma", "pte")) {
            if (read.containsKey(word)) {
                oneOf(read.get(word), List.of("none", "ro", "rw", "rx", "rwx"), "permissions");
            }
        }
        page.content().ifPresent(c -> {
            if (!(c instanceof Expression.Number) && !isNumericAxis(c)) {
                report(Code.TYPE, c.span(), "the content of a page is a number");
            }
        });
    }

    private void device(ScenarioItem.Device device) {
        Map<String, Expression> read =
                Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", diagnostics);
        for (String word : List.of("ats", "pri", "btm")) {
            if (read.containsKey(word)) {
                oneOf(read.get(word), List.of("on", "off", "true", "false"), "a switch");
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
                            Code.UNKNOWN_ATTRIBUTE,
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

    // ---- threads ------------------------------------------------------------------------------------------------

    private Map<String, Map<String, Symbol>> threads() {
        List<ScenarioItem.Thread> threads = scenario.items(ScenarioItem.Thread.class);
        if (threads.isEmpty()) {
            report(Code.NO_THREAD, scenario.name().span(), "the scenario has no thread: nothing would happen");
        }
        Map<String, Map<String, Symbol>> registers = new LinkedHashMap<>();
        for (ScenarioItem.Thread thread : threads) {
            declare(thread.name());
            Scope scope = Scope.root();
            globals(scope);
            threadSpace(thread).ifPresent(s -> pages(s).forEach(p -> scope.declare(
                    Symbol.of(p.text(), Symbol.Kind.THING, Type.PAGE, p.span()))));
            registers.put(
                    thread.name().text(),
                    BodyChecker.thread(thread.body(), scope, Procedures.ofScenario(index), diagnostics));
        }
        return registers;
    }

    private void globals(Scope scope) {
        scenario.items(ScenarioItem.AddressSpace.class)
                .forEach(s -> declareThing(scope, s.name(), Symbol.Kind.THING, Type.MM));
        scenario.items(ScenarioItem.Device.class)
                .forEach(d -> declareThing(scope, d.name(), Symbol.Kind.THING, Type.DEVICE));
        scenario.items(ScenarioItem.Lock.class)
                .forEach(l -> declareThing(scope, l.name(), Symbol.Kind.LOCK, Type.LOCK));
        scenario.items(ScenarioItem.Variable.class)
                .forEach(v -> declareThing(scope, v.name(), Symbol.Kind.VARIABLE, Type.INT));
        scenario.items(ScenarioItem.Vary.class)
                .forEach(v -> Axes.type(v).ifPresent(t -> declareThing(scope, v.axis(), Symbol.Kind.AXIS, t)));
        kernelMembers(scope);
    }

    /** A scenario may use the kernel's locks and variables as its procedures do. */
    private void kernelMembers(Scope scope) {
        for (var kernel : index.libraries(LibraryKind.KERNEL)) {
            for (var member : kernel.members()) {
                if (member instanceof org.shootdown.syntax.Member.Locks l) {
                    scope.declare(new Symbol(
                            l.name().text(),
                            Symbol.Kind.LOCK,
                            Type.LOCK,
                            l.index().flatMap(t -> Type.named(t.text())),
                            l.span()));
                } else if (member instanceof org.shootdown.syntax.Member.Variable v) {
                    scope.declare(new Symbol(
                            v.name().text(),
                            Symbol.Kind.VARIABLE,
                            Type.INT,
                            v.index().flatMap(t -> Type.named(t.text())),
                            v.span()));
                }
            }
        }
    }

    private static void declareThing(Scope scope, Name name, Symbol.Kind kind, Type type) {
        scope.declare(Symbol.of(name.text(), kind, type, name.span()));
    }

    private List<Name> pages(ScenarioItem.AddressSpace space) {
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

    /** The address space of a thread: the one it names, its device's, or the only one that is not a fork. */
    private Optional<ScenarioItem.AddressSpace> threadSpace(ScenarioItem.Thread thread) {
        List<ScenarioItem.AddressSpace> spaces = scenario.items(ScenarioItem.AddressSpace.class);
        if (thread.place().isPresent() && !thread.place().get().text().equals("cpu")) {
            return deviceSpace(thread);
        }
        if (thread.place().isPresent() && (thread.number().isEmpty() || thread.number().get() > 63)) {
            report(Code.UNKNOWN_PLACE, thread.place().get().span(), "a CPU has a number from 0 to 63: `on cpu 0`");
        }
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

    private Optional<ScenarioItem.AddressSpace> deviceSpace(ScenarioItem.Thread thread) {
        Name place = thread.place().orElseThrow();
        List<ScenarioItem.Device> devices = scenario.items(ScenarioItem.Device.class);
        for (ScenarioItem.Device device : devices) {
            if (device.name().text().equals(place.text())) {
                Map<String, Expression> read =
                        Attributes.read(device.attributes(), Attributes.OF_DEVICE, "device", new Diagnostics());
                return read.get("sva") instanceof Expression.Reference space
                        ? scenario.items(ScenarioItem.AddressSpace.class).stream()
                                .filter(s -> s.name().text().equals(space.name()))
                                .findFirst()
                        : Optional.empty();
            }
        }
        Set<String> candidates = new LinkedHashSet<>();
        devices.forEach(d -> candidates.add(d.name().text()));
        candidates.add("cpu");
        unknown(Code.UNKNOWN_PLACE, place, "there is no device `" + place + "`", List.copyOf(candidates));
        return Optional.empty();
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

    private boolean isNumericAxis(Expression expression) {
        return expression instanceof Expression.Reference reference
                && scenario.items(ScenarioItem.Vary.class).stream()
                        .anyMatch(v -> v.axis().text().equals(reference.name()));
    }

    private void declare(Name name) {
        Span old = names.putIfAbsent(name.text(), name.span());
        if (old != null) {
            diagnostics.add(Diagnostic.of(Code.DUPLICATE, name.span(), "`" + name + "` is declared twice")
                    .and(old, "first declared here"));
        }
    }

    private void unknown(Code code, Name name, String sentence, List<String> candidates) {
        Diagnostic error = Diagnostic.of(code, name.span(), sentence);
        diagnostics.add(Nearest.help(name.text(), candidates).map(error::help).orElse(error));
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
