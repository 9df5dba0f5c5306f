package org.shootdown.lower;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which address spaces CPUs load in the run, and where the state keeps that. */
final class Loads {

    /** By CPU; none while the code is compiled to find that out. */
    final Map<Integer, Set<Integer>> loadable = new LinkedHashMap<>();
    /** The same as far as the code is compiled. */
    final Map<Integer, Set<Integer>> found = new LinkedHashMap<>();
    /** By address space: first slot of the CPUs' bits in its mask. */
    final Map<Integer, Integer> masks = new LinkedHashMap<>();

    private final World world;
    private int spaces = -1;
    private int tags = -1;

    Loads(World world) {
        this.world = world;
    }

    /** Whether the state has a place for them. */
    boolean areOn() {
        return !loadable.isEmpty();
    }

    /** Whether what CPUs cache is tagged with its address space. */
    boolean tagged() {
        return World.isOn(world.library.archRules(), "tagged_translations");
    }

    /** Whether a CPU may come to load an address space that none of its threads is of. */
    boolean loads(int cpu, int space) {
        return loadable.getOrDefault(cpu, Set.of()).contains(space);
    }

    /** Makes a place for them. */
    void layOut() {
        if (!areOn()) {
            return;
        }
        spaces = world.layout.array("mm", world.cpus.size());
        tags = world.layout.array("tag", world.cpus.size());
        for (int cpu = 0; cpu < world.cpus.size(); cpu++) {
            world.layout.initial(spaces + cpu, firstSpace(cpu) + 1);
        }
    }

    /** First slot of the address space that each CPU has loaded. */
    int spaces() {
        return spaces;
    }

    /** First slot of the tag that is loaded with it. */
    int tags() {
        return tags;
    }

    /**
     * The address space that a CPU has loaded at the start; -1 for none. On x86 it is that of its first thread. Elsewhere it
     * is none: what tag that has the kernel of the cell says when it loads it.
     */
    int firstSpace(int cpu) {
        if (areOn() && !world.library.isArch("x86_64")) {
            return -1;
        }
        return world.threadCpus.entrySet().stream()
                .filter(e -> e.getValue() == cpu)
                .map(e -> world.threads.get(e.getKey()))
                .filter(s -> s >= 0)
                .findFirst()
                .orElse(-1);
    }
}
