package org.shootdown.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.diag.SourceFile;

/** The TextMate grammar colours every script as the lexer reads it: no difference in any category. */
class TextMateGrammarTest {

    private final TextMate textMate = new TextMate(TextMateGrammar.generate(KnownNames.bundled()));

    @TestFactory
    Stream<DynamicTest> coloursAsTheLexerReads() {
        return Highlighting.scripts().stream()
                .map(s -> DynamicTest.dynamicTest(s.name(), () -> assertSame(
                        s, Highlighting.of(s.text()), textMate.categories(s.text()), Set.of())));
    }

    @Test
    void theTrickyTextShowsEveryCategory() {
        EnumSet<TokenCategory> missing = EnumSet.allOf(TokenCategory.class);
        missing.removeAll(List.of(Highlighting.of(Highlighting.TRICKY)));
        Highlighting.scripts().forEach(s -> missing.removeAll(List.of(Highlighting.of(s.text()))));
        assertTrue(missing.isEmpty(), missing::toString);
    }

    @Test
    void anOpenCommentReachesToTheEnd() {
        Highlighting.Script open = new Highlighting.Script("open", "page A /* load A\nstore A, 1\n");
        assertSame(open, Highlighting.of(open.text()), textMate.categories(open.text()), Set.of());
    }

    /** Scripts hold only what makes sense; an editor shows what is being typed. */
    @Test
    void coloursAnyMixtureAsTheLexerReads() {
        Random random = new Random(6);
        for (int round = 0; round < 3000; round++) {
            int crossing = random.nextInt(Mixtures.LINE_CROSSING.size());
            String text = Mixtures.line(random) + Mixtures.LINE_CROSSING.get(crossing) + Mixtures.line(random);
            Highlighting.Script mixture = new Highlighting.Script("mixture " + round, text);
            assertSame(mixture, Highlighting.of(text), textMate.categories(text), Set.of());
        }
    }

    /** Compares character by character, but for line breaks and what is in {@code ignored}. */
    static void assertSame(
            Highlighting.Script script, TokenCategory[] expected, TokenCategory[] actual, Set<TokenCategory> ignored) {
        SourceFile file = SourceFile.of(script.name(), script.text());
        for (int i = 0; i < expected.length; i++) {
            int at = i;
            boolean lineBreak = script.text().charAt(i) == '\n' || script.text().charAt(i) == '\r';
            TokenCategory wanted = ignored.contains(expected[i]) ? TokenCategory.SPACE : expected[i];
            TokenCategory found = ignored.contains(actual[i]) ? TokenCategory.SPACE : actual[i];
            if (!lineBreak) {
                assertEquals(wanted, found, () -> file.name() + ":" + file.lineOf(at) + ":" + file.columnOf(at)
                        + " in `" + file.line(file.lineOf(at)) + "`");
            }
        }
    }
}
