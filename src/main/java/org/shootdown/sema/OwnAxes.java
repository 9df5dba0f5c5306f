package org.shootdown.sema;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Param;
import org.shootdown.syntax.ScenarioItem.Vary;

/**
 * The axes that scripts declare, and which expressions are about axes.
 *
 * @param types of each axis and param: {@code int}, {@code bool}, or {@link Type#WORD} where its values are only words
 */
record OwnAxes(Map<String, Type> types) {

    static final OwnAxes NONE = new OwnAxes(Map.of());

    private static final Set<String> OF_LIBRARY = Set.copyOf(Axes.OF_LIBRARY);

    OwnAxes {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    static OwnAxes of(Scenario scenario) {
        return of(List.of(scenario));
    }

    /** Those of several scenarios: where they differ about what an axis is, it can only be compared with words. */
    static OwnAxes of(Collection<Scenario> scenarios) {
        Map<String, Type> types = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) {
            for (ScenarioItem item : scenario.items()) {
                if (item instanceof Param param) {
                    types.merge(param.name().text(), Type.INT, OwnAxes::joined);
                } else if (item instanceof Vary vary && !OF_LIBRARY.contains(vary.axis().text())) {
                    types.merge(vary.axis().text(), Axes.type(vary).orElse(Type.WORD), OwnAxes::joined);
                }
            }
        }
        return new OwnAxes(types);
    }

    private static Type joined(Type one, Type other) {
        return one == other ? one : Type.WORD;
    }

    /** Whether a name is an axis with a type of its own here. */
    boolean has(String name) {
        return types.containsKey(name);
    }

    /**
     * Whether an expression is a condition on cells, which has no operands in the run: {@code kernel has P},
     * {@code arch == arm64}, {@code inv == first}. Axes of numbers and switches have values and are compared as such.
     *
     * @param means whether a name means something else here
     */
    boolean decides(Expression expression, Predicate<String> means) {
        if (expression instanceof Expression.Has) {
            return true;
        }
        return expression instanceof Binary binary
                && Constancy.isComparison(binary.operator())
                && binary.left() instanceof Expression.Reference axis
                && (OF_LIBRARY.contains(axis.name()) || isWord(axis.name(), means));
    }

    /** Whether a name stands for an axis of words. */
    boolean isWord(String name, Predicate<String> means) {
        return types.get(name) == Type.WORD && !means.test(name);
    }

    /** Whether a name stands for an axis of switches. */
    boolean isSwitch(String name, Predicate<String> means) {
        return types.get(name) == Type.BOOL && !means.test(name);
    }
}
