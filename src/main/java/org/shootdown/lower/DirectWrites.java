package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.Tree;

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
        List<Statement.For> loops = Tree.all(block, Statement.For.class);
        Tree.all(block, Expression.Call.class).forEach(c -> call(c, loops, environment, pages));
        return pages;
    }

    /** What a loop over a run goes through is known by the page that it names. */
    private static Expression ofRun(Expression target, List<Statement.For> loops) {
        for (Statement.For loop : loops) {
            boolean isVariable = target instanceof Expression.Reference r && r.name().equals(loop.variable().text());
            if (isVariable && loop.range() instanceof Expression.Call range && range.name().text().equals("run_range")) {
                return range.arguments().get(0);
            }
        }
        return target;
    }

    private void call(
            Expression.Call call, List<Statement.For> loops, Environment environment, List<Integer> pages) {
        if (!ThreadCompiler.writesEntry(call.name().text())
                || thread.kernelProcedure(call.name().text()).isPresent()) {
            return;
        }
        // In a table that is named, the page comes behind the table.
        Expression target =
                ofRun(call.arguments().get(call.name().text().equals("set_pte_in") ? 1 : 0), loops);
        pages.addAll(target(target, environment));
    }

    /** The page that is written, if it is known now. */
    List<Integer> target(Expression target, Environment environment) {
        World world = thread.world();
        Optional<Integer> page = Optional.empty();
        if (target instanceof Expression.Reference named && environment.space >= 0) {
            page = world.page(environment.space, named.name());
        } else if (target instanceof Expression.Member member
                && member.of() instanceof Expression.Reference of) {
            page = world.space(of.name()).flatMap(s -> world.page(s, member.member().text()));
        } else if (target instanceof Expression.Call inner
                && inner.name().text().equals("device_page")
                && inner.arguments().get(1) instanceof Expression.Reference named
                && environment.space >= 0) {
            page = world.page(environment.space, named.name());
        }
        return page.map(List::of).orElse(List.of());
    }
}
