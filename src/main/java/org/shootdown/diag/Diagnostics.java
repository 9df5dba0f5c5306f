package org.shootdown.diag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects diagnostics while a phase runs; equal ones are kept once. */
public final class Diagnostics {

    /** More than this nobody reads. */
    private static final int MOST = 100;

    private final Set<Diagnostic> collected = new LinkedHashSet<>();

    public void add(Diagnostic diagnostic) {
        if (!areEnough()) {
            collected.add(diagnostic);
        }
    }

    public void addAll(List<Diagnostic> diagnostics) {
        diagnostics.forEach(this::add);
    }

    /** Whether looking for more makes no sense. */
    public boolean areEnough() {
        return collected.size() >= MOST;
    }

    public boolean hasErrors() {
        return collected.stream().anyMatch(d -> d.severity() == Severity.ERROR);
    }

    /** All of them, by file and position. */
    public List<Diagnostic> sorted() {
        List<Diagnostic> list = new ArrayList<>(collected);
        list.sort(Comparator.comparing((Diagnostic d) -> d.span().file().name())
                .thenComparingInt(d -> d.span().start()));
        return list;
    }
}
