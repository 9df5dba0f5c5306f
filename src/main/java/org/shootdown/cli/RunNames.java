package org.shootdown.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.Nearest;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Matrix;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScenarioItem;

/** Holds the names that the options of {@code run} mention against those that the scripts have: others are slips. */
final class RunNames {

    private RunNames() {}

    static void check(List<Shootdown> scripts, RunOptions options) throws UsageException {
        checkNames(scripts, options);
        checkAssumptions(scripts, options);
    }

    /** A scenario, an axis or a question that no script has is a slip; so is a value that its axis cannot take. */
    private static void checkNames(List<Shootdown> scripts, RunOptions options) throws UsageException {
        Set<String> scenarios = new TreeSet<>();
        Set<String> axes = new TreeSet<>(Axes.CHOOSING);
        Set<String> questions = new TreeSet<>();
        for (Shootdown script : scripts) {
            for (Scenario scenario : script.scenarios()) {
                scenarios.add(scenario.name().text());
                scenario.items(ScenarioItem.Vary.class).forEach(v -> axes.add(v.axis().text()));
                for (ScenarioItem.Param param : scenario.items(ScenarioItem.Param.class)) {
                    axes.add(param.name().text());
                    numbers(param.name().text(), options.set().getOrDefault(param.name().text(), List.of()));
                }
                questions.addAll(Matrix.questions(scenario));
            }
            for (String axis : options.set().keySet()) {
                List<String> wrong = script.unknownValues(axis, options.set().get(axis));
                if (!wrong.isEmpty()) {
                    throw new UsageException("the axis `" + axis + "` cannot take the value `" + wrong.get(0) + "`"
                            + Nearest.help(wrong.get(0), script.listedValues(axis)).map(h -> "; " + h).orElse(""));
                }
            }
        }
        if (scripts.isEmpty()) {
            return;
        }
        known("no scenario is called", options.only(), scenarios);
        known("no scenario has an axis or a param", List.copyOf(options.set().keySet()), axes);
        known("no scenario asks", options.check().map(List::of).orElse(List.of()), questions);
    }

    private static void numbers(String param, List<String> values) throws UsageException {
        for (String value : values) {
            if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) > Integer.MAX_VALUE) {
                throw new UsageException("`" + param + "` is a param, a number from 0 to " + Integer.MAX_VALUE
                        + ", and cannot be `" + value + "`");
            }
        }
    }

    private static void known(String sentence, List<String> wanted, Set<String> known) throws UsageException {
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new UsageException(
                        sentence + " `" + name + "`" + Nearest.help(name, known).map(h -> "; " + h).orElse(""));
            }
        }
    }

    /** A rule must be one that some script knows; scripts that do not know it have their own answers only. */
    private static void checkAssumptions(List<Shootdown> scripts, RunOptions options) throws UsageException {
        for (Assumption.Wish wish : options.assume()) {
            List<Assumption.Resolved> found = scripts.stream()
                    .map(s -> s.assumptions(options.assuming(List.of(wish))).get(0))
                    .toList();
            boolean known = found.stream().anyMatch(r -> r.assumption().isPresent());
            Optional<String> problem = found.stream()
                    .filter(r -> r.assumption().isEmpty() && !(known && r.unknown()))
                    .map(Assumption.Resolved::problem)
                    .findFirst();
            if (problem.isPresent()) {
                throw new UsageException("`--assume " + wish.name() + "`: " + problem.get());
            }
        }
    }
}
