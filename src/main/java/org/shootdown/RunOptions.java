package org.shootdown;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.sema.Assumption;

/**
 * What to run, and how far.
 *
 * @param set values that replace an axis' own: the axis' name and the values as a script writes them
 * @param only the names of the scenarios to run; empty for all
 * @param check the name of the only question to answer
 * @param engine how to explore
 * @param limits the bounds of each cell's exploration
 * @param jobs how many cells to explore at a time
 * @param assume rules of the machine that are to be otherwise in a second answer
 * @param costs whether to find out what runs cost; where a patch is compared with its kernel, that is done anyway
 */
public record RunOptions(
        Map<String, List<String>> set,
        List<String> only,
        Optional<String> check,
        Engine engine,
        Limits limits,
        int jobs,
        List<Assumption.Wish> assume,
        boolean costs) {

    public RunOptions {
        set = Map.copyOf(set);
        only = List.copyOf(only);
        assume = List.copyOf(assume);
    }

    /** Without assumptions and costs. */
    public RunOptions(
            Map<String, List<String>> set,
            List<String> only,
            Optional<String> check,
            Engine engine,
            Limits limits,
            int jobs) {
        this(set, only, check, engine, limits, jobs, List.of(), false);
    }

    /** The same with a second answer under assumptions. */
    public RunOptions assuming(List<Assumption.Wish> wishes) {
        return new RunOptions(set, only, check, engine, limits, jobs, wishes, costs);
    }

    /** The same, with or without what runs cost. */
    public RunOptions costing(boolean wanted) {
        return new RunOptions(set, only, check, engine, limits, jobs, assume, wanted);
    }

    /** The same with another engine. */
    public RunOptions with(Engine other) {
        return new RunOptions(set, only, check, other, limits, jobs, assume, costs);
    }

    /** The same with other values of some axes. */
    public RunOptions setting(Map<String, List<String>> values) {
        return new RunOptions(values, only, check, engine, limits, jobs, assume, costs);
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
