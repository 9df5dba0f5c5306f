package org.shootdown.sema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScenarioItem;
import org.shootdown.syntax.ScenarioItem.Family;

/** The families of a scenario: what is declared with a range, and is one thing for each of its numbers. */
public final class Families {

    /**
     * A family.
     *
     * @param variable whether it is one of variables, whose index may be computed in the run
     */
    record Declared(String what, Family family, boolean variable) {}

    /** By name; address spaces may each have a family of pages of the same name. */
    private final Map<String, List<Declared>> families = new LinkedHashMap<>();

    private Families() {}

    static Families of(Scenario scenario) {
        Families found = new Families();
        for (ScenarioItem item : scenario.items()) {
            if (item instanceof ScenarioItem.AddressSpace space) {
                space.pages().forEach(p -> found.add(p.name().text(), "page", p.family(), false));
            } else if (item instanceof ScenarioItem.Domain domain) {
                domain.pages().forEach(p -> found.add(p.name().text(), "page", p.family(), false));
            } else if (item instanceof ScenarioItem.Device device) {
                found.add(device.name().text(), "device", device.family(), false);
            } else if (item instanceof ScenarioItem.Lock lock) {
                found.add(lock.name().text(), "lock", lock.family(), false);
            } else if (item instanceof ScenarioItem.Variable variable) {
                found.add(variable.name().text(), "variable", variable.family(), true);
            } else if (item instanceof ScenarioItem.Thread thread) {
                found.add(thread.name().text(), "thread", thread.family(), false);
            }
        }
        return found;
    }

    private void add(String name, String what, Optional<Family> family, boolean variable) {
        family.ifPresent(f -> families.computeIfAbsent(name, n -> new ArrayList<>())
                .add(new Declared(what, f, variable)));
    }

    /** The families of a name; empty if there is none. */
    List<Declared> named(String name) {
        return families.getOrDefault(name, List.of());
    }

    /** What a member of a family is called: {@code T[0]}. */
    public static String member(String family, long index) {
        return family + "[" + index + "]";
    }

    /** The index in the name of a member; absent for a plain name. */
    public static Optional<Integer> indexOf(String member) {
        int bracket = member.indexOf('[');
        return bracket < 0
                ? Optional.empty()
                : Optional.of(Integer.parseInt(member.substring(bracket + 1, member.length() - 1)));
    }

    /** The name of the family of a member; a plain name is its own. */
    public static String nameOf(String member) {
        int bracket = member.indexOf('[');
        return bracket < 0 ? member : member.substring(0, bracket);
    }
}
