package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
import org.shootdown.sema.LibraryIndex;
import org.shootdown.sema.MachineRule;
import org.shootdown.syntax.Declaration.Hardware;
import org.shootdown.syntax.Declaration.HardwareKind;
import org.shootdown.syntax.Declaration.LibraryKind;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Member;

/**
 * Every rule that the library states of an architecture, an IOMMU or a kernel decides something: a cell of some script is answered
 * otherwise when that rule alone is otherwise. The cells are in a table, which {@code -Dgolden.update=true} makes anew.
 */
class RulesMatterTest {

    private static final Path TABLE = Path.of("src/test/corpus/rules-that-matter.txt");
    private static final Path MACHINE = Path.of("src/test/corpus/machine");
    /** A cell that tells something about a rule need not be large. */
    private static final Limits SMALL = new Limits(3_000, 1L << 28, 60_000);

    private static final Shootdown LIBRARY = Shootdown.load(List.of());

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
        for (var kernel : LIBRARY.checked().index().libraries(LibraryKind.KERNEL)) {
            for (var setting : LibraryIndex.members(List.of(kernel), Member.Setting.class)) {
                // The other of two drivers; a format that has had but one says which that is.
                Assumption.values(setting.name().text(), LIBRARY.checked().index()).stream()
                        .filter(v -> !v.equals(setting.rule().value().span().text()))
                        .map(v -> new Assumption(kernel.name().text(), setting.name().text(), v))
                        .forEach(flip -> flips.put(flip.name(), flip));
            }
        }
        return flips;
    }

    /** What is not on or off is a name or a size, and there are such. */
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
        assertEquals(List.of("iommu", "granule", "driver"), names);
    }

    /** One cell, by what it is called in the table. */
    private record Place(Path path, Shootdown script, Scenario scenario, Cell cell) {

        String text() {
            String axes = cell.text();
            return path + " " + scenario.name().text() + (axes.isEmpty() ? "" : " " + axes);
        }

        /** What comes of the cell; absent if it cannot be compiled. */
        Optional<Exploration> explore(List<Assumption> assumptions) {
            try {
                return Optional.of(Engine.FAST.explore(script.compile(scenario, cell, assumptions), SMALL));
            } catch (LoweringException e) {
                return Optional.empty();
            }
        }
    }

    /** By how much it says: a verdict that turns is best, a script that cannot be compiled is least. */
    private enum Kind {
        TURNS,
        VERDICT,
        FINAL_STATES,
        REFUSED
    }

    /** What becomes of a cell when a rule is otherwise. */
    private record Difference(Kind kind, String text) {

        static Optional<Difference> of(Place place, Optional<Exploration> own, Assumption flip) {
            Optional<Exploration> other = place.explore(List.of(flip));
            if (own.isEmpty() || other.isEmpty()) {
                String text = own.isEmpty() ? "refused -> compiled" : "compiled -> refused";
                return own.isPresent() == other.isPresent()
                        ? Optional.empty()
                        : Optional.of(new Difference(Kind.REFUSED, text));
            }
            return of(own.get(), other.get());
        }

        private static Optional<Difference> of(Exploration own, Exploration other) {
            if (other.bound().isPresent() || own.bound().isPresent()) {
                return Optional.empty();
            }
            List<Difference> found = new ArrayList<>();
            for (int i = 0; i < own.answers().size(); i++) {
                Answer before = own.answers().get(i);
                Verdict after = other.answers().get(i).verdict();
                if (before.verdict() != after) {
                    Kind kind = isSure(before.verdict()) && isSure(after) ? Kind.TURNS : Kind.VERDICT;
                    String text = before.question() + " " + before.verdict().word() + " -> " + after.word();
                    found.add(new Difference(kind, text));
                }
            }
            if (!own.outcomes().equals(other.outcomes())) {
                String text = "final states " + own.outcomes().size() + " -> " + other.outcomes().size();
                found.add(new Difference(Kind.FINAL_STATES, text));
            }
            return found.stream().min(Comparator.comparing(Difference::kind));
        }

        private static boolean isSure(Verdict verdict) {
            return verdict == Verdict.HOLDS || verdict == Verdict.VIOLATED;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRuleDecidesSomething() throws IOException {
        Map<Path, Shootdown> loaded = new HashMap<>();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(TABLE, table(recorded(), loaded));
        }
        Map<String, String> recorded = recorded();
        assertEquals(switches().keySet(), recorded.keySet(), "the rules of the library, and those of " + TABLE);
        return switches().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> again(recorded.get(e.getKey()), e.getValue(), loaded)));
    }

    /** By rule: the cell and what changes there. */
    private static Map<String, String> recorded() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .map(l -> l.split(": ?", 2))
                .collect(Collectors.toMap(l -> l[0], l -> l[1], (a, b) -> a, TreeMap::new));
    }

    private static void again(String line, Assumption flip, Map<Path, Shootdown> loaded) {
        assertTrue(line.contains(" | "), "nothing depends on " + flip.name());
        Place place = place(line, loaded).orElseGet(() -> fail("no such cell any more: " + line));
        Optional<Difference> difference = Difference.of(place, place.explore(List.of()), flip);
        assertTrue(difference.isPresent(), "nothing changes any more: " + line);
        assertEquals(line.substring(line.indexOf(" | ") + 3), difference.get().text(), line);
    }

    /** The cell of a line of the table. */
    private static Optional<Place> place(String line, Map<Path, Shootdown> loaded) {
        String place = line.split(" \\| ")[0];
        Path path = Path.of(place.split(" ")[0]);
        return Files.exists(path)
                ? places(path, loaded).filter(p -> p.text().equals(place)).findFirst()
                : Optional.empty();
    }

    private static Stream<Place> places(Path path, Map<Path, Shootdown> loaded) {
        Shootdown script = loaded.computeIfAbsent(path, Samples::load);
        return script.scenarios().stream()
                .flatMap(s -> script.cells(s, RunOptions.standard()).stream().map(c -> new Place(path, script, s, c)));
    }

    // ---- making the table ---------------------------------------------------------------------------------------

    /** Lines that say what is so stay; for the other rules the first cell is taken that says much, or most. */
    private static String table(Map<String, String> recorded, Map<Path, Shootdown> loaded) {
        Map<String, Assumption> flips = switches();
        Map<String, Map.Entry<Place, Difference>> found = new TreeMap<>();
        flips.forEach((rule, flip) -> Optional.ofNullable(recorded.get(rule))
                .filter(line -> line.contains(" | "))
                .flatMap(line -> place(line, loaded))
                .ifPresent(place -> Difference.of(place, place.explore(List.of()), flip)
                        .ifPresent(d -> found.put(rule, Map.entry(place, d)))));
        Set<String> open = new TreeSet<>(flips.keySet());
        open.removeAll(found.keySet());
        Stream.of(MACHINE, Path.of("src/test/corpus/check"), Path.of("samples"))
                .flatMap(folder -> Samples.under(folder).stream())
                .takeWhile(path -> !open.isEmpty())
                .flatMap(path -> places(path, loaded))
                .filter(place -> !place.script().hasErrors())
                .forEach(place -> search(place, flips, open, found));
        StringBuilder table = new StringBuilder();
        for (String rule : flips.keySet()) {
            var entry = found.get(rule);
            String text = entry == null
                    ? ""
                    : " " + entry.getKey().text() + " | " + entry.getValue().text();
            table.append(rule).append(':').append(text).append('\n');
        }
        return table.toString();
    }

    private static void search(
            Place place,
            Map<String, Assumption> flips,
            Set<String> open,
            Map<String, Map.Entry<Place, Difference>> found) {
        Optional<Exploration> own = place.explore(List.of());
        List<String> tried = own.isEmpty() ? List.copyOf(open) : inForce(place, own.get());
        for (String rule : tried) {
            if (open.contains(rule)) {
                Difference.of(place, own, flips.get(rule)).ifPresent(d -> {
                    var before = found.get(rule);
                    if (before == null || d.kind().compareTo(before.getValue().kind()) < 0) {
                        found.put(rule, Map.entry(place, d));
                    }
                    if (d.kind().compareTo(Kind.VERDICT) <= 0) {
                        open.remove(rule);
                    }
                });
            }
        }
    }

    /** The rules that the answers of a cell lean on, by the names that they have in the library. */
    private static List<String> inForce(Place place, Exploration own) {
        return place.script().compile(place.scenario(), place.cell()).rules().stream()
                .filter(r -> own.rules().contains(r.key()))
                .map(Program.RuleValue::name)
                .toList();
    }
}
