package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Citation;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Quantifier;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.Statement;

/** Makes trees of every kind of node that a text can have, from a seed. They need not make sense. */
final class RandomTrees {

    private static final SourceFile FILE = SourceFile.of("random.mmsc", "");
    private static final Span SPAN = new Span(FILE, 0, 0);

    private static final List<String> NAMES =
            List.of("a", "b", "T", "gpu", "x1", "_y", "cpu", "fault", "store", "linux_6_6", "a_rather_long_name_to_break");
    /** Words of the language that are also names of axes and of what expressions refer to. */
    private static final List<String> AXES = List.of("arch", "kernel", "driver", "iommu", "btm", "n");
    private static final List<String> TYPES = List.of("int", "bool", "page", "mm", "device", "frame");
    private static final List<String> MEMBERS = List.of("r", "fault", "page", "frame", "mm", "device");
    private static final List<String> ATTRIBUTES =
            List.of("vma", "rw", "sva", "ats", "on", "driver", "iommu", "domain", "cow");
    private static final List<String> TEXTS =
            List.of("", "seed 001", "a \"quoted\" word", "back\\slash", "back\\name", "two\nlines", "a\ttab", "// no comment");
    private static final List<String> DOCUMENTATION = List.of("", "", "What it is.", "Two lines:\n- the second", "a\n\nb");

    private final Random random;
    private int depth;

    RandomTrees(long seed) {
        random = new Random(seed);
    }

    Script script() {
        List<Script.Import> imports = some(2, () -> new Script.Import(text(), SPAN));
        return new Script(FILE, imports, some(4, this::declaration));
    }

    // ---- chance -------------------------------------------------------------------------------------------------

