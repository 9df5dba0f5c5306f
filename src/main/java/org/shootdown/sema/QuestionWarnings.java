package org.shootdown.sema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Question;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.Tree;

/** Warnings about questions that hold whatever happens, because what they ask about cannot come about. */
final class QuestionWarnings {

    private final Scenario scenario;
    private final Diagnostics diagnostics;

    QuestionWarnings(Scenario scenario, Diagnostics diagnostics) {
        this.scenario = scenario;
        this.diagnostics = diagnostics;
    }

    void check() {
        for (Question question : scenario.items(Question.class)) {
            Set<String> told = new HashSet<>();
            boolean ofConflicts = Tree.all(question.condition(), Expression.Reference.class).stream()
                    .anyMatch(r -> r.name().equals("CONFLICT"));
            for (Expression.Member member : Tree.all(question.condition(), Expression.Member.class)) {
                if (member.member().text().equals("fault")) {
                    thread(member.of()).filter(t -> told.add(t.name().text()))
                            .filter(t -> !ofConflicts || !Applicability.hasAccess(t.body()))
                            .ifPresent(t -> fault(member, t));
                }
            }
        }
    }

    private Optional<ScenarioItem.Thread> thread(Expression of) {
        Expression whole = of instanceof Expression.Index index ? index.of() : of;
        return scenario.items(ScenarioItem.Thread.class).stream()
                .filter(t -> whole instanceof Expression.Reference r && r.name().equals(t.name().text()))
                .findFirst();
    }

    /**
     * A fault that is caught is not the thread's: only one that ends it is its {@code fault}. What ends an access because
     * translations conflict is never caught.
     */
    private void fault(Expression.Member member, ScenarioItem.Thread thread) {
        boolean accesses = Applicability.hasAccess(thread.body());
        if (accesses && !catchesAll(thread)) {
            return;
        }
        diagnostics.add(Diagnostic.of(
                        Code.NEVER_FAULTS,
                        member.span(),
                        "thread `" + thread.name() + "` "
                                + (accesses ? "catches every fault" : "makes no access")
                                + ": its `fault` is `NO_FAULT`")
                .and(thread.name().span(), accesses ? "all its accesses stand in a `try`" : "nothing here can fault")
                .help(accesses
                        ? "ask for a register that the `on fault` block sets, or take the access out of the `try`"
                        : "ask for a thread that accesses memory"));
    }

    private static boolean catchesAll(ScenarioItem.Thread thread) {
        List<Expression.Call> open = new ArrayList<>(Tree.all(thread.body(), Expression.Call.class));
        for (Statement.Try attempt : Tree.all(thread.body(), Statement.Try.class)) {
            open.removeAll(Tree.all(attempt.body(), Expression.Call.class));
        }
        return open.stream().noneMatch(Applicability::hasAccess);
    }
}
