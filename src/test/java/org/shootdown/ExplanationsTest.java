package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Explanation;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;

/** Every code has a page, whose example gives that code alone, and whose mended script gives nothing at all. */
class ExplanationsTest {

    /** Codes that no short script brings about. */
    private static final Set<Code> WITHOUT_EXAMPLE = EnumSet.of(
            Code.FILE_TOO_LARGE, // the file's size
            Code.NOT_TEXT, // its bytes
            Code.UNREADABLE_FILE, // its rights
            Code.TOO_DEEP, // hundreds of brackets
            Code.TOO_MANY, // dozens of pages
            Code.NOT_MODELLED, // other constructs in each version
            Code.NOTHING_TO_RUN, // the command line
            Code.NOT_EXPRESSIBLE); // the C targets

    private static final int WIDTH = 80;
    private static final int INDENT = 4;

    @ParameterizedTest
    @EnumSource(Code.class)
    void theExampleGivesTheCodeAndNothingElse(Code code) {
        Explanation page = Explanation.of(code);
        assertEquals(!WITHOUT_EXAMPLE.contains(code), page.wrong().isPresent());
        page.wrong().ifPresent(script -> {
            List<Diagnostic> found = diagnose(script);
            Set<String> codes = new TreeSet<>();
            found.forEach(d -> codes.add(d.code().id()));
            assertEquals(Set.of(code.id()), codes, () -> new TextRenderer(false).render(found));
        });
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void theMendedScriptIsFlawless(Code code) {
        Explanation.of(code)
                .mended()
                .ifPresent(script -> assertEquals("", new TextRenderer(false).render(diagnose(script))));
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void aPageSaysEnoughAndFitsATerminal(Code code) {
        Explanation page = Explanation.of(code);
        long sentences = Arrays.stream(page.prose().split("(?<=[.!?])\\s+")).count();
        assertTrue(sentences >= 2 && sentences <= 7, code.id() + " has " + sentences + " sentences");
        List<String> scripts = new ArrayList<>();
        page.wrong().ifPresent(scripts::add);
        page.mended().ifPresent(scripts::add);
        for (String script : scripts) {
            script.lines().forEach(l -> assertTrue(l.length() <= WIDTH - INDENT, code.id() + ": " + l));
        }
    }

    @Test
    void noTwoCodesShareANumber() {
        List<String> ids = Arrays.stream(Code.values()).map(Code::id).toList();
        assertEquals(List.copyOf(new TreeSet<>(ids)), ids.stream().sorted().toList());
        assertTrue(ids.size() >= 62, "there are " + ids.size());
    }

    @Test
    void noPageIsWithoutACode() {
        Corpus.files(java.nio.file.Path.of("src/main/resources/explain"), "").stream()
                .filter(java.nio.file.Files::isRegularFile)
                .map(p -> p.getFileName().toString())
                .forEach(n -> assertTrue(
                        n.endsWith(".md") && Code.of(n.replace(".md", "")).isPresent(), n + " belongs to no code"));
    }

    private static List<Diagnostic> diagnose(String script) {
        return Corpus.diagnose(SourceFile.of("race.mmsc", script));
    }
}
