package org.shootdown.sema;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.Statement;

/** Checks the statements of a thread or a procedure: names, types, and that registers are assigned before use. */
final class BodyChecker {

    private final ExpressionChecker expressions;
    private final Diagnostics diagnostics;
    private final boolean inThread;
    private final Optional<Type> result;
    /** The registers of the thread, found as they are assigned. */
    private final Map<String, Symbol> registers = new LinkedHashMap<>();

    private BodyChecker(Procedures procedures, Diagnostics diagnostics, boolean inThread, Optional<Type> result) {
        this.expressions = new ExpressionChecker(procedures, diagnostics, inThread);
        this.diagnostics = diagnostics;
        this.inThread = inThread;
        this.result = result;
    }

    /** Checks a thread and yields its registers. */
    static Map<String, Symbol> thread(
            Statement.Block body, Scope scope, Procedures procedures, Diagnostics diagnostics) {
        BodyChecker checker = new BodyChecker(procedures, diagnostics, true, Optional.empty());
        checker.block(body, scope.thread(), new HashSet<>());
        return checker.registers;
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

    /** Checks a block; yields whether every path through it returns. */
    private boolean block(Statement.Block block, Scope scope, Set<String> assigned) {
        boolean ended = false;
        boolean told = false;
        for (Statement statement : block.statements()) {
            if (ended && !told) {
                told = true;
                diagnostics.add(Diagnostic.of(
                                Code.UNREACHABLE,
                                statement.span(),
                                "this is never reached: what stands before it returns")
                        .help("leave it out, or put the `return` into a branch"));
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
            let(let, scope, assigned);
        } else if (statement instanceof Statement.Assign assign) {
            assign(assign, scope, assigned);
        } else if (statement instanceof Statement.Perform perform) {
            expressions.call(perform.call(), scope, assigned);
        } else if (statement instanceof Statement.Await await) {
            expressions.expect(await.condition(), Type.BOOL, scope, assigned);
        } else if (statement instanceof Statement.If choice) {
            return conditional(choice, scope, assigned);
        } else if (statement instanceof Statement.While loop) {
            expressions.expect(loop.condition(), Type.BOOL, scope, assigned);
            block(loop.body(), scope.inner(), new HashSet<>(assigned));
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
        declare(
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

    private void let(Statement.Let let, Scope scope, Set<String> assigned) {
        String name = let.name().text();
        Type type = Type.ERROR;
        if (let.value().isPresent()) {
            type = valueType(let.value().get(), scope, assigned);
        }
        if (let.type().isPresent()) {
            Type declared = declaredType(let.type().get(), diagnostics);
            if (!type.fits(declared)) {
                report(Code.TYPE, let.span(), "`" + name + "` is declared as " + declared.phrase() + " but given "
                        + type.phrase());
            }
            type = declared;
        } else if (let.value().isEmpty()) {
            report(Code.TYPE, let.span(), "`" + name + "` needs a type or a value: `let " + name + ": frame`");
        }
        if (type.isStatic()) {
            report(Code.NOT_STATIC, let.span(), type.phrase()
                    + " is known before the run; pass it as a parameter instead of keeping it in a variable");
        }
        if (let.index().isPresent() && let.value().isPresent()) {
            report(Code.MISPLACED, let.span(), "`" + name
                    + "` is one variable for each page, and cannot be given a value here: assign its elements");
        }
        let.index().ifPresent(i -> expressions.expect(i, Type.PAGES, scope, assigned));
        Optional<Type> index = let.index().map(i -> Type.PAGE);
        Symbol symbol = new Symbol(name, Symbol.Kind.LOCAL, type, index, let.name().span());
        declare(scope, symbol);
        if (let.value().isPresent() || index.isPresent()) {
            assigned.add(name);
        } else {
            assigned.remove(name);
        }
    }

    private Type valueType(Expression value, Scope scope, Set<String> assigned) {
        Type type = expressions.type(value, scope, assigned);
        if (type == Type.NOTHING && value instanceof Expression.Call call) {
            report(Code.NO_RESULT, value.span(), "`" + call.name() + "` has no result");
            return Type.ERROR;
        }
        return type;
    }

    private void assign(Statement.Assign assign, Scope scope, Set<String> assigned) {
        String name = assign.target().name().text();
        Optional<Symbol> known = scope.find(name);
        if (known.isEmpty() && inThread && assign.target().index().isEmpty()) {
            known = Optional.of(newRegister(assign, scope, assigned));
        }
        if (known.isEmpty()) {
            Diagnostic error = Diagnostic.of(
                    Code.UNKNOWN_NAME, assign.target().name().span(), "nothing here is called `" + name + "`");
            diagnostics.add(Nearest.to(name, scope.names())
                    .map(n -> error.help("did you mean `" + n + "`?"))
                    .orElse(error.help("declare it with `let " + name + " = ...`")));
            expressions.type(assign.value(), scope, assigned);
            return;
        }
        Symbol symbol = known.get();
        if (!symbol.kind().assignable()) {
            report(Code.NOT_A_TARGET, assign.target().span(), "`" + name + "` cannot be assigned");
            return;
        }
        if (symbol.index().isPresent() != assign.target().index().isPresent()) {
            report(Code.INDEX, assign.target().span(), symbol.index().isPresent()
                    ? symbol.index().get() == Type.INT
                            ? "`" + name + "` is a family: say which, as in `" + name + "[0]`"
                            : "`" + name + "` is one for each " + symbol.index().get().word() + ": say which"
                    : "`" + name + "` is not indexed");
        }
        assign.target().index().ifPresent(i -> expressions.expect(i, symbol.index().orElse(Type.ERROR), scope, assigned));
        if (assign.kind() != Statement.AssignmentKind.SET) {
            expressions.type(
                    new Expression.Reference(name, assign.target().span()),
                    symbol.index().isPresent() ? withoutIndex(scope, symbol) : scope,
                    assigned);
        }
        expressions.expect(assign.value(), symbol.type(), scope, assigned);
        assigned.add(name);
    }

    private static Scope withoutIndex(Scope scope, Symbol symbol) {
        Scope inner = scope.inner();
        inner.declare(Symbol.of(symbol.name(), Symbol.Kind.VARIABLE, symbol.type(), symbol.span()));
        return inner;
    }

    private Symbol newRegister(Statement.Assign assign, Scope scope, Set<String> assigned) {
        String name = assign.target().name().text();
        Symbol old = registers.get(name);
        if (old == null) {
            taken(assign.target().name());
            Type type = valueType(assign.value(), scope, assigned);
            old = Symbol.of(name, Symbol.Kind.REGISTER, type, assign.target().span());
            registers.put(name, old);
        }
        scope.declareRegister(old);
        return old;
    }

    /** {@code T.fault} is how the thread's last access ended. */
    private void taken(Name register) {
        if (register.text().equals("fault")) {
            diagnostics.add(Diagnostic.of(
                            Code.TAKEN_NAME,
                            register.span(),
                            "a register cannot be called `fault`")
                    .labelled("in questions `T.fault` is how T has ended")
                    .help("call it something else, such as `f`"));
        }
    }

    private void declare(Scope scope, Symbol symbol) {
        hidden(scope, symbol);
        scope.declare(symbol).ifPresent(old -> diagnostics.add(Diagnostic.of(
                        Code.DUPLICATE, symbol.span(), "`" + symbol.name() + "` is declared twice")
                .and(old.span(), "first declared here")));
    }

    /** What another file declares, such as the kernel's own variables, nobody need know. */
    private void hidden(Scope scope, Symbol symbol) {
        scope.outerOf(symbol.name())
                .filter(old -> old.span().file().equals(symbol.span().file()))
                .ifPresent(old -> diagnostics.add(Diagnostic.of(
                                Code.HIDDEN_NAME,
                                symbol.span(),
                                "this `" + symbol.name() + "` hides another one for the rest of its block")
                        .and(old.span(), "the other one")
                        .help("give it a name of its own")));
    }

    static Type declaredType(Member.TypeName type, Diagnostics diagnostics) {
        Optional<Type> found = Type.named(type.text());
        if (found.isEmpty()) {
            Diagnostic error =
                    Diagnostic.of(Code.UNKNOWN_TYPE, type.span(), "there is no type `" + type.text() + "`");
            diagnostics.add(
                    Nearest.help(type.text(), Type.names()).map(error::help).orElse(error));
        }
        return found.orElse(Type.ERROR);
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
