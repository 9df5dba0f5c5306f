package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/**
 * Parses a file. It never fails: what cannot be read becomes diagnostics, and the rest a tree. The quick SLL mode is
 * tried first and, if it gives up, the full LL mode, which reports.
 */
public final class ScriptParser {

    /** Longer files are refused: no script is near that, and a wrong file name often is. */
    public static final int MAX_LENGTH = 4 * 1024 * 1024;

    private ScriptParser() {}

    public static Parsed parse(SourceFile file) {
        if (file.text().length() > MAX_LENGTH) {
            return refuse(file, Code.FILE_TOO_LARGE, "this file is too large to be a script ("
                    + file.text().length() / 1024 + " KiB; the limit is " + MAX_LENGTH / 1024 + " KiB)");
        }
        if (file.text().indexOf('\0') >= 0) {
            return refuse(file, Code.NOT_TEXT, "this file is not text: it has a NUL character at offset "
                    + file.text().indexOf('\0'));
        }
        CommonTokenStream tokens = tokens(file);
        Offsets offsets = Offsets.of(file);
        List<Diagnostic> diagnostics = new ArrayList<>();
        Optional<NestingGuard.Excess> excess = NestingGuard.check(tokens);
        if (excess.isPresent()) {
            Span span = offsets.span(excess.get().token());
            diagnostics.add(Diagnostic.of(Code.TOO_DEEP, span, excess.get().sentence())
                    .help("split the expression or the block into procedures"));
            return new Parsed(new Script(file, List.of(), List.of()), diagnostics);
        }
        TreeBuilder builder = new TreeBuilder(file, offsets, tokens, diagnostics);
        try {
            Script script = builder.script(parse(tokens, offsets, diagnostics));
            diagnostics.sort(Comparator.comparingInt(d -> d.span().start()));
            return new Parsed(script, diagnostics.subList(0, Math.min(diagnostics.size(), SyntaxErrors.MOST)));
        } catch (StackOverflowError e) {
            // The guard's limits suit an ordinary stack; this thread has a small one.
            return refuse(file, Code.TOO_DEEP, "this file has something nested too deeply to be read");
        }
    }

    static CommonTokenStream tokens(SourceFile file) {
        ShootdownLexer lexer = new ShootdownLexer(CharStreams.fromString(file.text(), file.name()));
        lexer.removeErrorListeners();
        return new CommonTokenStream(TokenShaper.shape(lexer));
    }

    private static ShootdownParser.FileContext parse(
            CommonTokenStream tokens, Offsets offsets, List<Diagnostic> diagnostics) {
        ShootdownParser parser = new ShootdownParser(tokens);
        parser.removeErrorListeners();
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        parser.setErrorHandler(new BailErrorStrategy());
        try {
            return parser.file();
        } catch (ParseCancellationException e) {
            tokens.seek(0);
            parser.reset();
            Braces braces = new Braces(tokens);
            SyntaxErrors errors = new SyntaxErrors(offsets, braces, diagnostics);
            parser.setErrorHandler(new Recovery(braces, errors));
            parser.addErrorListener(errors);
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            return fileOrNothing(parser);
        }
    }

    /** The tree, or an empty one if there were so many errors that the rest was not read. */
    private static ShootdownParser.FileContext fileOrNothing(ShootdownParser parser) {
        try {
            return parser.file();
        } catch (ParseCancellationException e) {
            return new ShootdownParser.FileContext(null, -1);
        }
    }

    private static Parsed refuse(SourceFile file, Code code, String message) {
        Span span = new Span(file, 0, 0);
        return new Parsed(new Script(file, List.of(), List.of()), List.of(Diagnostic.of(code, span, message)));
    }
}
