package org.shootdown.lower;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.shootdown.diag.Span;
import org.shootdown.sema.Families;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.Tree;

/**
 * The text of a part of the script as traces show it: that of the script, but with the members of families and the numbers
 * that names stand for here. Of {@code v[i] += i} in the third thread of a family it is {@code v[2] += 2}.
 */
final class Written {

    private record Change(Span span, String text) {}

    private Written() {}

    static String text(Object part, Span span) {
        List<Change> changes = new ArrayList<>();
        Tree.walk(part, node -> {
            if (node instanceof Expression.Number number && !isNumber(number.span())) {
                changes.add(new Change(number.span(), String.valueOf(number.value())));
            } else if (node instanceof Expression.Reference reference && Families.indexOf(reference.name()).isPresent()) {
                changes.add(new Change(reference.span(), reference.name()));
            } else if (node instanceof Statement.Target target
                    && Families.indexOf(target.name().text()).isPresent()) {
                changes.add(new Change(target.span(), target.name().text()));
            }
        });
        changes.sort(Comparator.comparingInt((Change c) -> c.span().start()).reversed());
        StringBuilder text = new StringBuilder(span.text());
        int limit = span.end();
        for (Change change : changes) {
            boolean isInside = change.span().file().equals(span.file())
                    && change.span().start() >= span.start()
                    && change.span().end() <= limit;
            if (isInside) {
                text.replace(change.span().start() - span.start(), change.span().end() - span.start(), change.text());
                limit = change.span().start();
            }
        }
        return text.toString();
    }

    /** Whether a number stands in the script as one, in whatever notation. */
    private static boolean isNumber(Span span) {
        return Character.isDigit(span.text().charAt(0)) && span.text().chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    }
}
