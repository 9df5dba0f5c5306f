package org.shootdown.syntax.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.Corpus;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.ScriptParser;
import org.shootdown.syntax.ScriptToken;
import org.shootdown.syntax.ScriptTokens;

/**
 * What the formatter does to texts: the style, by pairs of files; and on everything that the project has, that what a
 * text means and its comments stay and that a second pass changes nothing.
 */
class FormatterTest {

    private static final int CASES = Integer.getInteger("format.cases", 1_500);
    private static final long FIRST_SEED = Long.getLong("format.seed", 1L);

    private static final List<String> COMMENTS = List.of(
            "// word\n",
            "/// word\n",
            "\n// word\n",
            "\n\n\n// word\n\n\n",
            " /* word */ ",
            "/* word */",
            "\n/* word */\n",
            "/* word\n     goes on */",
            "\n    /*\n * word\n */\n");

    // ---- the style ----------------------------------------------------------------------------------------------

    static List<Path> pairs() {
        return Corpus.scripts("fmt");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void messyScriptsGetTheStyle(Path script) throws IOException {
        String text = Files.readString(script);
        String formatted = formatted(SourceFile.of("messy.mmsc", text));
        Corpus.assertGolden(script, "formatted", formatted);
        for (String lineBreak : List.of("\r\n", "\r")) {
            SourceFile elsewhere = SourceFile.of("messy.mmsc", "\uFEFF" + text.replace("\n", lineBreak));
            assertEquals(formatted, formatted(elsewhere), "written on another system");
        }
    }

    static Stream<Path> ours() {
        Stream<Path> library = Corpus.LIBRARY.stream().map(f -> Path.of("src/main", f.name()));
        return Stream.concat(Corpus.samples().stream(), library);
    }

    @ParameterizedTest
    @MethodSource("ours")
    void samplesAndLibraryAreInTheStyle(Path script) throws IOException {
        String text = Files.readString(script);
        assertEquals(formatted(SourceFile.of(script.toString(), text)), text, "`shootdown fmt " + script + "` mends it");
    }

    // ---- what stays ---------------------------------------------------------------------------------------------

    /** All scripts that there are and that can be read. */
    static List<SourceFile> readable() {
        List<SourceFile> files = new ArrayList<>(Corpus.LIBRARY);
        Corpus.samples().forEach(p -> files.add(Corpus.read(p)));
        Corpus.scripts(".").forEach(p -> files.add(Corpus.read(p)));
        files.removeIf(f -> !ScriptParser.parse(f).diagnostics().isEmpty());
        return files;
    }

    @ParameterizedTest
    @MethodSource("readable")
    void meaningAndCommentsStayAndASecondPassChangesNothing(SourceFile file) {
        assertKept(file, formatted(file));
    }

    /** Wherever a comment stands, it is kept, and it documents what it did. */
    @Test
    void commentsMayStandAnywhere() {
        keepsWhateverIsChangedBy(FormatterTest::comment);
    }

    /** Puts a few comments where a word ends or begins. */
    private static String comment(SourceFile file, Random random) {
        StringBuilder text = new StringBuilder(file.text());
        List<ScriptToken> tokens = ScriptTokens.of(file);
        List<Integer> places = new ArrayList<>();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            ScriptToken token = tokens.get(random.nextInt(tokens.size()));
            places.add(random.nextBoolean() ? token.span().start() : token.span().end());
        }
        places.sort((a, b) -> b - a);
        for (int place : places) {
            String comment = COMMENTS.get(random.nextInt(COMMENTS.size()));
            text.insert(place, comment.replace("word", "c" + random.nextInt(1000)));
        }
        return text.toString();
    }

    /** Broken lines, gaps and semicolons wherever they mean nothing lead to a text that is stable at once. */
    @Test
    void howeverItIsSpacedASecondPassChangesNothing() {
        keepsWhateverIsChangedBy(FormatterTest::space);
    }

