package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;

/** Turns the parser's errors into sentences: one for each line at the most, and no more than twenty. */
final class SyntaxErrors extends BaseErrorListener {

    private static final int MOST = 20;

    /** Words that begin an item of a scenario or a library, and nothing in a block. */
    private static final Set<Integer> OUTSIDE = Set.of(
            ShootdownLexer.SCENARIO,
            ShootdownLexer.KERNEL,
            ShootdownLexer.PATCH,
            ShootdownLexer.PROC,
            ShootdownLexer.OVERRIDE,
            ShootdownLexer.VARY,
            ShootdownLexer.MM,
            ShootdownLexer.THREAD,
            ShootdownLexer.CHECK,
            ShootdownLexer.ALWAYS,
            ShootdownLexer.NEVER,
            ShootdownLexer.EXISTS,
            ShootdownLexer.FINAL,
            ShootdownLexer.EXPECT);

    private static final Set<Integer> BEFORE_A_LINE = Set.of(
            ShootdownParser.END, ShootdownLexer.SEMICOLON, ShootdownLexer.LEFT_BRACE, ShootdownLexer.RIGHT_BRACE);

    private final Offsets offsets;
    private final List<Diagnostic> diagnostics;
    private int lastLine = -1;

    SyntaxErrors(Offsets offsets, List<Diagnostic> diagnostics) {
        this.offsets = offsets;
        this.diagnostics = diagnostics;
    }

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer, Object symbol, int line, int column, String message, RecognitionException e) {
        Token token = (Token) symbol;
        Span span = offsets.span(token);
        if (span.line() == lastLine || diagnostics.size() >= MOST) {
            return;
        }
        lastLine = span.line();
        diagnostics.add(describe((Parser) recognizer, token, span));
    }

    private Diagnostic describe(Parser parser, Token token, Span span) {
        switch (token.getType()) {
            case ShootdownLexer.UNTERMINATED_STRING:
                return Diagnostic.of(Code.UNTERMINATED, span, "this text has no closing quotation mark")
                        .help("close it with `\"` on the same line");
            case ShootdownLexer.UNTERMINATED_COMMENT:
                return Diagnostic.of(Code.UNTERMINATED, span, "this comment is never closed")
                        .help("close it with `*/`");
            case ShootdownLexer.BAD_NUMBER:
                return Diagnostic.of(Code.BAD_NUMBER, span, "`" + token.getText() + "` is not a number")
                        .help("numbers are written 42, 0x2a, 4_096, or as a size: 4K, 2M, 1G");
            case ShootdownLexer.UNKNOWN:
                return Diagnostic.of(
                        Code.STRANGE_CHARACTER,
                        span,
                        "the character " + printable(token.getText()) + " has no meaning here");
            default:
                return unexpected(parser, token, span);
        }
    }

    private Diagnostic unexpected(Parser parser, Token token, Span span) {
        String found =
                switch (token.getType()) {
                    case Token.EOF -> "the end of the file";
                    case ShootdownParser.END -> "the end of the line";
                    default -> "`" + token.getText() + "`";
                };
        String expected = expected(parser);
        Optional<Span> open = openBlock(parser, token);
        if (open.isPresent()) {
            return Diagnostic.of(Code.SYNTAX, span, found + " cannot stand in a block")
                    .and(open.get(), "this block is still open")
                    .help("close the block before it with `}`");
        }
        Diagnostic error = Diagnostic.of(Code.SYNTAX, span, found + " cannot stand here")
                .labelled(expected.isEmpty() ? "" : "expected " + expected);
        if (token.getType() == ShootdownLexer.ASSIGN) {
            return error.help("to compare, write `==`");
        }
        if (token.getType() == ShootdownLexer.MINUS) {
            return error.help("there are no negative numbers; `0 - 1` is a difference");
        }
        if (token.getType() == Token.EOF) {
            return innermostBrace(parser, token).map(b -> error.and(b, "this brace is never closed")).orElse(error);
        }
        if (isWord(token) && expected.equals("a name")) {
            return error.help("`" + token.getText() + "` is a word of the language and cannot be a name");
        }
        return error;
    }

    /**
     * The brace of the block in which a word stands that can only follow one: {@code check}, {@code thread}, ... at the
     * beginning of a line. The block before it was probably not closed.
     */
    private Optional<Span> openBlock(Parser parser, Token token) {
        boolean inBlock = false;
        for (RuleContext rule = parser.getContext(); rule != null; rule = rule.getParent()) {
            inBlock |= rule instanceof ShootdownParser.BlockContext;
        }
        return inBlock && OUTSIDE.contains(token.getType()) && beginsLine(parser, token)
                ? innermostBrace(parser, token)
                : Optional.empty();
    }

    private static boolean beginsLine(Parser parser, Token token) {
        for (int i = token.getTokenIndex() - 1; i >= 0; i--) {
            Token before = parser.getTokenStream().get(i);
            if (before.getChannel() == Token.DEFAULT_CHANNEL) {
                return BEFORE_A_LINE.contains(before.getType());
            }
        }
        return false;
    }

    private Optional<Span> innermostBrace(Parser parser, Token token) {
        int depth = 0;
        for (int i = token.getTokenIndex() - 1; i >= 0; i--) {
            Token before = parser.getTokenStream().get(i);
            if (before.getType() == ShootdownLexer.RIGHT_BRACE) {
                depth++;
            } else if (before.getType() == ShootdownLexer.LEFT_BRACE && depth-- == 0) {
                return Optional.of(offsets.span(before));
            }
        }
        return Optional.empty();
    }

    private static boolean isWord(Token token) {
        String text = token.getText();
        return token.getType() != ShootdownLexer.NAME && !text.isEmpty() && Character.isLetter(text.charAt(0));
    }

    /** A short list in words, or nothing when it would be long. */
    private static String expected(Parser parser) {
        IntervalSet set;
        try {
            set = parser.getExpectedTokens();
        } catch (RuntimeException e) {
            return "";
        }
        Set<String> words = new TreeSet<>();
        for (int type : set.toList()) {
            words.add(word(type));
        }
        words.remove("");
        if (words.isEmpty() || words.size() > 4) {
            return "";
        }
        return String.join(" or ", words);
    }

    private static String word(int type) {
        return switch (type) {
            case ShootdownLexer.NAME -> "a name";
            case ShootdownLexer.NUMBER -> "a number";
            case ShootdownLexer.STRING -> "a text in quotation marks";
            case ShootdownParser.END, ShootdownLexer.SEMICOLON -> "the end of the line";
            case ShootdownParser.CALL_PAREN -> "`(`";
            case Token.EOF -> "the end of the file";
            default -> {
                String literal = ShootdownLexer.VOCABULARY.getLiteralName(type);
                yield literal == null ? "" : "`" + literal.substring(1, literal.length() - 1) + "`";
            }
        };
    }

    private static String printable(String text) {
        int point = text.codePointAt(0);
        boolean shown = point > 0x20 && point != 0x7f && Character.isDefined(point) && !Character.isISOControl(point);
        return (shown ? "`" + Character.toString(point) + "` " : "") + String.format("U+%04X", point);
    }
}
