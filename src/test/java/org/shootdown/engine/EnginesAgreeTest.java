package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
import org.shootdown.ir.Program;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;

/** May-sets and explicit fills and evictions give the same verdicts, the same final states and the same costs, on every small sample. */
class EnginesAgreeTest {

    private static final Limits SMALL = new Limits(150_000, 1L << 30, 120_000);

    @TestFactory
    Stream<DynamicTest> onSamples() {
        return Stream.concat(
                        Samples.all().stream(), Samples.under(Path.of("src/test/corpus/machine")).stream())
                .flatMap(this::cells);
    }

    private Stream<DynamicTest> cells(Path path) {
        Shootdown loaded = Samples.load(path);
        return loaded.scenarios().stream().flatMap(scenario -> loaded.cells(scenario, RunOptions.standard()).stream()
                .map(cell -> DynamicTest.dynamicTest(
                        scenario.name() + " " + cell.text(), () -> compare(loaded, scenario, cell))));
    }

    private void compare(Shootdown loaded, Scenario scenario, Cell cell) {
        Program program = loaded.compile(scenario, cell);
        Exploration fast = Engine.FAST.explore(program, SMALL, true);
        Assumptions.assumeTrue(fast.states() < 20_000, "too large for explicit fills");
        Exploration reference = Engine.REFERENCE.explore(program, SMALL, true);
        Assumptions.assumeTrue(reference.bound().isEmpty(), "too large for explicit fills");
        assertEquals(verdicts(reference), verdicts(fast));
        assertEquals(reference.outcomes(), fast.outcomes());
        assertEquals(reference.costs(), fast.costs());
        assertTrue(fast.states() <= reference.states(), "may-sets never need more states");
    }

    private static List<String> verdicts(Exploration exploration) {
        return exploration.answers().stream()
                .map(a -> a.question() + " " + a.verdict())
                .toList();
    }
}
