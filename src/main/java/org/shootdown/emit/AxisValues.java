package org.shootdown.emit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Span;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Expression;

/** What axes say in the cells that a program is for; one program has one value for each axis that its text uses. */
final class AxisValues {

    private final List<Cell> cells;
    private final Refusals refusals;

    AxisValues(List<Cell> cells, Refusals refusals) {
        this.cells = cells;
        this.refusals = refusals;
    }

    boolean isAxis(String name) {
        return cells.get(0).declared().contains(name);
    }

    /** The one value of an axis; refused if the cells differ. */
    Optional<String> value(String axis, Span span) {
        return only(new Expression.Reference(axis, span), span);
    }

    /** What an attribute or an axis says in all cells. */
    Optional<String> only(Expression value, Span span) {
        Set<Optional<String>> found = new LinkedHashSet<>();
        cells.forEach(c -> found.add(Attributes.text(value, c)));
        if (found.size() > 1) {
            String axis = span.text();
            refusals.at(
                    span,
                    "one program cannot have several values of the axis `" + axis + "`",
                    "choose one: --set " + axis + "="
                            + found.stream().flatMap(Optional::stream).findFirst().orElse("VALUE"));
        }
        return found.iterator().next();
    }

    /** For the header: which values the cells have, axis by axis. */
    List<CProgram.AxisLine> lines(int width) {
        Set<String> names = new LinkedHashSet<>(List.of(Axes.ARCH, Axes.KERNEL));
        cells.forEach(c -> names.addAll(c.axes().keySet()));
        List<CProgram.AxisLine> lines = new ArrayList<>();
        for (String name : names) {
            Set<String> values = new LinkedHashSet<>();
            cells.forEach(c -> Axes.value(c, name).ifPresent(v -> values.add(v.text())));
            lines.add(new CProgram.AxisLine(
                    new Comment(name), Comment.paragraph(String.join(", ", values), width)));
        }
        return lines;
    }
}
