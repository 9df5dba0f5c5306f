package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.shootdown.Corpus;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.ir.Program;

/** Holds the two engines against each other: may-sets, and explicit fills and evictions. */
final class BothEngines {

    private BothEngines() {}

    /** The first cell of a script's only scenario. */
    static Program compile(String script) {
        Shootdown loaded = Shootdown.load(List.of(SourceFile.of("random.mmsc", script)), Corpus.LIBRARY, false);
        assertFalse(loaded.hasErrors(), () -> script + loaded.diagnostics());
        var scenario = loaded.scenarios().get(0);
        return loaded.compile(scenario, loaded.cells(scenario, RunOptions.standard()).get(0));
    }

    /** What may be translated with is compared state by state where there are no more with explicit fills. */
    private static final int FOR_TRANSLATIONS = 5_000;

    /**
     * Explores a program with both engines, with what runs cost, and demands the same verdicts, final states and costs, and
     * in small cells that the same translations may be used in the same states.
     *
     * @param most how many states of {@code fast} are not too many to try explicit fills
     * @param what the program is, for who reads of a difference
     * @return what {@code fast} found; absent if the program is too large for one of them
     */
    static Optional<Exploration> agree(Program program, long most, Limits limits, String what) {
        Exploration fast = Engine.FAST.explore(program, limits, true);
        if (fast.bound().isPresent() || fast.states() > most) {
            return Optional.empty();
        }
        Exploration reference = Engine.REFERENCE.explore(program, limits, true);
        if (reference.bound().isPresent()) {
            return Optional.empty();
        }
        assertEquals(verdicts(reference), verdicts(fast), what);
        assertEquals(reference.outcomes(), fast.outcomes(), what);
        assertEquals(reference.costs(), fast.costs(), what);
        if (reference.states() <= FOR_TRANSLATIONS) {
            assertTrue(Translations.agree(program, FOR_TRANSLATIONS, what), what);
        }
        assertTrue(fast.states() <= reference.states(), "may-sets never need more states: " + what);
        return Optional.of(fast);
    }

    /** Each question with its verdict. */
    static List<String> verdicts(Exploration exploration) {
        return exploration.answers().stream()
                .map(a -> a.question() + " " + a.verdict())
                .toList();
    }
}
