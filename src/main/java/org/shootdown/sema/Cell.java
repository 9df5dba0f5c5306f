package org.shootdown.sema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.syntax.ScenarioItem.AxisValue;

/**
 * One point of a scenario's matrix.
 *
 * @param axes a value for each axis that exists there, in the order of the script
 *     (a param is an axis, too)
 * @param declared the names of all axes of the scenario, those that do not exist in this cell included
 * @param unvaried the params that nobody chose several values for: no report shows them
 */
public record Cell(Map<String, AxisValue> axes, Set<String> declared, Set<String> unvaried) {

    public Cell {
        axes = Collections.unmodifiableMap(new LinkedHashMap<>(axes));
        declared = Collections.unmodifiableSet(new LinkedHashSet<>(declared));
        unvaried = Set.copyOf(unvaried);
    }

    /** With no params. */
    public Cell(Map<String, AxisValue> axes, Set<String> declared) {
        this(axes, declared, Set.of());
    }

    /** The value of an axis; absent where the axis does not exist. */
    public Optional<AxisValue> value(String axis) {
        return Optional.ofNullable(axes.get(axis));
    }

    /** The same with one more axis. */
    public Cell with(String axis, AxisValue value) {
        Map<String, AxisValue> more = new LinkedHashMap<>(axes);
        more.put(axis, value);
        return new Cell(more, declared, unvaried);
    }

    /** What distinguishes this cell from others: its axes without the params of one value. */
    public Map<String, AxisValue> shown() {
        Map<String, AxisValue> shown = new LinkedHashMap<>(axes);
        shown.keySet().removeAll(unvaried);
        return shown;
    }

    /** {@code arch=arm64 kernel=linux_6_5}. */
    public String text() {
        return text(shown());
    }

    /** The same with the params of one value. */
    public String textWithParams() {
        return text(axes);
    }

    private static String text(Map<String, AxisValue> axes) {
        return String.join(
                " ",
                axes.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue().text())
                        .toList());
    }
}
