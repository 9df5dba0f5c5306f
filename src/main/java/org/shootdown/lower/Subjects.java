package org.shootdown.lower;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.shootdown.diag.Code;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Frame;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Constants;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Expression;

/** Finds what the names, members and functions in the condition of a question come to. */
final class Subjects {

    private final World world;
    private final List<ThreadCode> threads;
    private final Counters counters;
    private final Map<String, Subject> bound = new HashMap<>();

    Subjects(World world, List<ThreadCode> threads, Counters counters) {
        this.world = world;
        this.threads = threads;
        this.counters = counters;
    }

    // ---- quantified variables -----------------------------------------------------------------------------------

    /** Gives a variable its meaning; yields the one that it had. */
    Optional<Subject> bind(String variable, Subject subject) {
        return Optional.ofNullable(bound.put(variable, subject));
    }

    /** Gives a variable back the meaning that it had. */
    void rebind(String variable, Optional<Subject> outer) {
        outer.ifPresentOrElse(o -> bound.put(variable, o), () -> bound.remove(variable));
    }

    boolean isBound(String name) {
        return bound.containsKey(name);
    }

    /** The kind that {@code cost.KIND} names. */
    Optional<CostKind> cost(Expression expression) {
        return expression instanceof Expression.Member member
                        && member.of() instanceof Expression.Reference word
                        && word.name().equals(QuestionCompiler.COST)
                        && !bound.containsKey(word.name())
                        && thread(word.name()).isEmpty()
                ? CostKind.named(member.member().text())
                : Optional.empty();
    }

    // ---- what expressions come to -------------------------------------------------------------------------------

    /** What an expression comes to that is no connection of truth values. */
    Subject of(Expression expression) {
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
                .or(() -> Optional.ofNullable(world.namedFrames.get(name))
                        .map(f -> new Subject.Frame(Value.constant(f))))
                .or(() -> world.space(name).map(s -> new Subject.Space(Value.constant(s))))
                .or(() -> world.device(name).map(Subject.Device::new))
                .or(() -> page(name).map(p -> new Subject.Page(Value.constant(p))))
                .or(() -> kernelVariable(name).map(v -> new Subject.Plain(new Value.Read(world.members.base(v)))))
                .or(() -> Constants.named(name).map(Subjects::constant))
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
        Subject at = of(element.index());
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
        Subject of = of(member.of());
        if (of instanceof Subject.Thread thread) {
            return register(thread.code().name(), name);
        }
        if (of instanceof Subject.Frame frame) {
            return new Subject.Plain(ofFrame(frame.handle(), name));
        }
        if (of instanceof Subject.Plain frame) {
            // A register that holds a frame: the checker has seen to that.
            return new Subject.Plain(ofFrame(frame.value(), name));
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
        List<Subject> in = call.arguments().stream().map(this::of).toList();
        return switch (call.name().text()) {
            case "zero_frame" -> new Subject.Frame(Value.constant(Frame.handle(world.zeroFrame, 0)));
            case "mm_of" -> new Subject.Space(spaceOf(((Subject.Page) in.get(0)).index()));
            case "ats" -> truth(world.devices.get(((Subject.Device) in.get(0)).index()).switches().ats());
            case "pri" -> truth(world.devices.get(((Subject.Device) in.get(0)).index()).switches().pri());
            case "btm" -> truth(world.devices.get(((Subject.Device) in.get(0)).index()).switches().btm());
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
