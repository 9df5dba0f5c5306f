package org.shootdown.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.shootdown.diag.Code;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Frame;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Predicate;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;
import org.shootdown.lower.QuestionCompiler.Inapplicable;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Constants;
import org.shootdown.sema.ThingSet;
import org.shootdown.sema.Type;
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
    private final Map<String, Subject> bound = new HashMap<>();
    /** How many quantifiers over translations are around what is being compiled. */
    private int depth;

    ConditionCompiler(World world, List<ThreadCode> threads, Counters counters) {
        this.world = world;
        this.threads = threads;
        this.counters = counters;
    }

    Predicate compile(Expression expression) {
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
                    .map(c -> new Member("cpu " + world.cpus.get(c), new Subject.Cpu(c)))
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
        Subject outer = bound.put(variable, subject);
        Predicate body = compile(quantified.condition());
        if (outer == null) {
            bound.remove(variable);
        } else {
            bound.put(variable, outer);
        }
        return body;
    }

    /** Of the frames those that are allocated: for the others a conjunction holds, and a disjunction does not. */
    private Predicate overFrames(Quantified quantified) {
        List<Predicate> parts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int index = 1; index < world.frames.size(); index++) {
            Value allocated = Value.binary(Operator.NOT_EQUAL, new Value.Read(world.live + index), Value.constant(0));
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
                    || !world.cpus.contains(number.value())) {
                throw new LoweringException(
                        Code.UNKNOWN_PLACE, owner.span(), "no thread runs on this CPU, so it has no translations");
            }
            return new Predicate.Range(List.of(world.cpus.indexOf(number.value())), List.of(), spaces);
        }
        if (owner instanceof Expression.Reference reference && !bound.containsKey(reference.name())) {
            if (reference.name().equals(ThingSet.CPUS.word())) {
                return new Predicate.Range(all(world.cpus.size()), List.of(), spaces);
            }
            if (reference.name().equals(ThingSet.DEVICES.word())) {
                return new Predicate.Range(List.of(), all(world.devices.size()), spaces);
            }
        }
        Subject subject = subject(owner);
        if (subject instanceof Subject.Cpu cpu) {
            return new Predicate.Range(List.of(cpu.index()), List.of(), spaces);
        }
        if (subject instanceof Subject.Device device) {
            return new Predicate.Range(List.of(), List.of(device.index()), spaces);
        }
        return new Predicate.Range(all(world.cpus.size()), all(world.devices.size()), List.of(space(owner)));
    }

    private int space(Expression owner) {
        if (subject(owner) instanceof Subject.Space space && space.index() instanceof Value.Constant index) {
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
        if (subject(expression) instanceof Subject.Plain plain) {
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
        Subject subject = subject(expression);
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
        Optional<CostKind> kind = cost(counter);
        boolean compares = operator.compareTo(Expression.Operator.EQUAL) >= 0
                && operator.compareTo(Expression.Operator.GREATER_EQUAL) <= 0;
        if (kind.isEmpty() || !compares || cost(number).isPresent()) {
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

    private Optional<CostKind> cost(Expression expression) {
        return expression instanceof Expression.Member member
                        && member.of() instanceof Expression.Reference word
                        && word.name().equals(QuestionCompiler.COST)
                        && !bound.containsKey(word.name())
                        && thread(word.name()).isEmpty()
                ? CostKind.named(member.member().text())
                : Optional.empty();
    }

    // ---- what expressions come to -------------------------------------------------------------------------------

    private Subject subject(Expression expression) {
        if (expression instanceof Expression.Number number) {
            return new Subject.Plain(Value.constant((int) number.value()));
        }
        if (expression instanceof Expression.Truth truth) {
            return new Subject.Plain(Value.truth(truth.value()));
        }
        if (expression instanceof Expression.After after) {
            return new Subject.Plain(ended(after));
        }
        if (expression instanceof Expression.Reference reference) {
            return reference(reference);
        }
        if (expression instanceof Expression.Member member) {
            return member(member);
        }
        if (expression instanceof Expression.Index element) {
            return new Subject.Plain(element(element));
        }
        if (expression instanceof Expression.Call call) {
            return call(call);
        }
        throw new LoweringException(Code.NOT_IN_QUESTION, expression.span(), "this cannot stand in a question");
    }

    private Value ended(Expression.After after) {
        String name = after.thread().text();
        ThreadCode code = bound.get(name) instanceof Subject.Thread thread
                ? thread.code()
                : thread(name).orElseThrow();
        return Value.binary(Operator.LESS, new Value.Read(code.counter()), Value.constant(0));
    }

    private Optional<ThreadCode> thread(String name) {
        return threads.stream()
                .filter(t -> t.kind() == ThreadCode.Kind.SCRIPT && t.name().equals(name))
                .findFirst();
    }

    private Subject reference(Expression.Reference reference) {
        String name = reference.name();
        if (bound.containsKey(name)) {
            return bound.get(name);
        }
        return Optional.ofNullable(world.variables.get(name))
                .<Subject>map(s -> new Subject.Plain(new Value.Read(s)))
                .or(() -> world.cell
                        .value(name)
                        .flatMap(v -> Axes.number(v.text()))
                        .map(n -> new Subject.Plain(Value.constant(n))))
                .or(() -> world.space(name).map(s -> new Subject.Space(Value.constant(s))))
                .or(() -> world.device(name).map(Subject.Device::new))
                .or(() -> page(name).map(p -> new Subject.Page(Value.constant(p))))
                .or(() -> kernelVariable(name).map(v -> new Subject.Plain(new Value.Read(world.members.base(v)))))
                .or(() -> Constants.named(name).map(ConditionCompiler::constant))
                .orElseThrow(() -> unknown(reference, name));
    }

    private static Subject constant(Constants.Constant constant) {
        Value value = Value.constant(constant.value());
        return constant.type() == Type.FRAME
                ? new Subject.Frame(value)
                : constant.type() == Type.PTE ? new Subject.Entry(value) : new Subject.Plain(value);
    }

    private Optional<Integer> page(String name) {
        return IntStream.range(0, world.spaces.size())
                .mapToObj(s -> world.page(s, name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<org.shootdown.syntax.Member.Variable> kernelVariable(String name) {
        return LibraryMembers.variable(world.library.kernel(), name);
    }

    private static LoweringException unknown(Expression where, String name) {
        return new LoweringException(
                Code.UNKNOWN_NAME, where.span(), "nothing is called `" + name + "` in this cell");
    }

    private Value element(Expression.Index element) {
        String name = ((Expression.Reference) element.of()).name();
        org.shootdown.syntax.Member.Variable variable = kernelVariable(name)
                .orElseThrow(() -> new LoweringException(
                        Code.UNKNOWN_NAME, element.span(), "the kernel of this cell has no `" + name + "`"));
        int base = world.members.base(variable);
        Subject at = subject(element.index());
        if (at instanceof Subject.Frame frame) {
            return Functions.element(base, world.frames.size(), Functions.index(frame.handle()));
        }
        if (at instanceof Subject.Page page) {
            return Functions.element(base, world.pages.size(), page.index());
        }
        if (at instanceof Subject.Space space) {
            return Functions.element(base, world.spaces.size(), space.index());
        }
        if (at instanceof Subject.Cpu cpu) {
            return new Value.Read(base + cpu.index());
        }
        return new Value.Read(base + ((Subject.Device) at).index());
    }

    // ---- members ------------------------------------------------------------------------------------------------

    private Subject member(Expression.Member member) {
        Optional<CostKind> kind = cost(member);
        if (kind.isPresent()) {
            return new Subject.Plain(counters.every(kind.get()));
        }
        String name = member.member().text();
        if (member.of() instanceof Expression.Reference reference && !bound.containsKey(reference.name())) {
            if (thread(reference.name()).isPresent()) {
                return register(reference.name(), name);
            }
            Optional<Integer> space = world.space(reference.name());
            if (space.isPresent()) {
                return world.page(space.get(), name)
                        .map(p -> new Subject.Page(Value.constant(p)))
                        .orElseThrow(() -> unknown(member, name));
            }
        }
        Subject of = subject(member.of());
        if (of instanceof Subject.Thread thread) {
            return register(thread.code().name(), name);
        }
        if (of instanceof Subject.Frame frame) {
            return new Subject.Plain(ofFrame(frame.handle(), name));
        }
        if (of instanceof Subject.Translation translation) {
            return name.equals("page")
                    ? new Subject.Page(new Value.Read(translation.page()))
                    : ofEntry(new Value.Read(translation.entry()), name);
        }
        Value page = ((Subject.Page) of).index();
        Value entry = Functions.element(world.entries, world.pages.size(), page);
        return switch (name) {
            case "present" -> new Subject.Plain(Functions.isPresent(entry));
            case "content" -> new Subject.Plain(Functions.content(world, Functions.frame(entry)));
            case "vma" -> new Subject.Plain(Functions.element(world.permissions, world.pages.size(), page));
            default -> ofEntry(entry, name);
        };
    }

    /** A register whose assignment this cell compiles away is never assigned. */
    private Subject register(String thread, String register) {
        Integer slot = world.registers.get(thread + "." + register);
        return new Subject.Plain(slot == null ? Value.constant(Value.UNDEFINED) : new Value.Read(slot));
    }

    private static Subject ofEntry(Value entry, String name) {
        return switch (name) {
            case "pte" -> new Subject.Entry(entry);
            case "frame" -> new Subject.Frame(Functions.frame(entry));
            case "readable" -> new Subject.Plain(Functions.hasBit(entry, PageTableEntry.VALID));
            case "writable" -> new Subject.Plain(Functions.hasBit(entry, PageTableEntry.WRITABLE));
            case "executable" -> new Subject.Plain(Functions.hasBit(entry, PageTableEntry.EXECUTABLE));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private Value ofFrame(Value handle, String name) {
        return switch (name) {
            case "content" -> Functions.content(world, handle);
            case "refs" -> Functions.references(world, handle);
            case "live" -> Functions.isLive(world, handle);
            default -> throw new IllegalArgumentException(name);
        };
    }

    // ---- functions ----------------------------------------------------------------------------------------------

    private Subject call(Expression.Call call) {
        List<Subject> in = call.arguments().stream().map(this::subject).toList();
        return switch (call.name().text()) {
            case "zero_frame" -> new Subject.Frame(Value.constant(Frame.handle(world.zeroFrame, 0)));
            case "mm_of" -> new Subject.Space(spaceOf(((Subject.Page) in.get(0)).index()));
            case "ats" -> truth(world.devices.get(((Subject.Device) in.get(0)).index()).ats());
            case "pri" -> truth(world.devices.get(((Subject.Device) in.get(0)).index()).pri());
            case "btm" -> truth(world.devices.get(((Subject.Device) in.get(0)).index()).btm());
            default -> {
                Value value = Functions.of(call.name().text(), in.stream().map(this::argument).toList(), world);
                yield Functions.yieldsFrame(call.name().text())
                        ? new Subject.Frame(value)
                        : Functions.yieldsEntry(call.name().text()) ? new Subject.Entry(value) : new Subject.Plain(value);
            }
        };
    }

    private Value argument(Subject subject) {
        return subject instanceof Subject.Page page
                ? page.index()
                : subject instanceof Subject.Frame frame
                        ? frame.handle()
                        : subject instanceof Subject.Entry entry ? entry.entry() : ((Subject.Plain) subject).value();
    }

    private static Subject truth(boolean value) {
        return new Subject.Plain(Value.truth(value));
    }

    /** The address space of a page that perhaps only the run knows. */
    private Value spaceOf(Value page) {
        if (page instanceof Value.Constant constant) {
            return Value.constant(world.pages.get(constant.value()).space());
        }
        Value sum = Value.constant(0);
        for (int p = 0; p < world.pages.size(); p++) {
            Value isIt = Value.binary(Operator.EQUAL, page, Value.constant(p));
            Value space = Value.constant(world.pages.get(p).space());
            sum = Value.binary(Operator.ADD, sum, Value.binary(Operator.MULTIPLY, isIt, space));
        }
        return sum;
    }
}
