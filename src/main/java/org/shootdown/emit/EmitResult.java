package org.shootdown.emit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shootdown.diag.Diagnostic;

/**
 * What emission made: files, or the reasons why there are none.
 *
 * @param files the texts by file name, the test first; empty if refused
 * @param diagnostics why it was refused; empty if not
 */
public record EmitResult(Map<String, String> files, List<Diagnostic> diagnostics) {

    public EmitResult {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        diagnostics = List.copyOf(diagnostics);
    }

    /** Nothing was made. */
    public static EmitResult refused(List<Diagnostic> reasons) {
        return new EmitResult(Map.of(), reasons);
    }

    public boolean isRefused() {
        return !diagnostics.isEmpty();
    }
}
