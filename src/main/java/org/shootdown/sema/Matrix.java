package org.shootdown.sema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.AxisValue;
import org.shootdown.syntax.ScenarioItem.Expect;
import org.shootdown.syntax.ScenarioItem.Param;
import org.shootdown.syntax.ScenarioItem.Vary;

/** The cells of a scenario and what is expected of them. */
public final class Matrix {

    /** More cells than this nobody reads, and no run ends. */
    public static final int MOST_CELLS = 10_000;

    private Matrix() {}

    /**
     * All cells, the first axis varying slowest. Where an axis' condition does not hold, the axis does not exist.
     * Architecture and kernel can be chosen where the scenario does not vary them.
     *
     * @param chosen values that replace an axis' own ({@code --set}); empty for none
     */
    public static List<Cell> cells(LibraryIndex index, Scenario scenario, Map<String, List<AxisValue>> chosen) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> unvaried = new LinkedHashSet<>();
        for (ScenarioItem item : scenario.items()) {
            if (item instanceof Vary vary) {
                names.add(vary.axis().text());
            } else if (item instanceof Param param) {
                String name = param.name().text();
                names.add(name);
                if (chosen.getOrDefault(name, List.of()).size() < 2) {
                    unvaried.add(name);
                }
            }
        }
        List<Cell> cells = List.of(new Cell(Map.of(), names, unvaried));
        for (String axis : Axes.CHOOSING) {
            if (chosen.containsKey(axis) && !names.contains(axis)) {
                cells = cells.stream()
                        .flatMap(c -> chosen.get(axis).stream().map(v -> c.with(axis, v)))
                        .toList();
            }
        }
        for (ScenarioItem item : scenario.items()) {
            if (item instanceof Vary vary) {
                cells = vary(index, cells, vary, chosen);
            } else if (item instanceof Param param) {
                List<AxisValue> values = chosen.getOrDefault(param.name().text(), List.of());
                cells = cells.stream()
                        .flatMap(c -> param(c, param, values).stream())
                        .toList();
            }
            if (cells.size() > MOST_CELLS) {
                return cells;
            }
        }
        return cells;
    }

    private static List<Cell> vary(
            LibraryIndex index, List<Cell> cells, Vary vary, Map<String, List<AxisValue>> chosen) {
        List<Cell> next = new ArrayList<>();
        for (Cell cell : cells) {
            if (new Conditions(index, cell).holds(vary.condition())) {
                String axis = vary.axis().text();
                for (AxisValue value : chosen.getOrDefault(axis, vary.values())) {
                    next.add(cell.with(axis, value));
                }
            } else {
                next.add(cell);
            }
            if (next.size() > MOST_CELLS) {
                return next;
            }
        }
        return next;
    }

    /** A param has one value, which may depend on axes before it, or those that were chosen. */
    private static List<Cell> param(Cell cell, Param param, List<AxisValue> chosen) {
        String name = param.name().text();
        if (!chosen.isEmpty()) {
            return chosen.stream().map(v -> cell.with(name, v)).toList();
        }
        return Arithmetic.value(param.value(), n -> cell.value(n).flatMap(v -> Numbers.parse(v.text())))
                .map(n -> cell.with(name, new AxisValue(String.valueOf(n), List.of(), param.span())))
                .map(List::of)
                .orElse(List.of(cell));
    }

    /** The names of the questions that a scenario asks, in order: its own first, then the built-in checks. */
    public static List<String> questions(Scenario scenario) {
        Set<String> names = new LinkedHashSet<>();
        scenario.items(ScenarioItem.Question.class).forEach(q -> names.add(q.name().text()));
        scenario.items(ScenarioItem.Check.class)
                .forEach(c -> c.names().forEach(n -> names.add(n.text())));
        scenario.items(ScenarioItem.Timeline.class).forEach(t -> names.add(t.name().text()));
        return List.copyOf(names);
    }

    /** The verdict expected of a question in a cell: that of the first expectation that fits. */
    public static Optional<String> expected(LibraryIndex index, Scenario scenario, Cell cell, String question) {
        Conditions conditions = new Conditions(index, cell);
        for (Expect expect : scenario.items(Expect.class)) {
            if (isAbout(expect, question) && conditions.holds(expect.condition())) {
                return Optional.of(expect.verdict().text());
            }
        }
        return Optional.empty();
    }

    /** The first of some questions of which nothing is expected in a cell. */
    static Optional<String> uncovered(LibraryIndex index, Scenario scenario, Cell cell, List<String> questions) {
        Conditions conditions = new Conditions(index, cell);
        Set<String> covered = new HashSet<>();
        for (Expect expect : scenario.items(Expect.class)) {
            if (conditions.holds(expect.condition())) {
                if (expect.questions().isEmpty()) {
                    return Optional.empty();
                }
                expect.questions().forEach(q -> covered.add(q.text()));
            }
        }
        return questions.stream().filter(q -> !covered.contains(q)).findFirst();
    }

    /** Whether an expectation is about a question: it names it, or names none. */
    static boolean isAbout(Expect expect, String question) {
        return expect.questions().isEmpty()
                || expect.questions().stream().anyMatch(n -> n.text().equals(question));
    }
}
