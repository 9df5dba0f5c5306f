package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IndexOutside;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.Predicate;
import org.shootdown.ir.Program;
import org.shootdown.machine.CacheModel;
import org.shootdown.machine.Machine;
import org.shootdown.machine.Narrator;
import org.shootdown.machine.Stop;
import org.shootdown.machine.Transitions;

/**
 * What each CPU and device may be translated with, in every state that a machine can reach. States are told apart by all
 * that does not belong to caches and walks: by what threads have done, by memory, page tables, locks and queues.
 */
final class Translations {

    /** Slots of what caches hold, and of what is on its way: a set there has other bits in every machine. */
    private static final List<String> HIDDEN = List.of(
            "tlb.",
            "iotlb.",
            "atc.",
            "inflight.",
            "contextcache",
            "untagged.",
            "walkcache[",
            "earlywalk[",
            "walkdrain[",
            "latewalk[",
            "devicelatewalk[",
            "late[",
            "devicelate[",
            "drain[",
            "earlyfault[");

    private final Program program;
    private final Machine machine;
    private final int[] visible;
    private final List<Predicate.Range> units = new ArrayList<>();
    /** By what is visible of a state: the sets of translations with which it is reached. */
    private final Map<List<Integer>, Set<Set<String>>> found = new HashMap<>();

    private Translations(Program program, CacheModel model) {
        this.program = program;
        this.machine = new Machine(program, model, false);
        this.visible = IntStream.range(0, program.slots().size())
                .filter(s -> HIDDEN.stream().noneMatch(program.slots().get(s).name()::startsWith))
                .toArray();
        Hardware hardware = program.hardware();
        List<Integer> spaces =
                IntStream.range(0, hardware.tables().size()).boxed().toList();
        for (int cpu = 0; cpu < hardware.cpus().size(); cpu++) {
            units.add(new Predicate.Range(List.of(cpu), List.of(), spaces));
        }
        for (int device = 0; device < hardware.devices().size(); device++) {
            units.add(new Predicate.Range(List.of(), List.of(device), spaces));
        }
    }

    /**
     * Demands that may-sets and explicit fills reach the same states, and in each the same translations: what the may-sets
     * hold can be cached all at once, and nothing is ever cached besides.
     *
     * @return whether the program was small enough to compare
     */
    static boolean agree(Program program, int mostStates, String what) {
        Translations fast = new Translations(program, CacheModel.MAY_SETS);
        Translations reference = new Translations(program, CacheModel.EXPLICIT);
        if (!fast.explore(mostStates) || !reference.explore(mostStates)) {
            return false;
        }
        assertEquals(fast.found.size(), reference.found.size(), "states but for caches: " + what);
        reference.found.forEach((state, sets) -> {
            Set<Set<String>> may = fast.found.getOrDefault(state, Set.of());
            for (Set<String> cached : sets) {
                boolean known = may.contains(cached) || may.stream().anyMatch(m -> m.containsAll(cached));
                assertTrue(known, () -> "cached, though the sets have no " + cached + " of " + may + ": " + what);
            }
            for (Set<String> all : may) {
                assertTrue(sets.contains(all), () -> "never cached at once: " + all + " of " + sets + ": " + what);
            }
        });
        return true;
    }

    /** Yields whether that were all states. */
    private boolean explore(int mostStates) {
        StateStore store = new StateStore(program.slots().size());
        Transitions receiver = new Transitions() {
            @Override
            public void to(int[] next, int actor, int kind) {
                add(store, next);
            }

            @Override
            public void stops(int actor, Stop stop) {}
        };
        try {
            add(store, machine.initialState());
            for (int number = 0; number < store.size(); number++) {
                if (store.size() > mostStates) {
                    return false;
                }
                machine.successors(store.get(number), receiver, Narrator.SILENT);
            }
        } catch (IndexOutside e) {
            return false;
        }
        return true;
    }

    private void add(StateStore store, int[] state) {
        if (store.add(state) < 0) {
            List<Integer> seen = IntStream.of(visible).mapToObj(s -> state[s]).toList();
            found.computeIfAbsent(seen, s -> new HashSet<>()).add(translations(state));
        }
    }

    private Set<String> translations(int[] state) {
        Set<String> set = new TreeSet<>();
        for (int unit = 0; unit < units.size(); unit++) {
            String name = name(unit);
            machine.caches().translations(state, units.get(unit), (page, entry, owner) -> {
                set.add(name + " " + program.hardware().pages().get(page).name() + " "
                        + machine.entryText(page, entry, Mentions.UNHEARD));
                return true;
            });
        }
        return set;
    }

    private String name(int unit) {
        int cpus = program.hardware().cpus().size();
        return unit < cpus
                ? program.hardware().cpus().get(unit).name()
                : program.hardware().devices().get(unit - cpus).name();
    }
}
