package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;

/** Builds statements. */
final class StatementBuilder extends ShootdownParserBaseVisitor<Statement> {

    private final Offsets offsets;
    private final ExpressionBuilder expressions;
    private final List<Diagnostic> diagnostics;

    StatementBuilder(Offsets offsets, ExpressionBuilder expressions, List<Diagnostic> diagnostics) {
        this.offsets = offsets;
        this.expressions = expressions;
        this.diagnostics = diagnostics;
    }

    Statement.Block block(ShootdownParser.BlockContext context) {
        List<Statement> statements = new ArrayList<>();
        for (ShootdownParser.LineContext line : context.line()) {
            for (ShootdownParser.StatementContext statement : line.statement()) {
                Statement built = ExpressionBuilder.complete(statement) ? visit(statement) : null;
                if (built != null) {
                    statements.add(built);
                }
            }
            if (line.returnStatement() != null) {
                statements.add(visit(line.returnStatement()));
            }
            if (line.bareOperation() != null && ExpressionBuilder.complete(line.bareOperation())) {
                statements.add(bare(expressions.name(line.bareOperation().name())));
            }
        }
        return new Statement.Block(statements, offsets.span(context));
    }

    private Statement.Block blockOrEmpty(ShootdownParser.BlockContext context, Span where) {
        return context == null ? new Statement.Block(List.of(), where) : block(context);
    }

    private static Statement bare(Name name) {
        return new Statement.Perform(
                new Expression.Call(Optional.empty(), name, List.of(), true, name.span()), name.span());
    }

    @Override
    public Statement visitLetStatement(ShootdownParser.LetStatementContext c) {
        Optional<Expression> value = Optional.ofNullable(c.value()).map(this::value);
        Optional<Member.TypeName> type = Optional.ofNullable(c.type())
                .map(t -> new Member.TypeName(t.getText(), offsets.span(t)));
        Optional<Expression> index = Optional.ofNullable(c.expression()).map(expressions::build);
        return new Statement.Let(expressions.name(c.name()), index, type, value, offsets.span(c));
    }

    @Override
    public Statement visitAssignStatement(ShootdownParser.AssignStatementContext c) {
        Statement.AssignmentKind kind = c.ADD_ASSIGN() != null
                ? Statement.AssignmentKind.ADD
                : c.SUB_ASSIGN() != null ? Statement.AssignmentKind.SUBTRACT : Statement.AssignmentKind.SET;
        return c.value() == null
                ? null
                : new Statement.Assign(target(c.target()), kind, value(c.value()), offsets.span(c));
    }

    private Statement.Target target(ShootdownParser.TargetContext target) {
        return new Statement.Target(
                expressions.name(target.name()),
                Optional.ofNullable(target.expression()).map(expressions::build),
                offsets.span(target));
    }

    @Override
    public Statement visitIfStatement(ShootdownParser.IfStatementContext c) {
        return conditional(c.condition(), c.block(), c.elseBranch(), offsets.span(c));
    }

    private Statement conditional(
            ShootdownParser.ConditionContext condition,
            ShootdownParser.BlockContext then,
            ShootdownParser.ElseBranchContext otherwise,
            Span span) {
        Optional<Statement.Block> elseBlock = Optional.empty();
        if (otherwise != null && otherwise.IF() != null) {
            Statement nested = conditional(
                    otherwise.condition(), otherwise.block(), otherwise.elseBranch(), offsets.span(otherwise));
            elseBlock = Optional.of(new Statement.Block(List.of(nested), nested.span()));
        } else if (otherwise != null) {
            elseBlock = Optional.of(blockOrEmpty(otherwise.block(), span));
        }
        return new Statement.If(
                expressions.condition(condition, span), blockOrEmpty(then, span), elseBlock, span);
    }

    @Override
    public Statement visitWhileStatement(ShootdownParser.WhileStatementContext c) {
        Span span = offsets.span(c);
        return new Statement.While(
                expressions.condition(c.condition(), span), blockOrEmpty(c.block(), span), span);
    }

    @Override
    public Statement visitForStatement(ShootdownParser.ForStatementContext c) {
        Span span = offsets.span(c);
        return new Statement.For(
                expressions.name(c.name()),
                c.set() == null ? new Expression.Unreadable(span) : expressions.set(c.set()),
                blockOrEmpty(c.block(), span),
                span);
    }

    @Override
    public Statement visitLoopStatement(ShootdownParser.LoopStatementContext c) {
        Span span = offsets.span(c);
        return new Statement.Loop(
                expressions.buildOrUnreadable(c.expression(), span), blockOrEmpty(c.block(), span), span);
    }

