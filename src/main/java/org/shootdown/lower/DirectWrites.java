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
        Tree.all(block, Expression.Call.class).forEach(c -> call(c, environment, pages));
        return pages;
    }

    private void call(Expression.Call call, Environment environment, List<Integer> pages) {
        if (!ThreadCompiler.writesEntry(call.name().text())
                || thread.kernelProcedure(call.name().text()).isPresent()
                || !(call.arguments().get(0) instanceof Expression.Reference page)) {
            return;
        }
        Optional<Integer> index =
                environment.space < 0 ? Optional.empty() : thread.world().page(environment.space, page.name());
        index.ifPresent(pages::add);
    }
}
