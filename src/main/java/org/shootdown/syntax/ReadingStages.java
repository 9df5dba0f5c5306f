package org.shootdown.syntax;

import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.shootdown.diag.SourceFile;

/** The stages of {@link ScriptParser} one by one, for who measures them. None reports anything. */
public final class ReadingStages {

    private ReadingStages() {}

    /** Only makes the tokens of a file; yields how many there are. */
    public static int tokens(SourceFile file) {
        CommonTokenStream tokens = ScriptParser.tokens(file);
        tokens.fill();
        return tokens.size();
    }

    /** Tokens and the first stage, SLL; yields whether that can read the file. */
    public static boolean quick(SourceFile file) {
        ShootdownParser parser = parser(file, PredictionMode.SLL);
        parser.setErrorHandler(new BailErrorStrategy());
        try {
            parser.file();
            return true;
        } catch (ParseCancellationException e) {
            return false;
        }
    }

    /** Tokens and what the second stage does with a file without errors, LL; yields whether there are none. */
    public static boolean full(SourceFile file) {
        ShootdownParser parser = parser(file, PredictionMode.LL);
        parser.setErrorHandler(new DefaultErrorStrategy());
        parser.file();
        return parser.getNumberOfSyntaxErrors() == 0;
    }

    private static ShootdownParser parser(SourceFile file, PredictionMode mode) {
        ShootdownParser parser = new ShootdownParser(ScriptParser.tokens(file));
        parser.removeErrorListeners();
        parser.getInterpreter().setPredictionMode(mode);
        return parser;
    }
}
