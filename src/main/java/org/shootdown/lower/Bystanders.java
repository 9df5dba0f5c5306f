package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;
import org.shootdown.sema.Operations;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.Tree;

/**
 * Finds the pages that no operation of the script is about, though it may change what is around them: those of a block of
 * which another page is unmapped. An operation is about the pages that a call names, and about all of their blocks where it
 * also names a size that is not smaller, or what may be one; and about those whose entry, or whose upper entry, a thread
 * writes by their name. Who fills a table ({@code set_pte_in}) has changed nothing yet.
 */
final class Bystanders {

    private Bystanders() {}

    /** A call of the kernel has been found in the script. */
    static void called(ThreadCompiler thread, Expression.Call call, List<Integer> pages, Environment environment) {
        World world = thread.world();
        for (int page : pages) {
            world.operated.add(world.original(page));
            Optional<Integer> block = world.blockOf(page);
            if (block.isPresent() && call.arguments().stream().anyMatch(a -> isLarge(thread, a, page, environment))) {
                world.blocks.get(block.get()).pages().forEach(p -> world.operated.add(world.original(p)));
            }
        }
    }

    /** Whether an argument may be a size that is not that of a page. */
    private static boolean isLarge(ThreadCompiler thread, Expression argument, int page, Environment environment) {
        if (argument instanceof Expression.Call call) {
            return !call.name().text().equals("page_size");
        }
        if (argument instanceof Expression.Reference || argument instanceof Expression.Number) {
            Operand operand = thread.operand(argument, environment);
            return operand instanceof Operand.Dynamic size
                    && !(size.value() instanceof Value.Constant known
                            && known.value() < thread.world().upperSize(page));
        }
        return false;
    }

    /** A thread of the script writes entries by its own steps. */
    static void written(DirectWrites writes, Statement.Block body, Environment environment, World world) {
        for (Expression.Call call : Tree.all(body, Expression.Call.class)) {
            boolean changesPage = call.name().text().equals("set_vma_prot")
                    || ThreadCompiler.writesEntry(call.name().text()) && !call.name().text().equals("set_pte_in");
            if (changesPage && Operations.named(call.name().text()).isPresent()) {
                List<Integer> written = writes.target(call.arguments().get(0), environment);
                // What a loop goes through may be any page.
                (written.isEmpty() ? IntStream.range(0, world.pages.size()).boxed().toList() : written)
                        .forEach(p -> world.operated.add(world.original(p)));
            }
        }
    }

    /**
     * By page the slot that says whether an access to it has faulted; -1 where a fault is no wonder: something works on the
     * page, it is not mapped at the start, or an access is made to it that is not permitted then and is for the kernel to
     * handle.
     */
    static List<Integer> slots(World world, List<ThreadCode> threads) {
        List<Integer> slots = new ArrayList<>();
        for (int page = 0; page < world.pages.size(); page++) {
            boolean watched = isAccessed(page, threads) && isLeftAlone(world, page, threads);
            slots.add(watched ? world.layout.watcher("faulted." + world.pageName(page)) : -1);
        }
        return slots;
    }

    private static boolean isAccessed(int page, List<ThreadCode> threads) {
        return accesses(threads).stream().anyMatch(a -> a.page() == page);
    }

    private static boolean isLeftAlone(World world, int page, List<ThreadCode> threads) {
        if (world.operated.contains(world.original(page))) {
            return false;
        }
        return accesses(threads).stream()
                .filter(a -> world.original(a.page()) == world.original(page))
                .allMatch(a -> isPermitted(world, a));
    }

    private static boolean isPermitted(World world, Step.Access access) {
        int page = access.page();
        int entry = world.layout.slots().get(world.entries + page).initial();
        boolean isDomain = world.spaces.get(world.pages.get(page).space()).format().isPresent();
        int vma = isDomain
                ? access.kind().permission()
                : world.layout.slots().get(world.permissions + world.original(page)).initial();
        return PageTableEntry.valid(entry) && (entry & vma & access.kind().permission()) != 0;
    }

    private static List<Step.Access> accesses(List<ThreadCode> threads) {
        return threads.stream()
                .flatMap(t -> t.instructions().stream())
                .filter(i -> i.step() instanceof Step.Access)
                .map(i -> (Step.Access) i.step())
                .toList();
    }

    /** Whether a program asks for them. */
    static boolean areAskedFor(List<Program.Question> questions) {
        return questions.stream()
                .anyMatch(q -> q.quantifier() == Program.Quantifier.BUILT_IN && q.name().equals("transient_fault"));
    }
}
