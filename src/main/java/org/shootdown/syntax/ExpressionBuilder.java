package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;

/** Builds expressions. */
final class ExpressionBuilder extends ShootdownParserBaseVisitor<Expression> {

    private final Offsets offsets;
    private final List<Diagnostic> diagnostics;

    ExpressionBuilder(Offsets offsets, List<Diagnostic> diagnostics) {
        this.offsets = offsets;
        this.diagnostics = diagnostics;
    }

    /** Whether the parser found what the rule wants, rather than inventing it. */
    static boolean complete(ParserRuleContext context) {
        return context.getChildCount() > 0
                && context.exception == null
                && !(context.getChild(0) instanceof ErrorNode);
    }

    Expression build(ShootdownParser.ExpressionContext context) {
        if (context == null) {
            throw new IllegalArgumentException("an expression is missing");
        }
        Expression built = complete(context) ? visit(context) : null;
        return built == null ? new Expression.Unreadable(offsets.span(context)) : built;
    }

    Expression buildOrUnreadable(ShootdownParser.ExpressionContext context, Span where) {
        return context == null ? new Expression.Unreadable(where) : build(context);
    }

    /** A condition, in which {@code =} for {@code ==} is reported. */
    Expression condition(ShootdownParser.ConditionContext context, Span where) {
        if (context == null || context.expression().isEmpty()) {
            return new Expression.Unreadable(where);
        }
        if (context.ASSIGN().isEmpty()) {
            return build(context.expression(0));
        }
        context.ASSIGN().forEach(sign -> diagnostics.add(Diagnostic.of(
                        Code.ASSIGNMENT_FOR_COMPARISON, offsets.span(sign.getSymbol()), "`=` assigns, and nothing is assigned here")
                .help("to compare, write `==`")));
        return new Expression.Unreadable(offsets.span(context));
    }

    Name name(ShootdownParser.NameContext context) {
        return new Name(context.getText(), offsets.span(context));
    }

    /** What the kernel has for a lock, if a declaration says so. */
    Optional<Name> kind(ShootdownParser.LockKindContext context) {
        return Optional.ofNullable(context).map(c -> new Name(c.getText(), offsets.span(c)));
    }

