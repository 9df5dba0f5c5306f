package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.shootdown.cli.Commands.shootdown;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shootdown.cli.Commands.Result;

/** What {@code fmt} does to files, and what its exit status says. */
class FmtCommandTest {

    private static final String MESSY = "shootdown 1\nscenario s { mm m { page A }\n  thread T { store A,1 } }\n";
    private static final String TIDY =
            """
            shootdown 1

            scenario s {
                mm m { page A }
                thread T { store A, 1 }
            }
            """;
    private static final String BROKEN = "shootdown 1\nscenario s { thread {\n";

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void filesAreRewrittenAndNamed() throws IOException {
        Path messy = file("messy.mmsc", MESSY);
        Path tidy = file("tidy.mmsc", TIDY);
        Result result = shootdown("fmt", folder.toString());
        assertEquals(0, result.status(), result.err());
        assertEquals(messy + "\n", result.out());
        assertEquals(TIDY, Files.readString(messy));
        assertEquals(TIDY, Files.readString(tidy));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count(), "nothing else is left behind");
        }
        assertEquals(new Result(0, "", ""), shootdown("fmt", folder.toString()), "nothing is left to do");
    }

    @Test
    void checkListsAndChangesNothing() throws IOException {
        Path messy = file("messy.mmsc", MESSY);
        Path tidy = file("tidy.mmsc", TIDY);
        Result result = shootdown("fmt", "--check", messy.toString(), tidy.toString());
        assertEquals(1, result.status());
        assertEquals(messy + ":2: not in the style from here on\n", result.out());
        assertTrue(result.err().contains("`shootdown fmt` brings it into the style"), result.err());
        assertEquals(MESSY, Files.readString(messy));
        assertEquals(0, shootdown("fmt", "--check", tidy.toString()).status());
    }

    @Test
    void whatCannotBeReadIsThreeAndTheRestIsFormatted() throws IOException {
        Path broken = file("a.mmsc", BROKEN);
        Path messy = file("b.mmsc", MESSY);
        Result result = shootdown("fmt", folder.toString(), folder.resolve("missing.mmsc").toString());
        assertEquals(3, result.status());
        assertEquals(BROKEN, Files.readString(broken));
        assertEquals(TIDY, Files.readString(messy));
        assertTrue(result.err().contains("a.mmsc:"), result.err());
        assertTrue(result.err().contains("there is no such file"), result.err());
    }

    @Test
    void permissionsAndLinksStay() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        Path messy = file("messy.mmsc", MESSY);
        Files.setPosixFilePermissions(messy, PosixFilePermissions.fromString("rwxr-x--x"));
        Path link = Files.createSymbolicLink(folder.resolve("link.mmsc"), messy);
        assertEquals(0, shootdown("fmt", link.toString()).status());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(TIDY, Files.readString(messy));
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(messy)));
    }

    @Test
    void standardInputGoesToStandardOutput() {
        assertEquals(new Result(0, TIDY, ""), withInput(MESSY.getBytes(StandardCharsets.UTF_8), "fmt", "-"));
        assertEquals(0, withInput(TIDY.getBytes(StandardCharsets.UTF_8), "fmt", "--check", "-").status());
        Result check = withInput(MESSY.getBytes(StandardCharsets.UTF_8), "fmt", "--check", "-");
        assertEquals(1, check.status());
        assertEquals("<stdin>:2: not in the style from here on\n", check.out());
        Result broken = withInput(BROKEN.getBytes(StandardCharsets.UTF_8), "fmt", "-");
        assertEquals(3, broken.status());
        assertEquals("", broken.out());
        assertEquals(2, withInput(new byte[] {(byte) 0xff}, "fmt", "-").status());
        assertEquals(2, shootdown("fmt", "-", "a.mmsc").status());
    }

    private static Result withInput(byte[] input, String... arguments) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(input));
            return shootdown(arguments);
        } finally {
            System.setIn(before);
        }
    }

    /** What the project's own continuous integration asks. */
    @Test
    void samplesAndLibraryAreInTheStyle() {
        Result result = shootdown("fmt", "--check", "samples", "src/main/mmsc");
        assertEquals(new Result(0, "", ""), result);
    }

    @Test
    void helpSaysWhatTheStatusMeansHere() {
        String help = shootdown("fmt", "--help").out();
        List.of("--check", "is not in the style", "stays as it is").forEach(w -> assertTrue(help.contains(w), help));
    }
}
