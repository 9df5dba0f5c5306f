package org.shootdown.sema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Member;

/** Checks the calls in a body: of procedures, of a device's driver, and of operations of the machine. */
final class CallChecker {

    private final ExpressionChecker expressions;
    private final Procedures procedures;
    private final Diagnostics diagnostics;
    private final boolean inThread;

    CallChecker(ExpressionChecker expressions, Procedures procedures, Diagnostics diagnostics, boolean inThread) {
        this.expressions = expressions;
        this.procedures = procedures;
        this.diagnostics = diagnostics;
        this.inThread = inThread;
    }

    /** The type of a call's result; {@link Type#NOTHING} is fine for a statement. */
    Type type(Call call, Scope scope, Set<String> assigned) {
        if (call.receiver().isPresent()) {
            return driverCall(call, scope, assigned);
        }
        String name = call.name().text();
        Optional<Member.Procedure> procedure = procedures.find(name);
        if (procedure.isPresent()) {
            return procedureCall(call, procedure.get(), 0, scope, assigned);
        }
        Optional<Operation> operation = Operations.named(name);
        if (operation.isPresent()) {
            return operationCall(call, operation.get(), scope, assigned);
        }
        List<String> candidates = new ArrayList<>(procedures.names());
        Operations.all().forEach(o -> candidates.add(o.name()));
        Diagnostic error = Diagnostic.of(
                Code.UNKNOWN_OPERATION, call.name().span(), "there is no operation `" + name + "`");
        diagnostics.add(Nearest.notHere(name)
                .or(() -> Nearest.help(name, candidates))
                .map(error::help)
                .orElse(error.help("one of your own is a procedure of a `kernel`, `driver` or `patch`, or imported")));
        if (Nearest.notHere(name).isEmpty()) {
            call.arguments().forEach(a -> expressions.type(a, scope, assigned));
        }
        return Type.ERROR;
    }

    private Type driverCall(Call call, Scope scope, Set<String> assigned) {
        expressions.expect(call.receiver().orElseThrow(), Type.DEVICE, scope, assigned);
        Optional<Member.Procedure> procedure = procedures.ofAnyDriver(call.name().text());
        if (procedure.isEmpty()) {
            expressions.unknown(
                    Code.UNKNOWN_OPERATION,
                    call.name().span(),
                    call.name().text(),
                    "no driver has a procedure",
                    procedures.driverNames());
            return Type.ERROR;
        }
        List<Member.Parameter> parameters = procedure.get().parameters();
        if (parameters.isEmpty() || !parameters.get(0).type().text().equals(Type.DEVICE.word())) {
            diagnostics.add(Diagnostic.of(
                            Code.ARGUMENT_COUNT,
                            call.name().span(),
                            "`" + call.name() + "` takes no device, so it cannot be called of one")
                    .help("the first parameter of such a procedure is the device: `d: device`"));
            return Type.ERROR;
        }
        return procedureCall(call, procedure.get(), 1, scope, assigned);
    }

    private Type procedureCall(
            Call call, Member.Procedure procedure, int given, Scope scope, Set<String> assigned) {
        List<Type> wanted = procedure.parameters().stream()
                .skip(given)
                .map(p -> Type.named(p.type().text()).orElse(Type.ERROR))
                .toList();
        arguments(call, wanted, signature(procedure), scope, assigned);
        return procedure
                .result()
                .map(t -> Type.named(t.text()).orElse(Type.ERROR))
                .orElse(Type.NOTHING);
    }

    private Type operationCall(Call call, Operation operation, Scope scope, Set<String> assigned) {
        if (operation.kind() == Operation.Kind.ACCESS && !inThread) {
            report(Code.ACCESS_IN_PROCEDURE, call.span(), "`" + operation.name()
                    + "` is an access of a thread, which may fault; the kernel's procedures do not");
        }
        List<Type> wanted =
                operation.parameters().stream().map(Operation.Parameter::type).toList();
        arguments(call, wanted, operation.signature(), scope, assigned);
        return operation.result();
    }

    private void arguments(Call call, List<Type> wanted, String signature, Scope scope, Set<String> assigned) {
        int given = call.arguments().size();
        boolean variadic = !wanted.isEmpty() && wanted.get(wanted.size() - 1) == Type.PAGES;
        if (given < wanted.size() || given > wanted.size() && !variadic) {
            String count = wanted.isEmpty() ? "no arguments" : wanted.size() + " argument"
                    + (wanted.size() == 1 ? "" : "s");
            diagnostics.add(Diagnostic.of(
                            given == 0 || !call.command() || !wanted.isEmpty() ? Code.ARGUMENT_COUNT : Code.MISSING_ARGUMENT,
                            call.name().span(),
                            "`" + call.name() + "` takes " + count + (wanted.isEmpty() ? "" : ", not " + given))
                    .help(wanted.isEmpty() ? "write `" + call.name() + "()`" : "it is `" + signature + "`"));
        }
        for (int i = 0; i < given; i++) {
            Expression argument = call.arguments().get(i);
            Type type = wanted.isEmpty() ? Type.ERROR : wanted.get(Math.min(i, wanted.size() - 1));
            if (type == Type.CALL) {
                action(argument, scope, assigned);
            } else if (i < wanted.size() || variadic) {
                expressions.expect(argument, type, scope, assigned);
            }
        }
    }

    private void action(Expression argument, Scope scope, Set<String> assigned) {
        if (argument instanceof Call call && procedures.find(call.name().text()).isPresent()) {
            type(call, scope, assigned);
        } else {
            report(Code.TYPE, argument.span(), "this must be a call of a procedure, for the other CPU to make");
        }
    }

    static String signature(Member.Procedure procedure) {
        return procedure.name() + "("
                + String.join(
                        ", ",
                        procedure.parameters().stream()
                                .map(p -> p.name() + ": " + p.type().text())
                                .toList())
                + ")" + procedure.result().map(r -> " -> " + r.text()).orElse("");
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
