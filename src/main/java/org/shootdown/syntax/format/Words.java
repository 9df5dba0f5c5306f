package org.shootdown.syntax.format;

import org.shootdown.diag.Span;

/**
 * Where the printer gets its words from, in the order in which they stand in the text. Without a text, as for trees that
 * a program has made, they are spelled the usual way, and there are no comments.
 */
interface Words {

    /** The next word, with the comments around it. */
    Doc word(String expected);

    /** A number or a string: as it is spelled in the text, or so. */
    Doc spelled(String usual);

    /** Whether the text has this word next; without a text, whether that is usual. */
    boolean has(String word, boolean usual);

    /** How many parentheses stand around an expression: as many as in the text, or one if it is needed. */
    int parentheses(Span expression, boolean needed);

    /** Whether an operand is one of a chain of operators: begins and ends with it, so has no parentheses. */
    boolean inChain(Span chain, Span operand, boolean needed);

    /** The comments before the next word, which {@link #word} then leaves out. */
    Doc comments();

    /** Whether comments stand before the next word. */
    boolean hasComments();

    /** Whether a line begins with the next word. */
    boolean beginsLine();

    /** Whether an empty line stands before the next word and its comments. */
    boolean afterBlank();

    /** Whether more than one space stands before the next word. */
    boolean afterGap();

    /** Whether a part of the text stands on one line. */
    boolean onOneLine(Span span);

    /** Documentation, which a text has among its comments. */
    Doc documentation(String text);

    /** Whether there is a text. */
    boolean fromText();
}
