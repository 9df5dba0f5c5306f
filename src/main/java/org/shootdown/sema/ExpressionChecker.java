package org.shootdown.sema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;

/** Finds the types of expressions in a body and reports what does not fit. */
final class ExpressionChecker {

    private final Procedures procedures;
    private final Diagnostics diagnostics;

    private final CallChecker calls;

    ExpressionChecker(Procedures procedures, Diagnostics diagnostics, boolean inThread) {
        this.procedures = procedures;
        this.diagnostics = diagnostics;
        this.calls = new CallChecker(this, procedures, diagnostics, inThread);
    }

    /** Reports what is not of the type, and yields whether it is. */
    boolean expect(Expression expression, Type wanted, Scope scope, Set<String> assigned) {
        if (wanted == Type.PROT
                && expression instanceof Expression.Reference word
                && Words.SHORT.containsKey(word.name())
                && scope.find(word.name()).isEmpty()) {
            diagnostics.add(Diagnostic.of(
                            Code.UNKNOWN_NAME, word.span(), "nothing here is called `" + word.name() + "`")
                    .help("did you mean `" + Words.SHORT.get(word.name()) + "`?"));
            return false;
        }
        Type type = type(expression, scope, assigned);
        if (type == Type.NOTHING && expression instanceof Call call) {
            report(Code.NO_RESULT, expression.span(), "`" + call.name() + "` has no result");
        } else if (!type.fits(wanted)) {
            report(Code.TYPE, expression.span(), "this is " + type.phrase() + ", where " + wanted.phrase()
                    + " is needed");
        }
        return type.fits(wanted);
    }

    Type type(Expression expression, Scope scope, Set<String> assigned) {
        boolean ofCells = scope.conditions()
                .filter(c -> c.takes(
                        expression, name -> scope.find(name).filter(s -> !c.declares(s)).isPresent()))
                .isPresent();
        if (ofCells) {
            return Type.BOOL;
        }
        if (expression instanceof Expression.Number number) {
            Numbers.check(number, diagnostics);
            return Type.INT;
        }
        if (expression instanceof Expression.Truth) {
            return Type.BOOL;
        }
        if (expression instanceof Expression.Reference reference) {
            return reference(reference, scope, assigned);
        }
        if (expression instanceof Expression.Index index) {
            return index(index, scope, assigned);
        }
        if (expression instanceof Expression.Not not) {
            expect(not.operand(), Type.BOOL, scope, assigned);
            return Type.BOOL;
        }
        if (expression instanceof Binary binary) {
            return binary(binary, scope, assigned);
        }
        if (expression instanceof Call call) {
            return call(call, scope, assigned);
        }
        if (expression instanceof Expression.Member member) {
            return member(member, scope, assigned);
        }
        if (expression instanceof Expression.Of of) {
            return partsOf(of, scope, assigned);
        }
        if (expression instanceof Expression.Quantified quantified) {
            return quantified(quantified, scope, assigned);
        }
        if (expression instanceof Expression.After) {
            report(Code.MISPLACED, expression.span(), "this belongs into a question");
        }
        return Type.ERROR;
    }

    /** {@code pages of m}: what else has a name for it. */
    private Type partsOf(Expression.Of of, Scope scope, Set<String> assigned) {
        expect(of.owner(), Type.MM, scope, assigned);
        Optional<ThingSet> set = ThingSet.named(of.things().text());
        if (set.isPresent() && set.get() == ThingSet.PAGES) {
            return Type.PAGES;
        }
        if (set.isPresent() && set.get() == ThingSet.CPUS) {
            return Type.CPUS;
        }
        if (set.isPresent() && set.get() == ThingSet.DEVICES) {
            return Type.DEVICES;
        }
        List<String> words = List.of(ThingSet.PAGES.word(), ThingSet.CPUS.word(), ThingSet.DEVICES.word());
        Diagnostic error = Diagnostic.of(
                Code.UNKNOWN_NAME, of.things().span(), "a thread knows no `" + of.things() + "` of an address space");
        diagnostics.add(Nearest.help(of.things().text(), words)
                .map(error::help)
                .orElse(error.help("it knows `pages of m`, `cpus of m` and `devices of m`")));
        return Type.ERROR;
    }

