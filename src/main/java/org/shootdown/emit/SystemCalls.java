package org.shootdown.emit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.sema.Constants;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.AddressSpace;
import org.shootdown.syntax.ScenarioItem.Page;

/** Translates the system calls of threads; knows which forks there are. */
final class SystemCalls {

    private static final Identifier NONE = new Identifier("0");

    private final Scenario scenario;
    private final ScenarioNames names;
    private final Refusals refusals;
    private final Map<String, Span> forks = new HashMap<>();

    SystemCalls(Scenario scenario, ScenarioNames names, Refusals refusals) {
        this.scenario = scenario;
        this.names = names;
        this.refusals = refusals;
    }

    /** Whether some thread makes this address space. */
    boolean isForked(String space) {
        return forks.containsKey(space);
    }

    /** The call; absent if it was refused. */
    Optional<CStatement> translate(Call call, ThreadPlan plan, boolean repeated, Comment source) {
        switch (call.name().text()) {
            case UserOperations.MUNMAP:
                return munmap(call, plan, source);
            case UserOperations.MMAP:
                return permissions(call).map(p -> new CStatement.Mmap(page(call, 0, plan), p, source));
            case UserOperations.MPROTECT:
                return permissions(call).map(p -> new CStatement.Mprotect(page(call, 0, plan), p, source));
            default:
                return fork(call, plan, repeated, source);
        }
    }

    /** The page that an argument names; refused unless it is one of the thread's own. */
    Identifier page(Call call, int argument, ThreadPlan plan) {
        Optional<Page> page = find(call, argument, plan);
        return page.map(p -> names.pages().of(p.name().text())).orElse(NONE);
    }

    private Optional<Page> find(Call call, int argument, ThreadPlan plan) {
        Span span = call.span();
        if (argument < call.arguments().size()) {
            Expression expression = call.arguments().get(argument);
            span = expression.span();
            Optional<Page> found = Optional.empty();
            if (expression instanceof Expression.Reference reference) {
                found = plan.page(reference.name());
            } else if (expression instanceof Expression.Member member
                    && member.of() instanceof Expression.Reference space
                    && space.name().equals(plan.space())) {
                found = plan.page(member.member().text());
            }
            if (found.isPresent()) {
                return found;
            }
        }
        refusals.at(span, "a user-space program reaches only pages of its own address space, by their names");
        return Optional.empty();
    }

    private Optional<CStatement> munmap(Call call, ThreadPlan plan, Comment source) {
        List<Integer> positions = new java.util.ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            find(call, i, plan).map(plan::position).ifPresent(positions::add);
        }
        if (positions.isEmpty() || positions.size() < call.arguments().size()) {
            return Optional.empty();
        }
        for (int i = 1; i < positions.size(); i++) {
            if (positions.get(i) != positions.get(i - 1) + 1) {
                refusals.at(
                        call.span(),
                        "one munmap() takes pages that lie side by side, in this order",
                        "pages lie in memory as they are declared; or write one munmap for each");
                return Optional.empty();
            }
        }
        Page first = plan.pages().get(positions.get(0));
        return Optional.of(
                new CStatement.Munmap(names.pages().of(first.name().text()), positions.size(), source));
    }

    private Optional<CProgram.Permissions> permissions(Call call) {
        Optional<Integer> bits = Optional.empty();
        if (call.arguments().size() == 2 && call.arguments().get(1) instanceof Expression.Reference reference) {
            bits = Constants.named(reference.name())
                    .filter(c -> c.type() == Type.PROT)
                    .map(Constants.Constant::value);
        }
        if (bits.isEmpty()) {
            refusals.at(
                    call.span(),
                    "the program needs the permissions as one of none, ro, rw, rx, rwx",
                    "it is `" + call.name() + " A, ro`");
        }
        return bits.map(CProgram.Permissions::new);
    }

    private Optional<CStatement> fork(Call call, ThreadPlan plan, boolean repeated, Comment source) {
        Optional<AddressSpace> space = call.arguments().size() == 1
                        && call.arguments().get(0) instanceof Expression.Reference reference
                ? scenario.items(AddressSpace.class).stream()
                        .filter(s -> s.name().text().equals(reference.name()))
                        .findFirst()
                : Optional.empty();
        if (space.isEmpty()) {
            refusals.at(call.span(), "the program needs to know which address space is made", "it is `fork c`");
            return Optional.empty();
        }
        String name = space.get().name().text();
        String parent = space.get().parent().map(Object::toString).orElse("");
        if (!parent.equals(plan.space())) {
            refusals.at(call.span(), "fork() copies the address space of the thread, `" + plan.space()
                    + "`; `" + name + "` is no copy of that");
            return Optional.empty();
        }
        Span earlier = forks.putIfAbsent(name, call.span());
        if (earlier != null) {
            refusals.add(Diagnostic.of(Code.NOT_EXPRESSIBLE, call.span(), "`" + name + "` is one process, made once")
                    .and(earlier, "made here"));
            return Optional.empty();
        }
        if (repeated) {
            refusals.at(call.span(), "`" + name + "` is one process: a loop would make several");
            return Optional.empty();
        }
        return child(name, call.span()).map(t -> new CStatement.Fork(t, source));
    }

    /** The thread that runs in a child: exactly one. */
    private Optional<Identifier> child(String space, Span span) {
        List<ScenarioItem.Thread> threads = scenario.items(ScenarioItem.Thread.class).stream()
                .filter(t -> t.space().map(Object::toString).orElse("").equals(space))
                .toList();
        if (threads.size() != 1) {
            refusals.at(
                    span,
                    "a forked child runs one thread, and `" + space + "` has "
                            + (threads.isEmpty() ? "none" : String.valueOf(threads.size())),
                    threads.isEmpty()
                            ? "write `thread C on cpu 1 in " + space + " { }`"
                            : "fork a child for each of them");
            return Optional.empty();
        }
        return Optional.of(names.threads().of(threads.get(0).name().text()));
    }
}
