package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.report.TextReport;

/** What the documents show is so: their scripts run as they say, and the files that they name are there. */
class DocumentsTest {

    private static final Pattern SAMPLE = Pattern.compile("\\b(?:samples|src|grammar)/[\\w./-]*\\w");

    @TestFactory
    Stream<DynamicTest> blocksSayWhatTheyAre() {
        return Documents.blocks().stream()
                .map(b -> DynamicTest.dynamicTest(b.toString(), () -> assertTrue(
                        b.isKnown(), b + ": begin a block with ```mmsc, ```mmsc statements, ```text, ```json or ```sh")));
    }

    @TestFactory
    Stream<DynamicTest> scriptsAreSoundAndMeetTheirExpectations() {
        assertTrue(Documents.scripts().count() >= 3, "the documents have examples");
        return Documents.scripts()
                .map(s -> DynamicTest.dynamicTest(s.name(), () -> SamplesTest.meets(Shootdown.load(List.of(s)))));
    }

    /** The matrix under the first example of README.md is the one that it gives. */
    @Test
    void theFirstAnswerIsTheRealOne() throws Exception {
        Documents.Block first = Documents.blocks().get(0);
        assertEquals(Path.of("README.md"), first.document());
        Shootdown loaded = Shootdown.load(List.of(first.script().orElseThrow()));
        String answer = new TextReport(true).render(loaded.run(RunOptions.standard(), cell -> {}));
        String readme = Files.readString(first.document());
        String shown = readme.substring(readme.indexOf("The answer can be pasted"));
        List<String> lines = shown.lines()
                .skip(2)
                .takeWhile(l -> l.isBlank() || l.startsWith("    "))
                .filter(l -> !l.isBlank())
                .toList();
        assertTrue(lines.size() >= 4, "README.md shows a matrix");
        for (String line : lines) {
            // The number of a mark refers to a timeline, which README.md leaves out.
            assertTrue(
                    answer.lines().anyMatch(l -> l.strip().equals(line.strip())),
                    () -> "not in the answer: " + line + "\n" + answer);
        }
    }

    @TestFactory
    Stream<DynamicTest> filesThatAreNamedAreThere() throws Exception {
        Stream.Builder<DynamicTest> tests = Stream.builder();
        for (Path document : Documents.all()) {
            Matcher matcher = SAMPLE.matcher(Files.readString(document));
            while (matcher.find()) {
                Path named = Path.of(matcher.group());
                tests.add(DynamicTest.dynamicTest(
                        document + " names " + named, () -> assertTrue(Files.exists(named), named + " is not there")));
            }
        }
        return tests.build();
    }
}
