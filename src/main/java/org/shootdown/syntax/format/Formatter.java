package org.shootdown.syntax.format;

import java.util.List;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Severity;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.ScriptParser;
import org.shootdown.syntax.ScriptToken;
import org.shootdown.syntax.ScriptTokens;

/** Brings scripts into the one style. What they mean stays the same, and so does every comment. */
public final class Formatter {

    private static final int MOST_PASSES = 4;

    private Formatter() {}

    /**
     * A script in the one style, or what is wrong with it.
     *
     * @param text the text in the one style; if there are errors, the text as it was
     */
    public record Formatted(String text, List<Diagnostic> diagnostics) {

        public Formatted {
            diagnostics = List.copyOf(diagnostics);
        }

        public boolean hasErrors() {
            return diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
        }
    }

    /**
     * Formats a script. A text that cannot be read stays as it is.
     *
     * @throws FormatFault if the result would not mean the same: a fault of the formatter, not of the script
     */
    public static Formatted format(SourceFile file) {
        Parsed given = ScriptParser.parse(file);
        Formatted unchanged = new Formatted(file.text(), given.diagnostics());
        if (unchanged.hasErrors()) {
            return unchanged;
        }
        Parsed parsed = given;
        if (file.text().indexOf('\r') >= 0) {
            String text = file.text().replace("\r\n", "\n").replace('\r', '\n');
            parsed = ScriptParser.parse(SourceFile.of(file.name(), text));
        }
        return new Formatted(settled(parsed, 0), given.diagnostics());
    }

    /**
     * Prints until printing changes nothing. Once is enough but where a comment of several lines stands in the middle of
     * code, whose lines are then other ones than they were.
     */
    private static String settled(Parsed given, int passes) {
        SourceFile file = given.script().file();
        SourceFile printed = SourceFile.of(file.name(), ScriptPrinter.printText(given.script()));
        Parsed after = ScriptParser.parse(printed);
        verify(given, after);
        boolean same = printed.text().equals(file.text());
        return same || passes == MOST_PASSES ? printed.text() : settled(after, passes + 1);
    }

    /** Compares the trees, as printed without their texts, and the comments. */
    static void verify(Parsed before, Parsed after) {
        if (!after.diagnostics().isEmpty()) {
            throw new FormatFault("the formatted text cannot be read: "
                    + after.diagnostics().get(0).message());
        }
        if (!ScriptPrinter.print(before.script()).equals(ScriptPrinter.print(after.script()))) {
            throw new FormatFault("the formatted text would mean something else");
        }
        if (!comments(before.script().file()).equals(comments(after.script().file()))) {
            throw new FormatFault("the formatted text has other comments");
        }
    }

    /** The comments, in order. */
    private static List<String> comments(SourceFile file) {
        return ScriptTokens.of(file).stream()
                .filter(ScriptToken::isComment)
                .map(c -> Comments.essence(c.text()))
                .toList();
    }
}
