package org.shootdown.sema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.Statement;

/** Expands statements and expressions: the part of {@link Expansion} that knows which numbers names stand for. */
final class BodyExpansion {

    /** So many rounds a loop over a range may have, and so many cases a quantifier. */
    private static final int LONGEST_RANGE = 256;
    /** So large a scenario may become; more than this nobody explores. */
    private static final int MOST_NODES = 400_000;

    private final Cell cell;
    private final Families families;
    private final Bindings params;
    private final AxisConditions axes;
    private int nodes;

    BodyExpansion(Cell cell, Families families, Bindings params, AxisConditions axes) {
        this.cell = cell;
        this.families = families;
        this.params = params;
        this.axes = axes;
    }

    /** A range with its ends known; {@code to} does not belong to it. */
    record Range(long from, long to) {

        long count() {
            return to - from;
        }
    }

    // ---- statements ---------------------------------------------------------------------------------------------

    Statement.Block block(Statement.Block block, Bindings outer) {
        List<Statement> expanded = new ArrayList<>();
        Bindings bindings = outer;
        for (Statement statement : block.statements()) {
            if (statement instanceof Statement.For loop && loop.range() instanceof Expression.Range range) {
                unroll(loop, range, bindings, expanded);
                continue;
            }
            expanded.add(single(statement, bindings));
            Statement declared = statement instanceof Statement.Fallible f ? f.operation() : statement;
            if (declared instanceof Statement.Let let) {
                bindings = bindings.without(let.name().text());
            }
        }
        return new Statement.Block(expanded, block.span());
    }

    /** The body once for each number. What it declares is its own each time. */
    private void unroll(Statement.For loop, Expression.Range written, Bindings bindings, List<Statement> out) {
        Range range = range(written.from(), written.to(), written.span(), bindings);
        boolean declares = loop.body().statements().stream()
                .anyMatch(s -> s instanceof Statement.Let || s instanceof Statement.Fallible);
        for (long i = range.from(); i < range.to(); i++) {
            Statement.Block body = block(
                    loop.body(), bindings.with(loop.variable().text(), i));
            if (declares) {
                Expression always = new Expression.Truth(true, loop.span());
                out.add(new Statement.If(always, body, Optional.empty(), loop.span()));
            } else {
                out.addAll(body.statements());
            }
        }
    }

    /** A statement that stays one. */
    Statement single(Statement statement, Bindings b) {
        count(statement.span());
        if (statement instanceof Statement.Let s) {
            return new Statement.Let(
                    s.name(), s.index().map(i -> expression(i, b)), s.type(), s.value().map(v -> expression(v, b)), s.span());
        }
        if (statement instanceof Statement.Assign s) {
            return new Statement.Assign(target(s.target(), b), s.kind(), expression(s.value(), b), s.span());
        }
        if (statement instanceof Statement.Perform s) {
            return new Statement.Perform(call(s.call(), b), s.span());
        }
        if (statement instanceof Statement.Await s) {
            return new Statement.Await(expression(s.condition(), b), s.span());
        }
        if (statement instanceof Statement.Return s) {
            return new Statement.Return(s.value().map(v -> expression(v, b)), s.span());
        }
        return compound(statement, b);
    }

    private Statement compound(Statement statement, Bindings b) {
        if (statement instanceof Statement.If s) {
            return new Statement.If(
                    expression(s.condition(), b), block(s.then(), b), s.otherwise().map(o -> block(o, b)), s.span());
        }
        if (statement instanceof Statement.While s) {
            return new Statement.While(expression(s.condition(), b), block(s.body(), b), s.span());
        }
        if (statement instanceof Statement.Loop s) {
            long count = rounds(s.count(), b);
            return new Statement.Loop(new Expression.Number(count, s.count().span()), block(s.body(), b), s.span());
        }
        if (statement instanceof Statement.For s) {
            Bindings inner = b.without(s.variable().text());
            return new Statement.For(s.variable(), expression(s.range(), b), block(s.body(), inner), s.span());
        }
        if (statement instanceof Statement.Choose s) {
            return new Statement.Choose(s.branches().stream().map(x -> block(x, b)).toList(), s.span());
        }
        if (statement instanceof Statement.Atomic s) {
            return new Statement.Atomic(block(s.body(), b), s.span());
        }
        if (statement instanceof Statement.Try s) {
            return new Statement.Try(block(s.body(), b), block(s.handler(), b), s.span());
        }
        if (statement instanceof Statement.Fallible s) {
            Bindings behind = s.operation() instanceof Statement.Let let ? b.without(let.name().text()) : b;
            return new Statement.Fallible(single(s.operation(), b), block(s.failure(), behind), s.span());
        }
        return statement;
    }

