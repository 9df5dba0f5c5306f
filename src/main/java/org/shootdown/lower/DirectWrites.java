package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
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
        Tree.all(block, Expression.Call.class).forEach(c -> call(c, environment, pages));
        return pages;
    }

    private void call(Expression.Call call, Environment environment, List<Integer> pages) {
        if (!ThreadCompiler.writesEntry(call.name().text())
                || thread.kernelProcedure(call.name().text()).isPresent()) {
            return;
        }
        World world = thread.world();
        // In a table that is named, the page comes behind the table.
        Expression target = call.arguments().get(call.name().text().equals("set_pte_in") ? 1 : 0);
        if (target instanceof Expression.Reference page && environment.space >= 0) {
            world.page(environment.space, page.name()).ifPresent(pages::add);
        } else if (target instanceof Expression.Member member
                && member.of() instanceof Expression.Reference of) {
            world.space(of.name()).flatMap(s -> world.page(s, member.member().text())).ifPresent(pages::add);
        } else if (target instanceof Expression.Call inner
                && inner.name().text().equals("device_page")
                && inner.arguments().get(1) instanceof Expression.Reference page
                && environment.space >= 0) {
            world.page(environment.space, page.name()).ifPresent(pages::add);
        }
    }
}
