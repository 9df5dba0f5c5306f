package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.cli.ImportedFiles;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.TextRenderer;

/**
 * What a user reads: scripts of {@code src/test/corpus/render} with slips as people make them, and the whole text that
 * they get. Read the expected files as that user would.
 */
class RenderedDiagnosticsTest {

    static List<Path> scripts() {
        return Corpus.scripts("render");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void readsAsExpected(Path script) {
        List<Diagnostic> diagnostics = Corpus.diagnose(Corpus.read(script));
        Corpus.assertGolden(script, "text", new TextRenderer(false).render(diagnostics));
    }

    @Test
    void everyExpectedTextHasItsScript() {
        for (Path expected : Corpus.files(Path.of("src/test/corpus"), ".expected")) {
            Path script = Path.of(expected.toString().replaceAll("\\.[a-z]+\\.expected$", ".mmsc"));
            // Reports are of the samples; all else has its script beside it.
            boolean ofSample = expected.getParent().endsWith("report")
                    && Corpus.samples().stream().anyMatch(s -> s.endsWith(script.getFileName()));
            assertTrue(ofSample || Files.exists(script), expected + " belongs to no script");
        }
    }

    @Test
    void samplesAreFlawless() {
        for (Path sample : Corpus.samples()) {
            assertEquals(List.of(), Corpus.diagnose(Samples.read(sample), new ImportedFiles()), sample.toString());
        }
    }

    @Test
    void theLibraryIsFlawless() {
        assertEquals(List.of(), Shootdown.load(List.of(), Corpus.LIBRARY, true).diagnostics());
    }
}