    @Override
    public Statement visitRetryStatement(ShootdownParser.RetryStatementContext c) {
        return new Statement.Retry(offsets.span(c));
    }

    @Override
    public Statement visitFallibleStatement(ShootdownParser.FallibleStatementContext c) {
        Statement operation = ExpressionBuilder.complete(c.fallible()) ? visit(c.fallible()) : null;
        return operation == null || c.FAILS() == null
                ? operation
                : new Statement.Fallible(operation, blockOrEmpty(c.block(), offsets.span(c)), offsets.span(c));
    }

    // ---- the steps of timelines ---------------------------------------------------------------------------------

    @Override
    public Statement visitTimelineAssignment(ShootdownParser.TimelineAssignmentContext c) {
        return c.value() == null
                ? null
                : new Statement.Assign(
                        target(c.target()), Statement.AssignmentKind.SET, value(c.value()), offsets.span(c));
    }

    @Override
    public Statement visitTimelineCall(ShootdownParser.TimelineCallContext c) {
        return call(c.name(), c.DOT() != null, c.arguments(), offsets.span(c));
    }

    @Override
    public Statement visitTimelineOperation(ShootdownParser.TimelineOperationContext c) {
        return c.arguments() == null
                ? bare(expressions.name(c.name()))
                : new Statement.Perform(operation(c.name(), c.arguments(), offsets.span(c)), offsets.span(c));
    }

    @Override
    public Statement visitChooseStatement(ShootdownParser.ChooseStatementContext c) {
        return new Statement.Choose(c.block().stream().map(this::block).toList(), offsets.span(c));
    }

    @Override
    public Statement visitAwaitStatement(ShootdownParser.AwaitStatementContext c) {
        return new Statement.Await(
                expressions.condition(c.condition(), offsets.span(c)), offsets.span(c));
    }

    @Override
    public Statement visitAtomicStatement(ShootdownParser.AtomicStatementContext c) {
        return new Statement.Atomic(blockOrEmpty(c.block(), offsets.span(c)), offsets.span(c));
    }

    @Override
    public Statement visitTryStatement(ShootdownParser.TryStatementContext c) {
        Span span = offsets.span(c);
        if (c.name() != null && !c.name().getText().equals("fault")) {
            diagnostics.add(Diagnostic.of(
                            Code.SYNTAX,
                            offsets.span(c.name()),
                            "`try` catches faults, not `" + c.name().getText() + "`")
                    .help("write `on fault { ... }`"));
        }
        return new Statement.Try(blockOrEmpty(c.block(0), span), blockOrEmpty(c.block(1), span), span);
    }

    @Override
    public Statement visitReturnStatement(ShootdownParser.ReturnStatementContext c) {
        return new Statement.Return(Optional.ofNullable(c.value()).map(this::value), offsets.span(c));
    }

    @Override
    public Statement visitCallStatement(ShootdownParser.CallStatementContext c) {
        return call(c.name(), c.DOT() != null, c.arguments(), offsets.span(c));
    }

    private Statement call(
            List<ShootdownParser.NameContext> names,
            boolean method,
            ShootdownParser.ArgumentsContext arguments,
            Span span) {
        Optional<Expression> receiver = method
                ? Optional.of(new Expression.Reference(names.get(0).getText(), offsets.span(names.get(0))))
                : Optional.empty();
        Expression.Call call = new Expression.Call(
                receiver, expressions.name(names.get(method ? 1 : 0)), expressions.arguments(arguments), false, span);
        return new Statement.Perform(call, span);
    }

    @Override
    public Statement visitOperationStatement(ShootdownParser.OperationStatementContext c) {
        Expression.Call call = operation(c.name(), c.arguments(), offsets.span(c));
        return new Statement.Perform(call, call.span());
    }

    private Expression value(ShootdownParser.ValueContext context) {
        if (context.arguments() != null && context.name() != null) {
            return operation(context.name(), context.arguments(), offsets.span(context));
        }
        return expressions.buildOrUnreadable(context.expression(), offsets.span(context));
    }

    private Expression.Call operation(
            ShootdownParser.NameContext name, ShootdownParser.ArgumentsContext arguments, Span span) {
        return new Expression.Call(
                Optional.empty(), expressions.name(name), expressions.arguments(arguments), true, span);
    }

    @Override
    public Statement visitTerminal(TerminalNode node) {
        return null;
    }
}
