package org.shootdown.syntax;

import org.shootdown.diag.Span;

/**
 * A word or a comment of a script, for those who care how it is written: the formatter, the language server. White
 * space is what lies between.
 *
 * @param text as written; empty for the end of the file
 */
public record ScriptToken(Kind kind, String text, Span span) {

    /** What kind of token it is. */
    public enum Kind {
        /** A name, keyword or sign. */
        WORD,
        NUMBER,
        STRING,
        /** A parenthesis around an expression: not of a call, whose own touches the name before it. */
        OPENING_PARENTHESIS,
        SEMICOLON,
        LINE_COMMENT,
        DOC_COMMENT,
        BLOCK_COMMENT,
        END_OF_FILE
    }

    /** Whether it means nothing to the parser. */
    public boolean isComment() {
        return kind == Kind.LINE_COMMENT || kind == Kind.DOC_COMMENT || kind == Kind.BLOCK_COMMENT;
    }
}
