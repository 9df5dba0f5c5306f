package org.shootdown;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of the hardware, one by one: scripts of {@code src/test/corpus/machine} that take micro-steps and expect what
 * the manuals say, with the step that a rule asks for and without it. Such scripts may hold what a user's would be warned
 * of.
 */
class MachineCorpusTest {

    static List<Path> scripts() {
        return Corpus.scripts("machine");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void doesWhatTheManualsSay(Path script) {
        SamplesTest.runsAsExpected(Samples.load(script));
    }
}
