package org.shootdown.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.shootdown.ir.Program;
import org.shootdown.machine.CacheModel;
import org.shootdown.machine.Machine;

/** The ways to explore a program. They give the same answers. */
public enum Engine {
    /** Defines the meaning: every cache fill and eviction is a step of its own, and nothing is left out. */
    REFERENCE("reference", CacheModel.EXPLICIT, false),
    /**
     * Keeps for each cache the set of entries that it may still hold, and so needs no fills and evictions; and locks
     * are taken and given back together with their neighbours.
     */
    FAST("fast", CacheModel.MAY_SETS, true);

    private final String word;
    private final CacheModel cacheModel;
    private final boolean mergesLocks;

    Engine(String word, CacheModel cacheModel, boolean mergesLocks) {
        this.word = word;
        this.cacheModel = cacheModel;
        this.mergesLocks = mergesLocks;
    }

    /** The name on the command line and in reports. */
    public String word() {
        return word;
    }

    /** The machine that runs a program for this engine. */
    Machine machine(Program program) {
        return new Machine(program, cacheModel, mergesLocks);
    }

    /** Explores a program and answers its questions. */
    public Exploration explore(Program program, Limits limits) {
        return explore(program, limits, false);
    }

    /** The same; {@code costs}: whether to find out what runs cost, for which the transitions must be kept. */
    public Exploration explore(Program program, Limits limits, boolean costs) {
        return explore(program, limits, costs, states -> {});
    }

    /** The same; {@code progress} is told now and then how many states have been found. */
    public Exploration explore(Program program, Limits limits, boolean costs, IntConsumer progress) {
        return Explorer.explore(program, this, limits, costs, progress);
    }

    public static Optional<Engine> named(String word) {
        return Arrays.stream(values()).filter(e -> e.word.equals(word)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Engine::word).toList();
    }
}
