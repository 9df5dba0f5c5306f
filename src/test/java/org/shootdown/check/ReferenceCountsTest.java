package org.shootdown.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
import org.shootdown.engine.Answer;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Exploration;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Verdict;
import org.shootdown.ir.Predicate;
import org.shootdown.ir.Program;
import org.shootdown.ir.Value;
import org.shootdown.sema.Cell;
import org.shootdown.syntax.Declaration.Scenario;

/** The library keeps its books in every sample, though nobody asks there; only patches that are to be wrong do not. */
class ReferenceCountsTest {

    private static final Limits SMALL = new Limits(300_000, 1L << 30, 120_000);

    @Test
    void theLibraryKeepsItsBooks() {
        List<String> wrong = new ArrayList<>();
        for (var path : Samples.all()) {
            Shootdown loaded = Samples.load(path);
            for (Scenario scenario : loaded.scenarios()) {
                for (Cell cell : loaded.cells(scenario, RunOptions.standard())) {
                    Program program = loaded.compile(scenario, cell).asking(List.of(question()));
                    Exploration exploration = Engine.FAST.explore(program, SMALL);
                    Answer answer = exploration.answers().get(0);
                    if (answer.verdict() != Verdict.HOLDS) {
                        wrong.add(scenario.name() + " " + cell.text() + ": " + answer.verdict() + " " + answer.reason());
                    }
                }
            }
        }
        assertEquals(List.of(), wrong, String.join("\n", wrong));
    }

    private static Program.Question question() {
        return new Program.Question(
                "refcount", Program.Quantifier.BUILT_IN, false, Value.TRUE, "refcount", Optional.empty());
    }
}
