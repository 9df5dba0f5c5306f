package org.shootdown.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a script can say breaks the C text. */
class HostileNamesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"int", "main", "errno", "linux", "unix", "si_addr", "load", "NULL", "MAP_FIXED", "all",
        "kselftest_harness", "run_tests", "a_scenario_with_a_name_that_is_longer_than_a_line_of_the_terminal_has_room"})
    void scenariosMayHaveAnyName(String name) throws IOException, InterruptedException {
        buildsAndRuns("""
                shootdown 1
                scenario %s {
                    mm m { page A = 1 }
                    thread T on cpu 0 { r = load A }
                    final f: T.r == 1
                }
                """.formatted(name));
    }

    @Test
    void threadsPagesAndRegistersMayHaveAnyName() throws IOException, InterruptedException {
        buildsAndRuns("""
                shootdown 1
                scenario names {
                    mm m { page SIZE = 1   page page_size = 2   page MASK = 3   page errno = 4 }
                    mm child forks m
                    thread main on cpu 0 {
                        while_ = 0
                        while while_ < 2 { while_ = while_ + 1 }
                        int = load SIZE
                        NULL = load page_size
                        fork child
                    }
                    thread a on cpu 1 { b_c = load MASK }
                    thread a_b on cpu 1 { c = load errno }
                    thread body on cpu 0 in child { obs = load SIZE }
                    thread a_very_long_name_for_a_thread_that_does_nothing_worth_to_be_mentioned_here on cpu 1 {
                        a_very_long_name_for_a_register_that_holds_nothing_worth_to_be_mentioned_here = load SIZE
                        a_very_long_name_for_a_register_that_holds_nothing_worth_to_be_mentioned_too =
                            a_very_long_name_for_a_register_that_holds_nothing_worth_to_be_mentioned_here * 3 + 4 * 5
                    }
                    final f: main.int == 1
                }
                """);
    }

    @Test
    void commentsCannotEndEarly() throws IOException, InterruptedException {
        buildsAndRuns("""
                shootdown 1

                /// Ends here: */ int broken; /* and again \u202e reversed
                /// "quoted" 'c' \\ ??/ trigraph ?????/
                scenario hostile_comments {
                    cite "*/ int broken; /* \\""
                    mm m { page A = 1 }                    /* a comment // in */ // another /* one
                    thread T on cpu 0 {
                        r = load A /* end */
                        s = r + /* */ 1
                        if r == 1 and /* "' */ s == 2 { t = 1 } // ??/
                    }
                    final f: T.t == 1
                }
                """);
    }

    @Test
    void theFileMayHaveAnyName() throws IOException, InterruptedException {
        EmitResult result = EmittedProgram.emit("a */ int x; /* b\n??/.mmsc", """
                shootdown 1
                scenario file_name {
                    mm m { page A = 1 }
                    thread T on cpu 0 { r = load A }
                    final f: T.r == 1
                }
                """);
        EmittedProgram.write(result, directory).compile();
    }

    private void buildsAndRuns(String script) throws IOException, InterruptedException {
        EmittedProgram program = EmittedProgram.write(EmittedProgram.emit("hostile.mmsc", script), directory);
        String text = Files.readString(directory.resolve(program.name() + ".c"));
        for (String line : text.split("\n")) {
            boolean breakable = List.of(line.split(" ")).stream().allMatch(w -> w.length() < 60);
            assertTrue(LineBreaker.width(line) <= 100 || !breakable, line);
        }
        program.compile();
        EmittedProgram.Outcome outcome = program.run();
        assertEquals(0, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("\nok 1 "), outcome.output());
        assertFalse(outcome.output().contains("not ok"), outcome.output());
    }

    @Test
    void noMacroOfALibraryStandsInThePlaceOfAName() throws IOException, InterruptedException {
        assumeTrue(EmittedProgram.available("gcc"), "no gcc");
        EmittedProgram program = EmittedProgram.write(
                EmittedProgram.emit("macros.mmsc", """
                        shootdown 1
                        scenario macros {
                            mm m { page A = 1 }
                            thread T on cpu 0 { r = load A }
                            final f: T.r == 1
                        }
                        """),
                directory);
        EmittedProgram.Outcome macros =
                program.run(60, List.of("gcc", "-std=gnu11", "-dM", "-E", program.name() + ".c"));
        assertEquals(0, macros.status());
        int seen = 0;
        for (String line : macros.output().split("\n")) {
            String name = line.split("[ (]", 3)[1];
            assertNotEquals(name, Names.program(name).text());
            seen++;
        }
        assertTrue(seen > 500, "only " + seen + " macros");
    }

    @Test
    void textIsEscapedByItsKind() {
        assertEquals("\"a\\\"b\\\\\\012\\?\\?/\\303\\251\"", new Literal("a\"b\\\n??/\u00e9").quoted());
        assertEquals("a* /b/ *c? ? ?/ d", new Comment("a*/b/*c???/\nd").harmless());
        assertEquals("* //", new Comment("*//").harmless());
    }

    @Test
    void namesOfOneKindDiffer() {
        Names names = new Names();
        Set<String> texts = Set.of(
                names.of("a.b_c").text(), names.of("a_b.c").text(), names.of("SIZE").text());
        assertEquals(Set.of("a_b_c", "a_b_c_2", "SIZE_2"), texts);
        assertEquals(names.of("a.b_c"), names.of("a.b_c"));
    }
}
