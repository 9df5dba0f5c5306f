package org.shootdown.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shootdown.Corpus;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
import org.shootdown.arm.ArmAblations.Effect;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Verdict;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;

/** Each row of the table of ablations decides a scenario of {@code arm64-ablations.mmsc}, as a rule and as an assumption. */
class ArmAblationsTest {

    private static final Path SCRIPT = Path.of("src/test/corpus/machine/arm64-ablations.mmsc");
    private static final Shootdown LOADED = Samples.load(SCRIPT);
    private static final Limits LIMITS = new Limits(20_000, 1L << 28, 60_000);

    @Test
    void rowsAndScenariosCorrespond() {
        assertEquals(
                Arrays.stream(ArmAblations.values()).map(ArmAblations::scenario).sorted().toList(),
                LOADED.scenarios().stream().map(s -> s.name().text()).sorted().toList());
        // A row's name may go on in the next line.
        String text = Corpus.text(SCRIPT).replaceAll("\\s+(///\\s+)?", " ");
        for (ArmAblations row : ArmAblations.values()) {
            String name = row.row().replaceAll(" \\(.*", "");
            assertTrue(text.contains(name), row.row());
        }
    }

    @ParameterizedTest
    @EnumSource(ArmAblations.class)
    void everyRowDecidesItsScenario(ArmAblations row) {
        Scenario scenario = LOADED.scenarios().stream()
                .filter(s -> s.name().text().equals(row.scenario()))
                .findFirst()
                .orElseThrow();
        List<Cell> cells = LOADED.cells(scenario, RunOptions.standard());
        assertEquals(2, cells.size());
        assertTrue(cells.get(0).text().contains("arch=" + row.profile().architecture()), cells.get(0).text());
        Verdict own = row.effect() == Effect.LACKS ? Verdict.HOLDS : Verdict.VIOLATED;
        Verdict other = row.effect() == Effect.LACKS ? Verdict.VIOLATED : Verdict.HOLDS;
        for (Engine engine : Engine.values()) {
            assertEquals(own, verdict(engine, scenario, cells.get(0), List.of()), engine.word());
            assertEquals(other, verdict(engine, scenario, cells.get(1), List.of()), engine.word());
            List<Assumption> assumed = row.assumptions().stream()
                    .map(a -> new Assumption(home(row, a), a.rule(), a.value()))
                    .toList();
            assertEquals(other, verdict(engine, scenario, cells.get(0), assumed), engine.word());
        }
    }

    /** An architecture that sets a rule itself does not have it from the one that it extends. */
    private static String home(ArmAblations row, Assumption assumption) {
        boolean sets = row.profile() == ArmAblations.Profile.BASE
                && assumption.rule().equals("barrier_synchronises_context");
        return sets ? row.profile().architecture() : assumption.home();
    }

    private static Verdict verdict(Engine engine, Scenario scenario, Cell cell, List<Assumption> assumptions) {
        return engine.explore(LOADED.compile(scenario, cell, assumptions), LIMITS)
                .answers()
                .get(0)
                .verdict();
    }
}
