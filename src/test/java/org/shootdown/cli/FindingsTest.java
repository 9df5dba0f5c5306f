package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.cli.Commands.shootdown;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.cli.Commands.Result;
import org.shootdown.diag.Code;

/** Errors and warnings as users and programs meet them. */
class FindingsTest {

    private static final String WARNED =
            """
            shootdown 1
            scenario one {
                mm m { page A = 0   page B = 0 }
                locks l
                thread T on cpu 0 { store A, 2   r = load A }
                final value: T.r == 2
                expect holds
            }
            """;

    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return Commands.file(folder, name, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "ir"})
    void warningsArePrintedAndChangeNothing(String command) throws IOException {
        Result result = shootdown(command, file("a.mmsc", WARNED));
        assertEquals(0, result.status(), result.err());
        assertTrue(result.err().contains("warning[SD0709]: nobody touches the page `B`"), result.err());
        assertEquals("2 warnings", result.lastLine());
    }

    @Test
    void aScenarioWithWarningsRuns() throws IOException {
        assertTrue(shootdown("run", file("a.mmsc", WARNED)).out().contains("1 as expected"));
    }

    @Test
    void checkCanDenyWarnings() throws IOException {
        assertEquals(3, shootdown("check", file("a.mmsc", WARNED), "--deny-warnings").status());
        String clean = file("b.mmsc", WARNED.replace("   page B = 0", "").replace("    locks l\n", ""));
        Result result = shootdown("check", clean, "--deny-warnings");
        assertEquals(0, result.status(), result.err());
        assertEquals("", result.err());
    }

    @Test
    void errorsAndWarningsAreCounted() throws IOException {
        file("a.mmsc", WARNED);
        file("b.mmsc", WARNED.replace("load A", "lod A"));
        Result result = shootdown("check", folder.toString());
        assertEquals(3, result.status());
        assertEquals("1 error, 2 warnings", result.lastLine());
    }

    @Test
    void errorsSilenceWarnings() throws IOException {
        Result result = shootdown("check", file("a.mmsc", WARNED.replace("load A", "lod A")));
        assertFalse(result.err().contains("warning["), result.err());
        assertEquals("1 error", result.lastLine());
    }

    @Test
    void jsonListsWarnings() throws IOException {
        Result result = shootdown("run", file("a.mmsc", WARNED), "--format", "json");
        assertEquals(2, result.diagnostics().size());
        JsonObject first = result.diagnostics().get(0).getAsJsonObject();
        assertEquals(
                List.of("severity", "code", "message", "file", "line", "column", "label", "related", "help"),
                List.copyOf(first.keySet()));
        assertEquals("warning", first.get("severity").getAsString());
        assertEquals("SD0709", first.get("code").getAsString());
        assertEquals(3, first.get("line").getAsInt());
        assertEquals(30, first.get("column").getAsInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    void jsonListsErrorsWithTheirOtherPlaces(String command) throws IOException {
        String script = file("a.mmsc", WARNED.replace("page B", "page A"));
        Result result = shootdown(command, script, "--format", "json");
        assertEquals(3, result.status());
        JsonObject error = result.diagnostics().get(0).getAsJsonObject();
        assertEquals("error", error.get("severity").getAsString());
        assertEquals("SD0203", error.get("code").getAsString());
        JsonObject related = error.getAsJsonArray("related").get(0).getAsJsonObject();
        assertEquals("first declared here", related.get("label").getAsString());
        assertEquals(3, related.get("line").getAsInt());
    }

    @Test
    void aFileThatCannotBeReadHasNoSourceFrame() {
        String missing = folder.resolve("none.mmsc").toString();
        String text = shootdown("check", missing).err();
        assertTrue(text.contains("--> " + missing + "\n"), text);
        assertFalse(text.contains("|"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "ir"})
    void anUnknownScenarioIsASlip(String command) throws IOException {
        Result result = shootdown(command, file("a.mmsc", WARNED), "--only", "oen");
        assertEquals(2, result.status());
        assertTrue(result.err().contains("did you mean `one`?"), result.err());
    }

    @Test
    void numbersOnAxesAreNumbersHoweverTheyAreWritten() throws IOException {
        String script = WARNED.replace("    locks l\n", "    vary n in 0x10, 1_000\n")
                .replace("store A, 2", "store A, n")
                .replace("T.r == 2", "T.r == n")
                .replace("   page B = 0", "")
                .replace("expect holds", "expect holds where n >= 16 and n < 1_001");
        Result result = shootdown("run", file("a.mmsc", script));
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().contains("2 as expected"), result.out());
        assertEquals(0, shootdown("run", file("a.mmsc", script), "--set", "n=0x20").status());
    }

    @Test
    void whatDoesNotApplyIsNotCalledTrue() throws IOException {
        String script =
                """
                shootdown 1
                scenario nothing {
                    var v = 0
                    thread T { v = 1 }
                    check coherence, page_lifetime, progress
                    never two: v == 2
                }
                """;
        Result result = shootdown("run", file("a.mmsc", script), "--format", "json");
        assertEquals(0, result.status(), result.err());
        assertEquals(3, result.diagnostics().size());
        assertEquals(3, result.out().split("\"verdict\": \"n/a\"", -1).length - 1, result.out());
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void everyCodeIsExplainedWithinATerminal(Code code) {
        Result result = shootdown("explain", code.id());
        assertEquals(0, result.status());
        assertTrue(result.out().startsWith(code.id() + " (" + code.severity().word() + ")"), result.out());
        result.out().lines().forEach(l -> assertTrue(l.length() <= 80, l));
    }
}
