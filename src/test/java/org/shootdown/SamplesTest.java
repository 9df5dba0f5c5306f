package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.diag.TextRenderer;
import org.shootdown.report.RunResult;

/** Every sample runs as it says, and the words under its timelines are read as what they are printed for. */
class SamplesTest {

    @TestFactory
    Stream<DynamicTest> samplesMeetTheirExpectations() {
        return Samples.all().stream()
                .map(path -> DynamicTest.dynamicTest(path.toString(), () -> meets(Samples.load(path))));
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
                    WordsRead.check(question.entries());
                }
            }
        }
    }
}
