package org.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.Corpus;
import org.shootdown.RunOptions;
import org.shootdown.Samples;

/** What the samples' reports look like, so that a change of a verdict, a trace or the layout is seen in review. */
class ReportGoldenTest {

    private static final Path CORPUS = Path.of("src/test/corpus/report");

    @TestFactory
    Stream<DynamicTest> reports() {
        return Samples.all().stream()
                .filter(p -> !p.endsWith("cow-order.mmsc"))
                .filter(p -> !Samples.load(p).scenarios().isEmpty())
                .map(path -> DynamicTest.dynamicTest(path.toString(), () -> {
                    String text = new TextReport(true).render(Samples.load(path).run(RunOptions.standard(), c -> {}));
                    text.lines().forEach(l -> assertTrue(l.length() <= Layout.WIDTH, l));
                    Corpus.assertGolden(CORPUS.resolve(path.getFileName()), "text", text.replaceAll(" +([0-9,]+ states?), [0-9.]+ s\n", "  $1\n"));
                }));
    }
}
