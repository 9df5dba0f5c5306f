package org.shootdown.sema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;

/** Says once what is wrong with a name that a file uses again and again. */
final class Repeats {

    private Repeats() {}

    /** The first of each, with how many more there are. */
    static List<Diagnostic> once(List<Diagnostic> diagnostics) {
        Map<Object, Diagnostic> first = new LinkedHashMap<>();
        Map<Object, Integer> more = new LinkedHashMap<>();
        for (Diagnostic diagnostic : diagnostics) {
            Object key = diagnostic.code() == Code.UNKNOWN_OPERATION
                    ? List.of(diagnostic.span().file().name(), diagnostic.message())
                    : diagnostic;
            if (first.putIfAbsent(key, diagnostic) != null) {
                more.merge(key, 1, Integer::sum);
            }
        }
        more.forEach((key, count) -> first.computeIfPresent(
                key,
                (k, d) -> new Diagnostic(
                        d.code(),
                        d.message() + ", here and in " + count + " more " + (count == 1 ? "place" : "places"),
                        d.span(),
                        d.label(),
                        d.related(),
                        d.helps())));
        return List.copyOf(first.values());
    }
}
