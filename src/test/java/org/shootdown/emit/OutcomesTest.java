package org.shootdown.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.ir.Value;
import org.shootdown.sema.Constants;

/** The program tells what is allowed from what is not. */
class OutcomesTest {

    private static final int SEGV = Constants.named("SEGV").orElseThrow().value();

    private static final String SINGLE = """
            shootdown 1
            scenario single_thread {
                mm m { page A = 1 }
                thread T on cpu 0 { r = load A   munmap A   s = load A }
                final f: T.r == 1
            }
            """;

    @TempDir
    Path directory;

    private EmittedProgram.Outcome run(List<Integer> allowed) throws IOException, InterruptedException {
        Shootdown loaded = EmittedProgram.load("single.mmsc", SINGLE);
        var scenario = loaded.scenarios().get(0);
        AllowedOutcomes outcomes = new AllowedOutcomes(List.of("T.r", "T.s", "T.fault"), Set.of(allowed));
        EmitResult result = KselftestEmitter.emit(
                loaded.checked().index(), scenario, loaded.cells(scenario, RunOptions.standard()), outcomes);
        EmittedProgram program = EmittedProgram.write(result, directory);
        program.compile();
        return program.run();
    }

    @Test
    void whatIsAllowedIsOk() throws IOException, InterruptedException {
        EmittedProgram.Outcome outcome = run(List.of(1, Value.UNDEFINED, SEGV));
        assertEquals(0, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("\nok 1 single_thread.outcomes"), outcome.output());
        assertTrue(outcome.output().contains("# outcome T.r=1 T.s=- T.fault=SEGV: "), outcome.output());
    }

    @Test
    void anythingElseIsNot() throws IOException, InterruptedException {
        EmittedProgram.Outcome outcome = run(List.of(2, Value.UNDEFINED, SEGV));
        assertEquals(1, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains("\nnot ok 1 single_thread.outcomes"), outcome.output());
        assertTrue(outcome.output().contains(" T.s=- T.fault=SEGV: "), outcome.output());
        assertTrue(outcome.output().contains(", not allowed"), outcome.output());
        assertTrue(outcome.output().contains("# never seen: T.r=2 T.s=- T.fault=SEGV"), outcome.output());
    }

    @Test
    void anUnexpectedFaultIsNot() throws IOException, InterruptedException {
        EmittedProgram.Outcome outcome = run(List.of(1, Value.UNDEFINED, 0));
        assertEquals(1, outcome.status(), outcome.output());
    }

    @Test
    void cellsOfAnArchitectureAreUnited() {
        EmitResult result = EmittedProgram.emit("cells.mmsc", """
                shootdown 1
                scenario cells_united {
                    vary arch in arm64, x86_64
                    vary kernel in linux_4_15, linux_6_6, linux_6_6 + half
                    mm m { page A = 1 }
                    thread T on cpu 0 { munmap A   r = load A }
                    final f: T.r == 1
                }
                patch half for linux_6_6 {
                    override proc munmap(range: pages) {
                    }
                }
                """);
        assertEquals(List.of(), result.diagnostics());
        String text = result.files().get("cells_united.c");
        assertTrue(text.contains(" *\tarch x86_64\n *\tkernel linux_4_15, linux_6_6\n"), text);
        assertTrue(text.contains("#define NR_ALLOWED\t1\n"), text);
    }
}
