package org.shootdown.sema;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;

/**
 * What the conditions on cells that stand in code and in questions come to in one cell: {@code if inv == first},
 * {@code always kernel has P implies ...}. They are decided before the run.
 */
public final class AxisConditions {

    private final Conditions conditions;
    private final Cell cell;
    private final OwnAxes axes;

    private AxisConditions(LibraryIndex index, Cell cell, OwnAxes axes) {
        this.conditions = new Conditions(index, cell);
        this.cell = cell;
        this.axes = axes;
    }

    /** In the threads and questions of a scenario. */
    static AxisConditions of(Scenario scenario, LibraryIndex index, Cell cell) {
        return new AxisConditions(index, cell, OwnAxes.of(scenario));
    }

    /** In a procedure or a property of a file: it knows the axes of the file's scenarios. */
    static AxisConditions ofFile(String file, LibraryIndex index, Cell cell) {
        return new AxisConditions(index, cell, OwnAxes.of(index.scenariosOf(file)));
    }

    /**
     * Whether an expression is true in the cell; absent if it is not about axes alone. A comparison with an axis that
     * the cell does not have is false, and so is a switch that it does not have.
     *
     * @param means whether a name means something else than the axis at this place
     */
    public Optional<Boolean> truth(Expression expression, Predicate<String> means) {
        if (axes.decides(expression, means)) {
            return Optional.of(conditions.holds(expression));
        }
        if (axes.types().isEmpty()) {
            return Optional.empty();
        }
        boolean lacks = expression instanceof Binary binary
                        && Constancy.isComparison(binary.operator())
                        && (lacksOne(binary.left(), means) || lacksOne(binary.right(), means))
                || expression instanceof Expression.Reference reference
                        && axes.isSwitch(reference.name(), means)
                        && cell.value(reference.name()).isEmpty();
        return lacks ? Optional.of(false) : Optional.empty();
    }

    /** Whether a name is that of an axis or param, which this cell may lack. */
    public boolean has(String name) {
        return axes.has(name);
    }

    private boolean lacksOne(Expression side, Predicate<String> means) {
        return Arithmetic.references(side).orElse(Set.of()).stream()
                .map(Expression.Reference::name)
                .anyMatch(n -> axes.has(n) && !means.test(n) && cell.value(n).isEmpty());
    }
}
