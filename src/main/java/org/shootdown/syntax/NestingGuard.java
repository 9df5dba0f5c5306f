package org.shootdown.syntax;

import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/** Finds brackets that are nested deeper than a parser that recurses may follow. */
final class NestingGuard {

    private NestingGuard() {}

    /** The index of the first token beyond the limit, or -1. */
    static int check(CommonTokenStream tokens, int limit) {
        tokens.fill();
        int depth = 0;
        int unary = 0;
        for (Token token : tokens.getTokens()) {
            switch (token.getType()) {
                case ShootdownLexer.LEFT_BRACE,
                        ShootdownLexer.LEFT_PAREN,
                        ShootdownLexer.LEFT_BRACKET,
                        ShootdownParser.CALL_PAREN -> depth++;
                case ShootdownLexer.RIGHT_BRACE, ShootdownLexer.RIGHT_PAREN, ShootdownLexer.RIGHT_BRACKET -> depth =
                        Math.max(0, depth - 1);
                default -> {}
            }
            // `not not not ...` and `else if` chains recurse as well.
            if (token.getType() == ShootdownLexer.NOT || token.getType() == ShootdownLexer.IMPLIES) {
                unary++;
            } else if (token.getType() == ShootdownParser.END) {
                unary = 0;
            }
            if (depth > limit || unary > limit) {
                return token.getTokenIndex();
            }
        }
        return -1;
    }
}
