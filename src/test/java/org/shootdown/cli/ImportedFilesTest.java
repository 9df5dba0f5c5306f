package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.cli.Commands.shootdown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.cli.Commands.Result;

/** Imports on the command line: from the disk, once each, and never a scenario that nobody named. */
class ImportedFilesTest {

    private static final String SCENARIO =
            """
            shootdown 1
            import "%s"
            scenario %s {
                vary kernel in mine
                mm m { page A = 1 }
                thread T on cpu 0 { r = load A }
                final one: T.r == 1
                expect holds
            }
            """;

    private static final String LIBRARY =
            """
            shootdown 1
            kernel mine extends linux_6_6 { proc p(a: page) { %s } }
            scenario of_the_library {
                mm m { page A = 1 }
                thread T on cpu 0 { r = load A }
                final two: T.r == 2
            }
            """;

    @TempDir
    Path folder;

    private String a;
    private String b;
    private String library;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("sub"));
        a = write("a.mmsc", String.format(SCENARIO, "sub/library.mmsc", "first"));
        b = write("sub/b.mmsc", String.format(SCENARIO, "../sub/./library.mmsc", "second"));
        library = write("sub/library.mmsc", String.format(LIBRARY, "set_pte(a, empty_pte)"));
    }

    private String write(String name, String text) throws IOException {
        return Commands.file(folder, name, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "ir"})
    void twoScriptsMayImportTheSame(String command) {
        Result result = shootdown(command, a, b);
        assertEquals(0, result.status(), result.err());
        assertEquals("", result.err());
    }

    @Test
    void scenariosOfImportedFilesRunOnlyWhereTheFileIsNamed() {
        Result without = shootdown("run", a, b);
        assertEquals(0, without.status(), without.err());
        assertFalse(without.out().contains("of_the_library"), without.out());
        Result with = shootdown("run", a, library);
        assertEquals(1, with.status(), with.err());
        assertTrue(with.out().contains("of_the_library"), with.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    void whatIsWrongWithAnImportedFileIsSaidOnce(String command) throws IOException {
        write("sub/library.mmsc", String.format(LIBRARY, "set_pt(a, empty_pte)"));
        // The third way to the file is the command line's own.
        Result result = shootdown(command, a, b, folder.resolve("sub/../sub/library.mmsc").toString());
        assertEquals(3, result.status());
        assertEquals(2, result.err().split("there is no operation").length, result.err());
        assertTrue(result.err().contains("library.mmsc:2:"), result.err());
        assertTrue(result.err().endsWith("1 error" + System.lineSeparator()), result.err());
    }

    @Test
    void aMissingFileIsSaidAtTheImportWithTheNearestName() throws IOException {
        String c = write("c.mmsc", String.format(SCENARIO, "sub/libary.mmsc", "third"));
        Result result = shootdown("check", c);
        assertEquals(3, result.status());
        assertTrue(result.err().contains("there is no file `sub/libary.mmsc`"), result.err());
        assertTrue(result.err().contains("c.mmsc:2:1"), result.err());
        assertTrue(result.err().contains("did you mean `sub/library.mmsc`?"), result.err());
    }

    @Test
    void aLinkLeadsToTheSameFile() throws IOException {
        try {
            Files.createSymbolicLink(folder.resolve("link.mmsc"), folder.resolve("sub/library.mmsc"));
        } catch (UnsupportedOperationException | IOException e) {
            return;
        }
        String c = write(
                "c.mmsc",
                String.format(SCENARIO, "link.mmsc", "third")
                        .replace("scenario", "import \"sub/library.mmsc\"\nscenario"));
        Result result = shootdown("run", c);
        assertEquals(0, result.status(), result.err());
    }

    @Test
    void whatIsNoTextIsNotRead() throws IOException {
        Files.write(folder.resolve("sub/library.mmsc"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Result result = shootdown("check", a);
        assertEquals(3, result.status());
        assertTrue(result.err().contains("`sub/library.mmsc` cannot be read: it is not UTF-8 text"), result.err());
    }

    @Test
    void aFolderWithALibraryRuns() {
        assertEquals(0, shootdown("run", "samples/imports").status());
        Result alone = shootdown("run", "samples/imports/drivers.mmsc");
        assertEquals(3, alone.status());
        assertTrue(alone.err().contains("SD0410"), alone.err());
    }
}
