package org.shootdown.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.diag.TextRenderer;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.ir.Program;
import org.shootdown.lower.LoweringException;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;

/** Reads a script as far as it goes, and requires of every diagnostic on the way that it can be shown. */
public final class Answers {

    /** How far a script got. */
    public enum Reached {
        /** Something in it cannot be read or means nothing. */
        REFUSED,
        /** Nothing is wrong before its cells are compiled. */
        CHECKED,
        /** Some cell can run. */
        COMPILED
    }

    private static final int MOST_CELLS = 3;
    private static final Limits LIMITS = new Limits(300, 64 << 20, 5_000);

    private Answers() {}

    /** Reads, checks, compiles some cells, and if asked explores one of them for a few states. */
    public static Reached of(String text, boolean explore) {
        SourceFile file = SourceFile.of("fuzz.mmsc", text);
        Shootdown loaded = Shootdown.load(List.of(file));
        loaded.diagnostics().forEach(Answers::assertShows);
        if (loaded.hasErrors()) {
            return Reached.REFUSED;
        }
        Reached reached = Reached.CHECKED;
        for (Scenario scenario : loaded.scenarios()) {
            for (Cell cell : loaded.cells(scenario, RunOptions.standard()).stream().limit(MOST_CELLS).toList()) {
                try {
                    Program program = loaded.compile(scenario, cell);
                    if (explore && reached == Reached.CHECKED) {
                        Engine.FAST.explore(program, LIMITS);
                    }
                    reached = Reached.COMPILED;
                } catch (LoweringException e) {
                    assertShows(e.diagnostic());
                }
            }
        }
        return reached;
    }

    /** It is about a place that exists, and its text disturbs no terminal. */
    static void assertShows(Diagnostic diagnostic) {
        assertWithin(diagnostic.span(), diagnostic);
        diagnostic.related().forEach(r -> assertWithin(r.span(), diagnostic));
        new TextRenderer(true).render(diagnostic);
        String shown = new TextRenderer(false).render(diagnostic);
        assertTrue(!diagnostic.message().isBlank(), "no message");
        shown.codePoints().forEach(c -> assertTrue(
                c == '\n' || !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT
                        && Character.getType(c) != Character.SURROGATE,
                () -> String.format("U+%04X is shown: %s", c, shown)));
    }

    private static void assertWithin(Span span, Diagnostic diagnostic) {
        assertTrue(
                span.start() >= 0 && span.start() <= span.end() && span.end() <= span.file().text().length(),
                () -> span.start() + ".." + span.end() + " of " + span.file().text().length() + " in " + span.file() + ": "
                        + diagnostic.message());
    }
}
