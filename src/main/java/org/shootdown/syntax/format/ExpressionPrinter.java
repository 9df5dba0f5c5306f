package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Expression.Operator;
import org.shootdown.syntax.Name;

/** Prints expressions. */
final class ExpressionPrinter {

    /** How tightly things bind; the grammar's order, loosest first. */
    private enum Level {
        QUANTIFIED,
        IMPLIES,
        OR,
        AND,
        NOT,
        HAS,
        COMPARISON,
        SUM,
        PRODUCT,
        POSTFIX;

        Level tighter() {
            return values()[ordinal() + 1];
        }
    }

    private static final int CONTINUED = 4;

    private final Words words;

    ExpressionPrinter(Words words) {
        this.words = words;
    }

    Doc expression(Expression expression) {
        return operand(expression, Level.QUANTIFIED);
    }

    /** An expression where nothing looser than a level may stand without parentheses. */
    private Doc operand(Expression expression, Level least) {
        return parenthesised(expression, level(expression).compareTo(least) < 0);
    }

    private Doc parenthesised(Expression expression, boolean needed) {
        int parentheses = words.parentheses(expression.span(), needed);
        List<Doc> parts = new ArrayList<>();
        for (int i = 0; i < parentheses; i++) {
            parts.add(words.word("("));
        }
        parts.add(bare(expression));
        for (int i = 0; i < parentheses; i++) {
            parts.add(words.word(")"));
        }
        return Doc.join(parts);
    }

    private Doc bare(Expression expression) {
        if (expression instanceof Expression.Number number) {
            return words.spelled(number(number.value()));
        } else if (expression instanceof Expression.Truth truth) {
            return words.word(truth.value() ? "true" : "false");
        } else if (expression instanceof Expression.Reference reference) {
            return words.word(reference.name());
        } else if (expression instanceof Expression.Binary binary) {
            return chain(binary);
        } else if (expression instanceof Expression.Not not) {
            return Doc.join(words.word("not"), Doc.SPACE, operand(not.operand(), Level.NOT));
        } else if (expression instanceof Expression.Has has) {
            Doc of = operand(has.of(), Level.HAS);
            return Doc.join(of, Doc.SPACE, words.word("has"), Doc.SPACE, name(has.patch()));
        } else if (expression instanceof Expression.Quantified quantified) {
            return quantified(quantified);
        } else if (expression instanceof Expression.Range range) {
            return Doc.join(expression(range.from()), words.word(".."), expression(range.to()));
        } else if (expression instanceof Expression.Of of) {
            Doc things = name(of.things());
            return Doc.join(things, Doc.SPACE, words.word("of"), Doc.SPACE, expression(of.owner()));
        }
        return postfix(expression);
    }

    private Doc postfix(Expression expression) {
        if (expression instanceof Expression.Member member) {
            return Doc.join(operand(member.of(), Level.POSTFIX), words.word("."), name(member.member()));
        } else if (expression instanceof Expression.Index index) {
            return Doc.join(operand(index.of(), Level.POSTFIX), index(index.index()));
        } else if (expression instanceof Expression.After after) {
            return after(after);
        } else if (expression instanceof Expression.Call call) {
            return call(call);
        }
        throw new FormatFault("an expression that could not be read was to be printed");
    }

    /** The text may have parentheses around {@code after T} in {@code (after T)[0]}, which is the same. */
    private Doc after(Expression.After after) {
        List<Doc> parts = new ArrayList<>();
        int parentheses = 0;
        while (words.has("(", false)) {
            parts.add(words.word("("));
            parentheses++;
        }
        parts.add(words.word("after"));
        parts.add(Doc.SPACE);
        parts.add(name(after.thread()));
        for (int i = 0; i < parentheses; i++) {
            parts.add(words.word(")"));
        }
        after.index().ifPresent(i -> parts.add(index(i)));
        return Doc.join(parts);
    }

    /** {@code [i]}. */
    Doc index(Expression index) {
        return Doc.join(words.word("["), expression(index), words.word("]"));
    }

    private Doc quantified(Expression.Quantified quantified) {
        return Doc.join(
                words.word(quantified.forAll() ? "forall" : "exists"),
                Doc.SPACE,
                name(quantified.variable()),
                Doc.SPACE,
                words.word("in"),
                Doc.SPACE,
                expression(quantified.set()),
                words.word(":"),
                Doc.group(Doc.indent(CONTINUED, Doc.space(), expression(quantified.condition()))));
    }

