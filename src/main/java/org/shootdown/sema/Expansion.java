package org.shootdown.sema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Family;

/**
 * Makes a scenario plain for one cell: without families, params, ranges and conditions on cells. A family becomes its members, which are
 * called {@code T[0]}, {@code P[1]}; what refers to them refers to one of them; loops and quantifiers over ranges are
 * written out. What the rest of the compiler sees has no more names than that.
 */
public final class Expansion {

    /** More CPUs, devices or pages than this no scenario needs, and no run would end. */
    private static final int MOST_MEMBERS = 64;

    private static final int HIGHEST_CPU = 63;

    private final Scenario scenario;
    private final Cell cell;
    private final Families families;
    private final Bindings params;
    private final BodyExpansion bodies;

    private Expansion(LibraryIndex index, Scenario scenario, Cell cell) {
        this.scenario = scenario;
        this.cell = cell;
        this.families = Families.of(scenario);
        this.params = Bindings.of(params());
        this.bodies = new BodyExpansion(
                cell, families, params, AxisConditions.of(scenario, index, cell));
    }

    /**
     * A scenario as it is in a cell.
     *
     * @param scenario empty if it makes no sense there
     * @param refusal why it does not
     */
    public record Result(Optional<Scenario> scenario, Optional<Diagnostic> refusal) {}

    /** The scenario in a cell, or why it makes no sense there. */
    public static Result of(LibraryIndex index, Scenario scenario, Cell cell) {
        try {
            return new Result(Optional.of(new Expansion(index, scenario, cell).expand()), Optional.empty());
        } catch (Refusal e) {
            return new Result(Optional.empty(), Optional.of(e.diagnostic()));
        }
    }

    private Map<String, Long> params() {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (ScenarioItem.Param param : scenario.items(ScenarioItem.Param.class)) {
            String name = param.name().text();
            Optional<String> text = cell.value(name).map(ScenarioItem.AxisValue::text);
            Optional<Long> number = text.flatMap(Numbers::parse);
            if (number.isEmpty()) {
                // Without a value, its computation has left 64 bits.
                throw new Refusal(
                        Code.BAD_NUMBER,
                        param.name().span(),
                        "the param `" + name + "` is a number from 0 to 0x7fff_ffff, and here it is "
                                + text.map(t -> "`" + t + "`").orElse("larger"));
            }
            numbers.put(name, number.get());
        }
        return numbers;
    }

    private Scenario expand() {
        List<ScenarioItem> items = new ArrayList<>();
        scenario.items().forEach(i -> item(i, items));
        boolean hadThreads = !scenario.items(ScenarioItem.Thread.class).isEmpty();
        Scenario expanded = new Scenario(scenario.name(), items, scenario.documentation(), scenario.span());
        if (hadThreads && expanded.items(ScenarioItem.Thread.class).isEmpty()) {
            Family family = scenario.items(ScenarioItem.Thread.class).get(0).family().orElseThrow();
            throw new Refusal(
                    Code.NO_THREAD, family.span(), "no thread remains: the range is empty, so nothing would happen");
        }
        return expanded;
    }

    // ---- items --------------------------------------------------------------------------------------------------

    private void item(ScenarioItem item, List<ScenarioItem> out) {
        if (item instanceof ScenarioItem.AddressSpace space) {
            out.add(new ScenarioItem.AddressSpace(
                    space.name(), space.parent(), pages(space.pages(), Attributes.OF_PAGE), space.span()));
        } else if (item instanceof ScenarioItem.Domain domain) {
            out.add(new ScenarioItem.Domain(
                    domain.name(), domain.format(), pages(domain.pages(), Attributes.OF_DOMAIN_PAGE), domain.span()));
        } else if (item instanceof ScenarioItem.Frame frame) {
            Optional<Expression> content = frame.content().map(c -> bodies.folded(c, params));
            out.add(new ScenarioItem.Frame(frame.name(), content, frame.span()));
        } else if (item instanceof ScenarioItem.VirtualMachine machine) {
            out.add(new ScenarioItem.VirtualMachine(
                    machine.name(), machine.space(), attributes(machine.attributes(), params), machine.span()));
        } else if (item instanceof ScenarioItem.Device device) {
            out.addAll(members(device.name(), device.family(), (name, b) -> new ScenarioItem.Device(
                    name, Optional.empty(), attributes(device.attributes(), b), device.span())));
        } else if (item instanceof ScenarioItem.Lock lock) {
            out.addAll(members(lock.name(), lock.family(), (name, b) -> new ScenarioItem.Lock(
                    name, Optional.empty(), lock.kind(), lock.span())));
        } else if (item instanceof ScenarioItem.Variable variable) {
            out.addAll(members(variable.name(), variable.family(), (name, b) -> new ScenarioItem.Variable(
                    name, Optional.empty(), bodies.folded(variable.initial(), b), variable.span())));
        } else if (item instanceof ScenarioItem.Thread thread) {
            out.addAll(members(thread.name(), thread.family(), (name, b) -> thread(thread, name, b)));
        } else if (item instanceof ScenarioItem.Question question) {
            out.add(new ScenarioItem.Question(
                    question.quantifier(),
                    question.onFinal(),
                    question.named(),
                    question.name(),
                    bodies.expression(question.condition(), params),
                    question.span()));
        } else if (item instanceof ScenarioItem.Timeline timeline) {
            out.add(timeline(timeline));
        } else if (!(item instanceof ScenarioItem.Param)) {
            out.add(item);
        }
    }

