package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Statement;

/**
 * Finds the pages whose entries a thread writes by micro-steps of its own, outside the kernel's procedures. Such a
 * thread is itself the operation on those pages, from its start to its end.
 */
final class DirectWrites {

    private final ThreadCompiler thread;

    DirectWrites(ThreadCompiler thread) {
        this.thread = thread;
    }

    List<Integer> of(Statement.Block block, Environment environment) {
        List<Integer> pages = new ArrayList<>();
        collect(block, environment, pages);
        return pages;
    }

    private void collect(Statement.Block block, Environment environment, List<Integer> pages) {
        for (Statement statement : block.statements()) {
            if (statement instanceof Statement.Perform perform) {
                call(perform.call(), environment, pages);
            } else if (statement instanceof Statement.Assign assign) {
                call(assign.value(), environment, pages);
            } else if (statement instanceof Statement.Let let) {
                let.value().ifPresent(v -> call(v, environment, pages));
            } else if (statement instanceof Statement.If choice) {
                collect(choice.then(), environment, pages);
                choice.otherwise().ifPresent(b -> collect(b, environment, pages));
            } else if (statement instanceof Statement.While loop) {
                collect(loop.body(), environment, pages);
            } else if (statement instanceof Statement.For loop) {
                collect(loop.body(), environment, pages);
            } else if (statement instanceof Statement.Choose choose) {
                choose.branches().forEach(b -> collect(b, environment, pages));
            } else if (statement instanceof Statement.Atomic atomic) {
                collect(atomic.body(), environment, pages);
            } else if (statement instanceof Statement.Try attempt) {
                collect(attempt.body(), environment, pages);
                collect(attempt.handler(), environment, pages);
            }
        }
    }

    private void call(Expression expression, Environment environment, List<Integer> pages) {
        if (!(expression instanceof Expression.Call call)
                || !ThreadCompiler.writesEntry(call.name().text())
                || thread.kernelProcedure(call.name().text()).isPresent()) {
            return;
        }
        World world = thread.world();
        if (call.arguments().get(0) instanceof Expression.Reference page && environment.space >= 0) {
            world.page(environment.space, page.name()).ifPresent(pages::add);
        } else if (call.arguments().get(0) instanceof Expression.Member member
                && member.of() instanceof Expression.Reference of) {
            world.space(of.name()).flatMap(s -> world.page(s, member.member().text())).ifPresent(pages::add);
        } else if (call.arguments().get(0) instanceof Expression.Call inner
                && inner.name().text().equals("device_page")
                && inner.arguments().get(1) instanceof Expression.Reference page
                && environment.space >= 0) {
            world.page(environment.space, page.name()).ifPresent(pages::add);
        }
    }
}