    /** Formats many scripts that were changed at random; a change that makes a script unreadable does not count. */
    private static void keepsWhateverIsChangedBy(BiFunction<SourceFile, Random, String> change) {
        List<SourceFile> files = readable();
        int tried = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
            Random random = new Random(seed);
            SourceFile file = files.get(random.nextInt(files.size()));
            SourceFile changed = SourceFile.of(file.name(), change.apply(file, random));
            if (ScriptParser.parse(changed).diagnostics().isEmpty()) {
                tried++;
                try {
                    assertKept(changed, formatted(changed));
                } catch (FormatFault | AssertionError e) {
                    fail("seed " + seed + ": " + e.getMessage() + "\n" + changed.text(), e);
                }
            }
        }
        assertTrue(tried > CASES / 3, "only " + tried + " of " + CASES + " changed scripts could be read");
    }

    private static String space(SourceFile file, Random random) {
        StringBuilder text = new StringBuilder(file.text());
        List<ScriptToken> tokens = ScriptTokens.of(file);
        for (int i = tokens.size() - 1; i > 0; i--) {
            int from = tokens.get(i - 1).span().end();
            int to = tokens.get(i).span().start();
            boolean comment = tokens.get(i - 1).isComment();
            if (random.nextInt(12) == 0 && !comment) {
                String gap = text.substring(from, to);
                String with = switch (random.nextInt(5)) {
                    case 0 -> gap.isEmpty() ? "" : " ";
                    case 1 -> gap.indexOf('\n') >= 0 ? "; " : gap;
                    case 2 -> gap.isEmpty() ? "" : "\t  ";
                    case 3 -> gap + "\n";
                    default -> gap.replace("\n", "\r\n");
                };
                text.replace(from, to, with);
            }
        }
        return text.toString();
    }

    // ---- what is left alone -------------------------------------------------------------------------------------

    @Test
    void whatCannotBeReadStaysAsItIs() {
        String text = "shootdown 1\nscenario   s {\n  thread T {{ }\n";
        Formatter.Formatted formatted = Formatter.format(SourceFile.of("broken.mmsc", text));
        assertTrue(formatted.hasErrors());
        assertEquals(text, formatted.text());
    }

    /** The last guard before a file is written: it notices what a fault of the formatter could do to a script. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "shootdown 1\n/// Doc.\nscenario s { thread T { store A, 2 } } // end\n",
                "shootdown 1\n/// Doc.\nscenario s { thread T { store A, 1 } }\n",
                "shootdown 1\nscenario s { thread T { store A, 1 } } // end\n",
                "shootdown 1\n/// Doc.\nscenario s { thread T { store A, 1 } } // the end\n",
                "shootdown 1\n// Doc.\nscenario s { thread T { store A, 1 } } // end\n",
                "shootdown 1\n/// Doc.\nscenario s { thread T { store A, 1 } // end\n"
            })
    void whatWouldMeanSomethingElseIsNoticed(String wrong) {
        String right = "shootdown 1\n/// Doc.\nscenario s {\n thread T { store A, 1 }\n} // end\n";
        Parsed before = ScriptParser.parse(SourceFile.of("right.mmsc", right));
        Formatter.verify(before, ScriptParser.parse(SourceFile.of("right.mmsc", formatted(before.script().file()))));
        Parsed after = ScriptParser.parse(SourceFile.of("wrong.mmsc", wrong));
        assertThrows(FormatFault.class, () -> Formatter.verify(before, after));
    }

    private static String formatted(SourceFile file) {
        Formatter.Formatted formatted = Formatter.format(file);
        assertTrue(formatted.diagnostics().isEmpty(), () -> formatted.diagnostics().toString());
        return formatted.text();
    }

    private static void assertKept(SourceFile before, String text) {
        SourceFile after = SourceFile.of(before.name(), text);
        Parsed parsed = ScriptParser.parse(after);
        assertTrue(parsed.diagnostics().isEmpty(), () -> parsed.diagnostics().toString() + text);
        assertEquals(
                Trees.describe(ScriptParser.parse(before).script()), Trees.describe(parsed.script()), "another tree");
        assertEquals(comments(before), comments(after), "other comments");
        assertEquals(text, formatted(after), "a second pass changes it");
        assertTrue(text.endsWith("\n") && !text.endsWith("\n\n"), "it ends with one line break");
        assertTrue(text.lines().noneMatch(l -> l.endsWith(" ")), "spaces at the end of a line");
        assertTrue(text.indexOf('\r') < 0, "line breaks of other systems");
    }

    private static List<String> comments(SourceFile file) {
        return ScriptTokens.of(file).stream()
                .filter(ScriptToken::isComment)
                .map(c -> c.text().replaceAll("\\s+", " ").strip())
                .toList();
    }
}