    private boolean coin() {
        return random.nextBoolean();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> T one(T[] of) {
        return of[random.nextInt(of.length)];
    }

    private <T> Optional<T> maybe(Supplier<T> what) {
        return coin() ? Optional.of(what.get()) : Optional.empty();
    }

    private <T> List<T> some(int most, Supplier<T> what) {
        return atLeast(0, most, what);
    }

    private <T> List<T> atLeast(int least, int most, Supplier<T> what) {
        List<T> made = new ArrayList<>();
        for (int n = least + random.nextInt(most - least + 1); n > 0; n--) {
            made.add(what.get());
        }
        return made;
    }

    private Name name() {
        return new Name(one(NAMES), SPAN);
    }

    private String text() {
        return one(TEXTS);
    }

    private Member.TypeName type() {
        return new Member.TypeName(one(TYPES), SPAN);
    }

    private List<Citation> citations() {
        return some(2, () -> new Citation(text(), SPAN));
    }

    // ---- declarations -------------------------------------------------------------------------------------------

    private Declaration declaration() {
        String documentation = one(DOCUMENTATION);
        return switch (random.nextInt(4)) {
            case 0 -> new Declaration.Scenario(name(), some(12, this::item), documentation, SPAN);
            case 1 -> library(documentation);
            case 2 -> new Declaration.Hardware(
                    one(Declaration.HardwareKind.values()),
                    name(),
                    maybe(this::name),
                    citations(),
                    some(3, this::rule),
                    documentation,
                    SPAN);
            default -> new Declaration.Property(
                    name(),
                    one(List.of(Quantifier.ALWAYS, Quantifier.NEVER, Quantifier.EVENTUALLY)),
                    coin(),
                    expression(),
                    citations(),
                    documentation,
                    SPAN);
        };
    }

    private Declaration library(String documentation) {
        Declaration.LibraryKind kind = one(Declaration.LibraryKind.values());
        Optional<Name> base = kind == Declaration.LibraryKind.PATCH ? Optional.of(name()) : maybe(this::name);
        return new Declaration.Library(
                kind, name(), base, citations(), some(4, this::member), documentation, SPAN);
    }

    private Declaration.Rule rule() {
        return new Declaration.Rule(
                new Name(one(AXES), SPAN), expression(), citations(), one(DOCUMENTATION), SPAN);
    }

    private Member member() {
        String documentation = one(DOCUMENTATION);
        return switch (random.nextInt(4)) {
            case 0 -> new Member.Locks(coin(), name(), maybe(this::type), maybe(this::name), documentation, SPAN);
            case 1 -> new Member.Variable(name(), maybe(this::type), expression(), documentation, SPAN);
            case 2 -> new Member.Setting(rule());
            default -> new Member.Procedure(
                    coin(),
                    name(),
                    some(3, () -> new Member.Parameter(name(), type())),
                    maybe(this::type),
                    citations(),
                    maybe(this::expression),
                    block(),
                    documentation,
                    SPAN);
        };
    }

    // ---- scenarios ----------------------------------------------------------------------------------------------

    private ScenarioItem item() {
        return switch (random.nextInt(16)) {
            case 0 -> new ScenarioItem.Cite(new Citation(text(), SPAN), SPAN);
            case 1 -> new ScenarioItem.Vary(
                    new Name(one(AXES), SPAN), atLeast(1, 5, this::axisValue), maybe(this::expression), SPAN);
            case 2 -> new ScenarioItem.Param(name(), expression(), SPAN);
            case 3 -> new ScenarioItem.AddressSpace(name(), maybe(this::name), some(3, this::page), SPAN);
            case 4 -> new ScenarioItem.Frame(name(), maybe(this::expression), SPAN);
            case 5 -> new ScenarioItem.Domain(name(), name(), some(3, this::page), SPAN);
            case 6 -> new ScenarioItem.VirtualMachine(name(), name(), some(3, this::attribute), SPAN);
            case 7 -> new ScenarioItem.Device(name(), maybe(this::family), some(4, this::attribute), SPAN);
            case 8 -> new ScenarioItem.Lock(name(), maybe(this::family), maybe(this::name), SPAN);
            case 9 -> new ScenarioItem.Variable(name(), maybe(this::family), expression(), SPAN);
            case 10 -> new ScenarioItem.Check(atLeast(1, 6, this::name), SPAN);
            case 11 -> timeline();
            case 12 -> new ScenarioItem.Expect(some(3, this::name), name(), maybe(this::expression), SPAN);
            case 13 -> new ScenarioItem.Thread(
                    name(),
                    maybe(this::family),
                    maybe(this::place),
                    maybe(this::name),
                    block(),
                    one(DOCUMENTATION),
                    SPAN);
            default -> question();
        };
    }

    private ScenarioItem question() {
        Quantifier quantifier = one(Quantifier.values());
        boolean onFinal = quantifier == Quantifier.EXISTS || coin();
        return new ScenarioItem.Question(quantifier, onFinal, coin(), name(), expression(), SPAN);
    }

    private ScenarioItem.AxisValue axisValue() {
        String base = one(List.of("arm64", "linux_6_5", "on", "off", "true", "false", "3", "4K"));
        return new ScenarioItem.AxisValue(base, some(2, this::name), SPAN);
    }

    private ScenarioItem.Page page() {
        return new ScenarioItem.Page(
                name(), maybe(this::family), maybe(this::expression), some(3, this::pageAttribute), SPAN);
    }

    /** Only pages are described by a frame. */
    private ScenarioItem.Attribute pageAttribute() {
        return random.nextInt(8) == 0
                ? new ScenarioItem.Attribute("frame", maybe(this::expression), SPAN)
                : attribute();
    }

    private ScenarioItem.Attribute attribute() {
        if (random.nextInt(6) == 0) {
            return new ScenarioItem.Attribute(one(List.of("2M", "4096", "0x10")), Optional.empty(), SPAN);
        }
        return new ScenarioItem.Attribute(one(ATTRIBUTES), maybe(this::expression), SPAN);
    }

    private ScenarioItem.Family family() {
        return new ScenarioItem.Family(maybe(this::name), expression(), expression(), SPAN);
    }

    private ScenarioItem.Place place() {
        return new ScenarioItem.Place(
                name(), maybe(this::expression), maybe(this::expression), maybe(this::name), SPAN);
    }

    private ScenarioItem timeline() {
        boolean named = coin();
        Name name = named ? name() : new Name("timeline", SPAN);
        return new ScenarioItem.Timeline(
                name,
                named,
                atLeast(1, 3, () -> new ScenarioItem.Column(name(), maybe(this::expression), SPAN)),
                some(4, this::row),
                SPAN);
    }

    private ScenarioItem.Row row() {
        List<Optional<ScenarioItem.Step>> cells = atLeast(1, 4, () -> maybe(this::step));
        if (cells.size() == 1 && cells.get(0).isEmpty()) {
            cells.set(0, Optional.of(step()));
        }
        return new ScenarioItem.Row(cells, SPAN);
    }

    private ScenarioItem.Step step() {
        Statement statement = coin()
                ? new Statement.Assign(target(), Statement.AssignmentKind.SET, value(), SPAN)
                : perform();
        return new ScenarioItem.Step(statement, maybe(this::expression), SPAN);
    }

    // ---- statements ---------------------------------------------------------------------------------------------

    private Statement.Block block() {
        depth++;
        Statement.Block made = new Statement.Block(some(depth > 3 ? 1 : 4, this::statement), SPAN);
        depth--;
        return made;
    }

    private Statement statement() {
        return switch (random.nextInt(depth > 3 ? 6 : 14)) {
            case 0 -> let();
            case 1 -> assign();
            case 2 -> perform();
            case 3 -> new Statement.Await(expression(), SPAN);
            case 4 -> new Statement.Return(maybe(this::value), SPAN);
            case 5 -> new Statement.Retry(SPAN);
            case 6 -> new Statement.If(expression(), block(), maybe(this::block), SPAN);
            case 7 -> new Statement.While(expression(), block(), SPAN);
            case 8 -> new Statement.Loop(expression(), block(), SPAN);
            case 9 -> new Statement.For(name(), set(), block(), SPAN);
            case 10 -> new Statement.Choose(atLeast(2, 3, this::block), SPAN);
            case 11 -> new Statement.Atomic(block(), SPAN);
            case 12 -> new Statement.Try(block(), block(), SPAN);
            default -> fallible();
        };
    }

    private Statement let() {
        return new Statement.Let(
                name(), maybe(this::expression), maybe(this::type), maybe(this::value), SPAN);
    }

    private Statement assign() {
        return new Statement.Assign(target(), one(Statement.AssignmentKind.values()), value(), SPAN);
    }

    private Statement.Target target() {
        return new Statement.Target(name(), maybe(this::expression), SPAN);
    }

    /** An operation, with arguments or alone, or a call, of a device's procedure or not. */
    private Statement perform() {
        boolean command = coin();
        Optional<Expression> receiver =
                command || coin() ? Optional.empty() : Optional.of(new Expression.Reference(one(NAMES), SPAN));
        return new Statement.Perform(
                new Expression.Call(receiver, name(), some(3, this::expression), command, SPAN), SPAN);
    }

    /** What can fail is not an operation without arguments: that would take `fails` for one. */
    private Statement fallible() {
        Statement operation = random.nextInt(3) == 0
                ? new Statement.Perform(
                        new Expression.Call(Optional.empty(), name(), atLeast(1, 3, this::expression), coin(), SPAN),
                        SPAN)
                : coin() ? let() : assign();
        return new Statement.Fallible(operation, block(), SPAN);
    }

    // ---- expressions --------------------------------------------------------------------------------------------

    private Expression value() {
        return random.nextInt(3) > 0
                ? expression()
                : new Expression.Call(Optional.empty(), name(), atLeast(1, 3, this::expression), true, SPAN);
    }

    private Expression set() {
        return switch (random.nextInt(3)) {
            case 0 -> new Expression.Range(expression(), expression(), SPAN);
            case 1 -> new Expression.Of(name(), expression(), SPAN);
            default -> expression();
        };
    }

    private Expression expression() {
        depth += 2;
        Expression made = random.nextInt(10) < depth ? atom() : compound();
        depth -= 2;
        return made;
    }

    private Expression atom() {
        return switch (random.nextInt(5)) {
            case 0 -> new Expression.Number(coin() ? random.nextInt(10) : random.nextLong(), SPAN);
            case 1 -> new Expression.Truth(coin(), SPAN);
            case 2 -> new Expression.After(name(), maybe(this::expression), SPAN);
            default -> new Expression.Reference(coin() ? one(NAMES) : one(List.of("on", "arch", "kernel", "iommu")), SPAN);
        };
    }

    private Expression compound() {
        return switch (random.nextInt(9)) {
            case 0 -> new Expression.Not(expression(), SPAN);
            case 1 -> new Expression.Has(expression(), name(), SPAN);
            case 2 -> new Expression.Quantified(coin(), name(), set(), expression(), SPAN);
            case 3 -> new Expression.Member(expression(), new Name(one(MEMBERS), SPAN), SPAN);
            case 4 -> index(expression());
            case 5 -> new Expression.Call(maybe(this::expression), name(), some(3, this::expression), false, SPAN);
            default -> new Expression.Binary(
                    one(Expression.Operator.values()), expression(), expression(), SPAN);
        };
    }

    /** An index behind {@code after T} belongs to the thread. */
    private Expression index(Expression of) {
        return of instanceof Expression.After after
                ? new Expression.After(after.thread(), Optional.of(expression()), SPAN)
                : new Expression.Index(of, expression(), SPAN);
    }
}
