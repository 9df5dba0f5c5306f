package org.shootdown.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Verdict;

/** Every order of the steps of two threads as a timeline: it can be exactly if each thread's own steps are in order. */
class TimelineOrderTest {

    private static final List<String> STEPS = List.of("T store A, 1", "T store A, 2", "U store B, 1", "U store B, 2");
    private static final Limits LIMITS = new Limits(1_000_000, 1L << 30, 60_000);

    @ParameterizedTest
    @EnumSource(Engine.class)
    void exactlyTheOrdersOfTheProgram(Engine engine) {
        List<List<String>> orders = permutations(STEPS);
        Shootdown loaded = Shootdown.load(List.of(SourceFile.of("orders.mmsc", script(orders))));
        assertEquals(List.of(), loaded.diagnostics());
        var scenario = loaded.scenarios().get(0);
        // One timeline at a time: each is state of its own.
        var program = loaded.compile(scenario, loaded.cells(scenario, org.shootdown.RunOptions.standard()).get(0));
        for (int i = 0; i < orders.size(); i++) {
            String name = "t" + i;
            var answer = engine.explore(program.asking(q -> q.name().equals(name)), LIMITS).answers().get(0);
            boolean inOrder = orders.get(i).indexOf(STEPS.get(0)) < orders.get(i).indexOf(STEPS.get(1))
                    && orders.get(i).indexOf(STEPS.get(2)) < orders.get(i).indexOf(STEPS.get(3));
            assertEquals(inOrder ? Verdict.HOLDS : Verdict.VIOLATED, answer.verdict(), orders.get(i)::toString);
        }
    }

    private static String script(List<List<String>> orders) {
        StringBuilder script = new StringBuilder("shootdown 1\nscenario orders {\n"
                + "mm m { page A = 0 page B = 0 }\n"
                + "thread T on cpu 0 { store A, 1 store A, 2 }\n"
                + "thread U on cpu 1 { store B, 1 store B, 2 }\n");
        for (int i = 0; i < orders.size(); i++) {
            script.append("timeline t").append(i).append(" {\nT | U\n");
            for (String step : orders.get(i)) {
                String text = step.substring(2);
                script.append(step.startsWith("T") ? text + " |\n" : "| " + text + "\n");
            }
            script.append("}\n");
        }
        return script.append("}\n").toString();
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            permutations(rest).forEach(p -> all.add(Stream.concat(Stream.of(first), p.stream()).toList()));
        }
        return all;
    }
}
