package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;
import org.shootdown.report.RunResult;

/** Every sample and every block of code in the documents runs as it says. */
class SamplesTest {

    private static final Pattern BLOCK = Pattern.compile("```mmsc\\n(.*?)```", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> samplesMeetTheirExpectations() {
        return Samples.all().stream()
                .map(path -> DynamicTest.dynamicTest(path.toString(), () -> meets(Samples.load(path))));
    }

    @TestFactory
    Stream<DynamicTest> blocksInDocuments() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> docs = Files.list(Path.of("src/docs"))) {
            docs.filter(p -> p.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        for (Path document : documents) {
            Matcher matcher = BLOCK.matcher(Files.readString(document));
            for (int i = 1; matcher.find(); i++) {
                String code = matcher.group(1);
                String script = code.startsWith("shootdown") ? code : "shootdown 1\n" + code;
                String name = document + " block " + i;
                tests.add(DynamicTest.dynamicTest(
                        name, () -> meets(Shootdown.load(List.of(SourceFile.of(name, script))))));
            }
        }
        assertTrue(tests.size() >= 3, "the documents have examples");
        return tests.stream();
    }

    /** Nothing is wrong with a script, and every verdict is as it expects. */
    static void meets(Shootdown loaded) {
        assertEquals("", new TextRenderer(false).render(loaded.diagnostics()));
        runsAsExpected(loaded);
    }

    /** There is no error in a script, and every verdict is as it expects. */
    static void runsAsExpected(Shootdown loaded) {
        assertFalse(loaded.hasErrors(), () -> new TextRenderer(false).render(loaded.diagnostics()));
        assertEquals(List.of(), loaded.compileAll());
        for (RunResult.ScenarioResult scenario : loaded.run(RunOptions.standard(), cell -> {}).scenarios()) {
            for (RunResult.CellResult cell : scenario.cells()) {
                for (RunResult.QuestionResult question : cell.questions()) {
                    assertTrue(
                            question.ok(),
                            scenario.name() + " " + cell.axes() + ": " + question.name() + " is "
                                    + question.verdict().word() + " " + question.reason());
                }
            }
        }
    }
}
