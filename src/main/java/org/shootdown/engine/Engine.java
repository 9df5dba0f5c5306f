package org.shootdown.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.shootdown.ir.Program;
import org.shootdown.machine.CacheModel;

/** The ways to explore a program. They give the same answers. */
public enum Engine {
    /** Defines the meaning: every cache fill and eviction is a step of its own, and nothing is left out. */
    REFERENCE("reference", CacheModel.EXPLICIT),
    /** Keeps for each cache the set of entries that it may still hold, and so needs no fills and evictions. */
    FAST("fast", CacheModel.MAY_SETS);

    private final String word;
    private final CacheModel cacheModel;

    Engine(String word, CacheModel cacheModel) {
        this.word = word;
        this.cacheModel = cacheModel;
    }

    /** The name on the command line and in reports. */
    public String word() {
        return word;
    }

    CacheModel cacheModel() {
        return cacheModel;
    }

    /** Explores a program and answers its questions. */
    public Exploration explore(Program program, Limits limits) {
        return Explorer.explore(program, this, limits);
    }

    public static Optional<Engine> named(String word) {
        return Arrays.stream(values()).filter(e -> e.word.equals(word)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Engine::word).toList();
    }
}
