package org.shootdown.sema;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Checks a scenario: its things, its threads, its questions and its matrix. */
final class ScenarioChecker {

    private static final List<String> VERDICTS = List.of("holds", "violated", "unknown");

    private final LibraryIndex index;
    private final Scope kernels;
    private final Scenario scenario;
    private final Diagnostics diagnostics;
    private final ConditionChecker conditions;
    private final ThingChecker things;
    private final PlaceChecker places;
    private final StaticNumbers numbers;
    private final Map<String, Span> names = new LinkedHashMap<>();
    /** What names mean in each thread. */
    private final Map<String, Scope> scopes = new LinkedHashMap<>();

    /** {@code kernels}: {@link #kernelScope} of the index. */
    ScenarioChecker(LibraryIndex index, Scope kernels, Scenario scenario, Diagnostics diagnostics) {
        this.index = index;
        this.kernels = kernels;
        this.scenario = scenario;
        this.diagnostics = diagnostics;
        this.conditions = ConditionChecker.of(scenario, index, diagnostics);
        this.numbers = StaticNumbers.of(scenario, diagnostics);
        this.things = new ThingChecker(index, scenario, numbers, diagnostics);
        this.places = new PlaceChecker(scenario, numbers, diagnostics);
    }

    void check() {
        params();
        axes();
        names();
        things.check();
        Map<String, Map<String, Symbol>> registers = threads();
        new QuestionChecker(index, scenario, registers, diagnostics).check();
        TimelineChecker timelines = new TimelineChecker(index, scenario, scopes, diagnostics);
        scenario.items(ScenarioItem.Timeline.class).forEach(timelines::check);
        expectations();
    }

    // ---- the matrix ---------------------------------------------------------------------------------------------

    /** A param may depend on the params and axes before it. */
    private void params() {
        StaticNumbers before = StaticNumbers.none(diagnostics);
        for (ScenarioItem item : scenario.items()) {
            if (item instanceof ScenarioItem.Param param) {
                declare(param.name());
                before.check(
                        param.value(),
                        before.names(),
                        "the value of `" + param.name() + "` is a number, or computed from params before it");
            }
            before.add(item);
        }
    }

    private void axes() {
        AxisOrder.check(scenario, diagnostics);
        for (ScenarioItem.Vary vary : scenario.items(ScenarioItem.Vary.class)) {
            declare(vary.axis());
            conditions.check(vary.condition());
            misspelt(vary);
            Map<String, Span> seen = new HashMap<>();
            for (ScenarioItem.AxisValue value : vary.values()) {
                Span old = seen.putIfAbsent(value.text(), value.span());
                if (old != null) {
                    diagnostics.add(Diagnostic.of(
                                    Code.REPEATED, value.span(), "the axis has the value `" + value.text() + "` twice")
                            .and(old, "first here")
                            .help("leave one of them out"));
                }
                axisValue(vary.axis().text(), value);
            }
        }
        if (Matrix.cells(index, scenario, Map.of()).size() > Matrix.MOST_CELLS) {
            report(Code.TOO_MANY_CELLS, scenario.name().span(), "the axes multiply to more than " + Matrix.MOST_CELLS
                    + " cells");
        }
    }

    /** An axis of one's own whose values are all kernels or architectures was meant to be the library's. */
    private void misspelt(ScenarioItem.Vary vary) {
        for (String axis : Axes.CHOOSING) {
            boolean allItsValues = vary.values().stream()
                    .allMatch(v -> Axes.values(axis, index).orElseThrow().contains(v.base()));
            if (allItsValues && Axes.values(vary.axis().text(), index).isEmpty()) {
                diagnostics.add(Diagnostic.of(
                                Code.UNKNOWN_AXIS,
                                vary.axis().span(),
                                "`" + vary.axis() + "` is an axis of the script's own, and would choose nothing")
                        .help("did you mean `" + axis + "`?"));
            }
        }
    }

    private void axisValue(String axis, ScenarioItem.AxisValue value) {
        Numbers.checkAxisValue(value, diagnostics);
        Optional<List<String>> known = Axes.values(axis, index);
        if (known.isPresent() && !known.get().contains(value.base())) {
            Diagnostic error = Diagnostic.of(
                    Code.AXIS_VALUE, value.span(), "there is no " + Axes.thing(axis) + " `" + value.base() + "`");
            diagnostics.add(ConditionChecker.helped(error, value.base(), Axes.listed(axis, index)));
        }
        for (Name patch : value.patches()) {
            checkPatch(axis, value, patch);
        }
    }

