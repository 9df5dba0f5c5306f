package org.shootdown.syntax;

/**
 * Visits every statement and expression below a part of the tree, each before its own parts. Who looks for one kind of
 * node overrides one method; {@link Tree} finds the nodes, new kinds as well.
 */
public abstract class TreeWalk {

    /** Called for each statement, before its parts. */
    protected void visit(Statement statement) {}

    /** Called for each expression, before its parts. */
    protected void visit(Expression expression) {}

    public final void declaration(Declaration declaration) {
        walk(declaration);
    }

    public final void member(Member member) {
        walk(member);
    }

    public final void item(ScenarioItem item) {
        walk(item);
    }

    public final void block(Statement.Block block) {
        walk(block);
    }

    public final void statement(Statement statement) {
        walk(statement);
    }

    public final void expression(Expression expression) {
        walk(expression);
    }

    private void walk(Object node) {
        Tree.walk(node, n -> {
            if (n instanceof Statement statement) {
                visit(statement);
            } else if (n instanceof Expression expression) {
                visit(expression);
            }
        });
    }
}
