package org.shootdown.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shootdown.Corpus;
import org.shootdown.Emission;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;

/** What a test program cannot do is refused at its line: {@code // ### part of the message} expects it there. */
class RefusalsTest {

    static List<Path> scripts() {
        return Corpus.scripts("emit-refused");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void refusesWhereExpected(Path script) {
        SourceFile file = Corpus.read(script);
        Shootdown loaded = EmittedProgram.load(file.name(), file.text());
        List<Diagnostic> found = new ArrayList<>();
        loaded.scenarios().forEach(s -> {
            EmitResult result = Emission.kselftest(loaded, s);
            assertTrue(result.isRefused(), s.name() + " is not refused");
            assertEquals(Map.of(), result.files());
            found.addAll(result.diagnostics());
        });
        List<String> missing = new ArrayList<>();
        for (int line = 1; line <= file.lineStarts().length; line++) {
            String[] parts = file.line(line).split("###");
            for (int i = 1; i < parts.length; i++) {
                if (!remove(found, line, parts[i].strip())) {
                    missing.add(line + ": " + parts[i].strip());
                }
            }
        }
        List<String> unexpected = found.stream()
                .map(d -> d.span().line() + ": " + d.message())
                .toList();
        assertEquals(List.of(), missing, () -> "unexpected: " + unexpected);
        assertEquals(List.of(), unexpected);
    }

    private static boolean remove(List<Diagnostic> found, int line, String part) {
        return found.stream()
                .filter(d -> d.code() == Code.NOT_EXPRESSIBLE)
                .filter(d -> d.span().line() == line && d.message().contains(part))
                .findFirst()
                .map(found::remove)
                .orElse(false);
    }

    @Test
    void refusesWhatIsNotKnownCompletely() {
        Shootdown loaded = EmittedProgram.load("race.mmsc", """
                shootdown 1
                scenario race {
                    mm m { page A = 1 }
                    thread T on cpu 0 { munmap A }
                    thread U on cpu 1 { r = load A }
                    final f: U.r == 1
                }
                """);
        RunOptions options = new RunOptions(
                Map.of(), List.of(), Optional.empty(), Engine.FAST, new Limits(0, 1 << 30, 60_000), 1);
        EmitResult result = Emission.kselftest(loaded, loaded.scenarios().get(0), options);
        assertEquals(1, result.diagnostics().size());
        assertTrue(result.diagnostics().get(0).message().startsWith("the exploration ended early"));
        assertEquals(2, result.diagnostics().get(0).span().line());
    }

    @Test
    void oneValueOfAnAxisIsEnough() {
        Shootdown loaded = EmittedProgram.load("axis.mmsc", """
                shootdown 1
                scenario axis {
                    vary value in 1, 2
                    mm m { page A = value }
                    thread T on cpu 0 { r = load A   store A, value + 1 }
                    final f: T.r == 1 or T.r == 2
                }
                """);
        RunOptions standard = RunOptions.standard();
        RunOptions options = new RunOptions(
                Map.of("value", List.of("2")),
                List.of(),
                Optional.empty(),
                Engine.FAST,
                standard.limits(),
                1);
        EmitResult result = Emission.kselftest(loaded, loaded.scenarios().get(0), options);
        assertEquals(List.of(), result.diagnostics());
        assertTrue(result.files().get("scenario_axis.c").contains("store(t, PAGE_A, 3)"));
    }
}