    private List<ScenarioItem.Page> pages(List<ScenarioItem.Page> pages, Map<String, Boolean> words) {
        List<ScenarioItem.Page> expanded = new ArrayList<>();
        for (ScenarioItem.Page page : pages) {
            expanded.addAll(members(page.name(), page.family(), (name, b) -> new ScenarioItem.Page(
                    name,
                    Optional.empty(),
                    page.content().map(c -> bodies.folded(c, b)),
                    attributes(Attributes.in(cell, page.attributes(), words), b),
                    page.span())));
        }
        return expanded;
    }

    private List<ScenarioItem.Attribute> attributes(List<ScenarioItem.Attribute> attributes, Bindings bindings) {
        return attributes.stream()
                .map(a -> new ScenarioItem.Attribute(
                        a.word(), a.value().map(v -> bodies.folded(v, bindings)), a.span()))
                .toList();
    }

    /** The members of a family, or the one thing that is declared without one. */
    private <T> List<T> members(Name name, Optional<Family> family, BiFunction<Name, Bindings, T> make) {
        if (family.isEmpty()) {
            return List.of(make.apply(name, params));
        }
        BodyExpansion.Range range = bodies.range(family.get().from(), family.get().to(), family.get().span(), params);
        if (range.count() > MOST_MEMBERS) {
            throw new Refusal(
                    Code.TOO_MANY,
                    family.get().span(),
                    "`" + name + "` would have " + range.count() + " members; a family can have " + MOST_MEMBERS);
        }
        List<T> members = new ArrayList<>();
        for (long i = range.from(); i < range.to(); i++) {
            Bindings bindings = bound(family.get(), i);
            members.add(make.apply(new Name(Families.member(name.text(), i), name.span()), bindings));
        }
        return members;
    }

    private Bindings bound(Family family, long index) {
        return family.variable().map(v -> params.with(v.text(), index)).orElse(params);
    }

    private ScenarioItem.Thread thread(ScenarioItem.Thread thread, Name name, Bindings bindings) {
        return new ScenarioItem.Thread(
                name,
                Optional.empty(),
                thread.place().map(p -> place(p, bindings)),
                thread.space(),
                bodies.block(thread.body(), bindings),
                thread.documentation(),
                thread.span());
    }

    private ScenarioItem.Place place(ScenarioItem.Place place, Bindings bindings) {
        Name name = place.index()
                .map(i -> bodies.member(place.name(), i, place.span(), bindings))
                .orElse(place.name());
        Optional<Expression> number = place.number().map(n -> {
            long value = bodies.number(n, "the number of a CPU", bindings);
            if (value < 0 || value > HIGHEST_CPU) {
                throw new Refusal(
                        Code.UNKNOWN_PLACE,
                        n.span(),
                        "a CPU has a number from 0 to " + HIGHEST_CPU + ", and this is " + value);
            }
            return new Expression.Number(value, n.span());
        });
        return new ScenarioItem.Place(name, Optional.empty(), number, place.owner(), place.span());
    }

    // ---- timelines ----------------------------------------------------------------------------------------------

    /** In a column of a member of a family the family's variable is known, as in the thread itself. */
    private ScenarioItem.Timeline timeline(ScenarioItem.Timeline timeline) {
        List<ScenarioItem.Column> columns = new ArrayList<>();
        List<Bindings> known = new ArrayList<>();
        for (ScenarioItem.Column column : timeline.columns()) {
            Name thread = column.thread();
            Bindings bindings = params;
            if (column.index().isPresent()) {
                Expression index = column.index().get();
                thread = bodies.member(column.thread(), index, column.span(), params);
                long number = bodies.number(index, "the index of a thread", params);
                bindings = variable(column.thread().text(), number);
            }
            columns.add(new ScenarioItem.Column(thread, Optional.empty(), column.span()));
            known.add(bindings);
        }
        List<ScenarioItem.Row> rows = timeline.rows().stream()
                .map(r -> row(r, known))
                .toList();
        return new ScenarioItem.Timeline(timeline.name(), timeline.named(), columns, rows, timeline.span());
    }

    private Bindings variable(String thread, long index) {
        return families.named(thread).stream()
                .findFirst()
                .map(f -> bound(f.family(), index))
                .orElse(params);
    }

    private ScenarioItem.Row row(ScenarioItem.Row row, List<Bindings> columns) {
        List<Optional<ScenarioItem.Step>> cells = new ArrayList<>();
        for (int i = 0; i < row.cells().size(); i++) {
            Bindings bindings = i < columns.size() ? columns.get(i) : params;
            cells.add(row.cells().get(i).map(s -> new ScenarioItem.Step(
                    bodies.single(s.statement(), bindings),
                    s.result().map(r -> bodies.expression(r, bindings)),
                    s.span())));
        }
        return new ScenarioItem.Row(cells, row.span());
    }
}