    /** A call, or an operation as statements and values have it. */
    Doc call(Expression.Call call) {
        List<Doc> parts = new ArrayList<>();
        call.receiver().ifPresent(r -> {
            parts.add(operand(r, Level.POSTFIX));
            parts.add(words.word("."));
        });
        parts.add(name(call.name()));
        if (call.command()) {
            if (!call.arguments().isEmpty()) {
                parts.add(Doc.SPACE);
                parts.add(Doc.indent(CONTINUED, arguments(call)));
            }
        } else {
            parts.add(words.word("("));
            parts.add(Doc.indent(CONTINUED, arguments(call)));
            parts.add(words.word(")"));
        }
        return Doc.join(parts);
    }

    /**
     * The value of an assignment. An operation on nothing but the result of a call has that in parentheses:
     * {@code r = f g(a)} would be two statements.
     */
    Doc value(Expression value) {
        if (!(value instanceof Expression.Call call) || !call.command()) {
            return expression(value);
        }
        boolean needed = call.arguments().size() == 1
                && call.arguments().get(0) instanceof Expression.Call argument
                && argument.receiver().stream().allMatch(Expression.Reference.class::isInstance);
        return needed
                ? Doc.join(name(call.name()), Doc.SPACE, parenthesised(call.arguments().get(0), true))
                : call(call);
    }

    private Doc arguments(Expression.Call call) {
        return list(call.arguments().stream().<Item>map(a -> () -> expression(a)).toList());
    }

    /** What prints something when its turn has come. */
    @FunctionalInterface
    interface Item {
        Doc print();
    }

    /** Things with commas between them; a line breaks behind a comma where the next thing has no room. */
    Doc list(List<Item> items) {
        List<Doc> parts = new ArrayList<>();
        for (Item item : items) {
            if (!parts.isEmpty()) {
                parts.add(words.word(","));
                parts.add(Doc.group(Doc.space()));
            }
            parts.add(item.print());
        }
        return Doc.join(parts);
    }

    Doc names(List<Name> names) {
        return list(names.stream().<Item>map(n -> () -> name(n)).toList());
    }

    Doc name(Name name) {
        return words.word(name.text());
    }

    // ---- operators ----------------------------------------------------------------------------------------------

    /** Operators of the same level break together. */
    private Doc chain(Expression.Binary binary) {
        List<Doc> parts = new ArrayList<>();
        if (binary.operator() == Operator.IMPLIES) {
            rightChain(binary, parts);
        } else {
            leftChain(binary, parts);
        }
        return Doc.group(parts.get(0), Doc.indent(CONTINUED, Doc.join(parts.subList(1, parts.size()))));
    }

    private void leftChain(Expression.Binary binary, List<Doc> parts) {
        Level level = level(binary);
        boolean continues = binary.left() instanceof Expression.Binary left
                && level(left) == level
                && words.inChain(binary.span(), left.span(), false);
        if (continues) {
            leftChain((Expression.Binary) binary.left(), parts);
        } else {
            parts.add(operand(binary.left(), level));
        }
        operator(binary, parts);
        parts.add(operand(binary.right(), level.tighter()));
    }

    private void rightChain(Expression.Binary binary, List<Doc> parts) {
        parts.add(operand(binary.left(), Level.IMPLIES.tighter()));
        operator(binary, parts);
        boolean continues = binary.right() instanceof Expression.Binary right
                && right.operator() == Operator.IMPLIES
                && words.inChain(binary.span(), right.span(), false);
        if (continues) {
            rightChain((Expression.Binary) binary.right(), parts);
        } else {
            parts.add(operand(binary.right(), Level.IMPLIES));
        }
    }

    private void operator(Expression.Binary binary, List<Doc> parts) {
        parts.add(Doc.space());
        parts.add(words.word(binary.operator().symbol()));
        parts.add(Doc.SPACE);
    }

    private static Level level(Expression expression) {
        if (expression instanceof Expression.Binary binary) {
            return switch (binary.operator()) {
                case MULTIPLY, REMAINDER -> Level.PRODUCT;
                case ADD, SUBTRACT -> Level.SUM;
                case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> Level.COMPARISON;
                case AND -> Level.AND;
                case OR -> Level.OR;
                case IMPLIES -> Level.IMPLIES;
            };
        }
        if (expression instanceof Expression.Not) {
            return Level.NOT;
        } else if (expression instanceof Expression.Has) {
            return Level.HAS;
        }
        return expression instanceof Expression.Quantified ? Level.QUANTIFIED : Level.POSTFIX;
    }

    /** Numbers are 64 bits wide; those with the highest bit set are only written in hexadecimal. */
    private static String number(long value) {
        return value < 0 ? "0x" + Long.toHexString(value) : Long.toString(value);
    }
}
