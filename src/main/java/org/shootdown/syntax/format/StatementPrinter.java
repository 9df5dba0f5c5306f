package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Name;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.format.BlockPrinter.Element;

/** Prints statements and their blocks. */
final class StatementPrinter {

    /** A head that goes on in the next line is indented more than what stands in its braces. */
    static final int CONTINUED_HEAD = 4;

    private final Words words;
    private final ExpressionPrinter expressions;
    private final BlockPrinter blocks;

    StatementPrinter(Words words, ExpressionPrinter expressions, BlockPrinter blocks) {
        this.words = words;
        this.expressions = expressions;
        this.blocks = blocks;
    }

    /**
     * A block.
     *
     * @param onOneLine whether it is to stand on one line, if it fits; the caller's group decides
     */
    Doc block(Statement.Block block, boolean onOneLine) {
        List<Element> elements = new ArrayList<>();
        Optional<Statement> previous = Optional.empty();
        for (Statement statement : block.statements()) {
            boolean begins = previous.isPresent() && !mayFollow(previous.get(), statement);
            elements.add(new Element(() -> statement(statement), begins));
            previous = Optional.of(statement);
        }
        return blocks.shared(elements, onOneLine, () -> new Doc.Break(BlockPrinter.GAP));
    }

    /** Whether a statement behind another on the same line would be read as such. */
    private static boolean mayFollow(Statement first, Statement second) {
        if (first instanceof Statement.Return || isBare(first) || isBare(second)) {
            return false;
        }
        boolean beginsWithName = second instanceof Statement.Assign
                || second instanceof Statement.Perform
                || second instanceof Statement.Fallible fallible && !(fallible.operation() instanceof Statement.Let);
        return (!beginsWithName || !endsInName(first)) && (!isInParentheses(second) || !endsInPage(first));
    }

    /** {@code f()}: a name behind which it stands would be read as an operation on it. */
    private static boolean isInParentheses(Statement statement) {
        Statement operation = statement instanceof Statement.Fallible fallible ? fallible.operation() : statement;
        return operation instanceof Statement.Perform perform && !perform.call().command();
    }

    /** Whether the value of a statement is an operation on one name: {@code r = load A  f()} would be {@code A f()}. */
    private static boolean endsInPage(Statement statement) {
        Optional<Expression> value = statement instanceof Statement.Assign assign
                ? Optional.of(assign.value())
                : statement instanceof Statement.Let let ? let.value() : Optional.empty();
        return value.filter(v -> v instanceof Expression.Call call
                        && call.command()
                        && call.arguments().size() == 1
                        && call.arguments().get(0) instanceof Expression.Reference)
                .isPresent();
    }

    /** An operation without arguments stands alone: it would take what follows for an argument. */
    private static boolean isBare(Statement statement) {
        return statement instanceof Statement.Perform perform
                && perform.call().command()
                && perform.call().arguments().isEmpty();
    }

    /** Whether the value of a statement is a name alone, which would be read as an operation: {@code x = y  f(a)}. */
    private static boolean endsInName(Statement statement) {
        if (statement instanceof Statement.Assign assign) {
            return assign.value() instanceof Expression.Reference;
        }
        return statement instanceof Statement.Let let
                && let.value().filter(Expression.Reference.class::isInstance).isPresent();
    }

    Doc statement(Statement statement) {
        if (statement instanceof Statement.Perform perform) {
            return expressions.call(perform.call());
        } else if (statement instanceof Statement.Assign assign) {
            return assign(assign);
        } else if (statement instanceof Statement.Let let) {
            return let(let);
        } else if (statement instanceof Statement.Return end) {
            Doc word = words.word("return");
            return end.value().map(v -> Doc.join(word, Doc.SPACE, expressions.value(v))).orElse(word);
        } else if (statement instanceof Statement.Await await) {
            return Doc.join(words.word("await"), Doc.SPACE, expressions.expression(await.condition()));
        } else if (statement instanceof Statement.Retry) {
            return words.word("retry");
        }
        return Doc.group(compound(statement, words.onOneLine(statement.span())));
    }

    private Doc assign(Statement.Assign assign) {
        Doc target = target(assign.target());
        String sign =
                switch (assign.kind()) {
                    case SET -> "=";
                    case ADD -> "+=";
                    case SUBTRACT -> "-=";
                };
        return Doc.join(target, Doc.SPACE, words.word(sign), Doc.SPACE, expressions.value(assign.value()));
    }

    private Doc target(Statement.Target target) {
        Doc name = expressions.name(target.name());
        return target.index().map(i -> Doc.join(name, expressions.index(i))).orElse(name);
    }

