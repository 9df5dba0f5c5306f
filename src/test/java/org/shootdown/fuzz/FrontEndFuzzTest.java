package org.shootdown.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shootdown.Corpus;
import org.shootdown.Documents;
import org.shootdown.diag.SourceFile;
import org.shootdown.fuzz.Answers.Reached;

/**
 * Whatever a script holds, the front end answers with diagnostics or a program. Scripts are samples, walks through the
 * grammar or scenarios whose types fit, and most are damaged at some places. Each case has a seed of its own;
 * {@code -Dfuzz.cases} and {@code -Dfuzz.seed} say how many and from which on. What fails is made smaller and printed.
 */
class FrontEndFuzzTest {

    private static final int CASES = Integer.getInteger("fuzz.cases", 20_000);
    private static final long FIRST_SEED = Long.getLong("fuzz.seed", 1L);

    /** No measure of speed: far beyond what any case needs, it tells a hang from an answer. */
    private static final Duration HANG = Duration.ofMinutes(2);

    private static final List<String> ORIGINALS = Stream.of(
                    Corpus.samples().stream().map(Corpus::read),
                    Corpus.scripts("syntax").stream().map(Corpus::read),
                    Corpus.scripts("machine").stream().map(Corpus::read),
                    Documents.scripts(),
                    Corpus.LIBRARY.stream())
            .flatMap(s -> s)
            .map(SourceFile::text)
            .filter(t -> t.length() < 6_000)
            .toList();

    @Test
    void everyScriptIsAnswered() {
        Map<Reached, Integer> counts = new EnumMap<>(Reached.class);
        for (int i = 0; i < CASES; i++) {
            long seed = FIRST_SEED + i;
            String text = script(seed);
            boolean explore = i % 5 == 0;
            Throwable failure = failure(text, explore, seed);
            if (failure != null) {
                fail("-Dfuzz.cases=1 -Dfuzz.seed=" + seed + " fails on\n" + smaller(text, explore, failure), failure);
            }
            counts.merge(last, 1, Integer::sum);
        }
        System.out.println("fuzz: seeds " + FIRST_SEED + " to " + (FIRST_SEED + CASES - 1) + ": " + counts);
        assertTrue(CASES < 1_000 || counts.getOrDefault(Reached.COMPILED, 0) * 50 > CASES, "few scripts compile: " + counts);
    }

    private Reached last;

    /** What goes wrong with a script; null if nothing does. */
    private Throwable failure(String text, boolean explore, long seed) {
        try {
            last = assertTimeoutPreemptively(HANG, () -> Answers.of(text, explore), () -> "hangs, seed " + seed);
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    /** The script of a seed. */
    static String script(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Mutations mutations = new Mutations(random, ORIGINALS);
        int kind = random.nextInt(10);
        String text;
        int damages;
        if (kind < 5) {
            text = ORIGINALS.get(random.nextInt(ORIGINALS.size()));
            damages = 1 + random.nextInt(4);
        } else if (kind < 8) {
            text = TypedScripts.script(random);
            damages = random.nextInt(3);
        } else {
            text = GrammarWalk.script(random);
            damages = random.nextInt(2);
        }
        for (int n = 0; n < damages; n++) {
            text = mutations.damage(text);
        }
        return text;
    }

    /** Leaves out lines, and then words, as long as the same goes wrong; a hang is not tried again. */
    private String smaller(String text, boolean explore, Throwable failure) {
        if (failure instanceof AssertionError && String.valueOf(failure.getMessage()).contains("hangs")) {
            return text;
        }
        String small = text;
        for (String border : List.of("(?<=\n)", "(?<=[ \n])|(?=[ \n])")) {
            List<String> parts = new ArrayList<>(Arrays.asList(small.split(border)));
            for (int size = Math.max(1, parts.size() / 2), tries = 0; size > 0 && tries < 1_000; size /= 2) {
                for (int from = 0; from + size <= parts.size() && tries < 1_000; tries++) {
                    List<String> fewer = new ArrayList<>(parts);
                    fewer.subList(from, from + size).clear();
                    Throwable other = failure(String.join("", fewer), explore, 0);
                    if (other != null && other.getClass() == failure.getClass()) {
                        parts = fewer;
                    } else {
                        from += size;
                    }
                }
            }
            small = String.join("", parts);
        }
        return small;
    }
}
