package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.shootdown.diag.SourceFile;

/** Reads the tokens of a text as the parser sees them, comments included. */
public final class ScriptTokens {

    private ScriptTokens() {}

    /** All tokens in order; the last is the end of the file. Line breaks that end statements are not among them. */
    public static List<ScriptToken> of(SourceFile file) {
        ShootdownLexer lexer = new ShootdownLexer(CharStreams.fromString(file.text(), file.name()));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(TokenShaper.shape(lexer));
        tokens.fill();
        Offsets offsets = Offsets.of(file);
        List<ScriptToken> read = new ArrayList<>();
        for (Token token : tokens.getTokens()) {
            int type = token.getType();
            if (token.getChannel() != Token.HIDDEN_CHANNEL && type != ShootdownParser.END) {
                String text = type == Token.EOF ? "" : token.getText();
                read.add(new ScriptToken(kind(type), text, offsets.span(token)));
            }
        }
        return read;
    }

    private static ScriptToken.Kind kind(int type) {
        return switch (type) {
            case ShootdownLexer.NUMBER -> ScriptToken.Kind.NUMBER;
            case ShootdownLexer.STRING -> ScriptToken.Kind.STRING;
            case ShootdownLexer.LEFT_PAREN -> ScriptToken.Kind.OPENING_PARENTHESIS;
            case ShootdownLexer.SEMICOLON -> ScriptToken.Kind.SEMICOLON;
            case ShootdownLexer.LINE_COMMENT -> ScriptToken.Kind.LINE_COMMENT;
            case ShootdownLexer.DOC_COMMENT -> ScriptToken.Kind.DOC_COMMENT;
            case ShootdownLexer.BLOCK_COMMENT -> ScriptToken.Kind.BLOCK_COMMENT;
            case Token.EOF -> ScriptToken.Kind.END_OF_FILE;
            default -> ScriptToken.Kind.WORD;
        };
    }
}
