package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.engine.Answer;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Exploration;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Verdict;
import org.shootdown.ir.Program;
import org.shootdown.lower.LoweringException;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Cell;
import org.shootdown.sema.MachineRule;
import org.shootdown.syntax.Declaration.Hardware;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.Scenario;

/**
 * Every rule that the library states of an architecture or an IOMMU decides something: a cell of some script is answered
 * otherwise when that rule alone is otherwise. The cells are in a table, which {@code -Dgolden.update=true} makes anew.
 */
class RulesMatterTest {

    private static final Path TABLE = Path.of("src/test/corpus/rules-that-matter.txt");
    private static final Path MACHINE = Path.of("src/test/corpus/machine");
    /** A cell that tells something about a rule need not be large. */
    private static final Limits SMALL = new Limits(3_000, 1L << 28, 60_000);

    private static final Shootdown LIBRARY = Shootdown.load(List.of());
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    /**
     * A rule that the library states and that is on or off. What names a part ({@code iommu = vtd}) says which rules are
     * in force, and is none by itself.
     */
    private static Map<String, Assumption> switches() {
        Map<String, Assumption> flips = new TreeMap<>();
        for (HardwareKind kind : HardwareKind.values()) {
            for (Hardware part : LIBRARY.checked().index().hardware(kind)) {
                for (var rule : part.rules()) {
                    String name = rule.name().text();
                    if (MachineRule.switches(kind.word()).contains(name)) {
                        boolean on = rule.value().span().text().equals("on");
                        Assumption flip = new Assumption(part.name().text(), name, on ? "off" : "on");
                        flips.put(flip.name(), flip);
                    }
                }
            }
        }
        return flips;
    }

    /** What is not on or off is a name, and there are such. */
    @Test
    void whatIsNoSwitchIsAName() {
        List<String> names = new ArrayList<>();
        for (HardwareKind kind : HardwareKind.values()) {
            for (String rule : MachineRule.names(kind.word())) {
                boolean isSwitch = MachineRule.switches(kind.word()).contains(rule);
                List<String> values = Assumption.values(rule, LIBRARY.checked().index());
                assertEquals(isSwitch, values.equals(List.of("on", "off")), rule);
                if (!isSwitch) {
                    names.add(rule);
                }
            }
        }
        assertEquals(List.of("iommu", "driver"), names);
    }

    /** One cell, by what it is called in the table. */
    private record Place(Path script, String scenario, String cell) {

        String text() {
            return script + " " + scenario + (cell.isEmpty() ? "" : " " + cell);
        }
    }

    /**
     * What becomes of a cell when a rule is otherwise.
     *
     * @param weight how little it says; a verdict that turns is best
     */
    private record Difference(int weight, String text) {}

