package org.shootdown.sema;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.ScenarioItem.AxisValue;
import org.shootdown.syntax.ScenarioItem.Expect;
import org.shootdown.syntax.ScenarioItem.Param;
import org.shootdown.syntax.ScenarioItem.Vary;
import org.shootdown.syntax.Tree;

/** Warnings about a scenario's axes and expectations. */
final class MatrixWarnings {

    private final LibraryIndex index;
    private final Scenario scenario;
    private final Diagnostics diagnostics;
    private final List<Cell> cells;
    private final Set<String> numbers;

    MatrixWarnings(LibraryIndex index, Scenario scenario, Diagnostics diagnostics) {
        this.index = index;
        this.scenario = scenario;
        this.diagnostics = diagnostics;
        this.numbers = StaticNumbers.of(scenario, diagnostics).names();
        this.cells = Matrix.cells(index, scenario, Map.of());
    }

    void check() {
        axes();
        Map<Expect, Set<Expect>> winners = winners();
        for (Expect expect : scenario.items(Expect.class)) {
            boolean told = expect.condition().map(this::values).orElse(false);
            if (dependsOnParam(expect)) {
                // With another value of the param there may be such a cell.
                continue;
            }
            Set<Expect> instead = winners.get(expect);
            if (instead.isEmpty() && !told) {
                diagnostics.add(Diagnostic.of(
                                Code.NEVER_SUCH_A_CELL, expect.span(), "there is no cell in which this condition holds")
                        .help("leave the expectation out, or vary the axes that its condition speaks of"));
            } else if (!instead.isEmpty() && !instead.contains(expect) && !isDefault(expect)) {
                shadowed(expect, instead);
            }
        }
    }

    private boolean dependsOnParam(Expect expect) {
        Set<String> mentioned = Mentions.in(expect);
        return scenario.items(Param.class).stream().anyMatch(p -> mentioned.contains(p.name().text()));
    }

    // ---- axes ---------------------------------------------------------------------------------------------------

    private void axes() {
        Set<String> mentioned = Mentions.in(scenario.items().stream()
                .filter(i -> !(i instanceof Expect))
                .toList());
        Set<String> inProcedures = index.mentionedBesideScenarios();
        for (Vary vary : scenario.items(Vary.class)) {
            String axis = vary.axis().text();
            boolean told = vary.condition().map(this::values).orElse(false);
            if (!told && cells.stream().noneMatch(c -> c.value(axis).isPresent())) {
                diagnostics.add(Diagnostic.of(
                                Code.AXIS_NOWHERE,
                                vary.axis().span(),
                                "the axis `" + axis + "` exists in no cell: its condition never holds")
                        .help("vary what its condition speaks of, or leave the axis out"));
            } else if (!Axes.CHOOSING.contains(axis) && !mentioned.contains(axis) && !inProcedures.contains(axis)) {
                unused(vary);
            }
        }
    }

    private void unused(Vary vary) {
        String axis = vary.axis().text();
        boolean ofDevices = Attributes.OF_DEVICE.containsKey(axis);
        Set<String> expected = Mentions.in(scenario.items(Expect.class));
        diagnostics.add(Diagnostic.of(
                        Code.UNUSED_AXIS,
                        vary.axis().span(),
                        "nothing depends on the axis `" + axis + "`"
                                + (expected.contains(axis) ? " except expectations" : ""))
                .labelled("its values make cells that are all the same")
                .help(ofDevices
                        ? "give it to a device: `" + axis + " = " + axis + "`"
                        : "use it in a thread, in a description or in a condition, or leave it out"));
    }

    /** Warns of comparisons with values that an axis never has; yields whether there are any. */
    private boolean values(Expression condition) {
        boolean told = false;
        for (Binary binary : Tree.all(condition, Binary.class)) {
            if (isComparison(binary)
                    && binary.left() instanceof Expression.Reference axis
                    && !isComputed(binary)
                    && valuesOf(axis.name()).stream().noneMatch(v -> isValue(axis, v, binary.right()))) {
                told = true;
                neverThe(axis.name(), binary.right());
            }
        }
        for (Expression.Has has : Tree.all(condition, Expression.Has.class)) {
            if (has.of() instanceof Expression.Reference axis
                    && valuesOf(axis.name()).stream().noneMatch(v -> new Conditions(index, cell(axis, v)).holds(has))) {
                told = true;
                diagnostics.add(Diagnostic.of(
                                Code.NEVER_THE_VALUE,
                                has.patch().span(),
                                "no value of the axis `" + axis.name() + "` has the patch `" + has.patch() + "` here")
                        .help("write for example `vary kernel in linux_6_6, linux_6_6 + " + has.patch() + "`"));
            }
        }
        return told;
    }

