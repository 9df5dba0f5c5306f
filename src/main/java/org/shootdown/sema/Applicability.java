package org.shootdown.sema;

import java.util.Optional;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Tree;

/** Whether a built-in check says anything about a scenario; where it does not, its verdict is n/a. */
final class Applicability {

    private Applicability() {}

    /** Why a check does not apply to any cell; absent if it may apply to one. */
    static Optional<String> whyNot(BuiltInCheck check, Scenario scenario) {
        return switch (check) {
            case PROGRESS -> hasAccess(scenario) ? Optional.empty() : Optional.of("no thread accesses memory");
            case COHERENCE, PAGE_LIFETIME -> scenario.items(ScenarioItem.AddressSpace.class).isEmpty()
                    ? Optional.of("the scenario has no address space, so nothing is translated")
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
