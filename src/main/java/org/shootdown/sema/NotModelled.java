package org.shootdown.sema;

import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.TreeWalk;

/** Refuses what the grammar reads and the machine does not know: better no answer than one that left it out. */
final class NotModelled extends TreeWalk {

    private final Diagnostics diagnostics;

    private NotModelled(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    static void check(Script script, Diagnostics diagnostics) {
        NotModelled walk = new NotModelled(diagnostics);
        script.imports().forEach(i -> walk.refuse(i.span(), "`import`"));
        for (Declaration declaration : script.declarations()) {
            if (declaration instanceof Declaration.Property property) {
                walk.refuse(property.name().span(), "`property`");
            } else if (declaration instanceof Declaration.Scenario scenario) {
                scenario.items().forEach(walk::refused);
            }
            walk.declaration(declaration);
        }
    }

    private void refused(ScenarioItem item) {
        if (item instanceof ScenarioItem.Frame frame) {
            refuse(frame.name().span(), "`frame`");
        } else if (item instanceof ScenarioItem.Question question
                && question.quantifier() == ScenarioItem.Quantifier.EVENTUALLY) {
            refuse(question.span(), "`eventually`");
        }
    }

    @Override
    protected void visit(Statement statement) {
        if (statement instanceof Statement.Loop) {
            refuse(statement.span(), "`loop`");
        } else if (statement instanceof Statement.Retry) {
            refuse(statement.span(), "`retry`");
        } else if (statement instanceof Statement.Fallible) {
            refuse(statement.span(), "`fails`");
        }
    }

    @Override
    protected void visit(Expression expression) {
        boolean overNumbers =
                expression instanceof Expression.Quantified q && q.set() instanceof Expression.Range;
        if (expression instanceof Expression.Quantified && !overNumbers) {
            refuse(expression.span(), "`forall` and `exists` over what is not a range of numbers");
        } else if (expression instanceof Expression.Of) {
            refuse(expression.span(), "`of`");
        }
    }

    private void refuse(Span span, String what) {
        diagnostics.add(Diagnostic.of(Code.NOT_MODELLED, span, what + " is not understood by this version yet"));
    }
}