    /** Whether a comparison is of params, or of numbers that params and axes make. */
    private boolean isComputed(Binary binary) {
        boolean ofParam = scenario.items(Param.class).stream()
                .anyMatch(p -> binary.left() instanceof Expression.Reference r && r.name().equals(p.name().text()));
        return ofParam
                || StaticNumbers.isKnown(binary.right(), numbers)
                        && !Arithmetic.references(binary.right()).orElseThrow().isEmpty();
    }

    private void neverThe(String axis, Expression value) {
        String text = value.span().text();
        Set<String> values = new TreeSet<>();
        valuesOf(axis).forEach(v -> values.add(v.text()));
        boolean varied = scenario.items(Vary.class).stream().anyMatch(v -> v.axis().text().equals(axis));
        Diagnostic warning = Diagnostic.of(
                Code.NEVER_THE_VALUE,
                value.span(),
                varied
                        ? "the axis `" + axis + "` never has the value `" + text + "` here"
                        : "the scenario does not vary `" + axis + "`, which then is `"
                                + String.join(", ", values) + "`");
        diagnostics.add(
                varied
                        ? Nearest.help(text, values).map(warning::help).orElse(warning)
                        : warning.help("write `vary " + axis + " in " + String.join(", ", values) + ", " + text + "`"));
    }

    private static boolean isComparison(Binary binary) {
        return binary.operator() == Expression.Operator.EQUAL || binary.operator() == Expression.Operator.NOT_EQUAL;
    }

    private boolean isValue(Expression.Reference axis, AxisValue candidate, Expression value) {
        Binary equal = new Binary(Expression.Operator.EQUAL, axis, value, axis.span());
        return new Conditions(index, cell(axis, candidate)).holds(equal);
    }

    private Cell cell(Expression.Reference axis, AxisValue value) {
        Map<String, AxisValue> one = new LinkedHashMap<>();
        one.put(axis.name(), value);
        return new Cell(one, Set.of(axis.name()));
    }

    /** What an axis can be in this scenario: what it is varied over, or what it is by default. */
    private List<AxisValue> valuesOf(String axis) {
        Optional<Vary> vary = scenario.items(Vary.class).stream()
                .filter(v -> v.axis().text().equals(axis))
                .findFirst();
        return vary.map(Vary::values)
                .orElseGet(() -> Axes.value(new Cell(Map.of(), Set.of()), axis).stream().toList());
    }

    // ---- expectations -------------------------------------------------------------------------------------------

    /** For each expectation those that are the first to fit where its own condition holds. */
    private Map<Expect, Set<Expect>> winners() {
        List<Expect> expectations = scenario.items(Expect.class);
        Map<Expect, Set<Expect>> winners = new LinkedHashMap<>();
        expectations.forEach(e -> winners.put(e, new HashSet<>()));
        List<String> questions = Matrix.questions(scenario);
        for (Cell cell : cells) {
            Conditions conditions = new Conditions(index, cell);
            List<Expect> holding = expectations.stream()
                    .filter(e -> conditions.holds(e.condition()))
                    .toList();
            for (String question : questions) {
                List<Expect> fitting =
                        holding.stream().filter(e -> Matrix.isAbout(e, question)).toList();
                fitting.forEach(e -> winners.get(e).add(fitting.get(0)));
            }
        }
        return winners;
    }

    /** What is expected of all the rest is no slip, even if nothing is left. */
    private boolean isDefault(Expect expect) {
        List<Expect> all = scenario.items(Expect.class);
        return expect.equals(all.get(all.size() - 1))
                && expect.questions().isEmpty()
                && expect.condition().isEmpty();
    }

    private void shadowed(Expect expect, Set<Expect> instead) {
        Diagnostic warning = Diagnostic.of(
                Code.SHADOWED_EXPECTATION, expect.span(), "no cell comes to this expectation: the first that fits counts");
        for (Expect earlier : scenario.items(Expect.class)) {
            if (instead.contains(earlier)) {
                warning = warning.and(earlier.span(), "this one fits before it");
            }
        }
        diagnostics.add(warning.help("put the narrower expectation first, or leave it out"));
    }
}
