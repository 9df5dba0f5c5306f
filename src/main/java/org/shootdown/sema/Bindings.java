package org.shootdown.sema;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which names are numbers at a place of a scenario, and which names of families mean something else there. */
final class Bindings {

    private final Map<String, Long> numbers;
    private final Set<String> hidden;

    private Bindings(Map<String, Long> numbers, Set<String> hidden) {
        this.numbers = numbers;
        this.hidden = hidden;
    }

    static Bindings of(Map<String, Long> numbers) {
        return new Bindings(Map.copyOf(numbers), Set.of());
    }

    /** The same with one more number. */
    Bindings with(String name, long value) {
        Map<String, Long> more = new HashMap<>(numbers);
        more.put(name, value);
        Set<String> also = new HashSet<>(hidden);
        also.add(name);
        return new Bindings(more, also);
    }

    /** The same where a name means something of the run. */
    Bindings without(String name) {
        Map<String, Long> fewer = new HashMap<>(numbers);
        fewer.remove(name);
        Set<String> also = new HashSet<>(hidden);
        also.add(name);
        return new Bindings(fewer, also);
    }

    Optional<Long> number(String name) {
        return Optional.ofNullable(numbers.get(name));
    }

    /** Whether a name that the scenario declares means something else here. */
    boolean hides(String name) {
        return hidden.contains(name);
    }
}
