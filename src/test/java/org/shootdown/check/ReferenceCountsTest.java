package org.shootdown.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
import org.shootdown.engine.Answer;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Verdict;
import org.shootdown.ir.Program;
import org.shootdown.ir.Value;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;

/** The library keeps its books in every sample, though nobody asks there; only what is to be wrong does not. */
class ReferenceCountsTest {

    private static final Limits SMALL = new Limits(300_000, 1L << 30, 120_000);

    /** Parts of cells in which a put is left out or done twice, or a frame is mapped after it was freed. */
    private static final List<String> WRONG = List.of(
            "linux_6_6_oom + drops_twice",
            "linux_6_5 + put_anyway",
            "puts=0",
            "puts=2",
            "retry_outside_the_lock",
            "driver=range_only",
            "arch=arm64 kernel=linux_6_6 + no_grace_period",
            "arch=ppc64_radix kernel=linux_6_6 + no_grace_period",
            // The script keeps a frame that could not be mapped.
            "map_over_a_leaf format=vtd_ss",
            "map_over_a_leaf format=arm_",
            "map_over_a_leaf format=dart",
            "map_over_a_leaf format=mali_lpae");

    /** Parts of cells in which hardware walks a freed table, or one that nobody has made: nobody knows what it finds. */
    private static final List<String> OPEN =
            List.of(
                    "arch=arm64 kernel=linux_6_6 + leaf_flush",
                    "leaf_over_a_table format=vtd_ss",
                    "leaf_over_an_empty_table format=vtd_ss kernel=linux_6_18",
                    "leaf_over_pages format=amd_v2",
                    "leaf_over_pages format=vtd_ss",
                    "first_page_of_a_new_leaf",
                    "kernel=linux_6_6_lazy_flush + table_unflushed;",
                    "driver=smmu_without_sync whole=on",
                    "driver=smmu_leaves_walks whole=on",
                    "torn_teardown format=vtd_fs driver=intel_pasid_6_13",
                    "ttl_of_freed_tables arch=arm64 kernel=gathers_with_ttl;",
                    "freed_tables arch=ppc64_radix kernel=linux_6_6 + ric_0;",
                    // A CPU that is told to give up what it runs in user space.
                    "lazy_in_another_process kernel=linux_6_6_pcid + stays_lazy");

    @TestFactory
    Stream<DynamicTest> theLibraryKeepsItsBooks() {
        return Samples.all().stream()
                .filter(p -> !p.endsWith("cow-order.mmsc"))
                .map(p -> DynamicTest.dynamicTest(p.toString(), () -> keepsBooks(Samples.load(p))));
    }

    private static void keepsBooks(Shootdown loaded) {
        for (Scenario scenario : loaded.scenarios()) {
            for (Cell cell : loaded.cells(scenario, RunOptions.standard())) {
                String name = scenario.name() + " " + cell.text();
                Program program = loaded.compile(scenario, cell).asking(List.of(question()));
                Answer answer = Engine.FAST.explore(program, SMALL).answers().get(0);
                // Of the mirrors one scenario copies, and frees nothing.
                boolean wrong = WRONG.stream().anyMatch(name::contains) && !name.startsWith("copied_under_a_mirror");
                Verdict sure = wrong ? Verdict.VIOLATED : Verdict.HOLDS;
                assertEquals(OPEN.stream().anyMatch((name + ";")::contains) ? Verdict.UNKNOWN : sure, answer.verdict(), name + ": " + answer.reason());
            }
        }
    }

    private static Program.Question question() {
        return new Program.Question(
                "refcount", Program.Quantifier.BUILT_IN, false, Value.TRUE, "refcount", Optional.empty());
    }
}