    private Doc let(Statement.Let let) {
        List<Doc> parts = new ArrayList<>();
        parts.add(words.word("let"));
        parts.add(Doc.SPACE);
        parts.add(expressions.name(let.name()));
        let.index().ifPresent(i -> parts.add(expressions.index(i)));
        let.type().ifPresent(t -> {
            parts.add(words.word(":"));
            parts.add(Doc.SPACE);
            parts.add(words.word(t.text()));
        });
        let.value().ifPresent(v -> {
            parts.add(Doc.SPACE);
            parts.add(words.word("="));
            parts.add(Doc.SPACE);
            parts.add(expressions.value(v));
        });
        return Doc.join(parts);
    }

    // ---- statements with blocks ---------------------------------------------------------------------------------

    private Doc compound(Statement statement, boolean onOneLine) {
        if (statement instanceof Statement.If choice) {
            return conditional(choice, onOneLine);
        } else if (statement instanceof Statement.While loop) {
            return headed("while", () -> expressions.expression(loop.condition()), loop.body(), onOneLine);
        } else if (statement instanceof Statement.Loop loop) {
            return headed("loop", () -> expressions.expression(loop.count()), loop.body(), onOneLine);
        } else if (statement instanceof Statement.For loop) {
            return headed("for", () -> range(loop.variable(), loop.range()), loop.body(), onOneLine);
        } else if (statement instanceof Statement.Atomic atomic) {
            return Doc.join(words.word("atomic"), Doc.SPACE, block(atomic.body(), onOneLine));
        } else if (statement instanceof Statement.Choose choose) {
            return choose(choose, onOneLine);
        } else if (statement instanceof Statement.Try attempt) {
            return attempt(attempt, onOneLine);
        } else if (statement instanceof Statement.Fallible fallible) {
            Doc operation = statement(fallible.operation());
            Doc fails = words.word("fails");
            return Doc.join(operation, Doc.SPACE, fails, Doc.SPACE, block(fallible.failure(), onOneLine));
        }
        throw new FormatFault("there is no style for " + statement.getClass().getSimpleName());
    }

    private Doc range(Name variable, Expression range) {
        Doc name = expressions.name(variable);
        return Doc.join(name, Doc.SPACE, words.word("in"), Doc.SPACE, expressions.expression(range));
    }

    private Doc headed(String word, ExpressionPrinter.Item head, Statement.Block body, boolean onOneLine) {
        Doc first = words.word(word);
        Doc rest = Doc.indent(CONTINUED_HEAD, head.print());
        return Doc.join(first, Doc.SPACE, rest, Doc.SPACE, block(body, onOneLine));
    }

    private Doc conditional(Statement.If choice, boolean onOneLine) {
        List<Doc> parts = new ArrayList<>();
        parts.add(headed("if", () -> expressions.expression(choice.condition()), choice.then(), onOneLine));
        choice.otherwise().ifPresent(otherwise -> {
            parts.add(Doc.SPACE);
            parts.add(words.word("else"));
            parts.add(Doc.SPACE);
            boolean chained = otherwise.statements().size() == 1
                    && otherwise.statements().get(0) instanceof Statement.If
                    && words.has("if", true);
            parts.add(chained
                    ? conditional((Statement.If) otherwise.statements().get(0), onOneLine)
                    : block(otherwise, onOneLine));
        });
        return Doc.join(parts);
    }

    private Doc choose(Statement.Choose choose, boolean onOneLine) {
        List<Doc> parts = new ArrayList<>();
        for (Statement.Block branch : choose.branches()) {
            if (!parts.isEmpty()) {
                parts.add(Doc.SPACE);
            }
            parts.add(words.word(parts.isEmpty() ? "choose" : "or"));
            parts.add(Doc.SPACE);
            parts.add(block(branch, onOneLine));
        }
        return Doc.join(parts);
    }

    private Doc attempt(Statement.Try attempt, boolean onOneLine) {
        List<Doc> parts = new ArrayList<>();
        parts.add(words.word("try"));
        parts.add(Doc.SPACE);
        parts.add(block(attempt.body(), onOneLine));
        for (String word : List.of("on", "fault")) {
            parts.add(Doc.SPACE);
            parts.add(words.word(word));
        }
        parts.add(Doc.SPACE);
        parts.add(block(attempt.handler(), onOneLine));
        return Doc.join(parts);
    }

    /** A block with nothing around it that decides how it breaks. */
    Doc body(Statement.Block block) {
        Span span = block.span();
        return Doc.group(block(block, words.onOneLine(span)));
    }
}
