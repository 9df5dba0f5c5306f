package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.Span;

/** Turns the parser's errors into sentences: one for each line at the most, and no more than twenty. */
final class SyntaxErrors extends BaseErrorListener {

    static final int MOST = 20;

    private final Offsets offsets;
    private final Braces braces;
    private final List<Diagnostic> diagnostics;
    private int lastLine = -1;

    SyntaxErrors(Offsets offsets, Braces braces, List<Diagnostic> diagnostics) {
        this.offsets = offsets;
        this.braces = braces;
        this.diagnostics = diagnostics;
    }

    /** Whether more would not be read. */
    boolean areEnough() {
        return diagnostics.size() >= MOST;
    }

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer, Object symbol, int line, int column, String message, RecognitionException e) {
        Token token = (Token) symbol;
        Span span = offsets.span(token);
        if (span.line() == lastLine || areEnough()) {
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
                Diagnostic strange = Diagnostic.of(
                        Code.STRANGE_CHARACTER,
                        span,
                        "the character " + printable(token.getText()) + " has no meaning here");
                return Slips.character(parser, token).map(strange::help).orElse(strange);
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
        if (braces.isOutside(parser.getContext(), token)) {
            Span open = offsets.span(braces.innermost(token).orElse(token));
            return Diagnostic.of(Code.UNCLOSED_BRACE, span, found + " cannot stand inside these braces")
                    .and(open, "they are still open")
                    .help("close them before it with `}`");
        }
        Token before = parser.getInputStream().LT(-1);
        Optional<Token> strange = Slips.notHere(parser, token);
        if (strange.isPresent()) {
            String word = strange.get().getText();
            return Diagnostic.of(Code.SYNTAX, offsets.span(strange.get()), "`" + word + "` cannot stand here")
                    .help(Nearest.notHere(word).orElseThrow());
        }
        boolean lineEnds = token.getType() == ShootdownParser.END || token.getType() == ShootdownLexer.RIGHT_BRACE;
        if (lineEnds && before != null && before.getType() == ShootdownLexer.NAME && Braces.isInBlock(parser.getContext())) {
            return Diagnostic.of(
                            Code.MISSING_ARGUMENT,
                            offsets.span(before),
                            "`" + before.getText() + "` is read as an operation that lacks its arguments")
                    .help("an operation without arguments is written with parentheses where it shares its line: "
                            + "`dsb_ish()`; else it takes the next word for its argument");
        }
        Diagnostic error = Diagnostic.of(Code.SYNTAX, span, found + " cannot stand here")
                .labelled(expected.isEmpty() ? "" : "expected " + expected);
        Optional<String> slip = Slips.help(parser, token);
        if (slip.isPresent()) {
            return error.help(slip.get());
        }
        if (token.getType() == Token.EOF) {
            return braces.innermost(token)
                    .map(b -> error.as(Code.UNCLOSED_BRACE)
                            .and(offsets.span(b), "this brace is never closed")
                            .help("close it with `}`"))
                    .orElse(error);
        }
        boolean isValue = Slips.isValueOfAxis(parser, before);
        if (isWord(token) && (expected.equals("a name") || isValue)) {
            return error.as(Code.RESERVED_WORD)
                    .help("`" + token.getText() + "` is a word of the language and cannot be "
                            + (isValue ? "a value of an axis" : "a name"));
        }
        return error;
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
        boolean shown = switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
        return (shown ? "`" + Character.toString(point) + "` " : "") + String.format("U+%04X", point);
    }
}
