package org.shootdown.syntax.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;
import org.shootdown.syntax.Statement;

/**
 * Trees that no text had: what is printed of them reads as the same trees, and is in the one style but for what only
 * authors decide. {@code -Dformat.cases} and {@code -Dformat.seed} say how many and from which on.
 */
class RandomTreesTest {

    private static final int CASES = Integer.getInteger("format.cases", 500);
    private static final long FIRST_SEED = Long.getLong("format.seed", 1L);

    @Test
    void whatIsPrintedReadsAsTheSameTree() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
            Script tree = new RandomTrees(seed).script();
            String text = ScriptPrinter.print(tree);
            Parsed parsed = ScriptParser.parse(SourceFile.of("random.mmsc", text));
            if (!parsed.diagnostics().isEmpty()) {
                fail("seed " + seed + ": " + parsed.diagnostics().get(0).message() + " at "
                        + parsed.diagnostics().get(0).span().location() + "\n"
                        + parsed.script().file().line(parsed.diagnostics().get(0).span().line()) + "\n" + text);
            }
            assertSame(Trees.describe(tree), Trees.describe(parsed.script()), "seed " + seed + "\n" + text);
            String formatted = Formatter.format(parsed.script().file()).text();
            SourceFile again = SourceFile.of("random.mmsc", formatted);
            assertEquals(formatted, Formatter.format(again).text(), "not stable: seed " + seed);
        }
    }

    private static void assertSame(String expected, String actual, String message) {
        int same = 0;
        while (same < expected.length() && same < actual.length() && expected.charAt(same) == actual.charAt(same)) {
            same++;
        }
        int from = Math.max(0, same - 200);
        // The whole trees are too long to read: only where they begin to differ.
        assertEquals(cut(expected, from), cut(actual, from), message);
    }

    private static String cut(String text, int from) {
        return text.substring(Math.min(from, text.length()), Math.min(text.length(), from + 400));
    }

    /** No kind of node is left out, of those that there are now or will be. */
    @Test
    void everyKindOfNodeIsMade() {
        Set<String> made = new TreeSet<>();
        for (long seed = 1; seed < 300; seed++) {
            Matcher kind = Pattern.compile("(\\w+)\\(").matcher(Trees.describe(new RandomTrees(seed).script()));
            while (kind.find()) {
                made.add(kind.group(1));
            }
        }
        Stream.of(Declaration.class, Member.class, ScenarioItem.class, Statement.class, Expression.class)
                .flatMap(c -> Stream.of(c.getPermittedSubclasses()))
                .filter(c -> c != Expression.Unreadable.class)
                .forEach(c -> assertTrue(made.contains(c.getSimpleName()), c + " is never made"));
    }
}
