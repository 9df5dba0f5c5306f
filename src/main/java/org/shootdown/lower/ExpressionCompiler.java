package org.shootdown.lower;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Step;
import org.shootdown.ir.Value;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Constants;
import org.shootdown.sema.LockKind;
import org.shootdown.sema.Operations;
import org.shootdown.sema.ThingSet;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Expression.Call;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;

/** Compiles expressions: things to what they are, values to IR; calls inside them become steps before them. */
final class ExpressionCompiler {

    private final ThreadCompiler thread;

    ExpressionCompiler(ThreadCompiler thread) {
        this.thread = thread;
    }

    // ---- by kind ------------------------------------------------------------------------------------------------

    Value value(Expression expression, Environment environment) {
        Operand operand = compile(expression, environment);
        if (operand instanceof Operand.Dynamic dynamic) {
            return dynamic.value();
        }
        throw new LoweringException(Code.TYPE, expression.span(), "a value must stand here");
    }

    int page(Expression expression, Environment environment) {
        if (compile(expression, environment) instanceof Operand.Page page) {
            return page.index();
        }
        throw notStatic(expression, "a page");
    }

    int device(Expression expression, Environment environment) {
        if (compile(expression, environment) instanceof Operand.Device device) {
            return device.index();
        }
        throw notStatic(expression, "a device");
    }

    /** A number that is known now. */
    int number(Expression expression, Environment environment) {
        if (value(expression, environment) instanceof Value.Constant constant) {
            return constant.value();
        }
        throw notStatic(expression, "a number");
    }

    Operand.Lock lock(Expression expression, Environment environment) {
        if (compile(expression, environment) instanceof Operand.Lock lock) {
            return lock;
        }
        throw notStatic(expression, "a lock");
    }

    private static LoweringException notStatic(Expression expression, String what) {
        return new LoweringException(Code.NOT_STATIC, expression.span(), "this must be " + what
                + " that is known before the run");
    }

    // ---- expressions --------------------------------------------------------------------------------------------

    Operand compile(Expression expression, Environment environment) {
        Optional<Boolean> inThisCell = thread.world()
                .library
                .axesOf(expression.span().file())
                .truth(expression, name -> ofTheRun(name, environment).isPresent());
        if (inThisCell.isPresent()) {
            return Operand.of(Value.truth(inThisCell.get()));
        }
        if (expression instanceof Expression.Number number) {
            return Operand.of(Value.constant((int) number.value()));
        }
        if (expression instanceof Expression.Truth truth) {
            return Operand.of(Value.truth(truth.value()));
        }
        if (expression instanceof Expression.Reference reference) {
            return reference(reference, environment);
        }
        if (expression instanceof Expression.Index index) {
            return index(index, environment);
        }
        if (expression instanceof Expression.Not not) {
            return Operand.of(Value.not(value(not.operand(), environment)));
        }
        if (expression instanceof Binary binary) {
            return binary(binary, environment);
        }
        if (expression instanceof Call call) {
            return call(call, environment);
        }
        if (expression instanceof Expression.Member member) {
            return member(member, environment);
        }
        if (expression instanceof Expression.Of of) {
            return partsOf(of, environment);
        }
        if (expression instanceof Expression.Quantified quantified
                && quantified.set() instanceof Expression.Range range) {
            return quantified(quantified, range, environment);
        }
        throw new LoweringException(Code.MISPLACED, expression.span(), "this has no value here");
    }

    private Operand partsOf(Expression.Of of, Environment environment) {
        if (!(compile(of.owner(), environment) instanceof Operand.Space space)) {
            throw notStatic(of.owner(), "an address space");
        }
        World world = thread.world();
        return switch (ThingSet.named(of.things().text()).orElseThrow()) {
            case PAGES -> new Operand.Pages(world.pagesOf(space.index()));
            case CPUS -> new Operand.Cpus(world.cpusOf(space.index()));
            case DEVICES -> new Operand.Devices(world.devicesOf(space.index()));
            default -> throw new LoweringException(Code.MISPLACED, of.span(), "a thread knows none of these");
        };
    }

    private Operand reference(Expression.Reference reference, Environment environment) {
        String name = reference.name();
        return ofTheRun(name, environment)
                .or(() -> axis(name))
                .or(() -> Constants.named(name).map(c -> Operand.of(Value.constant(c.value()))))
                .orElseThrow(() -> new LoweringException(unknown(reference)));
    }

    /** What a name stands for that is no axis and no constant. */
    private Optional<Operand> ofTheRun(String name, Environment environment) {
        World world = thread.world();
        return environment
                .find(name)
                .or(() -> environment.space < 0 ? Optional.empty() : world.page(environment.space, name).map(Operand.Page::new))
                .or(() -> world.space(name).map(Operand.Space::new))
                .or(() -> world.device(name).map(Operand.Device::new))
                .or(() -> Optional.ofNullable(world.variables.get(name)).map(s -> Operand.of(new Value.Read(s))))
                .or(() -> Optional.ofNullable(world.namedFrames.get(name)).map(f -> Operand.of(Value.constant(f))))
                .or(() -> Optional.ofNullable(world.locks.get(name)).map(l -> new Operand.Lock(l.slot(), name, l.kind())))
                .or(() -> family(name, environment))
                .or(() -> isThreadsAxis(name, environment)
                        ? Optional.empty()
                        : member(name, Optional.empty(), environment));
    }

