package org.shootdown;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;

/**
 * What to run, and how far.
 *
 * @param set values that replace an axis' own: the axis' name and the values as a script writes them
 * @param only the names of the scenarios to run; empty for all
 * @param check the name of the only question to answer
 * @param engine how to explore
 * @param limits the bounds of each cell's exploration
 * @param jobs how many cells to explore at a time
 */
public record RunOptions(
        Map<String, List<String>> set, List<String> only, Optional<String> check, Engine engine, Limits limits, int jobs) {

    public RunOptions {
        set = Map.copyOf(set);
        only = List.copyOf(only);
    }

    /** The same with another engine. */
    public RunOptions with(Engine other) {
        return new RunOptions(set, only, check, other, limits, jobs);
    }

    /** The same with other values of some axes. */
    public RunOptions setting(Map<String, List<String>> values) {
        return new RunOptions(values, only, check, engine, limits, jobs);
    }

    /** Everything, on all processors. */
    public static RunOptions standard() {
        return new RunOptions(
                Map.of(),
                List.of(),
                Optional.empty(),
                Engine.FAST,
                Limits.standard(),
                Runtime.getRuntime().availableProcessors());
    }
}
