package org.shootdown.sema;

import java.util.Optional;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Tree;

/**
 * Whether a built-in check says anything about a scenario. What is found here without a run agrees with the verdicts of
 * the engine, which says n/a cell by cell.
 */
final class Applicability {

    private Applicability() {}

    /** Why a check does not apply to any cell; absent if it may apply to one. */
    static Optional<String> whyNot(BuiltInCheck check, Scenario scenario) {
        return switch (check) {
            case PROGRESS, TRANSIENT_FAULT -> hasAccess(scenario) ? Optional.empty() : Optional.of("no thread accesses memory");
            case COHERENCE, PAGE_LIFETIME -> Tree.all(scenario, ScenarioItem.Page.class).isEmpty()
                    ? Optional.of("the scenario has no page")
                    : Optional.empty();
            case ONE_RESPONSE -> scenario.items(ScenarioItem.Device.class).stream()
                            .noneMatch(d -> d.attributes().stream().anyMatch(a -> a.word().equals("prq")))
                    ? Optional.of("no device has a queue of page requests (`prq`)")
                    : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean hasAccess(Scenario scenario) {
        return scenario.items(ScenarioItem.Thread.class).stream().anyMatch(t -> hasAccess(t.body()));
    }

    /** Whether a part of a thread accesses memory by way of a translation. Procedures cannot. */
    static boolean hasAccess(Object part) {
        return Tree.all(part, Expression.Call.class).stream()
                .anyMatch(c -> Operations.named(c.name().text())
                        .filter(o -> o.kind() == Operation.Kind.ACCESS)
                        .isPresent());
    }
}
