package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;

/** Collects words with a space between each two. */
final class Head {

    private final Words words;
    private final ExpressionPrinter expressions;
    private final List<Doc> parts = new ArrayList<>();

    Head(Words words, ExpressionPrinter expressions) {
        this.words = words;
        this.expressions = expressions;
    }

    Head word(String word) {
        return add(Doc.SPACE, words.word(word));
    }

    Head name(Name name) {
        return word(name.text());
    }

    /** A word right behind the one before. */
    Head touching(String word) {
        return add(Doc.NOTHING, words.word(word));
    }

    /** {@code = value}, if there is one. */
    Head content(Optional<Expression> value) {
        value.ifPresent(v -> {
            word("=");
            add(Doc.SPACE, expressions.expression(v));
        });
        return this;
    }

    /** {@code [i in 0..N]}, if there is one. */
    Head family(Optional<ScenarioItem.Family> family) {
        family.ifPresent(f -> {
            touching("[");
            f.variable().ifPresent(v -> {
                touching(v.text());
                word("in");
                parts.add(Doc.SPACE);
            });
            add(Doc.NOTHING, expressions.expression(f.from()));
            touching("..");
            add(Doc.NOTHING, expressions.expression(f.to()));
            touching("]");
        });
        return this;
    }

    Head add(Doc space, Doc part) {
        if (!parts.isEmpty()) {
            parts.add(space);
        }
        parts.add(part);
        return this;
    }

    Doc doc() {
        return Doc.join(parts);
    }
}
