package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.shootdown.diag.Code;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Predicate;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;
import org.shootdown.lower.QuestionCompiler.Inapplicable;
import org.shootdown.sema.ThingSet;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Binary;
import org.shootdown.syntax.Expression.Quantified;

/**
 * Compiles the condition of a question. Quantifiers over things that are known before the run are written out; those over
 * translations the machine evaluates.
 */
final class ConditionCompiler {

    private final World world;
    private final List<ThreadCode> threads;
    private final Counters counters;
    private final Subjects subjects;
    /** How many quantifiers over translations are around what is being compiled. */
    private int depth;

    ConditionCompiler(World world, List<ThreadCode> threads, Counters counters) {
        this.world = world;
        this.threads = threads;
        this.counters = counters;
        this.subjects = new Subjects(world, threads, counters);
    }

    Predicate compile(Expression expression) {
        Optional<Boolean> inThisCell = world.library
                .axesOf(expression.span().file())
                .truth(expression, name -> true);
        if (inThisCell.isPresent()) {
            return Value.truth(inThisCell.get());
        }
        if (expression instanceof Expression.Not not) {
            return Predicate.not(compile(not.operand()));
        }
        if (expression instanceof Binary binary) {
            switch (binary.operator()) {
                case AND -> {
                    return Predicate.join(true, compile(binary.left()), compile(binary.right()));
                }
                case OR -> {
                    return Predicate.join(false, compile(binary.left()), compile(binary.right()));
                }
                case IMPLIES -> {
                    return Predicate.join(false, Predicate.not(compile(binary.left())), compile(binary.right()));
                }
                default -> {
                    return comparison(binary);
                }
            }
        }
        return expression instanceof Quantified quantified ? quantified(quantified) : value(expression);
    }

    // ---- quantifiers --------------------------------------------------------------------------------------------

    private Predicate quantified(Quantified quantified) {
        Expression set = quantified.set();
        Optional<Expression> owner = set instanceof Expression.Of of ? Optional.of(of.owner()) : Optional.empty();
        String word = set instanceof Expression.Of of ? of.things().text() : ((Expression.Reference) set).name();
        ThingSet things = ThingSet.named(word).orElseThrow();
        return switch (things) {
            case TRANSLATIONS -> overTranslations(quantified, owner);
            case FRAMES -> overFrames(quantified);
            case PAGES -> over(quantified, "pages", owner.map(this::pagesOf).orElse(all(world.pages.size())).stream()
                    .map(p -> new Member(world.pageName(p), new Subject.Page(Value.constant(p))))
                    .toList());
            case DEVICES -> over(quantified, "devices", owner.map(o -> world.devicesOf(space(o)))
                    .orElse(all(world.devices.size()))
                    .stream()
                    .map(d -> new Member(world.devices.get(d).name(), new Subject.Device(d)))
                    .toList());
            case CPUS -> over(quantified, "CPUs", owner.map(o -> world.cpusOf(space(o)))
                    .orElse(all(world.cpus.size()))
                    .stream()
                    .map(c -> new Member(world.cpuName(c), new Subject.Cpu(c)))
                    .toList());
            case THREADS -> over(quantified, "threads", threads.stream()
                    .filter(t -> t.kind() == ThreadCode.Kind.SCRIPT)
                    .map(t -> new Member(t.name(), new Subject.Thread(t)))
                    .toList());
        };
    }

    /** One of the things that a quantifier runs over. */
    private record Member(String name, Subject subject) {}

    private static List<Integer> all(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private List<Integer> pagesOf(Expression owner) {
        return world.pagesOf(space(owner));
    }

    private Predicate over(Quantified quantified, String what, List<Member> members) {
        if (members.isEmpty()) {
            throw new Inapplicable("there are no " + what + " for `" + quantified.variable() + "`");
        }
        List<Predicate> parts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (Member member : members) {
            parts.add(with(quantified, member.subject()));
            labels.add(quantified.variable() + " is " + member.name());
        }
        return new Predicate.Junction(quantified.forAll(), parts, labels);
    }

    private Predicate with(Quantified quantified, Subject subject) {
        String variable = quantified.variable().text();
        Optional<Subject> outer = subjects.bind(variable, subject);
        Predicate body = compile(quantified.condition());
        subjects.rebind(variable, outer);
        return body;
    }

    /** Of the frames those that are allocated: for the others a conjunction holds, and a disjunction does not. */
    private Predicate overFrames(Quantified quantified) {
        List<Predicate> parts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int index = 1; index < world.frames.size(); index++) {
            Value allocated = Value.differs(world.live + index, 0);
            Predicate body = with(quantified, new Subject.Frame(Functions.current(world, index)));
            parts.add(
                    quantified.forAll()
                            ? Predicate.join(false, Value.not(allocated), body)
                            : Predicate.join(true, allocated, body));
            labels.add(quantified.variable() + " is " + world.frames.get(index).name());
        }
        return new Predicate.Junction(quantified.forAll(), parts, labels);
    }

    private Predicate overTranslations(Quantified quantified, Optional<Expression> owner) {
        Predicate.Range range = owner.map(this::range)
                .orElse(new Predicate.Range(
                        all(world.cpus.size()), all(world.devices.size()), all(world.spaces.size())));
        if (range.cpus().isEmpty() && range.devices().isEmpty()) {
            throw new Inapplicable("nothing here has translations for `" + quantified.variable() + "`");
        }
        int[] slots = world.translationSlots(depth);
        depth++;
        Predicate body = with(quantified, new Subject.Translation(slots[0], slots[1]));
        depth--;
        return new Predicate.OverTranslations(
                quantified.forAll(), quantified.variable().text(), range, slots[0], slots[1], body);
    }

