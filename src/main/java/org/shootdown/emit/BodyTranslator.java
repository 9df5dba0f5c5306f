package org.shootdown.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Expression.Operator;
import org.shootdown.syntax.Statement;

/**
 * Translates the body of a thread. Each {@code try} of more than one access becomes a function of its own: there every
 * fault is a return, so the C code jumps nowhere.
 */
final class BodyTranslator {

    private static final int WIDTH = 90;
    private static final int TAB = 8;

    private final ThreadPlan plan;
    private final ScenarioNames names;
    private final ExpressionTranslator expressions;
    private final SystemCalls calls;
    private final Refusals refusals;
    private final List<CProgram.Function> functions = new ArrayList<>();
    private final Set<String> operations = new TreeSet<>();
    private int depth = 1;
    private int loops;
    private int repeats;
    private int attempts;
    private int accesses;
    private int uncaught;
    private int open;
    private boolean usesThread;

    BodyTranslator(ThreadPlan plan, ScenarioNames names, AxisValues axes, SystemCalls calls, Refusals refusals) {
        this.plan = plan;
        this.names = names;
        Set<String> registers = Registers.assigned(plan.thread().body());
        this.expressions = new ExpressionTranslator(plan, registers, names.observables(), axes, refusals);
        this.calls = calls;
        this.refusals = refusals;
    }

    /** The functions of the thread, callees first. */
    List<CProgram.Function> translate() {
        String where = plan.thread().placeName().map(p -> " on " + p).orElse("")
                + plan.thread().number().map(n -> " " + n).orElse("")
                + plan.thread().space().map(s -> " in " + s).orElse("");
        Body body = body(plan.thread().body());
        functions.add(new CProgram.Function(
                CProgram.FunctionKind.THREAD,
                names.threads().of(plan.name()),
                Comment.oneLine("thread " + plan.name() + where, WIDTH),
                body.ofFunction()));
        return functions;
    }

    /** The templates of the operations that were needed. */
    Set<String> operations() {
        if (expressions.usesRemainder()) {
            operations.add("remainder");
        }
        return operations;
    }

    /** Whether a fault can end the thread. */
    boolean hasUncaughtAccess() {
        return uncaught > 0;
    }

    /** What a C function is made of. */
    private record Body(List<CStatement> statements, boolean faults, boolean usesThread) {

        List<CStatement> ofFunction() {
            List<CStatement> all = new ArrayList<>(statements);
            if (!usesThread) {
                all.add(0, new CStatement.Unused());
            }
            return all;
        }
    }

    private Body body(Statement.Block block) {
        int outerDepth = depth;
        boolean outerUses = usesThread;
        int before = accesses;
        depth = 1;
        usesThread = false;
        Body body = new Body(block(block), accesses > before, usesThread);
        depth = outerDepth;
        usesThread |= outerUses;
        return body;
    }

    private List<CStatement> block(Statement.Block block) {
        List<CStatement> list = new ArrayList<>();
        block.statements().forEach(s -> statement(s, list));
        return list;
    }

    private void statement(Statement statement, List<CStatement> out) {
        if (statement instanceof Statement.Perform perform) {
            perform(perform.call(), out);
        } else if (statement instanceof Statement.Assign assign) {
            assign(assign, out);
        } else if (statement instanceof Statement.If choice) {
            conditional(choice, out);
        } else if (statement instanceof Statement.While loop) {
            whileLoop(loop, out);
        } else if (statement instanceof Statement.Loop loop) {
            repeat(loop, out);
        } else if (statement instanceof Statement.Try attempt) {
            attempt(attempt, out);
        } else {
            refuse(statement);
        }
    }

    private void refuse(Statement statement) {
        Span span = statement.span();
        if (statement instanceof Statement.Choose) {
            refusals.at(span, "a test cannot make every choice of `choose`", "write a scenario for each of them");
        } else if (statement instanceof Statement.Await) {
            refusals.at(span, "a test cannot wait for this without a system call of its own",
                    "poll a page: `while r == 0 { r = load A }`");
        } else if (statement instanceof Statement.Atomic) {
            refusals.at(span, "a user-space program cannot make several operations one step");
        } else if (statement instanceof Statement.Let let) {
            refusals.at(span, "`let` makes a value that the test would not show",
                    "make it a register: `" + let.name() + " = ...`");
        } else if (statement instanceof Statement.For) {
            refusals.at(span, "a loop over pages, CPUs or devices is one of the kernel's procedures", "write it out");
        } else if (statement instanceof Statement.Fallible) {
            refusals.at(span, "a test cannot make an operation fail", "leave `fails` out, or write the failure alone");
        } else if (statement instanceof Statement.Retry) {
            refusals.at(span, "a thread of a test has no way back", "poll: `while r == 0 { try { r = load A } on fault { } }`");
        } else {
            refusals.at(span, "a user-space program cannot do this");
        }
    }

    private void perform(Call call, List<CStatement> out) {
        String name = call.name().text();
        if (UserOperations.isAccess(call)) {
            out.add(new CStatement.Access(access(call, Optional.empty()), source(call.span())));
        } else if (UserOperations.SYSTEM_CALLS.contains(name) && call.receiver().isEmpty()) {
            usesThread = true;
            calls.translate(call, plan, loops > 0, source(call.span())).ifPresent(s -> {
                operations.add(s.template());
                out.add(s);
            });
        } else {
            refusals.at(call.span(), UserOperations.why(name));
        }
    }

