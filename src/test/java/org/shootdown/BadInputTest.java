package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Severity;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;

/** Whatever a file holds, the answer is diagnostics at places in it, and comes soon. */
class BadInputTest {

    /** No measure of speed: far beyond what any of these needs, it tells a hang from an answer. */
    private static final Duration HANG = Duration.ofSeconds(60);

    private static final String HEAD = "shootdown 1\nscenario s {\n mm m { page A }\n thread T on cpu 0 {\n";
    private static final String TAIL = "\n }\n check coherence\n}\n";

    private static List<Diagnostic> diagnose(String text) {
        List<Diagnostic> found =
                assertTimeoutPreemptively(HANG, () -> Corpus.diagnose(SourceFile.of("bad.mmsc", text)));
        for (Diagnostic diagnostic : found) {
            assertTrue(diagnostic.span().start() >= 0 && diagnostic.span().end() <= text.length()
                    || !diagnostic.span().file().name().equals("bad.mmsc"));
            assertFalse(new TextRenderer(false).render(diagnostic).isBlank());
        }
        return found;
    }

    private static void assertRefused(String text) {
        assertFalse(diagnose(text).isEmpty());
    }

    private static void assertRefused(Code code, String text) {
        List<Diagnostic> found = diagnose(text);
        assertTrue(
                found.stream().anyMatch(d -> d.code() == code), () -> new TextRenderer(false).render(found));
    }

    private static void assertAccepted(String text) {
        // What is no use may be warned of; what matters here is that it is read and compiled.
        List<Diagnostic> errors =
                diagnose(text).stream().filter(d -> d.severity() == Severity.ERROR).toList();
        assertEquals("", new TextRenderer(false).render(errors));
    }

    private static String thread(String body) {
        return HEAD + body + TAIL;
    }

