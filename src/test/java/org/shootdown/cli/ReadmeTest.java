package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** README.md knows the commands that there are, and no others. */
class ReadmeTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)[^|]*` \\|");
    private static final Pattern CALL = Pattern.compile("(?m)(?:`shootdown|^ {4}(?:\\$ )?shootdown) ([a-z]+)\\b");

    @Test
    void commands() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String table = readme.substring(readme.indexOf("\n## Commands"), readme.indexOf("\n### A scenario as a selftest"));
        Set<String> names = Main.commands().stream().map(Command::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(names, new TreeSet<>(found(ROW, table)));
        for (Path document : List.of(Path.of("README.md"), Path.of("src/docs/language.md"), Path.of("src/docs/model.md"))) {
            for (String called : found(CALL, Files.readString(document))) {
                assertTrue(names.contains(called), () -> document + " calls `shootdown " + called + "`");
            }
        }
    }

    /** What a newcomer types works: the first command is preceded by what gives the program its name. */
    @Test
    void theProgramHasAName() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int alias = readme.indexOf("    alias shootdown=\"java -jar $PWD/target/shootdown.jar\"\n");
        assertTrue(alias >= 0, "README.md has the alias");
        assertTrue(alias < readme.indexOf("    shootdown run"), "before the first command");
    }

    /** A README is read in terminals; what a report prints is as wide as it is. */
    @Test
    void linesFitATerminal() throws IOException {
        for (Path document : List.of(Path.of("README.md"), Path.of("src/docs/language.md"), Path.of("src/docs/model.md"))) {
            for (String line : Files.readAllLines(document)) {
                boolean mayBeWide = line.startsWith("    ") || line.startsWith("|") && !document.endsWith("README.md");
                assertTrue(mayBeWide || line.length() <= 80, () -> document + ": " + line);
            }
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult m) -> m.group(1)).toList();
    }
}
