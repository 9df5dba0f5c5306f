package org.shootdown.engine;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
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
        String what = scenario.name() + " " + cell.text();
        boolean small =
                BothEngines.agree(loaded.compile(scenario, cell), 20_000, SMALL, what).isPresent();
        Assumptions.assumeTrue(small, "too large for explicit fills");
    }
}
