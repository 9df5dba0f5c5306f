package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;

/**
 * Visits every statement and expression below a part of the tree, each before its own parts. Who looks for one kind of
 * node overrides one method; a new kind of node is added here and nowhere else.
 */
public abstract class TreeWalk {

    /** Called for each statement, before its parts. */
    protected void visit(Statement statement) {}

    /** Called for each expression, before its parts. */
    protected void visit(Expression expression) {}

    public final void declaration(Declaration declaration) {
        if (declaration instanceof Declaration.Scenario scenario) {
            scenario.items().forEach(this::item);
        } else if (declaration instanceof Declaration.Library library) {
            library.members().forEach(this::member);
        } else if (declaration instanceof Declaration.Hardware hardware) {
            hardware.rules().forEach(r -> expression(r.value()));
        } else if (declaration instanceof Declaration.Property property) {
            expression(property.condition());
        }
    }

    public final void member(Member member) {
        if (member instanceof Member.Procedure procedure) {
            procedure.condition().ifPresent(this::expression);
            block(procedure.body());
        } else if (member instanceof Member.Variable variable) {
            expression(variable.initial());
        }
    }

    public final void item(ScenarioItem item) {
        if (item instanceof ScenarioItem.Vary vary) {
            vary.condition().ifPresent(this::expression);
        } else if (item instanceof ScenarioItem.Param param) {
            expression(param.value());
        } else if (item instanceof ScenarioItem.AddressSpace space) {
            space.pages().forEach(this::page);
        } else if (item instanceof ScenarioItem.Domain domain) {
            domain.pages().forEach(this::page);
        } else if (item instanceof ScenarioItem.Frame frame) {
            frame.content().ifPresent(this::expression);
        } else if (item instanceof ScenarioItem.VirtualMachine machine) {
            attributes(machine.attributes());
        } else if (item instanceof ScenarioItem.Device device) {
            family(device.family());
            attributes(device.attributes());
        } else if (item instanceof ScenarioItem.Lock lock) {
            family(lock.family());
        } else if (item instanceof ScenarioItem.Variable variable) {
            family(variable.family());
            expression(variable.initial());
        } else if (item instanceof ScenarioItem.Thread thread) {
            thread(thread);
        } else if (item instanceof ScenarioItem.Question question) {
            expression(question.condition());
        } else if (item instanceof ScenarioItem.Timeline timeline) {
            timeline.columns().forEach(c -> c.index().ifPresent(this::expression));
            timeline.rows().stream().flatMap(r -> r.cells().stream()).flatMap(Optional::stream).forEach(s -> {
                statement(s.statement());
                s.result().ifPresent(this::expression);
            });
        } else if (item instanceof ScenarioItem.Expect expect) {
            expect.condition().ifPresent(this::expression);
        }
    }

    private void thread(ScenarioItem.Thread thread) {
        family(thread.family());
        thread.place().flatMap(ScenarioItem.Place::index).ifPresent(this::expression);
        thread.place().flatMap(ScenarioItem.Place::number).ifPresent(this::expression);
        block(thread.body());
    }

    private void page(ScenarioItem.Page page) {
        family(page.family());
        page.content().ifPresent(this::expression);
        attributes(page.attributes());
    }

    private void attributes(List<ScenarioItem.Attribute> attributes) {
        attributes.forEach(a -> a.value().ifPresent(this::expression));
    }

    private void family(Optional<ScenarioItem.Family> family) {
        family.ifPresent(f -> {
            expression(f.from());
            expression(f.to());
        });
    }

    public final void block(Statement.Block block) {
        block.statements().forEach(this::statement);
    }

    public final void statement(Statement statement) {
        visit(statement);
        if (statement instanceof Statement.Let let) {
            let.index().ifPresent(this::expression);
            let.value().ifPresent(this::expression);
        } else if (statement instanceof Statement.Assign assign) {
            assign.target().index().ifPresent(this::expression);
            expression(assign.value());
        } else if (statement instanceof Statement.Perform perform) {
            expression(perform.call());
        } else if (statement instanceof Statement.Await await) {
            expression(await.condition());
        } else if (statement instanceof Statement.Return end) {
            end.value().ifPresent(this::expression);
        } else {
            compound(statement);
        }
    }

    private void compound(Statement statement) {
        if (statement instanceof Statement.If choice) {
            expression(choice.condition());
            block(choice.then());
            choice.otherwise().ifPresent(this::block);
        } else if (statement instanceof Statement.While loop) {
            expression(loop.condition());
            block(loop.body());
        } else if (statement instanceof Statement.Loop loop) {
            expression(loop.count());
            block(loop.body());
        } else if (statement instanceof Statement.For loop) {
            expression(loop.range());
            block(loop.body());
        } else if (statement instanceof Statement.Choose choose) {
            choose.branches().forEach(this::block);
        } else if (statement instanceof Statement.Atomic atomic) {
            block(atomic.body());
        } else if (statement instanceof Statement.Try attempt) {
            block(attempt.body());
            block(attempt.handler());
        } else if (statement instanceof Statement.Fallible fallible) {
            statement(fallible.operation());
            block(fallible.failure());
        }
    }

    public final void expression(Expression expression) {
        visit(expression);
        if (expression instanceof Expression.Member member) {
            expression(member.of());
        } else if (expression instanceof Expression.Index index) {
            expression(index.of());
            expression(index.index());
        } else if (expression instanceof Expression.Call call) {
            call.receiver().ifPresent(this::expression);
            call.arguments().forEach(this::expression);
        } else if (expression instanceof Expression.Binary binary) {
            expression(binary.left());
            expression(binary.right());
        } else if (expression instanceof Expression.Not not) {
            expression(not.operand());
        } else if (expression instanceof Expression.Has has) {
            expression(has.of());
        } else if (expression instanceof Expression.After after) {
            after.index().ifPresent(this::expression);
        } else if (expression instanceof Expression.Quantified quantified) {
            expression(quantified.set());
            expression(quantified.condition());
        } else if (expression instanceof Expression.Range range) {
            expression(range.from());
            expression(range.to());
        } else if (expression instanceof Expression.Of of) {
            expression(of.owner());
        }
    }
}