    private Statement.Target target(Statement.Target target, Bindings b) {
        if (target.index().isEmpty()) {
            return target;
        }
        Expression index = target.index().get();
        String name = target.name().text();
        if (families.named(name).isEmpty() || b.hides(name)) {
            return new Statement.Target(target.name(), Optional.of(expression(index, b)), target.span());
        }
        Optional<Long> known = known(index, b);
        if (known.isEmpty() && families.named(name).get(0).variable()) {
            return new Statement.Target(target.name(), Optional.of(expression(index, b)), target.span());
        }
        return new Statement.Target(member(target.name(), index, target.span(), b), Optional.empty(), target.span());
    }

    // ---- expressions --------------------------------------------------------------------------------------------

    /** An expression that is a number if it can be. */
    Expression folded(Expression expression, Bindings b) {
        Optional<Long> number = expression instanceof Expression.Reference ? Optional.empty() : known(expression, b);
        if (number.isPresent() && (number.get() < 0 || number.get() > Integer.MAX_VALUE)) {
            throw new Refusal(
                    Code.BAD_NUMBER,
                    expression.span(),
                    "this comes to " + number.get() + "; it must be a number from 0 to 0x7fff_ffff");
        }
        return number.<Expression>map(n -> new Expression.Number(n, expression.span()))
                .orElseGet(() -> expression(expression, b));
    }

    Expression expression(Expression expression, Bindings b) {
        count(expression.span());
        Optional<Boolean> inThisCell = axes.truth(expression, b::hides);
        if (inThisCell.isPresent()) {
            return new Expression.Truth(inThisCell.get(), expression.span());
        }
        if (expression instanceof Expression.Reference e) {
            return b.number(e.name()).<Expression>map(n -> new Expression.Number(n, e.span())).orElse(e);
        }
        if (expression instanceof Expression.Index e) {
            return index(e, b);
        }
        if (expression instanceof Expression.Member e) {
            return new Expression.Member(expression(e.of(), b), e.member(), e.span());
        }
        if (expression instanceof Expression.Call e) {
            return call(e, b);
        }
        if (expression instanceof Expression.Binary e) {
            return computed(new Expression.Binary(
                    e.operator(), expression(e.left(), b), expression(e.right(), b), e.span()));
        }
        if (expression instanceof Expression.Not e) {
            return new Expression.Not(expression(e.operand(), b), e.span());
        }
        if (expression instanceof Expression.After e && e.index().isPresent()) {
            return new Expression.After(member(e.thread(), e.index().get(), e.span(), b), Optional.empty(), e.span());
        }
        if (expression instanceof Expression.Quantified e) {
            return quantified(e, b);
        }
        if (expression instanceof Expression.Of e) {
            return new Expression.Of(e.things(), expression(e.owner(), b), e.span());
        }
        return expression;
    }

    /** Arithmetic on numbers alone is a number, as long as the state can hold it. */
    private static Expression computed(Expression.Binary binary) {
        return Arithmetic.value(binary, name -> Optional.empty())
                .filter(n -> n >= 0 && n <= Integer.MAX_VALUE)
                .<Expression>map(n -> new Expression.Number(n, binary.span()))
                .orElse(binary);
    }

    private Expression.Call call(Expression.Call call, Bindings b) {
        return new Expression.Call(
                call.receiver().map(r -> expression(r, b)),
                call.name(),
                call.arguments().stream().map(a -> expression(a, b)).toList(),
                call.command(),
                call.span());
    }

    private Expression index(Expression.Index index, Bindings b) {
        if (index.of() instanceof Expression.Reference family
                && !families.named(family.name()).isEmpty()
                && !b.hides(family.name())) {
            boolean computed = families.named(family.name()).get(0).variable()
                    && known(index.index(), b).isEmpty();
            if (!computed) {
                Name name = new Name(family.name(), family.span());
                return new Expression.Reference(member(name, index.index(), index.span(), b).text(), index.span());
            }
        } else if (index.of() instanceof Expression.Member page
                && !families.named(page.member().text()).isEmpty()) {
            Name member = member(page.member(), index.index(), index.span(), b);
            return new Expression.Member(expression(page.of(), b), member, index.span());
        }
        return new Expression.Index(index.of(), expression(index.index(), b), index.span());
    }