    /** In a thread an axis is nearer than the kernel's variables, and in a procedure of the kernel these are. */
    private boolean isThreadsAxis(String name, Environment environment) {
        return environment.exit.isEmpty() && thread.world().cell.declared().contains(name);
    }

    /** An axis has a value only in the cells that have it. */
    private Diagnostic unknown(Expression.Reference reference) {
        String name = reference.name();
        return thread.world().library.axesOf(reference.span().file()).has(name)
                ? Diagnostic.of(Code.UNKNOWN_NAME, reference.span(), "the axis `" + name + "` has no value in this cell")
                        .help("where a cell has no such axis, only comparisons with it mean something: they are false")
                : Diagnostic.of(
                        Code.UNKNOWN_NAME, reference.span(), "nothing here is called `" + name + "` in this cell");
    }

    private Optional<Operand> axis(String name) {
        return thread.world()
                .cell
                .value(name)
                .flatMap(v -> Axes.number(v.text()))
                .map(n -> Operand.of(Value.constant(n)));
    }

    /** All members of a family, where several pages or devices may stand. */
    private Optional<Operand> family(String name, Environment environment) {
        World world = thread.world();
        List<Integer> pages = environment.space < 0 ? List.of() : world.pageFamily(environment.space, name);
        List<Integer> devices = world.deviceFamily(name);
        if (!pages.isEmpty()) {
            return Optional.of(new Operand.Pages(pages));
        }
        return devices.isEmpty() ? Optional.empty() : Optional.of(new Operand.Devices(devices));
    }

    /** All cases of a quantifier over numbers known now. */
    private Operand quantified(Expression.Quantified quantified, Expression.Range range, Environment environment) {
        Value.Operator operator = quantified.forAll() ? Value.Operator.AND : Value.Operator.OR;
        Value joined = Value.truth(quantified.forAll());
        int to = number(range.to(), environment);
        for (int i = number(range.from(), environment); i < to; i++) {
            Environment inner = environment.inner();
            inner.bind(quantified.variable().text(), Operand.of(Value.constant(i)));
            joined = Value.binary(operator, joined, value(quantified.condition(), inner));
        }
        return Operand.of(joined);
    }

    private Operand index(Expression.Index index, Environment environment) {
        String name = ((Expression.Reference) index.of()).name();
        Optional<Map<Integer, Integer>> local = environment.findIndexed(name);
        if (local.isPresent()) {
            int page = page(index.index(), environment);
            Integer slot = local.get().get(page);
            if (slot == null) {
                throw new LoweringException(
                        Code.NOT_STATIC, index.span(), "`" + name + "` has no element for this page");
            }
            return Operand.of(new Value.Read(slot));
        }
        Operand operand = compile(index.index(), environment);
        World.Row row = thread.world().rows.get(name);
        if (row != null && operand instanceof Operand.Dynamic computed) {
            Value position = row.from() == 0
                    ? computed.value()
                    : Value.binary(Value.Operator.SUBTRACT, computed.value(), Value.constant(row.from()));
            return Operand.of(new Value.Element(row.base(), row.count(), position));
        }
        return member(name, Optional.of(operand), environment)
                .orElseThrow(() -> new LoweringException(
                        Code.UNKNOWN_NAME, index.span(), "the kernel of this cell has no `" + name + "`"));
    }

    /** A lock or variable of the kernel or driver. */
    private Optional<Operand> member(String name, Optional<Operand> index, Environment environment) {
        for (List<Library> chain : environment.chains) {
            Optional<Member.Locks> locks = LibraryMembers.locks(chain, name);
            if (locks.isPresent()) {
                int slot = thread.world().members.slot(locks.get(), index);
                String called = thread.world().members.name(locks.get(), index);
                return Optional.of(
                        new Operand.Lock(slot, called, LockKind.of(locks.get().shared(), locks.get().kind())));
            }
            Optional<Member.Variable> variable = LibraryMembers.variable(chain, name);
            if (variable.isPresent()) {
                return Optional.of(Operand.of(variable(variable.get(), index)));
            }
        }
        return Optional.empty();
    }

    private Value variable(Member.Variable variable, Optional<Operand> index) {
        if (index.isPresent() && index.get() instanceof Operand.Dynamic frame) {
            int base = thread.world().members.base(variable);
            Value position = Value.binary(
                    Value.Operator.BIT_AND, frame.value(), Value.constant(Frame.LIMIT - 1));
            return new Value.Element(base, thread.world().frames.size(), position);
        }
        return new Value.Read(thread.world().members.slot(variable, index));
    }

