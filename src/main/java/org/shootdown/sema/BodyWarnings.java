package org.shootdown.sema;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.Tree;

/** Warnings about statements and expressions of threads, procedures and questions. */
final class BodyWarnings {

    private final Diagnostics diagnostics;

    BodyWarnings(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void scenario(Scenario scenario) {
        for (ScenarioItem.Thread thread : scenario.items(ScenarioItem.Thread.class)) {
            body(thread.body());
        }
        for (ScenarioItem.Question question : scenario.items(ScenarioItem.Question.class)) {
            comparisons(question);
            constant(question.condition(), "the answer does not depend on what happens");
        }
    }

    void body(Statement.Block body) {
        comparisons(body);
        Tree.all(body, Statement.class).forEach(this::statement);
        locals(body);
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.If choice) {
            constant(choice.condition(), "only one of the branches ever runs");
            choice.otherwise().ifPresent(o -> branches(List.of(choice.then(), o)));
        } else if (statement instanceof Statement.While loop) {
            loop(loop);
        } else if (statement instanceof Statement.Await await) {
            constant(await.condition(), "this waits for ever, or not at all");
        } else if (statement instanceof Statement.Choose choose) {
            branches(choose.branches());
        } else if (statement instanceof Statement.Assign assign) {
            assignment(assign);
        } else if (statement instanceof Statement.Try attempt && !Applicability.hasAccess(attempt.body())) {
            warn(
                    Code.NOTHING_TO_CATCH,
                    new Span(attempt.span().file(), attempt.span().start(), attempt.span().start() + "try".length()),
                    "this `try` makes no access, so there is no fault to catch",
                    "put the access between its braces, or leave the `try` out");
        }
    }

    private void loop(Statement.While loop) {
        boolean isForEver = Constancy.of(loop.condition()).isPresent();
        if (loop.body().statements().isEmpty()) {
            warn(
                    Code.EMPTY_LOOP,
                    loop.condition().span(),
                    "this loop does nothing but ask again",
                    isForEver ? "leave it out" : "to wait until it is false, write `await not (" + loop.condition().span().text() + ")`");
        } else if (isForEver && !Constancy.of(loop.condition()).get()) {
            constant(loop.condition(), "the loop is never entered");
        }
    }

    private void constant(Expression condition, String therefore) {
        Optional<Boolean> value = Constancy.of(condition);
        value.ifPresent(v -> diagnostics.add(Diagnostic.of(
                        Code.CONSTANT_CONDITION, condition.span(), "this condition is always " + v)
                .labelled(therefore)
                .help("compare something that can change, or leave the condition out")));
    }

    private void branches(List<Statement.Block> blocks) {
        for (int i = 1; i < blocks.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (Tree.same(blocks.get(i), blocks.get(j))) {
                    diagnostics.add(Diagnostic.of(
                                    Code.SAME_BRANCHES, first(blocks.get(i)), "this branch does what another one does")
                            .and(first(blocks.get(j)), "the same")
                            .help("leave one of them out, or let them differ"));
                    return;
                }
            }
        }
    }

    /** The opening brace. */
    private static Span first(Statement.Block block) {
        return new Span(block.span().file(), block.span().start(), block.span().start() + 1);
    }

    private void assignment(Statement.Assign assign) {
        boolean same = assign.kind() == Statement.AssignmentKind.SET
                && (assign.target().index().isEmpty()
                        ? isNamed(assign.value(), assign)
                        : assign.value() instanceof Expression.Index index
                                && isNamed(index.of(), assign)
                                && Tree.same(index.index(), assign.target().index().get()));
        if (same) {
            warn(
                    Code.SELF_ASSIGNMENT,
                    assign.span(),
                    "`" + assign.target().name() + "` is assigned to itself",
                    "assign something else, or leave the line out");
        }
    }

    private static boolean isNamed(Expression expression, Statement.Assign assign) {
        return expression instanceof Expression.Reference reference
                && reference.name().equals(assign.target().name().text());
    }

    private void comparisons(Object part) {
        for (Binary binary : Tree.all(part, Binary.class)) {
            boolean literal = Constancy.value(binary.left()).isPresent();
            if (Constancy.isComparison(binary.operator()) && !literal && Constancy.isSelf(binary)) {
                warn(
                        Code.SELF_COMPARISON,
                        binary.span(),
                        "`" + binary.left().span().text() + "` is compared with itself",
                        "compare it with what you meant");
            }
        }
    }

    private void locals(Statement.Block body) {
        var mentioned = Mentions.in(body);
        for (Statement.Let let : Tree.all(body, Statement.Let.class)) {
            if (!mentioned.contains(let.name().text())) {
                warn(
                        Code.UNUSED_LOCAL,
                        let.name().span(),
                        "nobody reads `" + let.name() + "`",
                        "leave it out; an operation can stand alone, without `let`");
            }
        }
    }

    private void warn(Code code, Span span, String sentence, String help) {
        diagnostics.add(Diagnostic.of(code, span, sentence).help(help));
    }
}
