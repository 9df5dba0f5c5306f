package org.shootdown.sema;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Statement;

/** Checks timelines: their columns are threads, and what stands in their rows is a step that a thread could do. */
final class TimelineChecker {

    private final Map<String, Scope> threads;
    private final Procedures procedures;
    private final ExpressionChecker expressions;
    private final StaticNumbers numbers;
    private final Families families;
    private final Diagnostics diagnostics;

    /** {@code threads}: what names mean in each thread, its registers included. */
    TimelineChecker(LibraryIndex index, Scenario scenario, Map<String, Scope> threads, Diagnostics diagnostics) {
        this.numbers = StaticNumbers.of(scenario, diagnostics);
        this.families = Families.of(scenario);
        this.threads = threads;
        this.procedures = Procedures.ofScenario(index);
        this.expressions = new ExpressionChecker(procedures, diagnostics, true);
        this.diagnostics = diagnostics;
    }

    void check(ScenarioItem.Timeline timeline) {
        columns(timeline);
        if (timeline.rows().isEmpty()) {
            report(Code.TIMELINE, timeline.span(), "the timeline has no rows", "below the threads, write what they do");
        }
        for (ScenarioItem.Row row : timeline.rows()) {
            if (row.cells().size() > timeline.columns().size()) {
                report(
                        Code.TIMELINE,
                        row.span(),
                        "the row has " + row.cells().size() + " cells, and the timeline "
                                + timeline.columns().size() + " columns",
                        "the first row names the threads: `T | D`");
                continue;
            }
            if (row.cells().stream().allMatch(Optional::isEmpty)) {
                report(Code.TIMELINE, row.span(), "nothing happens in this row", "leave it out");
            }
            for (int i = 0; i < row.cells().size(); i++) {
                Scope scope = threads.get(timeline.columns().get(i).thread().text());
                if (scope != null) {
                    row.cells().get(i).ifPresent(s -> step(s, scope));
                }
            }
        }
    }

    private void columns(ScenarioItem.Timeline timeline) {
        Map<String, Span> seen = new HashMap<>();
        for (ScenarioItem.Column column : timeline.columns()) {
            Name name = column.thread();
            if (!threads.containsKey(name.text())) {
                Diagnostic error = Diagnostic.of(
                        Code.TIMELINE, name.span(), "a column is a thread, and there is no thread `" + name + "`");
                diagnostics.add(Nearest.help(name.text(), threads.keySet()).map(error::help).orElse(error));
            } else {
                index(column);
            }
            Span old = seen.putIfAbsent(column.span().text(), column.span());
            if (old != null) {
                diagnostics.add(Diagnostic.of(
                                Code.TIMELINE, column.span(), "thread `" + column.span().text() + "` has two columns")
                        .and(old, "the first one")
                        .help("put its steps below each other in one"));
            }
        }
    }

    /** Which of a family, where there is one. */
    private void index(ScenarioItem.Column column) {
        boolean isFamily = !families.named(column.thread().text()).isEmpty();
        column.index().ifPresent(i -> numbers.check(
                i, numbers.names(), "the index of a thread must be known before the run"));
        if (isFamily && column.index().isEmpty()) {
            report(
                    Code.TIMELINE,
                    column.span(),
                    "`" + column.thread() + "` is a family of threads, and a column is one of them",
                    "say which, as in `" + column.thread() + "[0]`");
        } else if (!isFamily && column.index().isPresent()) {
            report(
                    Code.TIMELINE,
                    column.span(),
                    "`" + column.thread() + "` is one thread and has no index",
                    "write `" + column.thread() + "`");
        }
    }

    // ---- steps --------------------------------------------------------------------------------------------------

