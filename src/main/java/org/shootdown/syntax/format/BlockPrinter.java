package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Prints things in braces: statements, pages, attributes, items. */
final class BlockPrinter {

    static final int INDENT = 4;

    /**
     * One of the things in braces.
     *
     * @param begins whether it must begin a line
     */
    record Element(ExpressionPrinter.Item item, boolean begins) {}

    /** What stands between things that share a line: as many spaces as show where one ends. */
    static final String GAP = "   ";

    private final Words words;

    BlockPrinter(Words words) {
        this.words = words;
    }

    /**
     * Things that may share lines, if their author thought so.
     *
     * @param onOneLine whether braces and all are on one line, if they fit
     * @param between what stands between two of them on a line
     */
    Doc shared(List<Element> elements, boolean onOneLine, ExpressionPrinter.Item between) {
        Doc opening = words.word("{");
        List<Doc> body = new ArrayList<>();
        boolean flat = onOneLine && elements.stream().skip(1).noneMatch(Element::begins);
        if (!elements.isEmpty()) {
            body.add(flat ? Doc.space() : new Doc.Fresh(false));
            body.add(flat ? row(elements, between) : rows(elements, between));
        }
        return closed(opening, body, !elements.isEmpty(), flat);
    }

    /** Things each on lines of its own. */
    Doc separate(List<ExpressionPrinter.Item> items) {
        return separate(items, i -> false);
    }

    /**
     * Things each on lines of its own.
     *
     * @param large which of them have an empty line before and behind them
     */
    Doc separate(List<ExpressionPrinter.Item> items, IntPredicate large) {
        Doc opening = words.word("{");
        List<Doc> body = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            boolean apart = i > 0 && (large.test(i - 1) || large.test(i) || words.afterBlank());
            body.add(new Doc.Fresh(apart));
            body.add(words.comments());
            body.add(items.get(i).print());
        }
        return closed(opening, body, !items.isEmpty(), false);
    }

    /** Adds what stands before the closing brace, and the brace. */
    private Doc closed(Doc opening, List<Doc> body, boolean filled, boolean flat) {
        if (words.hasComments()) {
            body.add(filled && words.afterBlank() ? new Doc.Fresh(true) : Doc.space());
            body.add(words.comments());
        }
        Doc closing = words.word("}");
        Doc end = body.isEmpty() ? Doc.SPACE : filled && !flat ? new Doc.Fresh(false) : Doc.space();
        return Doc.join(opening, Doc.indent(INDENT, Doc.join(body)), end, closing);
    }

    private Doc row(List<Element> elements, ExpressionPrinter.Item between) {
        List<Doc> parts = new ArrayList<>();
        for (Element element : elements) {
            if (!parts.isEmpty()) {
                parts.add(between.print());
            }
            parts.add(words.comments());
            parts.add(element.item().print());
        }
        return Doc.join(parts);
    }

    private Doc rows(List<Element> elements, ExpressionPrinter.Item between) {
        List<Doc> rows = new ArrayList<>();
        List<Doc> row = new ArrayList<>();
        for (Element element : elements) {
            if (!row.isEmpty()) {
                if (element.begins() || words.beginsLine()) {
                    rows.add(Doc.group(Doc.join(row)));
                    rows.add(new Doc.Fresh(words.afterBlank()));
                    row.clear();
                } else {
                    row.add(between.print());
                }
            }
            row.add(words.comments());
            row.add(element.item().print());
        }
        rows.add(Doc.group(Doc.join(row)));
        return Doc.join(rows);
    }
}
