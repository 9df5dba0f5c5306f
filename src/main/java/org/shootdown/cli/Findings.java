package org.shootdown.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Severity;
import org.shootdown.diag.Span;
import org.shootdown.diag.TextRenderer;
import org.shootdown.report.Finding;

/** What a command has to say about scripts: printed to standard error as it comes, counted at the end. */
final class Findings {

    private final Console console;
    private final List<Diagnostic> found = new ArrayList<>();
    private final Set<Diagnostic> said = new HashSet<>();

    Findings(Console console) {
        this.console = console;
    }

    /** Prints what has not been said yet: several scripts may import the same file. */
    void print(List<Diagnostic> diagnostics) {
        List<Diagnostic> fresh = diagnostics.stream().filter(said::add).toList();
        found.addAll(fresh);
        console.err().print(new TextRenderer(console.colour()).render(fresh));
        console.err().flush();
    }

    /** Prints how many there were, as the last line; nothing if there were none. */
    void printCount() {
        List<String> parts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long count = count(severity);
            if (count > 0) {
                parts.add(count + " " + severity.word() + (count == 1 ? "" : "s"));
            }
        }
        if (!parts.isEmpty()) {
            console.err().println(String.join(", ", parts));
        }
    }

    boolean hasErrors() {
        return count(Severity.ERROR) > 0;
    }

    boolean hasWarnings() {
        return count(Severity.WARNING) > 0;
    }

    private long count(Severity severity) {
        return found.stream().filter(d -> d.severity() == severity).count();
    }

    /** The same for programs. */
    List<Finding> plain() {
        return found.stream().map(Findings::plain).toList();
    }

    private static Finding plain(Diagnostic d) {
        return new Finding(
                d.severity().word(),
                d.code().id(),
                d.message(),
                place(d.span(), d.label()),
                d.related().stream().map(r -> place(r.span(), r.label())).toList(),
                d.helps());
    }

    private static Finding.Place place(Span span, String label) {
        return new Finding.Place(span.file().name(), span.line(), span.column(), label);
    }
}
