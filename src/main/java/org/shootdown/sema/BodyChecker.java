package org.shootdown.sema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.Statement;

/** Checks the statements of a thread or a procedure: names, types, and that registers are assigned before use. */
final class BodyChecker {

    private final Procedures procedures;
    private final ExpressionChecker expressions;
    private final Diagnostics diagnostics;
    private final boolean inThread;
    private final Optional<Type> result;
    private final VariableChecker variables;

    private BodyChecker(Procedures procedures, Diagnostics diagnostics, boolean inThread, Optional<Type> result) {
        this.procedures = procedures;
        this.expressions = new ExpressionChecker(procedures, diagnostics, inThread);
        this.diagnostics = diagnostics;
        this.inThread = inThread;
        this.result = result;
        this.variables = new VariableChecker(expressions, diagnostics, inThread);
    }

    /** Checks a thread and yields its registers. */
    static Map<String, Symbol> thread(
            Statement.Block body, Scope scope, Procedures procedures, Diagnostics diagnostics) {
        BodyChecker checker = new BodyChecker(procedures, diagnostics, true, Optional.empty());
        checker.block(body, scope.thread(), new HashSet<>());
        return checker.variables.registers();
    }

    /** Checks a procedure whose parameters are in scope. */
    static void procedure(Member.Procedure procedure, Scope scope, Procedures procedures, Diagnostics diagnostics) {
        Optional<Type> result =
                procedure.result().map(t -> Type.named(t.text()).orElse(Type.ERROR));
        BodyChecker checker = new BodyChecker(procedures, diagnostics, false, result);
        boolean ends = checker.block(procedure.body(), scope.inner(), new HashSet<>());
        if (result.isPresent() && !ends) {
            diagnostics.add(Diagnostic.of(
                            Code.NO_RESULT,
                            procedure.name().span(),
                            "`" + procedure.name() + "` can end without a result")
                    .help("end every path with `return`"));
        }
    }

    /** Checks a block; yields whether every path through it returns or begins again. */
    private boolean block(Statement.Block block, Scope scope, Set<String> assigned) {
        boolean ended = false;
        boolean told = false;
        for (Statement statement : block.statements()) {
            if (ended && !told) {
                told = true;
                diagnostics.add(Diagnostic.of(
                                Code.UNREACHABLE,
                                statement.span(),
                                "this is never reached: what stands before it returns or retries")
                        .help("leave it out, or put the `return` or `retry` into a branch"));
            }
            if (diagnostics.areEnough()) {
                return true;
            }
            ended |= statement(statement, scope, assigned);
        }
        return ended;
    }

    private boolean statement(Statement statement, Scope scope, Set<String> assigned) {
        if (statement instanceof Statement.Let let) {
            variables.let(let, scope, assigned);
        } else if (statement instanceof Statement.Assign assign) {
            variables.assign(assign, scope, assigned);
        } else if (statement instanceof Statement.Perform perform) {
            expressions.call(perform.call(), scope, assigned);
        } else if (statement instanceof Statement.Await await) {
            expressions.expect(await.condition(), Type.BOOL, scope, assigned);
        } else if (statement instanceof Statement.If choice) {
            return conditional(choice, scope, assigned);
        } else if (statement instanceof Statement.While loop) {
            expressions.expect(loop.condition(), Type.BOOL, scope, assigned);
            block(loop.body(), scope.inner(), new HashSet<>(assigned));
        } else if (statement instanceof Statement.Loop loop) {
            return rounds(loop, scope, assigned);
        } else if (statement instanceof Statement.For loop) {
            forLoop(loop, scope, assigned);
        } else if (statement instanceof Statement.Choose choose) {
            return branches(choose.branches(), scope, assigned);
        } else if (statement instanceof Statement.Atomic atomic) {
            return block(atomic.body(), scope.inner(), assigned);
        } else if (statement instanceof Statement.Try attempt) {
            return attempt(attempt, scope, assigned);
        } else if (statement instanceof Statement.Return end) {
            returns(end, scope, assigned);
            return true;
        }
        if (statement instanceof Statement.Fallible fallible) {
            return fallible(fallible, scope, assigned);
        }
        return statement instanceof Statement.Retry;
    }

