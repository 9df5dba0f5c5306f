package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.diag.Span;

/** The words of a tree without a text. */
final class PlainWords implements Words {

    @Override
    public Doc word(String expected) {
        return Doc.text(expected);
    }

    @Override
    public Doc spelled(String usual) {
        return Doc.text(usual);
    }

    @Override
    public boolean has(String word, boolean usual) {
        return usual;
    }

    @Override
    public int parentheses(Span expression, boolean needed) {
        return needed ? 1 : 0;
    }

    @Override
    public boolean inChain(Span chain, Span operand, boolean needed) {
        return !needed;
    }

    @Override
    public Doc comments() {
        return Doc.NOTHING;
    }

    @Override
    public boolean hasComments() {
        return false;
    }

    @Override
    public boolean beginsLine() {
        return true;
    }

    @Override
    public boolean afterBlank() {
        return false;
    }

    @Override
    public boolean afterGap() {
        return false;
    }

    @Override
    public boolean onOneLine(Span span) {
        return false;
    }

    @Override
    public Doc documentation(String text) {
        List<Doc> lines = new ArrayList<>();
        for (String line : text.isEmpty() ? List.<String>of() : List.of(text.split("\n", -1))) {
            lines.add(new Doc.Fresh(false));
            lines.add(new Doc.EndOfLine(("/// " + line).stripTrailing()));
        }
        return Doc.join(lines);
    }

    @Override
    public boolean fromText() {
        return false;
    }
}
