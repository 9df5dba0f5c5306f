package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.engine.Answer;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Exploration;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Trace;
import org.shootdown.engine.Verdict;
import org.shootdown.ir.Program;
import org.shootdown.lower.LoweringException;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Cell;
import org.shootdown.sema.MachineRule;
import org.shootdown.syntax.Declaration.Scenario;

/**
 * What a verdict says that it leans on is what it leans on: with any other rule of the machine flipped, a proof explores
 * the very same states, and a counterexample is still one.
 */
class LeaningTest {

    /** The rules of larger cells are not flipped. */
    private static final Limits SMALL = new Limits(Integer.getInteger("leaning.states", 1_000), 1L << 30, 120_000);
    private static final Path MACHINE = Path.of("src/test/corpus/machine");

    @TestFactory
    Stream<DynamicTest> flippingAnyOtherRuleChangesNothing() {
        return Stream.concat(Samples.all().stream(), Samples.under(MACHINE).stream())
                .flatMap(path -> {
                    Shootdown loaded = Samples.load(path);
                    return loaded.scenarios().stream()
                            .flatMap(scenario -> loaded.cells(scenario, RunOptions.standard()).stream()
                                    .map(cell -> DynamicTest.dynamicTest(
                                            scenario.name() + " " + cell.text(),
                                            () -> flipEach(loaded, scenario, cell))));
                });
    }

    private static void flipEach(Shootdown loaded, Scenario scenario, Cell cell) {
        Program program = loaded.compile(scenario, cell);
        Map<Engine, Exploration> own = new EnumMap<>(Engine.class);
        for (Engine engine : List.of(Engine.FAST, Engine.REFERENCE)) {
            Exploration exploration = engine.explore(program, SMALL);
            boolean isSmall = exploration.bound().isEmpty();
            Assumptions.assumeTrue(isSmall || engine == Engine.REFERENCE, "too large to flip every rule");
            if (isSmall) {
                own.put(engine, exploration);
            }
        }
        for (Program.RuleValue rule : program.rules()) {
            for (Assumption assumption : others(loaded, rule)) {
                flip(loaded, scenario, cell, own, rule, assumption);
            }
        }
    }

    private static List<Assumption> others(Shootdown loaded, Program.RuleValue rule) {
        String home = rule.name().substring(0, rule.name().indexOf('.'));
        String name = rule.name().substring(rule.name().indexOf('.') + 1);
        return Assumption.values(name, loaded.checked().index()).stream()
                .filter(v -> !v.equals(rule.value()))
                .map(v -> new Assumption(home, name, v))
                .toList();
    }

    private static void flip(
            Shootdown loaded,
            Scenario scenario,
            Cell cell,
            Map<Engine, Exploration> own,
            Program.RuleValue rule,
            Assumption assumption) {
        Program flipped;
        try {
            flipped = loaded.compile(scenario, cell, List.of(assumption));
        } catch (LoweringException e) {
            own.values().forEach(exploration -> assertTrue(
                    exploration.rules().contains(rule.key()),
                    assumption.text() + " cannot even be compiled, and is not named"));
            return;
        }
        own.forEach((engine, exploration) -> compare(exploration, engine, flipped, rule, assumption));
    }

    private static void compare(
            Exploration own, Engine engine, Program flipped, Program.RuleValue rule, Assumption assumption) {
        if (!own.rules().contains(rule.key())) {
            Exploration other = engine.explore(flipped, SMALL);
            assertEquals(verdicts(own), verdicts(other), assumption.text());
            assertEquals(own.outcomes(), other.outcomes(), assumption.text());
            assertEquals(own.states(), other.states(), assumption.text());
            assertEquals(own.transitions(), other.transitions(), assumption.text());
        } else if (!rule.compiled()) {
            counterexamplesStay(flipped, own, engine.explore(flipped, SMALL), rule, assumption);
        }
    }

    /** A run that leans on a rule no more than on its being there is a run without it. */
    private static void counterexamplesStay(
            Program program, Exploration own, Exploration other, Program.RuleValue rule, Assumption assumption) {
        if (other.bound().isPresent()) {
            return;
        }
        for (int i = 0; i < own.answers().size(); i++) {
            Answer answer = own.answers().get(i);
            if (answer.verdict() == Verdict.UNKNOWN) {
                // The way to where nobody knows how it goes on stays, but other runs may show more.
                continue;
            }
            boolean leans = answer.trace().map(Trace::rules).orElse(List.of(rule.key())).contains(rule.key());
            // Runs without end and stuck ones show what cannot happen, too: more may be possible under another rule.
            boolean whole = answer.question().equals("deadlock")
                    || program.questions().stream().anyMatch(q -> q.name().equals(answer.question()) && q.isOfRuns());
            if (!leans && !whole) {
                assertEquals(answer.verdict(), other.answers().get(i).verdict(), answer.question() + ", " + assumption.text());
            }
        }
    }

    private static List<String> verdicts(Exploration exploration) {
        return exploration.answers().stream()
                .map(a -> a.question() + " " + a.verdict())
                .toList();
    }

    /** Each rule is named by the proof of some cell, and is missing in others, so that flipping it is a test. */
    @Test
    void everyRuleIsNamedSomewhereAndSomewhereNot() {
        Set<String> named = new TreeSet<>();
        Set<String> unnamed = new TreeSet<>();
        List<Path> scripts = new ArrayList<>(Samples.under(MACHINE));
        scripts.add(Path.of("samples/ro-upgrade-starves-device.mmsc"));
        scripts.add(Path.of("samples/permission-upgrade.mmsc"));
        scripts.add(Path.of("samples/seeds/s2-3-split-of-a-live-block.mmsc"));
        for (Path path : scripts) {
            Shootdown loaded = Samples.load(path);
            for (Scenario scenario : loaded.scenarios()) {
                for (Cell cell : loaded.cells(scenario, RunOptions.standard())) {
                    Program program = loaded.compile(scenario, cell);
                    Exploration exploration = Engine.FAST.explore(program, SMALL);
                    boolean proves = exploration.answers().stream().anyMatch(a -> a.verdict() == Verdict.HOLDS);
                    for (Program.RuleValue rule : program.rules()) {
                        if (rule.key().startsWith("kernel.")) {
                            continue;
                        }
                        if (exploration.rules().contains(rule.key()) && proves) {
                            named.add(kind(rule.key()));
                        } else if (!exploration.rules().contains(rule.key())) {
                            unnamed.add(kind(rule.key()));
                        }
                    }
                }
            }
        }
        Set<String> all = new TreeSet<>();
        MachineRule.names("arch").forEach(r -> all.add("arch." + r));
        MachineRule.names("iommu").forEach(r -> all.add("iommu." + r));
        assertEquals(all, named);
        assertFalse(unnamed.isEmpty());
        assertTrue(unnamed.containsAll(Set.of("arch.late_pte_stores", "iommu.commands_in_order")), unnamed.toString());
    }

    private static String kind(String key) {
        return key.startsWith("arch.") ? key : "iommu" + key.substring(key.indexOf('.'));
    }
}
