package org.shootdown.emit;

import java.util.LinkedHashSet;
import java.util.Set;
import org.shootdown.syntax.Statement;

/** Finds the registers of a thread: what it assigns, wherever it does. */
final class Registers {

    private final Set<String> found = new LinkedHashSet<>();

    private Registers() {}

    static Set<String> assigned(Statement.Block body) {
        Registers registers = new Registers();
        registers.block(body);
        return registers.found;
    }

    private void block(Statement.Block block) {
        block.statements().forEach(this::statement);
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.Assign assign) {
            found.add(assign.target().name().text());
        } else if (statement instanceof Statement.If choice) {
            block(choice.then());
            choice.otherwise().ifPresent(this::block);
        } else if (statement instanceof Statement.While loop) {
            block(loop.body());
        } else if (statement instanceof Statement.For loop) {
            block(loop.body());
        } else if (statement instanceof Statement.Choose choose) {
            choose.branches().forEach(this::block);
        } else if (statement instanceof Statement.Atomic atomic) {
            block(atomic.body());
        } else if (statement instanceof Statement.Try attempt) {
            block(attempt.body());
            block(attempt.handler());
        }
    }
}