    /** The C expression of an access, whose value is whether it faulted. */
    private CExpression access(Call call, Optional<Identifier> register) {
        usesThread = true;
        accesses++;
        uncaught += open == 0 ? 1 : 0;
        operations.add(call.name().text());
        Identifier page = calls.page(call, 0, plan);
        if (call.name().text().equals(UserOperations.STORE)) {
            return new CExpression.Store(page, expression(call.arguments().get(1)));
        }
        if (UserOperations.READ_MODIFY_WRITE.contains(call.name().text())) {
            List<CExpression> operands =
                    call.arguments().stream().skip(1).map(this::expression).toList();
            Identifier operation = new Identifier(call.name().text());
            return new CExpression.ReadModifyWrite(operation, page, operands, register.isPresent(), register.orElse(page));
        }
        return new CExpression.Load(page, register.isPresent(), register.orElse(page));
    }

    private CExpression expression(Expression expression) {
        CExpression translated = expressions.translate(expression);
        usesThread |= expressions.takeUsesRegisters();
        return translated;
    }

    private void assign(Statement.Assign assign, List<CStatement> out) {
        String name = assign.target().name().text();
        if (assign.target().index().isPresent() || names.isVariable(name)) {
            refusals.at(assign.target().span(), "`" + name + "` is the kernel's: a user-space program cannot set it");
            return;
        }
        usesThread = true;
        Identifier register = names.observables().of(plan.register(name));
        Comment source = source(assign.span());
        if (UserOperations.isLoad(assign)) {
            out.add(new CStatement.Access(access((Call) assign.value(), Optional.of(register)), source));
            return;
        }
        CExpression value;
        if (assign.value() instanceof Call call && UserOperations.isAccess(call)) {
            out.add(new CStatement.Access(access(call, Optional.empty()), source(call.span())));
            value = new CExpression.Ignored();
        } else {
            value = expression(assign.value());
        }
        if (assign.kind() != Statement.AssignmentKind.SET) {
            Operator operator = assign.kind() == Statement.AssignmentKind.ADD ? Operator.ADD : Operator.SUBTRACT;
            value = expressions.binary(operator, new CExpression.Register(register), value);
        }
        out.add(new CStatement.Assign(register, value, source));
    }

    private void conditional(Statement.If choice, List<CStatement> out) {
        CExpression condition = expression(choice.condition());
        Comment source = source("if ", choice.condition().span());
        depth++;
        List<CStatement> then = block(choice.then());
        List<CStatement> otherwise = choice.otherwise().map(this::block).orElse(List.of());
        depth--;
        out.add(new CStatement.Choice(condition, orNothing(then), otherwise, source));
    }

    private void whileLoop(Statement.While loop, List<CStatement> out) {
        // A test that is over must not wait for a thread that still polls.
        CExpression condition = expressions.binary(
                Operator.AND, expression(loop.condition()), new CExpression.Running());
        Comment source = source("while ", loop.condition().span());
        operations.add("stopped");
        usesThread = true;
        depth++;
        loops++;
        List<CStatement> body = block(loop.body());
        loops--;
        depth--;
        out.add(new CStatement.Loop(condition, orNothing(body), source));
    }

    /** The scenario is plain by now: the count is a number. */
    private void repeat(Statement.Loop loop, List<CStatement> out) {
        long count = ((Expression.Number) loop.count()).value();
        Comment source = source("loop ", loop.count().span());
        depth++;
        loops++;
        repeats++;
        List<CStatement> body = block(loop.body());
        out.add(new CStatement.Repeat(repeats, count, orNothing(body), source));
        repeats--;
        loops--;
        depth--;
    }

    private static List<CStatement> orNothing(List<CStatement> body) {
        return body.isEmpty() ? List.of(new CStatement.Remark(new Comment("nothing"))) : body;
    }

    private void attempt(Statement.Try attempt, List<CStatement> out) {
        List<Statement> body = attempt.body().statements();
        boolean single = body.size() == 1 && UserOperations.isAccess(body.get(0));
        List<CStatement> tried = new ArrayList<>();
        open++;
        if (single) {
            statement(body.get(0), tried);
        } else {
            Body own = body(attempt.body());
            if (own.faults()) {
                tried.add(attemptFunction(attempt, own));
            } else {
                tried.addAll(own.statements());
            }
        }
        open--;
        depth++;
        List<CStatement> handler = block(attempt.handler());
        depth--;
        if (tried.size() == 1 && tried.get(0) instanceof CStatement.Access access) {
            Comment source = single ? source("try ", attempt.body().span()) : access.source();
            out.add(new CStatement.Caught(access.access(), handler, new Comment("on fault"), source));
        } else {
            out.addAll(tried);
            out.add(new CStatement.Remark(new Comment("on fault: nothing here can fault")));
        }
    }

    private CStatement attemptFunction(Statement.Try attempt, Body body) {
        Identifier id = names.attempts().of(plan.name() + "_" + ++attempts);
        String source = "try of line " + attempt.span().line();
        Comment title = new Comment(source + ", thread " + plan.name());
        functions.add(
                new CProgram.Function(CProgram.FunctionKind.ATTEMPT, id, title, body.ofFunction()));
        return new CStatement.Access(new CExpression.Attempt(id), new Comment(source));
    }

    private Comment source(Span span) {
        return source("", span);
    }

    private Comment source(String before, Span span) {
        return Comment.oneLine(before + span.text(), Math.max(WIDTH - TAB * depth, TAB * 4));
    }
}