    // ---- what is no text ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void refusesBytes(long seed) {
        byte[] bytes = new byte[20_000];
        new Random(seed).nextBytes(bytes);
        for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)) {
            String text = new String(bytes, charset);
            assertRefused(text);
            assertRefused(text.replace("\0", ""));
            assertRefused(thread(text.replace("\0", "")));
        }
    }

    @Test
    void refusesNul() {
        assertRefused(Code.NOT_TEXT, thread("load A \0"));
        assertRefused(Code.NOT_TEXT, "\0");
    }

    @Test
    void refusesLargeFiles() {
        assertRefused(Code.FILE_TOO_LARGE, thread("load A\n".repeat(1_500_000)));
    }

    @Test
    void refusesLongLines() {
        assertRefused(thread("load A ".repeat(150_000) + "("));
        assertRefused(thread("x".repeat(1 << 20)));
        assertRefused(thread("a ".repeat(1 << 19)));
        assertRefused(thread("@".repeat(1 << 20)));
        assertRefused(thread("r = load A ".repeat(2000) + "= = ="));
    }

    @Test
    void refusesManyBadLines() {
        assertRefused(thread("load ) A\n".repeat(100_000)));
        assertRefused("} ".repeat(100_000));
        assertRefused("scenario { \n".repeat(100_000));
        assertRefused("scenario s }\n".repeat(100_000));
    }

    // ---- depth --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{", "f(", "not ", "{ (", "a[", "if x { ", "try { ", "choose { ", "atomic { "})
    void refusesDepth(String opening) {
        assertRefused(opening.repeat(100_000));
        assertRefused("shootdown 1 scenario s { " + opening.repeat(100_000));
        assertRefused(thread(opening.repeat(100_000)));
        assertRefused(thread("r = " + opening.repeat(100_000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 3_000, 100_000})
    void refusesLongChains(int length) {
        assertRefused(Code.TOO_DEEP, thread("r = 1" + " + 1".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("r = 1" + " * 1".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("await true" + " and true".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("await true" + "\n implies true".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("r = A" + ".A".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("await " + "not ".repeat(length) + "true"));
        assertRefused(Code.TOO_DEEP, thread("if true { } " + "else if true { } ".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("if true { }" + "\n else if true { }".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("r = " + "(".repeat(length) + "1" + ")".repeat(length)));
        assertRefused(Code.TOO_DEEP, thread("r = 1" + " + (1".repeat(length) + ")".repeat(length)));
    }

    /** What is under the limit is not only read but compiled as well. */
    @Test
    void acceptsWhatIsOrdinary() {
        assertAccepted(thread("r = 1" + " + 1".repeat(150)));
        assertAccepted(thread("await 1 == 1" + " and 2 == 2".repeat(70)));
        assertAccepted(thread("r = load A\n if r == 0 { }" + "\n else if r == 1 { }".repeat(150)));
        assertAccepted(thread("r = " + "(".repeat(150) + "1" + ")".repeat(150)));
        assertAccepted(thread("load A\n".repeat(500)));
        assertAccepted(thread("if 1 == 1 { ".repeat(100) + "}".repeat(100)));
        assertAccepted(thread("choose { load A }" + " or { load A }".repeat(300)));
    }

    // ---- texts that end too soon --------------------------------------------------------------------------------

    @Test
    void refusesWhatIsNotClosed() {
        assertRefused(Code.UNTERMINATED, "shootdown 1\nscenario s { cite \"text\n}");
        assertRefused(Code.UNTERMINATED, "shootdown 1\nscenario s { cite \"text \\q \" }");
        assertRefused(Code.UNTERMINATED, "shootdown 1 /* a comment");
        assertRefused(Code.UNTERMINATED, "shootdown 1 /* " + "x".repeat(1 << 20));
        assertRefused("/*".repeat(1 << 18));
        assertRefused("\"".repeat((1 << 18) + 1));
    }

    @Test
    void refusesEveryPrefixOfASample() {
        String sample = Corpus.text(Path.of("samples/anonymous-fault.mmsc"));
        int last = sample.lastIndexOf('}');
        for (int length = 0; length < last; length += 17) {
            String prefix = sample.substring(0, length);
            List<Diagnostic> found = diagnose(prefix);
            boolean mayEndHere = prefix.chars().filter(c -> c == '{').count()
                    == prefix.chars().filter(c -> c == '}').count();
            assertTrue(!found.isEmpty() || mayEndHere, prefix);
        }
    }

    // ---- what looks odd and is right -----------------------------------------------------------------------------

    @Test
    void readsEmptyScripts() {
        assertRefused(Code.NO_HEADER, "");
        assertRefused(Code.NO_HEADER, "// nothing but a comment\n/* and another */");
        assertAccepted("shootdown 1");
        assertAccepted("shootdown 1 // only a comment\n");
    }

    @Test
    void readsAllLineEndingsAndMarks() {
        String script = thread("r = load A\n store A, 1\n await r == 0\n   or r == 1");
        assertAccepted(script);
        assertAccepted("\uFEFF" + script);
        assertAccepted(script.replace("\n", "\r\n"));
        assertAccepted(script.replace("\n", "\r"));
        assertAccepted(script.replace(" ", "\t"));
    }

    @Test
    void readsAnyCharacterInCommentsAndTexts() {
        String beyond = "\uD83D\uDC27 \u65E5\u672C \u00E9 \u202E \uD800 \uDC00";
        assertAccepted("// " + beyond + "\n/* " + beyond + " */ shootdown 1\nscenario s { cite \"" + beyond + "\"\n"
                + " mm m { page A }\n thread T on cpu 0 { r = load A }\n check coherence }");
    }

    /** Positions are counted in UTF-16 units, whatever stands before them. */
    @Test
    void placesErrorsBehindCharactersBeyondThePlane() {
        String text = thread("/* \uD83D\uDC27\uD83D\uDC27 */ lod A");
        Diagnostic error = diagnose(text).get(0);
        assertEquals("lod", error.span().text());
        assertEquals(text.indexOf("lod"), error.span().start());
        String surrogate = thread("load A \uD800 load A");
        assertEquals(
                surrogate.indexOf('\uD800'), diagnose(surrogate).get(0).span().start());
    }
}
