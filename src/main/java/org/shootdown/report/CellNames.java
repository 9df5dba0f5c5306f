package org.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cells in a line of text: the values of their axes, with the axis' name where a value does not speak for itself. */
final class CellNames {

    /** Axes whose values speak for themselves; of others the name stands before the values. */
    static final Set<String> SELF_EXPLAINING = Set.of("arch", "kernel");

    private CellNames() {}

    /** {@code arm64 btm=off}; axes in {@code leaveOut} are left out. Empty for a cell that has no others. */
    static String name(Map<String, String> axes, Set<String> leaveOut) {
        return String.join(" ", values(axes, leaveOut));
    }

    /** {@code linux_6_5, arm64, btm=off}: for the head of a paragraph. */
    static String listed(Map<String, String> axes) {
        return String.join(", ", values(axes, Set.of()));
    }

    private static List<String> values(Map<String, String> axes, Set<String> leaveOut) {
        List<String> parts = new ArrayList<>();
        axes.forEach((axis, value) -> {
            if (!leaveOut.contains(axis)) {
                parts.add(SELF_EXPLAINING.contains(axis) ? value : axis + "=" + value);
            }
        });
        return parts;
    }
}