    @TestFactory
    Stream<DynamicTest> everyRuleDecidesSomething() throws IOException {
        if (UPDATE) {
            Files.writeString(TABLE, table());
        }
        Map<String, String> recorded = Files.readAllLines(TABLE).stream()
                .collect(Collectors.toMap(l -> l.substring(0, l.indexOf(':')), l -> l, (a, b) -> a, LinkedHashMap::new));
        assertEquals(switches().keySet(), recorded.keySet(), "the rules of the library, and those of " + TABLE);
        Map<Path, Shootdown> loaded = new HashMap<>();
        return switches().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> again(recorded.get(e.getKey()), e.getValue(), loaded)));
    }

    private static void again(String line, Assumption flip, Map<Path, Shootdown> loaded) {
        String[] parts = line.split(": | \\| ", 3);
        assertEquals(3, parts.length, "nothing depends on " + line);
        String[] words = parts[1].split(" ", 3);
        Path path = Path.of(words[0]);
        Shootdown script = loaded.computeIfAbsent(path, Samples::load);
        Place place = new Place(path, words[1], words.length > 2 ? words[2] : "");
        for (Scenario scenario : script.scenarios()) {
            for (Cell cell : script.cells(scenario, RunOptions.standard())) {
                if (scenario.name().text().equals(place.scenario()) && cell.text().equals(place.cell())) {
                    Exploration own = Engine.FAST.explore(script.compile(scenario, cell), SMALL);
                    Optional<Difference> difference = difference(script, scenario, cell, own, flip);
                    assertTrue(difference.isPresent(), "nothing changes any more: " + line);
                    assertEquals(parts[2], difference.get().text(), line);
                    return;
                }
            }
        }
        fail("no such cell any more: " + line);
    }

    private static Optional<Difference> difference(
            Shootdown script, Scenario scenario, Cell cell, Exploration own, Assumption flip) {
        Exploration other;
        try {
            other = Engine.FAST.explore(script.compile(scenario, cell, List.of(flip)), SMALL);
        } catch (LoweringException e) {
            return Optional.empty();
        }
        if (other.bound().isPresent() || own.bound().isPresent()) {
            return Optional.empty();
        }
        Optional<Difference> best = Optional.empty();
        for (int i = 0; i < own.answers().size(); i++) {
            Answer before = own.answers().get(i);
            Verdict after = other.answers().get(i).verdict();
            if (before.verdict() != after) {
                boolean turns = isSure(before.verdict()) && isSure(after);
                String text = before.question() + " " + before.verdict().word() + " -> " + after.word();
                Difference found = new Difference(turns ? 0 : 2, text);
                best = best.filter(b -> b.weight() <= found.weight()).or(() -> Optional.of(found));
            }
        }
        return best.or(() -> own.outcomes().equals(other.outcomes())
                ? Optional.empty()
                : Optional.of(new Difference(
                        1, "final states " + own.outcomes().size() + " -> " + other.outcomes().size())));
    }

    private static boolean isSure(Verdict verdict) {
        return verdict == Verdict.HOLDS || verdict == Verdict.VIOLATED;
    }

    // ---- making the table ---------------------------------------------------------------------------------------

    private record Found(Place place, Difference difference, long states) {

        boolean isBetterThan(Found other) {
            return difference.weight() != other.difference().weight()
                    ? difference.weight() < other.difference().weight()
                    : states < other.states();
        }
    }

    /** For each rule the cell that says most about it: a line of the rule, the cell and what changes there. */
    private static String table() {
        Map<String, Assumption> flips = switches();
        Map<String, Found> found = new TreeMap<>();
        Stream.concat(Samples.all().stream(), Samples.under(MACHINE).stream()).forEach(path -> {
            Shootdown script = Samples.load(path);
            for (Scenario scenario : script.scenarios()) {
                for (Cell cell : script.cells(scenario, RunOptions.standard())) {
                    search(path, script, scenario, cell, flips, found);
                }
            }
        });
        StringBuilder table = new StringBuilder();
        for (String rule : flips.keySet()) {
            table.append(rule).append(": ");
            Optional.ofNullable(found.get(rule))
                    .ifPresent(f -> table.append(f.place().text()).append(" | ").append(f.difference().text()));
            table.append('\n');
        }
        return table.toString();
    }

    private static void search(
            Path path,
            Shootdown script,
            Scenario scenario,
            Cell cell,
            Map<String, Assumption> flips,
            Map<String, Found> found) {
        Program program = script.compile(scenario, cell);
        Exploration own = Engine.FAST.explore(program, SMALL);
        if (own.bound().isPresent()) {
            return;
        }
        for (Program.RuleValue rule : program.rules()) {
            Assumption flip = flips.get(rule.name());
            Found before = found.get(rule.name());
            if (flip == null
                    || !own.rules().contains(rule.key())
                    || !own.rules().isEmpty() && before != null && before.difference().weight() == 0 && before.states() <= own.states()) {
                continue;
            }
            assertFalse(flip.value().equals(rule.value()), "the script sets it itself: " + rule.name());
            difference(script, scenario, cell, own, flip).ifPresent(d -> {
                Found now = new Found(new Place(path, scenario.name().text(), cell.text()), d, own.states());
                found.merge(rule.name(), now, (a, b) -> b.isBetterThan(a) ? b : a);
            });
        }
    }
}
