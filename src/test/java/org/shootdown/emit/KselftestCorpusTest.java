package org.shootdown.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.Corpus;
import org.shootdown.Samples;

/** Every script of the corpus: its text as expected, clean for gcc, in kernel style, and true on this machine. */
class KselftestCorpusTest {

    private static final Path CORPUS = Path.of("src/test/corpus/emit");

    @TempDir
    Path directory;

    static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".mmsc"))
                    .map(f -> f.substring(0, f.length() - ".mmsc".length()))
                    .sorted()
                    .toList();
        }
    }

    private static EmitResult emit(String name) throws IOException {
        return EmittedProgram.emit(name + ".mmsc", Files.readString(CORPUS.resolve(name + ".mmsc")));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void isAsExpected(String name) throws IOException {
        EmitResult result = emit(name);
        assertEquals(List.of(), result.diagnostics());
        String text = result.files().values().iterator().next();
        Corpus.assertGolden(CORPUS.resolve(name + ".mmsc"), "c", text);
        for (String line : text.split("\n")) {
            assertTrue(LineBreaker.width(line) <= 100, line);
            assertEquals(line.stripTrailing(), line);
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void buildsAndRuns(String name) throws IOException, InterruptedException {
        EmittedProgram program = EmittedProgram.write(emit(name), directory);
        program.compile();
        EmittedProgram.Outcome outcome = program.run();
        assertTrue(outcome.output().contains("\nok 1 " + program.name() + ".outcomes"), outcome.output());
        assertEquals(0, outcome.status(), outcome.output());
    }

    /** {@code -Dkernel.headers=tools/testing/selftests} of a kernel tree. */
    @ParameterizedTest
    @MethodSource("scripts")
    void buildsWithTheKernelsHeader(String name) throws IOException, InterruptedException {
        String headers = System.getProperty("kernel.headers", "");
        assumeTrue(!headers.isEmpty(), "no kernel tree");
        EmittedProgram program = EmittedProgram.write(emit(name), directory);
        Files.delete(directory.resolve("kselftest_harness.h"));
        program.compile("-isystem", headers);
        EmittedProgram.Outcome outcome = program.run();
        assertEquals(0, outcome.status(), outcome.output());
    }

    static List<Path> samples() {
        return Samples.under(Path.of("samples/emit"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesAreTrueOnThisMachine(Path sample) throws IOException, InterruptedException {
        EmittedProgram program =
                EmittedProgram.write(EmittedProgram.emit(sample.toString(), Files.readString(sample)), directory);
        program.compile();
        EmittedProgram.Outcome outcome = program.run();
        assertEquals(0, outcome.status(), outcome.output());
    }

    @Test
    void noExpectationIsLeftBehind() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".c.expected"))
                    .map(f -> f.replace(".c.expected", ".mmsc"))
                    .forEach(f -> assertTrue(Files.exists(CORPUS.resolve(f)), f + " is missing"));
        }
    }

    @Test
    void theMakefileBuildsAndRunsTheTests() throws IOException, InterruptedException {
        assumeTrue(EmittedProgram.available("gcc") && EmittedProgram.available("make"), "no make");
        EmittedProgram program = EmittedProgram.write(emit("mmap_fresh"), directory);
        EmittedProgram.Outcome outcome = program.run(120, List.of("make", "run_tests"));
        assertEquals(0, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("ok 1 mmap_fresh.outcomes"), outcome.output());
    }
}
