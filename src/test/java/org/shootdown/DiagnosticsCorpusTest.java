package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Severity;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;

/**
 * Runs {@code src/test/corpus/check}: scripts in which {@code ### SD0201 part of the message} at the end of a line
 * expects a diagnostic there. What is expected must come, and nothing else may.
 */
class DiagnosticsCorpusTest {

    private static final Pattern EXPECTATION = Pattern.compile("###\\s*(SD\\d{4})([^#\\r\\n]*)");

    /** Codes that no script alone can bring about; unit tests cover them, or the part that reports them does. */
    private static final Set<Code> ELSEWHERE = EnumSet.of(
            Code.FILE_TOO_LARGE, // BadInputTest
            Code.NOT_TEXT, // BadInputTest
            Code.UNREADABLE_FILE, // ShootdownTest
            Code.NOTHING_TO_RUN, // the command line
            Code.NOT_EXPRESSIBLE); // the C targets

    private record Expectation(int line, String code, String part) {

        boolean isMetBy(Diagnostic diagnostic) {
            return diagnostic.span().line() == line
                    && diagnostic.code().id().equals(code)
                    && diagnostic.message().contains(part);
        }

        @Override
        public String toString() {
            return line + ": " + code + " " + part;
        }
    }

    static List<Path> scripts() {
        return Corpus.scripts("check");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void saysWhatIsExpected(Path script) {
        SourceFile file = Corpus.read(script);
        List<Diagnostic> unexpected = new ArrayList<>(Corpus.diagnose(file));
        List<Expectation> missing = new ArrayList<>();
        for (Expectation expectation : expectations(file)) {
            if (!removeFirst(unexpected, expectation)) {
                missing.add(expectation);
            }
        }
        assertTrue(
                missing.isEmpty() && unexpected.isEmpty(),
                () -> "missing: " + missing + "\nunexpected:\n" + new TextRenderer(false).render(unexpected));
    }

    private static boolean removeFirst(List<Diagnostic> diagnostics, Expectation expectation) {
        for (Diagnostic diagnostic : diagnostics) {
            if (expectation.isMetBy(diagnostic)) {
                diagnostics.remove(diagnostic);
                return true;
            }
        }
        return false;
    }

    @Test
    void everyCodeHasACase() {
        Set<String> missing = new TreeSet<>();
        for (Code code : Code.values()) {
            if (!ELSEWHERE.contains(code)) {
                missing.add(code.id());
            }
        }
        for (Path script : scripts()) {
            expectations(Corpus.read(script)).forEach(e -> missing.remove(e.code()));
        }
        assertEquals(Set.of(), missing);
    }

    /** What is said twice is shown twice, and what is legal is not blamed without a way out. */
    @ParameterizedTest
    @MethodSource("scripts")
    void doublesShowTheOtherPlaceAndWarningsTheWayOut(Path script) {
        for (Diagnostic diagnostic : Corpus.diagnose(Corpus.read(script))) {
            boolean isDouble = EnumSet.of(
                            Code.DUPLICATE, Code.REPEATED, Code.HIDDEN_NAME, Code.SAME_OVERRIDE, Code.SAME_BRANCHES,
                            Code.SHADOWED_EXPECTATION, Code.OVERRIDE_TYPES, Code.WRONG_PATCH)
                    .contains(diagnostic.code());
            assertTrue(!isDouble || !diagnostic.related().isEmpty(), diagnostic::toString);
            boolean isWarning = diagnostic.severity() == Severity.WARNING;
            String headline = "warning[SD0000]: " + diagnostic.message();
            assertTrue(!isWarning || headline.length() <= 80, headline);
            assertTrue(!isWarning || !diagnostic.helps().isEmpty(), diagnostic::toString);
        }
    }

    private static List<Expectation> expectations(SourceFile file) {
        List<Expectation> found = new ArrayList<>();
        for (int line = 1; line <= file.lineStarts().length; line++) {
            Matcher matcher = EXPECTATION.matcher(file.line(line));
            while (matcher.find()) {
                found.add(new Expectation(
                        line, matcher.group(1), matcher.group(2).strip()));
            }
        }
        return found;
    }
}
