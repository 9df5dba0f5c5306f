package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Expression;

/** Prints citations and conditions, which stand behind the heads of many things. */
final class Clauses {

    private final Words words;
    private final ExpressionPrinter expressions;

    Clauses(Words words, ExpressionPrinter expressions) {
        this.words = words;
        this.expressions = expressions;
    }

    Doc citation(Citation citation) {
        Doc cite = words.word("cite");
        return Doc.join(cite, Doc.SPACE, words.spelled(quoted(citation.text())));
    }

    /** The citations, each where a line may break; several stand on lines of their own. */
    Doc citations(List<Citation> citations) {
        List<Doc> parts = new ArrayList<>();
        for (Citation citation : citations) {
            parts.add(citations.size() > 1 ? new Doc.Fresh(false) : Doc.space());
            parts.add(citation(citation));
        }
        return Doc.join(parts);
    }

    /** {@code where condition}, on the next line if there is no room. */
    Doc where(Optional<Expression> condition) {
        return condition.map(c -> Doc.group(whereWithoutGroup(c))).orElse(Doc.NOTHING);
    }

    Doc whereWithoutGroup(Expression condition) {
        Doc where = Doc.join(Doc.space(), words.word("where"), Doc.SPACE);
        return Doc.join(where, expressions.expression(condition));
    }

    static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
                + '"';
    }
}
