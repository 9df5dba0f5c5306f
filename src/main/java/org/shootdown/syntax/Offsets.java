package org.shootdown.syntax;

import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/**
 * Turns ANTLR's positions, which count code points, into offsets of UTF-16 units. The two are the same until the first
 * character outside the basic plane, which in a script stands only in comments and strings.
 */
final class Offsets {

    private final SourceFile file;
    /** Index: code point; null when every character is one unit. */
    private final int[] units;

    private Offsets(SourceFile file, int[] units) {
        this.file = file;
        this.units = units;
    }

    static Offsets of(SourceFile file) {
        String text = file.text();
        int points = text.codePointCount(0, text.length());
        if (points == text.length()) {
            return new Offsets(file, null);
        }
        int[] units = new int[points + 1];
        for (int point = 0, unit = 0; point < points; point++) {
            units[point] = unit;
            unit += Character.charCount(text.codePointAt(unit));
        }
        units[points] = text.length();
        return new Offsets(file, units);
    }

    Span span(Token token) {
        if (token.getType() == Token.EOF) {
            return new Span(file, file.text().length(), file.text().length());
        }
        return new Span(file, unit(token.getStartIndex()), unit(token.getStopIndex() + 1));
    }

    Span span(ParserRuleContext context) {
        Token start = context.getStart();
        Token stop = context.getStop() == null ? start : context.getStop();
        Span from = span(start);
        Span to = span(stop);
        return to.end() < from.start() ? from : new Span(file, from.start(), to.end());
    }

    private int unit(int point) {
        if (units == null) {
            return Math.max(0, Math.min(point, file.text().length()));
        }
        return units[Math.max(0, Math.min(point, units.length - 1))];
    }
}
