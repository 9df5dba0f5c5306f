package org.shootdown.lower;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the code of a scenario does to the entries of devices, and which address spaces CPUs load, as far as the layout of the state depends on it.
 *
 * @param domains the devices that are attached and detached, and the domains that they may come to
 * @param worded those of them whose entries are written word by word
 * @param loads the CPUs that load address spaces, and which
 */
record Moves(Map<Integer, Set<Integer>> domains, Set<Integer> worded, Map<Integer, Set<Integer>> loads) {

    static final Moves NONE = new Moves(Map.of(), Set.of(), Map.of());

    /** Both together. */
    Moves and(Moves more) {
        Set<Integer> words = new TreeSet<>(worded);
        words.addAll(more.worded);
        return new Moves(joined(domains, more.domains), words, joined(loads, more.loads));
    }

    private static Map<Integer, Set<Integer>> joined(Map<Integer, Set<Integer>> some, Map<Integer, Set<Integer>> more) {
        Map<Integer, Set<Integer>> all = new TreeMap<>();
        some.forEach((who, found) -> all.put(who, new TreeSet<>(found)));
        more.forEach((who, found) -> all.computeIfAbsent(who, d -> new TreeSet<>()).addAll(found));
        return all;
    }
}