    /** Behind it is assigned what both the operation and the failure have assigned, unless the failure goes elsewhere. */
    private boolean fallible(Statement.Fallible fallible, Scope scope, Set<String> assigned) {
        Fallibility.check(fallible, procedures, diagnostics);
        Set<String> failed = new HashSet<>(assigned);
        statement(fallible.operation(), scope, assigned);
        if (fallible.operation() instanceof Statement.Let let) {
            failed.remove(let.name().text());
        }
        if (!block(fallible.failure(), scope.inner(), failed)) {
            assigned.retainAll(failed);
        }
        return false;
    }

    private boolean conditional(Statement.If choice, Scope scope, Set<String> assigned) {
        expressions.expect(choice.condition(), Type.BOOL, scope, assigned);
        Statement.Block otherwise =
                choice.otherwise().orElse(new Statement.Block(List.of(), choice.span()));
        return branches(List.of(choice.then(), otherwise), scope, assigned);
    }

    /** Alternatives: assigned behind them is what all that go on have assigned. */
    private boolean branches(List<Statement.Block> blocks, Scope scope, Set<String> assigned) {
        Set<String> common = null;
        for (Statement.Block block : blocks) {
            Set<String> branch = new HashSet<>(assigned);
            if (!block(block, scope.inner(), branch)) {
                if (common == null) {
                    common = branch;
                } else {
                    common.retainAll(branch);
                }
            }
        }
        if (common == null) {
            return true;
        }
        assigned.addAll(common);
        return false;
    }

    private boolean attempt(Statement.Try attempt, Scope scope, Set<String> assigned) {
        if (!inThread) {
            report(Code.ACCESS_IN_PROCEDURE, attempt.span(), "the kernel's procedures do not fault, so there is nothing to try");
        }
        return branches(List.of(attempt.body(), attempt.handler()), scope, assigned);
    }

    /** Where the number of rounds is written, there surely is one, or none. */
    private boolean rounds(Statement.Loop loop, Scope scope, Set<String> assigned) {
        expressions.known(loop.count(), "the number of a loop's rounds", scope, assigned);
        boolean isEntered = loop.count() instanceof Expression.Number number && number.value() > 0;
        boolean ends = block(loop.body(), scope.inner(), isEntered ? assigned : new HashSet<>(assigned));
        return ends && isEntered;
    }

    private void forLoop(Statement.For loop, Scope scope, Set<String> assigned) {
        if (loop.range() instanceof Expression.Range range) {
            expressions.range(range, scope, assigned);
            Scope inner = scope.inner();
            Name variable = loop.variable();
            inner.declare(Symbol.of(variable.text(), Symbol.Kind.AXIS, Type.INT, variable.span()));
            // Perhaps there is no round.
            block(loop.body(), inner, new HashSet<>(assigned));
            return;
        }
        Type range = expressions.type(loop.range(), scope, assigned);
        Optional<Type> element = range.element();
        if (element.isEmpty()) {
            report(Code.TYPE, loop.range().span(), "a loop runs over numbers, pages, CPUs or devices, not over this");
        }
        Scope inner = scope.inner();
        variables.declare(
                inner,
                Symbol.of(
                        loop.variable().text(),
                        Symbol.Kind.PARAMETER,
                        element.orElse(Type.ERROR),
                        loop.variable().span()));
        block(loop.body(), inner, assigned);
    }

    private void returns(Statement.Return end, Scope scope, Set<String> assigned) {
        if (inThread) {
            diagnostics.add(Diagnostic.of(
                            Code.THREAD_RETURNS, end.span(), "a thread ends at its closing brace; it does not return")
                    .help("put what shall not run always into `if ... { }`"));
        } else if (end.value().isEmpty() && result.isPresent()) {
            report(Code.NO_RESULT, end.span(), "a result of type " + result.get().word() + " is missing");
        } else if (end.value().isPresent() && result.isEmpty()) {
            report(Code.NO_RESULT, end.span(), "the procedure declares no result; write `-> int` behind its parameters");
        } else {
            end.value().ifPresent(v -> expressions.expect(v, result.orElseThrow(), scope, assigned));
        }
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