    private Operand member(Expression.Member member, Environment environment) {
        if (compile(member.of(), environment) instanceof Operand.Space space) {
            List<Integer> family =
                    thread.world().pageFamily(space.index(), member.member().text());
            if (!family.isEmpty()) {
                return new Operand.Pages(family);
            }
            return thread.world()
                    .page(space.index(), member.member().text())
                    .map(Operand.Page::new)
                    .orElseThrow(() -> noSuchPage(space.index(), member.member()));
        }
        throw new LoweringException(Code.TYPE, member.span(), "this has no members");
    }

    private LoweringException noSuchPage(int space, Name page) {
        World world = thread.world();
        List<String> known = world.pagesOf(space).stream()
                .map(p -> world.pages.get(p).name())
                .toList();
        Diagnostic error = Diagnostic.of(
                Code.UNKNOWN_NAME,
                page.span(),
                "the address space `" + world.spaces.get(space).name() + "` has no page `" + page + "`");
        return new LoweringException(Nearest.help(page.text(), known).map(error::help).orElse(error));
    }

    // ---- operators ----------------------------------------------------------------------------------------------

    private Operand binary(Binary binary, Environment environment) {
        boolean lazy = binary.operator() == Expression.Operator.AND
                || binary.operator() == Expression.Operator.OR
                || binary.operator() == Expression.Operator.IMPLIES;
        if (lazy && hasSteps(binary.right())) {
            return shortCircuit(binary, environment);
        }
        Operand left = compile(binary.left(), environment);
        Operand right = compile(binary.right(), environment);
        if (left instanceof Operand.Dynamic a && right instanceof Operand.Dynamic b) {
            return Operand.of(combine(binary.operator(), a.value(), b.value()));
        }
        // Things are equal or not, now.
        boolean equal = left.equals(right);
        return Operand.of(Value.truth(equal == (binary.operator() == Expression.Operator.EQUAL)));
    }

    static Value combine(Expression.Operator operator, Value left, Value right) {
        return switch (operator) {
            case MULTIPLY -> Value.binary(Value.Operator.MULTIPLY, left, right);
            case REMAINDER -> Value.binary(Value.Operator.REMAINDER, left, right);
            case ADD -> Value.binary(Value.Operator.ADD, left, right);
            case SUBTRACT -> Value.binary(Value.Operator.SUBTRACT, left, right);
            case EQUAL -> Value.binary(Value.Operator.EQUAL, left, right);
            case NOT_EQUAL -> Value.binary(Value.Operator.NOT_EQUAL, left, right);
            case LESS -> Value.binary(Value.Operator.LESS, left, right);
            case LESS_EQUAL -> Value.binary(Value.Operator.LESS_EQUAL, left, right);
            case GREATER -> Value.binary(Value.Operator.LESS, right, left);
            case GREATER_EQUAL -> Value.binary(Value.Operator.LESS_EQUAL, right, left);
            case AND -> Value.binary(Value.Operator.AND, left, right);
            case OR -> Value.binary(Value.Operator.OR, left, right);
            case IMPLIES -> Value.binary(Value.Operator.OR, Value.not(left), right);
        };
    }

    private static boolean hasSteps(Expression expression) {
        if (expression instanceof Call call) {
            boolean pure = call.receiver().isEmpty()
                    && Operations.named(call.name().text())
                            .filter(o -> o.kind() == org.shootdown.sema.Operation.Kind.FUNCTION
                                    || o.kind() == org.shootdown.sema.Operation.Kind.LOOKUP)
                            .isPresent();
            return !pure || call.arguments().stream().anyMatch(ExpressionCompiler::hasSteps);
        }
        if (expression instanceof Binary binary) {
            return hasSteps(binary.left()) || hasSteps(binary.right());
        }
        return expression instanceof Expression.Not not && hasSteps(not.operand());
    }

    /** {@code a and f()}: f is called only if a holds. */
    private Operand shortCircuit(Binary binary, Environment environment) {
        CodeBuilder code = thread.code();
        Span span = binary.span();
        int result = code.register();
        Value left = value(binary.left(), environment);
        if (binary.operator() == Expression.Operator.IMPLIES) {
            left = Value.not(left);
        }
        code.emit(new Step.Assign(result, left), span, "");
        CodeBuilder.Label done = new CodeBuilder.Label();
        Value goOn = new Value.Read(result);
        code.branchUnless(
                binary.operator() == Expression.Operator.AND ? goOn : Value.not(goOn), done, span, "");
        code.emit(new Step.Assign(result, value(binary.right(), environment)), span, "");
        code.place(done);
        return Operand.of(new Value.Read(result));
    }

    private Operand call(Call call, Environment environment) {
        int result = -1;
        if (!thread.calls().isPure(call)) {
            result = thread.code().register();
        }
        return thread.calls().compile(call, result, environment);
    }
}
