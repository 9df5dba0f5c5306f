package org.shootdown.syntax;

import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * Goes on behind an error at the end of its line, in the block in which the line stands: one slip, one error, and those
 * of other lines are found as well. ANTLR's own strategy goes on at any token that could follow, and soon takes the
 * brace of one block for that of another.
 *
 * <p>A word that can only stand outside ({@code check} in a block) closes what is open: a brace was forgotten.
 */
final class Recovery extends DefaultErrorStrategy {

    private static final int MOST_ATTEMPTS = 8;

    private final Braces braces;
    private final SyntaxErrors errors;
    private int stuckAt = -1;
    private int attempts;

    Recovery(Braces braces, SyntaxErrors errors) {
        this.braces = braces;
        this.errors = errors;
    }

    /** At the beginning of an item that is none: reports it and goes on with the next. */
    @Override
    public void sync(Parser parser) {
        ATNState state = parser.getInterpreter().atn.states.get(parser.getState());
        boolean loop =
                state.getStateType() == ATNState.STAR_LOOP_ENTRY || state.getStateType() == ATNState.STAR_LOOP_BACK;
        boolean ofFile = parser.getContext() instanceof ShootdownParser.FileContext;
        Token token = parser.getCurrentToken();
        if (inErrorRecoveryMode(parser)
                || !loop
                || !ofFile && !Braces.isOpen(parser.getContext())
                || token.getType() == Token.EOF
                || parser.isExpectedToken(token.getType())
                || braces.isOutside(parser.getContext(), token)) {
            return;
        }
        reportUnwantedToken(parser);
        stopIfEnough(null);
        if (ofFile) {
            skipToDeclaration(parser);
        } else {
            skipLine(parser, Braces.depth(parser.getContext()));
        }
    }

    /** Neither leaves out a token nor makes one up: what follows would be read as something that nobody wrote. */
    @Override
    public Token recoverInline(Parser parser) {
        throw new InputMismatchException(parser);
    }

    @Override
    public void recover(Parser parser, RecognitionException e) {
        stopIfEnough(e);
        if (isStuck(parser)) {
            if (parser.getCurrentToken().getType() == Token.EOF) {
                throw new ParseCancellationException(e);
            }
            parser.consume();
            return;
        }
        RuleContext context = parser.getContext();
        Token token = parser.getCurrentToken();
        int depth = Braces.depth(context.getParent());
        if (braces.isOutside(context, token)) {
            if (Braces.isOpen(context)) {
                braces.shouldBeOpen(token, depth);
            }
        } else if (context.getParent() instanceof ShootdownParser.FileContext) {
            skipToDeclaration(parser);
        } else {
            skipLine(parser, depth);
        }
    }

    /** Whether several attempts to go on have not got past a token: rules that hand it to each other never would. */
    private boolean isStuck(Parser parser) {
        int at = parser.getInputStream().index();
        attempts = at == stuckAt ? attempts + 1 : 0;
        stuckAt = at;
        return attempts > MOST_ATTEMPTS;
    }

    private void stopIfEnough(RecognitionException e) {
        if (errors.areEnough()) {
            throw new ParseCancellationException(e);
        }
    }

    /** To the end of the line, or to the brace that closes a block of that depth. */
    private void skipLine(Parser parser, int depth) {
        for (Token token = parser.getCurrentToken(); token.getType() != Token.EOF; token = parser.getCurrentToken()) {
            boolean ends = token.getType() == ShootdownParser.END
                    || token.getType() == ShootdownLexer.SEMICOLON
                    || token.getType() == ShootdownLexer.RIGHT_BRACE;
            // None of these begins a statement or an item, so that no loop of the parser comes here again.
            if (ends && braces.openBefore(token) <= depth) {
                return;
            }
            parser.consume();
        }
    }

    /** To the next word that begins a declaration, outside of all braces. */
    private void skipToDeclaration(Parser parser) {
        do {
            if (parser.getCurrentToken().getType() == Token.EOF) {
                return;
            }
            parser.consume();
        } while (braces.openBefore(parser.getCurrentToken()) > 0
                || !Braces.beginsDeclaration(parser.getCurrentToken()));
    }
}
