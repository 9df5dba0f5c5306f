package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Scenarios made at random, on which both engines are to agree. Each has a seed of its own, which a difference is reported
 * with.
 */
final class RandomScenarios {

    /** How many of all kinds together; each kind has its share. */
    private static final int WANTED = Integer.getInteger("random.scenarios", 600);
    private static final long SEED = Long.getLong("random.seed", 20261121L);

    private RandomScenarios() {}

    /**
     * Compares the engines on as many scenarios as are this kind's share. Those that are too large for explicit fills do
     * not count, but most must be small enough.
     *
     * @param kind what is printed of them
     * @param percent the share of this kind
     * @param limits what is too large; with a twelfth as many states of {@code fast} it is not worth trying
     * @return every question with every verdict that it was given
     */
    static Set<String> agree(String kind, int percent, Limits limits, Function<Random, String> scripts) {
        Set<String> seen = new TreeSet<>();
        int wanted = Math.max(1, WANTED * percent / 100);
        int compared = 0;
        int tried = 0;
        for (; compared < wanted && tried < 4 * wanted; tried++) {
            long seed = SEED + tried;
            String script = scripts.apply(new Random(seed));
            var fast = BothEngines.agree(BothEngines.compile(script), limits.maxStates() / 12, limits, "seed " + seed + "\n" + script);
            fast.ifPresent(f -> seen.addAll(BothEngines.verdicts(f)));
            compared += fast.isPresent() ? 1 : 0;
        }
        System.out.printf("%s: seeds %d to %d: %d compared%n", kind, SEED, SEED + tried - 1, compared);
        assertTrue(compared >= wanted, "only " + compared + " of " + tried + " were small enough");
        return seen;
    }

    /** The IOMMU {@code drops}: {@code some}, whose IOTLB page requests empty or not. */
    static String drops(Random random) {
        return "iommu drops extends some { rule page_requests_drop_translations = " + (random.nextBoolean() ? "on }\n" : "off }\n");
    }
}