    private void step(ScenarioItem.Step cell, Scope scope) {
        Statement step = cell.statement();
        cell.result().ifPresent(r -> expressions.type(r, scope, registers(scope)));
        if (step instanceof Statement.Perform perform) {
            call(perform.call(), scope);
        } else if (step instanceof Statement.Assign assign) {
            if (assign.value() instanceof Call call) {
                register(assign.target(), scope);
                call(call, scope);
            } else {
                report(
                        Code.TIMELINE_STEP,
                        step.span(),
                        "this only computes; a timeline shows steps: operations and calls",
                        "write for example `" + assign.target().name() + " = load A`");
            }
        }
    }

    private void register(Statement.Target target, Scope scope) {
        boolean known = scope.find(target.name().text())
                .filter(s -> s.kind() == Symbol.Kind.REGISTER)
                .isPresent();
        if (!known || target.index().isPresent()) {
            report(
                    Code.TIMELINE_STEP,
                    target.span(),
                    "the thread assigns no register `" + target.span().text() + "`",
                    "leave the register out to mean any");
        }
    }

    private void call(Call call, Scope scope) {
        String name = call.name().text();
        Optional<Operation> operation = Operations.named(name).filter(o -> call.receiver().isEmpty());
        if (operation.isPresent()) {
            operation(call, operation.get(), scope);
            return;
        }
        Optional<Member.Procedure> procedure = call.receiver().isPresent()
                ? procedures.ofAnyDriver(name)
                : procedures.find(name).or(() -> procedures.ofAnyDriver(name));
        if (procedure.isEmpty()) {
            Diagnostic error = Diagnostic.of(
                    Code.TIMELINE_STEP, call.name().span(), "there is no operation or procedure `" + name + "`");
            diagnostics.add(Nearest.to(name, candidates())
                    .map(n -> error.help("did you mean `" + n + "`?"))
                    .orElse(error));
            return;
        }
        call.receiver().ifPresent(r -> expressions.expect(r, Type.DEVICE, scope, registers(scope)));
        List<Type> types = procedure.get().parameters().stream()
                .skip(call.receiver().isPresent() ? 1 : 0)
                .map(p -> Type.named(p.type().text()).orElse(Type.ERROR))
                .toList();
        arguments(call, types, CallChecker.signature(procedure.get()), scope);
    }

    private void operation(Call call, Operation operation, Scope scope) {
        if (operation.kind() == Operation.Kind.FUNCTION || operation.kind() == Operation.Kind.LOOKUP) {
            report(
                    Code.TIMELINE_STEP,
                    call.span(),
                    "`" + operation.name() + "` only computes, and takes no step",
                    "name a step: an access, an operation that changes something, a call of the library");
            return;
        }
        arguments(
                call,
                operation.parameters().stream().map(Operation.Parameter::type).toList(),
                operation.signature(),
                scope);
    }

    /** The first arguments, or all, or none. */
    private void arguments(Call call, List<Type> wanted, String signature, Scope scope) {
        int given = call.arguments().size();
        boolean variadic = !wanted.isEmpty() && wanted.get(wanted.size() - 1) == Type.PAGES;
        if (given > wanted.size() && !variadic) {
            report(
                    Code.ARGUMENT_COUNT,
                    call.name().span(),
                    "`" + call.name() + "` takes " + (wanted.isEmpty() ? "no" : "at most " + wanted.size())
                            + " arguments, not " + given,
                    "it is `" + signature + "`");
            return;
        }
        for (int i = 0; i < given; i++) {
            expressions.expect(
                    call.arguments().get(i), wanted.get(Math.min(i, wanted.size() - 1)), scope, registers(scope));
        }
    }

    /** All names count as assigned: a timeline does not say where its rows stand in the code. */
    private static Set<String> registers(Scope scope) {
        return new LinkedHashSet<>(scope.names());
    }

    private Collection<String> candidates() {
        Set<String> names = new LinkedHashSet<>();
        Operations.all().forEach(o -> names.add(o.name()));
        names.addAll(procedures.names());
        names.addAll(procedures.driverNames());
        return names;
    }

    private void report(Code code, Span span, String message, String help) {
        diagnostics.add(Diagnostic.of(code, span, message).help(help));
    }
}
