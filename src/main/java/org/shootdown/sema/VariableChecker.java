package org.shootdown.sema;

import java.util.LinkedHashMap;
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

/** Checks what a body declares and assigns: variables by {@code let}, and the registers of a thread by assignment. */
final class VariableChecker {

    private final ExpressionChecker expressions;
    private final Diagnostics diagnostics;
    private final boolean inThread;
    /** The registers of the thread, found as they are assigned. */
    private final Map<String, Symbol> registers = new LinkedHashMap<>();

    VariableChecker(ExpressionChecker expressions, Diagnostics diagnostics, boolean inThread) {
        this.expressions = expressions;
        this.diagnostics = diagnostics;
        this.inThread = inThread;
    }

    /** What has been assigned so far. */
    Map<String, Symbol> registers() {
        return registers;
    }

    void let(Statement.Let let, Scope scope, Set<String> assigned) {
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

    void assign(Statement.Assign assign, Scope scope, Set<String> assigned) {
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
            if (type.isStatic()) {
                diagnostics.add(Diagnostic.of(
                                Code.NOT_STATIC,
                                assign.span(),
                                type.phrase() + " is known before the run, and a register is for what the run finds")
                        .help("write `" + assign.value().span().text() + "` itself where it is needed"));
                type = Type.ERROR;
            }
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

    void declare(Scope scope, Symbol symbol) {
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
