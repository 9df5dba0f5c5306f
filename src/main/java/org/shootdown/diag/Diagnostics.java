package org.shootdown.diag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects diagnostics while a phase runs; equal ones are kept once. */
public final class Diagnostics {

    /** More errors, or more warnings, than this nobody reads. */
    private static final int MOST = 100;

    private final Set<Diagnostic> collected = new LinkedHashSet<>();

    private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);

    /** Adds it, unless there are enough of its severity: many warnings hide no error. */
    public void add(Diagnostic diagnostic) {
        Severity severity = diagnostic.severity();
        if (counts.getOrDefault(severity, 0) < MOST && collected.add(diagnostic)) {
            counts.merge(severity, 1, Integer::sum);
        }
    }

    public void addAll(List<Diagnostic> diagnostics) {
        diagnostics.forEach(this::add);
    }

    /** Whether looking for more errors makes no sense. */
    public boolean areEnough() {
        return counts.getOrDefault(Severity.ERROR, 0) >= MOST;
    }

    public boolean hasErrors() {
        return counts.containsKey(Severity.ERROR);
    }

    /** All of them, by file and position. */
    public List<Diagnostic> sorted() {
        List<Diagnostic> list = new ArrayList<>(collected);
        list.sort(Comparator.comparing((Diagnostic d) -> d.span().file().name())
                .thenComparingInt(d -> d.span().start()));
        return list;
    }
}
