package org.shootdown.syntax;

import org.shootdown.diag.Span;

/** A name as it stands in the text. */
public record Name(String text, Span span) {

    @Override
    public String toString() {
        return text;
    }
}