    private Type reference(Expression.Reference reference, Scope scope, Set<String> assigned) {
        Optional<Symbol> symbol = scope.find(reference.name());
        if (symbol.isPresent()) {
            if (symbol.get().index().isPresent()) {
                return all(reference, symbol.get());
            }
            if (symbol.get().type() == Type.WORD) {
                diagnostics.add(ConditionChecker.isNoValue(reference));
                return Type.ERROR;
            }
            boolean perhapsUnassigned = symbol.get().kind() == Symbol.Kind.REGISTER
                    || symbol.get().kind() == Symbol.Kind.LOCAL;
            if (perhapsUnassigned && !assigned.contains(reference.name())) {
                report(Code.UNASSIGNED, reference.span(), "`" + reference.name()
                        + "` may be read here before anything is assigned to it");
            }
            return symbol.get().type();
        }
        Optional<Constants.Constant> constant = Constants.named(reference.name());
        if (constant.isPresent()) {
            return constant.get().type();
        }
        Optional<String> signature = procedures
                .find(reference.name())
                .map(CallChecker::signature)
                .or(() -> Operations.named(reference.name()).map(Operation::signature));
        if (signature.isPresent()) {
            String way = signature.get().contains("()") ? "write `" + reference.name() + "()`" : "it is `" + signature.get() + "`";
            diagnostics.add(Diagnostic.of(
                            Code.MISSING_ARGUMENT,
                            reference.span(),
                            "`" + reference.name() + "` is an operation, and needs its parentheses here")
                    .help(way));
            return Type.ERROR;
        }
        List<String> candidates = new ArrayList<>(scope.names());
        candidates.addAll(Constants.all().keySet());
        unknown(Code.UNKNOWN_NAME, reference.span(), reference.name(), "nothing here is called", candidates);
        return Type.ERROR;
    }

    /** A family by its name alone: all of its members, where several things may stand. */
    private Type all(Expression.Reference reference, Symbol symbol) {
        String name = reference.name();
        if (symbol.index().get() != Type.INT) {
            report(Code.INDEX, reference.span(), "`" + name + "` is one for each " + symbol.index().get().word()
                    + ": say which, as in `" + name + "[...]`");
            return Type.ERROR;
        }
        if (symbol.type() == Type.PAGE) {
            return Type.PAGES;
        }
        if (symbol.type() == Type.DEVICE) {
            return Type.DEVICES;
        }
        report(Code.INDEX, reference.span(), "`" + name + "` is a family: say which, as in `" + name + "[0]`");
        return Type.ERROR;
    }

    /** Whether a number is known before the run; reports one that is not. */
    void known(Expression expression, String what, Scope scope, Set<String> assigned) {
        if (!expect(expression, Type.INT, scope, assigned)) {
            return;
        }
        boolean known = Arithmetic.references(expression)
                .filter(references -> references.stream()
                        .allMatch(r -> scope.find(r.name())
                                .filter(s -> s.kind() == Symbol.Kind.AXIS || s.kind() == Symbol.Kind.PARAMETER)
                                .isPresent()))
                .isPresent();
        boolean reported = Arithmetic.references(expression)
                .filter(r -> r.stream().anyMatch(x -> scope.find(x.name()).isEmpty()))
                .isPresent();
        if (!known && !reported && !(expression instanceof Expression.Unreadable)) {
            diagnostics.add(Diagnostic.of(
                            Code.NOT_STATIC, expression.span(), what + " must be known before the run")
                    .help("numbers, params, axes of numbers and the variables of families and ranges are"));
        }
    }

    void range(Expression.Range range, Scope scope, Set<String> assigned) {
        known(range.from(), "the begin of a range", scope, assigned);
        known(range.to(), "the end of a range", scope, assigned);
    }