    private Predicate.Range range(Expression owner) {
        List<Integer> spaces = all(world.spaces.size());
        if (owner instanceof Expression.Call call && call.name().text().equals("cpu")) {
            if (!(value(call.arguments().get(0)) instanceof Value.Constant number)
                    || !world.cpus.contains(new World.CpuInfo(number.value(), -1))) {
                throw new LoweringException(
                        Code.UNKNOWN_PLACE, owner.span(), "no thread runs on this CPU, so it has no translations");
            }
            return new Predicate.Range(List.of(world.cpus.indexOf(new World.CpuInfo(number.value(), -1))), List.of(), spaces);
        }
        if (owner instanceof Expression.Reference reference && !subjects.isBound(reference.name())) {
            if (reference.name().equals(ThingSet.CPUS.word())) {
                return new Predicate.Range(all(world.cpus.size()), List.of(), spaces);
            }
            if (reference.name().equals(ThingSet.DEVICES.word())) {
                return new Predicate.Range(List.of(), all(world.devices.size()), spaces);
            }
        }
        Subject subject = subjects.of(owner);
        if (subject instanceof Subject.Cpu cpu) {
            return new Predicate.Range(List.of(cpu.index()), List.of(), spaces);
        }
        if (subject instanceof Subject.Device device
                && world.devices.get(device.index()).kind() == DeviceInfo.Kind.VIRTUAL_MACHINE) {
            List<Integer> vcpus = world.cpusOf(world.devices.get(device.index()).table());
            return new Predicate.Range(vcpus, List.of(), spaces);
        }
        if (subject instanceof Subject.Device device) {
            return new Predicate.Range(List.of(), List.of(device.index()), spaces);
        }
        return new Predicate.Range(all(world.cpus.size()), all(world.devices.size()), List.of(space(owner)));
    }

    private int space(Expression owner) {
        if (subjects.of(owner) instanceof Subject.Space space && space.index() instanceof Value.Constant index) {
            return index.value();
        }
        throw new LoweringException(Code.NOT_STATIC, owner.span(), "this must be an address space of the scenario");
    }

    // ---- values -------------------------------------------------------------------------------------------------

    private Value value(Expression expression) {
        if (expression instanceof Expression.Not || expression instanceof Binary || expression instanceof Quantified) {
            if (compile(expression) instanceof Value value) {
                return value;
            }
            throw new LoweringException(Code.NOT_IN_QUESTION, expression.span(), "this has no value to compare");
        }
        if (subjects.of(expression) instanceof Subject.Plain plain) {
            return plain.value();
        }
        throw new LoweringException(Code.TYPE, expression.span(), "a value must stand here");
    }

    private Value comparison(Binary binary) {
        Optional<Value> counted = counted(binary.left(), binary.right(), binary.operator(), true)
                .or(() -> counted(binary.right(), binary.left(), binary.operator(), false));
        if (counted.isPresent()) {
            return counted.get();
        }
        boolean equality = binary.operator() == Expression.Operator.EQUAL
                || binary.operator() == Expression.Operator.NOT_EQUAL;
        if (!equality) {
            return ExpressionCompiler.combine(binary.operator(), value(binary.left()), value(binary.right()));
        }
        return ExpressionCompiler.combine(
                binary.operator(), identity(binary.left()), identity(binary.right()));
    }

    /** What two things must have in common to be the same. */
    private Value identity(Expression expression) {
        if (expression instanceof Expression.Not || expression instanceof Binary || expression instanceof Quantified) {
            return value(expression);
        }
        Subject subject = subjects.of(expression);
        if (subject instanceof Subject.Page page) {
            return page.index();
        }
        if (subject instanceof Subject.Frame frame) {
            return frame.handle();
        }
        if (subject instanceof Subject.Entry entry) {
            return entry.entry();
        }
        if (subject instanceof Subject.Translation translation) {
            return new Value.Read(translation.entry());
        }
        if (subject instanceof Subject.Space space) {
            return space.index();
        }
        if (subject instanceof Subject.Device device) {
            return Value.constant(device.index());
        }
        if (subject instanceof Subject.Cpu cpu) {
            return Value.constant(cpu.index());
        }
        if (subject instanceof Subject.Thread thread) {
            return Value.constant(threads.indexOf(thread.code()));
        }
        return ((Subject.Plain) subject).value();
    }

    /** A comparison of a counter with a number. */
    private Optional<Value> counted(
            Expression counter, Expression number, Expression.Operator operator, boolean counterFirst) {
        Optional<CostKind> kind = subjects.cost(counter);
        boolean compares = operator.compareTo(Expression.Operator.EQUAL) >= 0
                && operator.compareTo(Expression.Operator.GREATER_EQUAL) <= 0;
        if (kind.isEmpty() || !compares || subjects.cost(number).isPresent()) {
            return Optional.empty();
        }
        if (!(value(number) instanceof Value.Constant constant)) {
            return Optional.empty();
        }
        Value count = counters.compared(kind.get(), constant.value());
        return Optional.of(
                counterFirst
                        ? ExpressionCompiler.combine(operator, count, constant)
                        : ExpressionCompiler.combine(operator, constant, count));
    }
}
