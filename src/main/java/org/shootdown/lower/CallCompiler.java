package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Member;

/** Compiles calls: procedures are inlined, operations of the machine become steps. */
final class CallCompiler {

    private static final int DEEPEST = 60;

    private final ThreadCompiler thread;

    CallCompiler(ThreadCompiler thread) {
        this.thread = thread;
    }

    /** Whether a call needs no step: a function of values or a look-up of things. */
    boolean isPure(Call call) {
        return call.receiver().isEmpty()
                && Operations.named(call.name().text())
                        .filter(o -> o.kind() == Operation.Kind.FUNCTION || o.kind() == Operation.Kind.LOOKUP)
                        .isPresent();
    }

    /** Compiles a call whose result, if it has one, goes to a slot. */
    Operand compile(Call call, int slot, Environment environment) {
        thread.checkMayCall(call, environment);
        if (call.receiver().isPresent()) {
            int device = thread.expressions().device(call.receiver().get(), environment);
            List<Library> driver = thread.world().devices.get(device).driver();
            Member.Procedure procedure = thread.world()
                    .library
                    .procedure(driver, call.name().text())
                    .orElseThrow(() -> missing(call, "the driver of " + thread.world().devices.get(device).name()));
            List<Operand> arguments = new ArrayList<>();
            arguments.add(new Operand.Device(device));
            arguments.addAll(arguments(call, procedure.parameters().size() - 1, pagesLast(procedure), environment));
            if (!procedure.body().statements().isEmpty()) {
                // A callback that does nothing is one that the driver does not have: nobody calls it.
                thread.code().emit(new Step.Count(CostKind.NOTIFIER), call.span(), "");
            }
            return inline(procedure, List.of(driver, thread.world().library.kernel()), arguments, slot, call.span());
        }
        for (List<Library> chain : environment.chains) {
            Optional<Member.Procedure> procedure =
                    thread.world().library.procedure(chain, call.name().text());
            if (procedure.isPresent()) {
                List<Operand> arguments = arguments(
                        call, procedure.get().parameters().size(), pagesLast(procedure.get()), environment);
                return inline(procedure.get(), environment.chains, arguments, slot, call.span());
            }
        }
        Operation operation = Operations.named(call.name().text())
                .orElseThrow(() -> missing(call, "the kernel of this cell"));
        return thread.milestones().operation(operation, call, slot, environment, thread.root());
    }

    private static LoweringException missing(Call call, String owner) {
        return new LoweringException(
                Code.MISSING_PROCEDURE, call.name().span(), owner + " has no procedure `" + call.name() + "`");
    }

    private static boolean pagesLast(Member.Procedure procedure) {
        List<Member.Parameter> parameters = procedure.parameters();
        return !parameters.isEmpty()
                && parameters.get(parameters.size() - 1).type().text().equals("pages");
    }

    /** The arguments; a last parameter of type {@code pages} takes all that remain. */
    private List<Operand> arguments(Call call, int count, boolean pagesLast, Environment environment) {
        List<Operand> operands = new ArrayList<>();
        for (var argument : call.arguments()) {
            operands.add(thread.expressions().compile(argument, environment));
        }
        if (!pagesLast) {
            return operands;
        }
        List<Integer> pages = new ArrayList<>();
        for (Operand operand : operands.subList(count - 1, operands.size())) {
            if (operand instanceof Operand.Page page) {
                pages.add(page.index());
            } else if (operand instanceof Operand.Pages more) {
                pages.addAll(more.indices());
            }
        }
        List<Operand> collected = new ArrayList<>(operands.subList(0, count - 1));
        collected.add(new Operand.Pages(pages));
        return collected;
    }

    /** Inlines a procedure. */
    Operand inline(
            Member.Procedure procedure, List<List<Library>> chains, List<Operand> arguments, int slot, Span span) {
        CodeBuilder code = thread.code();
        String name = procedure.name().text();
        if (code.isInside(name) || code.depth() > DEEPEST) {
            throw new LoweringException(Diagnostic.of(
                            Code.RECURSION, span, "`" + name + "` comes to call itself here")
                    .help("procedures are inlined; write a loop instead"));
        }
        if (arguments.size() != procedure.parameters().size()) {
            // The checker has seen another procedure of this name, of another kernel or driver.
            throw new LoweringException(Diagnostic.of(
                            Code.ARGUMENT_COUNT,
                            span,
                            "`" + name + "` takes " + procedure.parameters().size() + " arguments in this cell, not "
                                    + arguments.size())
                    .and(procedure.name().span(), "this one is called"));
        }
        List<Milestones.Match> watched =
                thread.milestones().begins(procedure, arguments, slot, thread.root(), span);
        code.enter(name);
        int mark = code.mark();
        int scope = code.beginScope();
        CodeBuilder.Label end = new CodeBuilder.Label();
        Environment environment = Environment.ofProcedure(chains, new Environment.Exit(end, slot, mark));
        for (int i = 0; i < arguments.size(); i++) {
            bind(procedure.parameters().get(i), arguments.get(i), environment, span);
        }
        thread.statements().block(procedure.body(), environment.beginning(code));
        code.place(end);
        code.endScope(mark, scope, span);
        code.leave(
                procedure.name().span().location(),
                procedure.citations().stream().map(Citation::text).toList());
        thread.milestones().ends(watched, span);
        return Operand.of(slot < 0 ? Value.constant(0) : new Value.Read(slot));
    }

    /** Passes by value: what others may change meanwhile is copied to a register first. */
    private void bind(Member.Parameter parameter, Operand argument, Environment environment, Span span) {
        Operand bound = argument;
        if (argument instanceof Operand.Dynamic dynamic && !dynamic.value().readsOnly(thread::isLocal)) {
            int register = thread.code().register();
            thread.code().emit(new Step.Assign(register, dynamic.value()), span, "");
            bound = Operand.of(new Value.Read(register));
        }
        environment.bind(parameter.name().text(), bound);
    }
}