    /** In code the cases of a quantifier are known before the run. */
    private Type quantified(Expression.Quantified quantified, Scope scope, Set<String> assigned) {
        Scope inner = scope.inner();
        Name variable = quantified.variable();
        if (quantified.set() instanceof Expression.Range range) {
            range(range, scope, assigned);
            inner.declare(Symbol.of(variable.text(), Symbol.Kind.AXIS, Type.INT, variable.span()));
        } else {
            report(Code.MISPLACED, quantified.set().span(), "in code, only numbers are run over: `forall i in 0..3: ...`");
            inner.declare(Symbol.of(variable.text(), Symbol.Kind.AXIS, Type.ERROR, variable.span()));
        }
        expect(quantified.condition(), Type.BOOL, inner, assigned);
        return Type.BOOL;
    }

    private Type index(Expression.Index index, Scope scope, Set<String> assigned) {
        if (index.of() instanceof Expression.Member page) {
            known(index.index(), "the index of a page", scope, assigned);
            return type(page, scope, assigned);
        }
        if (!(index.of() instanceof Expression.Reference reference)) {
            report(Code.INDEX, index.of().span(), "only names are indexed");
            return Type.ERROR;
        }
        Optional<Symbol> symbol = scope.find(reference.name());
        if (symbol.isEmpty()) {
            unknown(
                    Code.UNKNOWN_NAME, reference.span(), reference.name(), "nothing here is called", scope.names());
            return Type.ERROR;
        }
        if (symbol.get().index().isEmpty()) {
            report(Code.INDEX, index.span(), "`" + reference.name() + "` is not indexed");
            return Type.ERROR;
        }
        if (symbol.get().index().get() == Type.INT && symbol.get().kind() != Symbol.Kind.VARIABLE) {
            known(index.index(), "an index of `" + reference.name() + "`", scope, assigned);
            return symbol.get().type();
        }
        expect(index.index(), symbol.get().index().get(), scope, assigned);
        return symbol.get().type();
    }

    private Type member(Expression.Member member, Scope scope, Set<String> assigned) {
        Type of = type(member.of(), scope, assigned);
        if (of == Type.MM || of == Type.DOMAIN) {
            return Type.PAGE;
        }
        if (of != Type.ERROR) {
            report(Code.TYPE, member.span(), "only an address space has members here: `m.A` is its page A");
        }
        return Type.ERROR;
    }

    private Type binary(Binary binary, Scope scope, Set<String> assigned) {
        switch (binary.operator()) {
            case AND, OR, IMPLIES -> {
                expect(binary.left(), Type.BOOL, scope, assigned);
                expect(binary.right(), Type.BOOL, scope, assigned);
                return Type.BOOL;
            }
            case EQUAL, NOT_EQUAL -> {
                Type left = type(binary.left(), scope, assigned);
                Type right = type(binary.right(), scope, assigned);
                if (!left.fits(right) && !right.fits(left)) {
                    report(Code.TYPE, binary.span(), "this compares " + left.phrase() + " with " + right.phrase());
                }
                return Type.BOOL;
            }
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> {
                expect(binary.left(), Type.INT, scope, assigned);
                expect(binary.right(), Type.INT, scope, assigned);
                return Type.BOOL;
            }
            default -> {
                expect(binary.left(), Type.INT, scope, assigned);
                expect(binary.right(), Type.INT, scope, assigned);
                return Type.INT;
            }
        }
    }

    /** The type of a call's result; {@link Type#NOTHING} is fine for a statement. */
    Type call(Call call, Scope scope, Set<String> assigned) {
        return calls.type(call, scope, assigned);
    }

    void unknown(Code code, Span span, String name, String sentence, Collection<String> candidates) {
        Diagnostic error = Diagnostic.of(code, span, sentence + " `" + name + "`");
        diagnostics.add(Nearest.help(name, candidates).map(error::help).orElse(error));
    }

    private void report(Code code, Span span, String message) {
        diagnostics.add(Diagnostic.of(code, span, message));
    }
}
