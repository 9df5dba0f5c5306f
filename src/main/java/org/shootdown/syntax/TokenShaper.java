package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/**
 * Shapes the lexer's tokens for the grammar: a line break becomes END where it ends a statement, and a parenthesis
 * that touches the name before it becomes CALL_PAREN. A line break ends a statement unless the line cannot end there
 * (after an operator, a comma or an opening bracket), the next line cannot begin so (with an operator,
 * {@code where}, {@code else}, ...), or it stands in parentheses or brackets.
 */
final class TokenShaper {

    private static final Set<Kind> JOINING = EnumSet.of(Kind.OPENING, Kind.CONTINUING);

    /** How a token stands to line breaks. */
    private enum Kind {
        /** Nothing can end here: operators, commas, opening brackets. */
        OPENING,
        /** Nothing can begin here: operators, commas, closing brackets, {@code where}, {@code else}. */
        CONTINUING,
        PLAIN
    }

    private TokenShaper() {}

    static ListTokenSource shape(Lexer lexer) {
        List<Token> shaped = new ArrayList<>();
        Token previous = null;
        boolean lineBroken = false;
        int depth = 0;
        for (Token token = lexer.nextToken(); ; token = lexer.nextToken()) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                lineBroken |= token.getType() == ShootdownLexer.LINE_BREAK;
                shaped.add(token);
                continue;
            }
            depth = Math.max(0, depth + nesting(token.getType()));
            if (lineBroken && previous != null && depth == 0 && ends(previous) && begins(token)) {
                shaped.add(end(previous));
            }
            if (token.getType() == ShootdownLexer.LEFT_PAREN && previous != null && touches(previous, token)) {
                ((CommonToken) token).setType(ShootdownParser.CALL_PAREN);
            }
            shaped.add(token);
            if (token.getType() == Token.EOF) {
                return new ListTokenSource(shaped, lexer.getSourceName());
            }
            // A brace inside parentheses is a slip: start afresh, so that one forgotten ')' spoils one line only.
            if (token.getType() == ShootdownLexer.LEFT_BRACE || token.getType() == ShootdownLexer.RIGHT_BRACE) {
                depth = 0;
            }
            previous = token;
            lineBroken = false;
        }
    }

    private static Token end(Token previous) {
        CommonToken end = new CommonToken(previous);
        end.setType(ShootdownParser.END);
        end.setText("end of line");
        end.setStartIndex(previous.getStopIndex() + 1);
        end.setStopIndex(previous.getStopIndex());
        end.setCharPositionInLine(previous.getCharPositionInLine() + previous.getText().length());
        return end;
    }

    private static boolean touches(Token previous, Token token) {
        return previous.getType() == ShootdownLexer.NAME && previous.getStopIndex() + 1 == token.getStartIndex();
    }

    private static int nesting(int type) {
        return switch (type) {
            case ShootdownLexer.LEFT_PAREN, ShootdownLexer.LEFT_BRACKET -> 1;
            case ShootdownLexer.RIGHT_PAREN, ShootdownLexer.RIGHT_BRACKET -> -1;
            default -> 0;
        };
    }

    private static boolean ends(Token token) {
        return kind(token.getType(), true) == Kind.PLAIN;
    }

    private static boolean begins(Token token) {
        return !JOINING.contains(kind(token.getType(), false));
    }

    private static Kind kind(int type, boolean atEnd) {
        return switch (type) {
            case ShootdownLexer.EQUAL,
                    ShootdownLexer.NOT_EQUAL,
                    ShootdownLexer.LESS_EQUAL,
                    ShootdownLexer.GREATER_EQUAL,
                    ShootdownLexer.LESS,
                    ShootdownLexer.GREATER,
                    ShootdownLexer.ARROW,
                    ShootdownLexer.ADD_ASSIGN,
                    ShootdownLexer.SUB_ASSIGN,
                    ShootdownLexer.ASSIGN,
                    ShootdownLexer.PLUS,
                    ShootdownLexer.MINUS,
                    ShootdownLexer.STAR,
                    ShootdownLexer.PERCENT,
                    ShootdownLexer.COMMA,
                    ShootdownLexer.COLON,
                    ShootdownLexer.DOT,
                    ShootdownLexer.DOT_DOT,
                    ShootdownLexer.AND,
                    ShootdownLexer.OR,
                    ShootdownLexer.IMPLIES,
                    ShootdownLexer.HAS,
                    ShootdownLexer.IN,
                    ShootdownLexer.OF,
                    ShootdownLexer.WHERE,
                    ShootdownLexer.EXTENDS,
                    ShootdownLexer.FORKS -> atEnd ? Kind.OPENING : Kind.CONTINUING;
            case ShootdownLexer.LEFT_PAREN,
                    ShootdownLexer.LEFT_BRACKET,
                    ShootdownLexer.LEFT_BRACE -> atEnd ? Kind.OPENING : Kind.CONTINUING;
            case ShootdownLexer.SEMICOLON,
                    ShootdownLexer.NOT,
                    ShootdownLexer.IF,
                    ShootdownLexer.WHILE,
                    ShootdownLexer.LOOP,
                    ShootdownLexer.FORALL,
                    ShootdownLexer.LET,
                    ShootdownLexer.AFTER -> atEnd ? Kind.OPENING : Kind.PLAIN;
            case ShootdownLexer.RIGHT_PAREN,
                    ShootdownLexer.RIGHT_BRACKET,
                    ShootdownLexer.RIGHT_BRACE,
                    ShootdownLexer.ELSE,
                    ShootdownLexer.FAILS,
                    ShootdownLexer.ON,
                    ShootdownLexer.CITE,
                    Token.EOF -> atEnd ? Kind.PLAIN : Kind.CONTINUING;
            default -> Kind.PLAIN;
        };
    }
}