    /** All cases, joined: {@code and} for `forall`, {@code or} for `exists`. */
    private Expression quantified(Expression.Quantified quantified, Bindings b) {
        String variable = quantified.variable().text();
        if (!(quantified.set() instanceof Expression.Range written)) {
            return new Expression.Quantified(
                    quantified.forAll(),
                    quantified.variable(),
                    expression(quantified.set(), b),
                    expression(quantified.condition(), b.without(variable)),
                    quantified.span());
        }
        Range range = range(written.from(), written.to(), written.span(), b);
        Expression.Operator operator =
                quantified.forAll() ? Expression.Operator.AND : Expression.Operator.OR;
        Optional<Expression> joined = Optional.empty();
        for (long i = range.from(); i < range.to(); i++) {
            Expression one = expression(quantified.condition(), b.with(variable, i));
            joined = Optional.of(joined.<Expression>map(
                            j -> new Expression.Binary(operator, j, one, quantified.span()))
                    .orElse(one));
        }
        return joined.orElse(new Expression.Truth(quantified.forAll(), quantified.span()));
    }

    // ---- numbers ------------------------------------------------------------------------------------------------

    /** What an expression comes to before the run, if it does. */
    Optional<Long> known(Expression expression, Bindings b) {
        return Arithmetic.value(
                expression,
                name -> b.number(name).or(() -> b.hides(name) ? Optional.empty() : cell.value(name)
                        .flatMap(v -> Numbers.parse(v.text()))));
    }

    /** A number that must be known before the run. */
    long number(Expression expression, String what, Bindings b) {
        return known(expression, b).orElseThrow(() -> new Refusal(Diagnostic.of(
                        Code.NOT_STATIC, expression.span(), what + " must be known before the run")
                .help("numbers, params, axes of numbers and the variables of families and ranges are")));
    }

    private long rounds(Expression written, Bindings b) {
        long count = number(written, "the number of a loop's rounds", b);
        if (count < 0) {
            throw new Refusal(Code.OUT_OF_RANGE, written.span(), "a loop has 0 rounds or more, and this comes to " + count);
        }
        if (count > Integer.MAX_VALUE) {
            throw new Refusal(Code.TOO_MANY, written.span(), "nobody can wait for " + count + " rounds");
        }
        return count;
    }

    /** A range whose ends must be known before the run. */
    Range range(Expression from, Expression to, Span span, Bindings b) {
        Range range = new Range(number(from, "the begin of a range", b), number(to, "the end of a range", b));
        if (range.from() < 0 || range.to() > Integer.MAX_VALUE) {
            throw new Refusal(Code.OUT_OF_RANGE, span, "a range runs over numbers from 0 on, and this one is "
                    + range.from() + ".." + range.to());
        }
        if (range.count() < 0) {
            throw new Refusal(Diagnostic.of(
                            Code.OUT_OF_RANGE,
                            span,
                            "the range " + range.from() + ".." + range.to() + " ends before it begins")
                    .help("the first number belongs to a range and the last does not: 0..3 is 0, 1, 2"));
        }
        if (range.count() > LONGEST_RANGE) {
            throw new Refusal(Code.TOO_MANY, span, "the range has " + range.count() + " numbers; it can have "
                    + LONGEST_RANGE);
        }
        return range;
    }

    /** The name of a member of a family, which must be there. */
    Name member(Name family, Expression index, Span span, Bindings b) {
        String name = family.text();
        long number = number(index, "an index of `" + name + "`", b);
        List<Families.Declared> declared = families.named(name);
        for (Families.Declared one : declared) {
            Range range = range(one.family().from(), one.family().to(), one.family().span(), params);
            if (number >= range.from() && number < range.to()) {
                return new Name(Families.member(name, number), family.span());
            }
        }
        if (declared.isEmpty()) {
            throw new Refusal(Code.INDEX, span, "`" + name + "` is not a family: it has no index");
        }
        throw outside(name, number, declared.get(0), span);
    }

    private Refusal outside(String name, long number, Families.Declared declared, Span span) {
        Range range = range(declared.family().from(), declared.family().to(), declared.family().span(), params);
        String ends = range.count() == 0
                ? "it has no members"
                : "they are " + Families.member(name, range.from())
                        + (range.count() == 1 ? "" : " to " + Families.member(name, range.to() - 1));
        Diagnostic refusal = Diagnostic.of(
                        Code.OUT_OF_RANGE,
                        span,
                        "there is no " + declared.what() + " `" + Families.member(name, number) + "`: " + ends)
                .and(declared.family().span(), "the range of `" + name + "`");
        boolean meantInclusive = number == range.to();
        return new Refusal(meantInclusive
                ? refusal.help("the range " + range.from() + ".." + range.to() + " ends before " + number
                        + "; with it, it would be " + range.from() + ".." + (number + 1))
                : refusal);
    }

    private void count(Span span) {
        if (++nodes > MOST_NODES) {
            throw new Refusal(
                    Code.TOO_MANY, span, "written out, the loops and families of this scenario are too large to explore");
        }
    }
}
