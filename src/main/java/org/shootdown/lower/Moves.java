package org.shootdown.lower;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the code of a scenario does to the entries of devices, as far as the layout of the state depends on it.
 *
 * @param domains the devices that are attached and detached, and the domains that they may come to
 * @param worded those of them whose entries are written word by word
 */
record Moves(Map<Integer, Set<Integer>> domains, Set<Integer> worded) {

    static final Moves NONE = new Moves(Map.of(), Set.of());

    /** Both together. */
    Moves and(Moves more) {
        Map<Integer, Set<Integer>> all = new TreeMap<>();
        domains.forEach((device, found) -> all.put(device, new TreeSet<>(found)));
        more.domains.forEach((device, found) ->
                all.computeIfAbsent(device, d -> new TreeSet<>()).addAll(found));
        Set<Integer> words = new TreeSet<>(worded);
        words.addAll(more.worded);
        return new Moves(all, words);
    }
}
