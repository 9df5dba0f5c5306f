package org.shootdown.diag;

import java.util.ArrayList;
import java.util.List;

/**
 * Something to tell the author of a script, as data.
 *
 * @param code the entry of the catalogue
 * @param message one plain sentence, without a full stop
 * @param span where
 * @param label what the carets point at; may be empty
 * @param related other places involved
 * @param helps ways out, each a sentence
 */
public record Diagnostic(
        Code code, String message, Span span, String label, List<Related> related, List<String> helps) {

    /** Another place that a diagnostic is about, such as the first of two definitions. */
    public record Related(Span span, String label) {}

    /** A name in a message may be as long as a file. */
    private static final int LONGEST_MESSAGE = 400;

    public Diagnostic {
        message = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
        related = List.copyOf(related);
        helps = List.copyOf(helps);
    }

    /** A diagnostic with nothing but its sentence and its place. */
    public static Diagnostic of(Code code, Span span, String message) {
        return new Diagnostic(code, message, span, "", List.of(), List.of());
    }

    public Severity severity() {
        return code.severity();
    }

    /** The same under another, narrower entry of the catalogue. */
    public Diagnostic as(Code narrower) {
        return new Diagnostic(narrower, message, span, label, related, helps);
    }

    /** The same with a label at the carets. */
    public Diagnostic labelled(String newLabel) {
        return new Diagnostic(code, message, span, newLabel, related, helps);
    }

    /** The same with one more way out. */
    public Diagnostic help(String help) {
        List<String> more = new ArrayList<>(helps);
        more.add(help);
        return new Diagnostic(code, message, span, label, related, more);
    }

    /** The same with another place. */
    public Diagnostic and(Span place, String placeLabel) {
        List<Related> more = new ArrayList<>(related);
        more.add(new Related(place, placeLabel));
        return new Diagnostic(code, message, span, label, more, helps);
    }
}