    String unquote(String literal) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            text.append(c == '\\' ? escaped(literal.charAt(++i)) : c);
        }
        return text.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            default -> c;
        };
    }

    long number(Token token) {
        String digits = token.getText().replace("_", "");
        boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
        int shift =
                switch (digits.charAt(digits.length() - 1)) {
                    case 'K' -> 10;
                    case 'M' -> 20;
                    case 'G' -> 30;
                    default -> 0;
                };
        String plain = digits.substring(hexadecimal ? 2 : 0, digits.length() - (shift > 0 ? 1 : 0));
        try {
            long value = hexadecimal ? Long.parseUnsignedLong(plain, 16) : Long.parseLong(plain);
            return Math.multiplyExact(value, 1L << shift);
        } catch (ArithmeticException | NumberFormatException e) {
            diagnostics.add(Diagnostic.of(
                    Code.BAD_NUMBER, offsets.span(token), "this number is larger than 64 bits can hold"));
            return 0;
        }
    }

    List<Expression> arguments(ShootdownParser.ArgumentsContext context) {
        List<Expression> built = new ArrayList<>();
        if (context != null) {
            context.expression().forEach(e -> built.add(build(e)));
        }
        return built;
    }

    @Override
    public Expression visitParenthesised(ShootdownParser.ParenthesisedContext c) {
        return buildOrUnreadable(c.expression(), offsets.span(c));
    }

    @Override
    public Expression visitMethodCall(ShootdownParser.MethodCallContext c) {
        return new Expression.Call(
                Optional.of(build(c.expression())), name(c.name()), arguments(c.arguments()), false, offsets.span(c));
    }

    @Override
    public Expression visitMemberAccess(ShootdownParser.MemberAccessContext c) {
        if (c.name() != null && !complete(c.name()) || c.getChildCount() < 3) {
            return null;
        }
        // Some words of the language are members as well: `t.frame`.
        Token member = c.getStop();
        return new Expression.Member(
                build(c.expression()), new Name(member.getText(), offsets.span(member)), offsets.span(c));
    }

    @Override
    public Expression visitCall(ShootdownParser.CallContext c) {
        return new Expression.Call(
                Optional.empty(), name(c.name()), arguments(c.arguments()), false, offsets.span(c));
    }

    @Override
    public Expression visitIndexAccess(ShootdownParser.IndexAccessContext c) {
        Expression of = build(c.expression(0));
        Expression index = buildOrUnreadable(c.expression(1), offsets.span(c));
        // `after T[0]` is about one thread of a family, not an element of a truth value.
        return of instanceof Expression.After after && after.index().isEmpty()
                ? new Expression.After(after.thread(), Optional.of(index), offsets.span(c))
                : new Expression.Index(of, index, offsets.span(c));
    }

    @Override
    public Expression visitMultiplication(ShootdownParser.MultiplicationContext c) {
        return binary(c, c.expression());
    }

    @Override
    public Expression visitAddition(ShootdownParser.AdditionContext c) {
        return binary(c, c.expression());
    }

    @Override
    public Expression visitComparison(ShootdownParser.ComparisonContext c) {
        return binary(c, c.expression());
    }

    @Override
    public Expression visitConjunction(ShootdownParser.ConjunctionContext c) {
        return binary(c, c.expression());
    }

    @Override
    public Expression visitDisjunction(ShootdownParser.DisjunctionContext c) {
        return binary(c, c.expression());
    }

    @Override
    public Expression visitImplication(ShootdownParser.ImplicationContext c) {
        return binary(c, c.expression());
    }

    private Expression binary(ParserRuleContext c, List<ShootdownParser.ExpressionContext> operands) {
        String symbol = c.getChild(1).getText();
        Expression right = operands.size() > 1 ? build(operands.get(1)) : new Expression.Unreadable(offsets.span(c));
        return new Expression.Binary(
                Expression.Operator.of(symbol), build(operands.get(0)), right, offsets.span(c));
    }

    @Override
    public Expression visitHasPatch(ShootdownParser.HasPatchContext c) {
        return new Expression.Has(build(c.expression()), name(c.name()), offsets.span(c));
    }

    @Override
    public Expression visitNegation(ShootdownParser.NegationContext c) {
        return new Expression.Not(buildOrUnreadable(c.expression(), offsets.span(c)), offsets.span(c));
    }

    @Override
    public Expression visitAfterThread(ShootdownParser.AfterThreadContext c) {
        return new Expression.After(name(c.name()), Optional.empty(), offsets.span(c));
    }

    @Override
    public Expression visitQuantified(ShootdownParser.QuantifiedContext c) {
        if (c.name() == null || c.set() == null) {
            return null;
        }
        return new Expression.Quantified(
                c.FORALL() != null,
                name(c.name()),
                set(c.set()),
                buildOrUnreadable(c.expression(), offsets.span(c)),
                offsets.span(c));
    }

    /** What a loop or a quantifier runs over. */
    Expression set(ShootdownParser.SetContext c) {
        if (c == null) {
            throw new IllegalArgumentException("a set is missing");
        }
        Span span = offsets.span(c);
        if (c.range() != null) {
            return new Expression.Range(
                    buildOrUnreadable(c.range().expression(0), span),
                    buildOrUnreadable(c.range().expression(1), span),
                    span);
        }
        if (c.OF() != null && c.name() != null) {
            return new Expression.Of(name(c.name()), owner(c, span), span);
        }
        return buildOrUnreadable(c.expression(), span);
    }

    /** {@code gpu}, or a CPU by its number: {@code cpu 0}. */
    private Expression owner(ShootdownParser.SetContext c, Span span) {
        Expression owner = buildOrUnreadable(c.expression(), span);
        if (c.placeNumber() == null) {
            return owner;
        }
        Span whole = new Span(owner.span().file(), owner.span().start(), span.end());
        if (!(owner instanceof Expression.Reference kind)) {
            diagnostics.add(Diagnostic.of(Code.SYNTAX, whole, "only CPUs have numbers: `cpu 0`"));
            return new Expression.Unreadable(whole);
        }
        Name name = new Name(kind.name(), kind.span());
        return new Expression.Call(Optional.empty(), name, List.of(placeNumber(c.placeNumber())), true, whole);
    }

    /** The number behind {@code cpu}. */
    Expression placeNumber(ShootdownParser.PlaceNumberContext c) {
        Span span = offsets.span(c);
        if (c.NUMBER() != null) {
            return new Expression.Number(number(c.NUMBER().getSymbol()), span);
        }
        return c.NAME() != null
                ? new Expression.Reference(c.NAME().getText(), span)
                : buildOrUnreadable(c.expression(), span);
    }

    @Override
    public Expression visitTruth(ShootdownParser.TruthContext c) {
        return new Expression.Truth(c.TRUE() != null, offsets.span(c));
    }

    @Override
    public Expression visitNumber(ShootdownParser.NumberContext c) {
        return new Expression.Number(number(c.NUMBER().getSymbol()), offsets.span(c));
    }

    @Override
    public Expression visitReference(ShootdownParser.ReferenceContext c) {
        TerminalNode word = (TerminalNode) c.getChild(0);
        return new Expression.Reference(word.getText(), offsets.span(c));
    }
}
