package org.shootdown.sema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Param;
import org.shootdown.syntax.ScenarioItem.Vary;
import org.shootdown.syntax.Tree;

/**
 * The condition of an axis is decided before the axis has a value, so it sees only axes and params that are declared
 * before it. About any other it would be decided as if they did not exist, and cells would go missing unseen.
 */
final class AxisOrder {

    private final OwnAxes axes;
    private final Diagnostics diagnostics;
    /** What has no value yet. */
    private final Map<String, Name> below = new LinkedHashMap<>();

    private AxisOrder(Scenario scenario, Diagnostics diagnostics) {
        this.axes = OwnAxes.of(scenario);
        this.diagnostics = diagnostics;
    }

    static void check(Scenario scenario, Diagnostics diagnostics) {
        AxisOrder order = new AxisOrder(scenario, diagnostics);
        scenario.items(Vary.class).forEach(v -> order.below.putIfAbsent(v.axis().text(), v.axis()));
        scenario.items(Param.class).forEach(p -> order.below.putIfAbsent(p.name().text(), p.name()));
        for (ScenarioItem item : scenario.items()) {
            if (item instanceof Vary vary) {
                vary.condition().ifPresent(c -> order.check(vary.axis(), c));
                order.below.remove(vary.axis().text());
            } else if (item instanceof Param param) {
                order.below.remove(param.name().text());
            }
        }
    }

    private void check(Name axis, Expression condition) {
        for (Expression.Reference asked : asked(condition)) {
            Name declared = below.get(asked.name());
            if (asked.name().equals(axis.text())) {
                diagnostics.add(Diagnostic.of(
                                Code.AXIS_ORDER,
                                asked.span(),
                                "the condition of the axis `" + axis + "` asks for `" + axis
                                        + "`, which has no value before it is decided")
                        .help("`where` says in which cells there is the axis, with all its values; for values of some "
                                + "cells only, write a second scenario"));
                return;
            }
            if (declared != null) {
                diagnostics.add(Diagnostic.of(
                                Code.AXIS_ORDER,
                                asked.span(),
                                "the condition of the axis `" + axis + "` asks for `" + declared
                                        + "`, which is declared below it")
                        .and(declared.span(), "declared here")
                        .help("declare `" + declared + "` before `" + axis + "`"));
            }
        }
    }

    /** What a condition asks about; a word on the right of a comparison is a value of the axis on the left. */
    private List<Expression.Reference> asked(Expression condition) {
        List<Expression.Reference> asked = new ArrayList<>(Tree.all(condition, Expression.Reference.class));
        for (Binary binary : Tree.all(condition, Binary.class)) {
            boolean ofWords = Constancy.isComparison(binary.operator())
                    && binary.left() instanceof Expression.Reference axis
                    && axes.types().get(axis.name()) != Type.INT;
            if (ofWords) {
                asked.removeAll(Tree.all(binary.right(), Expression.Reference.class));
            }
        }
        return asked;
    }
}
