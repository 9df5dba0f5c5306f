package org.shootdown.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.arm.ExactArm.Order;
import org.shootdown.engine.Engine;
import org.shootdown.sema.Assumption;

/**
 * Our arm64 against the out-of-order machine, on random programs: it allows nothing that that forbids, and lacks
 * only what arm-translation-rules 4 says that an in-order machine lacks: data that overtake each other, barriers that do
 * not cover what is in front of them, and invalidations that float before a store to the page table.
 */
class ArmOracleTest {

    private static final int PROGRAMS = Integer.getInteger("arm.programs", 2500);
    private static final long SEED = Long.getLong("arm.seed", 20261121L);
    private static final Assumption BASE = new Assumption("arm64", "barrier_synchronises_context", "off");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void differsOnlyByWhatAnInOrderMachineLacks(boolean ets2) {
        Random random = new Random(SEED + (ets2 ? 0 : 1));
        Map<Order, Integer> lacking = new EnumMap<>(Order.class);
        for (int i = 0; i < PROGRAMS; i++) {
            ArmProgram program = ArmProgram.random(random);
            Set<String> ours = ours(program, ets2 ? List.of() : List.of(BASE));
            assertSubset(ours, ExactArm.outcomes(program, ets2, Order.RELAXED), "we allow what is forbidden", program);
            assertSubset(ExactArm.outcomes(program, ets2, Order.NO_FLOAT), ours, "we lack an outcome", program);
            weakest(program, ets2, ours).ifPresent(order -> lacking.merge(order, 1, Integer::sum));
        }
        System.out.printf(
                "arm64, ets2=%s, seed %d: %d programs; of the outcomes of %s%n", ets2, SEED, PROGRAMS, lacking);
        int equal = PROGRAMS - lacking.values().stream().mapToInt(n -> n).sum();
        assertTrue(equal > PROGRAMS * 9 / 10, equal + " programs have exactly the same outcomes");
    }

    /** The early faults are a rule: without it some of the programs lack outcomes, and none has more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void earlyFaultsMatter(boolean ets2) {
        Random random = new Random(SEED);
        Assumption none = new Assumption("arm64", "early_faults", "off");
        int fewer = 0;
        for (int i = 0; i < 400; i++) {
            ArmProgram program = ArmProgram.random(random);
            Set<String> with = ours(program, ets2 ? List.of() : List.of(BASE));
            Set<String> without = ours(program, ets2 ? List.of(none) : List.of(BASE, none));
            assertSubset(without, with, "without early faults there are more outcomes", program);
            fewer += with.equals(without) ? 0 : 1;
        }
        assertTrue(fewer > 0);
    }

    private static Set<String> ours(ArmProgram program, List<Assumption> assumptions) {
        return new ArmScript(program).outcomes(Engine.FAST, assumptions);
    }

    /** The strictest order some of whose outcomes we lack. */
    private static Optional<Order> weakest(ArmProgram program, boolean ets2, Set<String> ours) {
        for (Order order : List.of(Order.STRONG_BARRIERS, Order.ACCESSES_IN_ORDER, Order.RELAXED)) {
            if (!ours.containsAll(ExactArm.outcomes(program, ets2, order))) {
                return Optional.of(order);
            }
        }
        return Optional.empty();
    }

    private static void assertSubset(Set<String> part, Set<String> whole, String message, ArmProgram program) {
        Set<String> extra = new TreeSet<>(part);
        extra.removeAll(whole);
        assertEquals(Set.of(), extra, () -> message + "\n" + new ArmScript(program).text() + "of " + whole);
    }
}
