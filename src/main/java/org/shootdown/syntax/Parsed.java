package org.shootdown.syntax;

import java.util.List;
import org.shootdown.diag.Diagnostic;

/**
 * The outcome of parsing.
 *
 * @param script what could be read; complete if there are no diagnostics
 * @param diagnostics what could not
 */
public record Parsed(Script script, List<Diagnostic> diagnostics) {

    public Parsed {
        diagnostics = List.copyOf(diagnostics);
    }
}
