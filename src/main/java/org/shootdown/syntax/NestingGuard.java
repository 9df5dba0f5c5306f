package org.shootdown.syntax;

import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/**
 * Finds what is nested deeper than those who recurse over it may follow: brackets, but also chains of operators and of
 * {@code else if}, which nest without any.
 */
final class NestingGuard {

    private static final int MOST_BRACKETS = 200;
    private static final int MOST_OPERATORS = 500;

    /** A token beyond a limit, and what there is too much of. */
    record Excess(Token token, String sentence) {}

    /** How many {@code else if} stand in the chain of each open bracket, the file's own level first. */
    private final int[] chains = new int[MOST_BRACKETS + 2];

    private int depth;
    private int chained;
    private int operators;
    private int prefixes;

    private NestingGuard() {}

    /** What is nested too deeply first. */
    static Optional<Excess> check(CommonTokenStream tokens) {
        tokens.fill();
        NestingGuard guard = new NestingGuard();
        int previous = Token.EOF;
        for (Token token : tokens.getTokens()) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            guard.pass(token.getType(), previous);
            if (guard.depth + guard.chained > MOST_BRACKETS) {
                return Optional.of(new Excess(
                        token, "brackets or `else if` are nested more than " + MOST_BRACKETS + " deep here"));
            }
            if (guard.prefixes > MOST_BRACKETS || guard.operators > MOST_OPERATORS) {
                return Optional.of(new Excess(token, "this expression has more operators than anybody would read"));
            }
            previous = token.getType();
        }
        return Optional.empty();
    }

    private void pass(int type, int previous) {
        if (previous == ShootdownLexer.RIGHT_BRACE && type != ShootdownLexer.ELSE) {
            chained -= chains[depth];
            chains[depth] = 0;
        }
        switch (type) {
            case ShootdownLexer.LEFT_BRACE -> {
                open();
                endStatement();
            }
            case ShootdownLexer.LEFT_PAREN, ShootdownLexer.LEFT_BRACKET, ShootdownParser.CALL_PAREN -> open();
            case ShootdownLexer.RIGHT_BRACE -> {
                close();
                endStatement();
            }
            case ShootdownLexer.RIGHT_PAREN, ShootdownLexer.RIGHT_BRACKET -> close();
            case ShootdownLexer.IF -> {
                if (previous == ShootdownLexer.ELSE) {
                    chains[depth]++;
                    chained++;
                }
            }
            case ShootdownLexer.NOT, ShootdownLexer.IMPLIES -> {
                prefixes++;
                operators++;
            }
            case ShootdownLexer.AND,
                    ShootdownLexer.OR,
                    ShootdownLexer.PLUS,
                    ShootdownLexer.MINUS,
                    ShootdownLexer.STAR,
                    ShootdownLexer.PERCENT,
                    ShootdownLexer.DOT,
                    ShootdownLexer.HAS,
                    ShootdownLexer.EQUAL,
                    ShootdownLexer.NOT_EQUAL,
                    ShootdownLexer.LESS,
                    ShootdownLexer.LESS_EQUAL,
                    ShootdownLexer.GREATER,
                    ShootdownLexer.GREATER_EQUAL -> operators++;
            case ShootdownParser.END, ShootdownLexer.SEMICOLON -> endStatement();
            default -> {}
        }
    }

    private void open() {
        depth++;
        chains[Math.min(depth, chains.length - 1)] = 0;
    }

    private void close() {
        chained -= chains[depth];
        chains[depth] = 0;
        depth = Math.max(0, depth - 1);
    }

    private void endStatement() {
        operators = 0;
        prefixes = 0;
    }
}