    private void checkPatch(String axis, ScenarioItem.AxisValue value, Name patch) {
        var declared = index.library(LibraryKind.PATCH, patch.text());
        if (!axis.equals(Axes.KERNEL)) {
            diagnostics.add(Diagnostic.of(Code.UNKNOWN_PATCH, patch.span(), "only kernels can be patched")
                    .help("a patch stands behind a value of the axis `kernel`"));
        } else if (declared.isEmpty()) {
            Diagnostic error =
                    Diagnostic.of(Code.UNKNOWN_PATCH, patch.span(), "there is no patch `" + patch + "`");
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
            Name verdict = expect.verdict();
            if (questions.contains(verdict.text())) {
                diagnostics.add(Diagnostic.of(
                                Code.UNKNOWN_VERDICT, verdict.span(), "what is expected of `" + verdict + "` is not said")
                        .help("write `expect " + verdict + " holds`, or `violated`"));
            } else if (!VERDICTS.contains(verdict.text())) {
                unknown(Code.UNKNOWN_VERDICT, verdict, "`" + verdict + "` is not a verdict", VERDICTS);
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
            Optional<String> question = Matrix.uncovered(index, scenario, cell, questions);
            if (question.isPresent()) {
                String where = cell.shown().isEmpty() ? "" : " in the cell " + cell.text();
                diagnostics.add(Diagnostic.of(
                                Code.UNCOVERED,
                                expectations.get(expectations.size() - 1).span(),
                                "nothing is expected of `" + question.get() + "`" + where)
                        .labelled("the last expectation, which does not fit either")
                        .help("end with one for all the rest, such as `expect holds`"));
                return;
            }
        }
    }

    /** The names that the whole scenario shares; pages have their address space's. */
    private void names() {
        scenario.items(ScenarioItem.AddressSpace.class).forEach(s -> declare(s.name()));
        scenario.items(ScenarioItem.Frame.class).forEach(f -> declare(f.name()));
        scenario.items(ScenarioItem.Device.class).forEach(d -> declare(d.name()));
        scenario.items(ScenarioItem.VirtualMachine.class).forEach(m -> declare(m.name()));
        scenario.items(ScenarioItem.Domain.class).forEach(d -> declare(d.name()));
        scenario.items(ScenarioItem.Variable.class).forEach(v -> declare(v.name()));
        scenario.items(ScenarioItem.Lock.class).forEach(l -> declare(l.name()));
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
            thread.family().ifPresent(numbers::check);
            Scope outer = kernels.inner(conditions);
            globals(outer);
            places.pagesOf(thread).ifPresent(pages -> pages.forEach(p -> declareThing(
                    outer, p.name(), p.family(), Symbol.Kind.THING, Type.PAGE)));
            Scope scope = outer.inner();
            thread.family().flatMap(ScenarioItem.Family::variable).ifPresent(v -> scope.declare(
                    Symbol.of(v.text(), Symbol.Kind.AXIS, Type.INT, v.span())));
            Map<String, Symbol> own =
                    BodyChecker.thread(thread.body(), scope, Procedures.ofScenario(index), diagnostics);
            registers.put(thread.name().text(), own);
            own.values().forEach(scope::declare);
            scopes.put(thread.name().text(), scope);
        }
        return registers;
    }

    private void globals(Scope scope) {
        Optional<ScenarioItem.Family> one = Optional.empty();
        scenario.items(ScenarioItem.AddressSpace.class)
                .forEach(s -> declareThing(scope, s.name(), one, Symbol.Kind.THING, Type.MM));
        scenario.items(ScenarioItem.Device.class)
                .forEach(d -> declareThing(scope, d.name(), d.family(), Symbol.Kind.THING, Type.DEVICE));
        scenario.items(ScenarioItem.Domain.class)
                .forEach(d -> declareThing(scope, d.name(), one, Symbol.Kind.THING, Type.DOMAIN));
        scenario.items(ScenarioItem.VirtualMachine.class)
                .forEach(m -> declareThing(scope, m.name(), one, Symbol.Kind.THING, Type.DEVICE));
        scenario.items(ScenarioItem.Frame.class)
                .forEach(f -> declareThing(scope, f.name(), one, Symbol.Kind.THING, Type.FRAME));
        scenario.items(ScenarioItem.Lock.class)
                .forEach(l -> declareThing(scope, l.name(), l.family(), Symbol.Kind.LOCK, Type.LOCK));
        scenario.items(ScenarioItem.Variable.class)
                .forEach(v -> declareThing(scope, v.name(), v.family(), Symbol.Kind.VARIABLE, Type.INT));
        scenario.items(ScenarioItem.Vary.class)
                .forEach(v -> declareThing(scope, v.axis(), one, Symbol.Kind.AXIS, Axes.type(v).orElse(Type.WORD)));
        scenario.items(ScenarioItem.Param.class)
                .forEach(p -> declareThing(scope, p.name(), one, Symbol.Kind.AXIS, Type.INT));
    }

    /** The kernels' locks and variables: a scenario may use them as procedures do. */
    static Scope kernelScope(LibraryIndex index) {
        Scope scope = Scope.root();
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
        return scope;
    }

    private static void declareThing(
            Scope scope, Name name, Optional<ScenarioItem.Family> family, Symbol.Kind kind, Type type) {
        scope.declare(new Symbol(name.text(), kind, type, family.map(f -> Type.INT), name.span()));
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

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
