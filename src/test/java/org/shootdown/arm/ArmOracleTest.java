package org.shootdown.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.arm.ArmAblations.Effect;
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
    /** How many programs are tried until one notices an ablation, and how many at least where it may only lose outcomes. */
    private static final int MOST = 2_000;

    private static final int LEAST = 120;
    private static final long SEED = Long.getLong("arm.seed", 20261121L);
    /** What the out-of-order machine of a profile allows: an ablation is held against that. */
    private static final List<Assumption> BASE = List.of(
            new Assumption("arm64", "barrier_synchronises_context", "off"),
            new Assumption("arm64", "finds_absence_early", "on"));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void differsOnlyByWhatAnInOrderMachineLacks(boolean ets2) {
        Random random = new Random(SEED + (ets2 ? 0 : 1));
        Map<Order, Integer> lacking = new EnumMap<>(Order.class);
        for (int i = 0; i < PROGRAMS; i++) {
            ArmProgram program = ArmProgram.random(random);
            Set<String> ours = ours(program, ets2 ? List.of() : BASE);
            assertSubset(ours, ExactArm.outcomes(program, ets2, Order.RELAXED), "we allow what is forbidden", program);
            assertSubset(ExactArm.outcomes(program, ets2, Order.NO_FLOAT), ours, "we lack an outcome", program);
            weakest(program, ets2, ours).ifPresent(order -> lacking.merge(order, 1, Integer::sum));
        }
        System.out.printf(
                "arm64, ets2=%s, seed %d: %d programs; of the outcomes of %s%n", ets2, SEED, PROGRAMS, lacking);
        int equal = PROGRAMS - lacking.values().stream().mapToInt(n -> n).sum();
        assertTrue(equal > PROGRAMS * 9 / 10, equal + " programs have exactly the same outcomes");
    }

    /**
     * Each row of the table of ablations, on random programs: to remove what only allows more never allows what was
     * forbidden, and loses outcomes of some program; to remove what forbids is noticed, as an outcome of some program that
     * the out-of-order machine does not have.
     */
    @ParameterizedTest
    @EnumSource(value = ArmAblations.class, names = "UNACCESSED_ENTRIES_ARE_CACHED", mode = EnumSource.Mode.EXCLUDE)
    void ablationsAreNoticed(ArmAblations row) {
        Random random = new Random(SEED);
        boolean ets2 = row.profile() == ArmAblations.Profile.ETS2;
        List<Assumption> ablated = new ArrayList<>(row.assumptions());
        (ets2 ? List.<Assumption>of() : BASE)
                .stream()
                        .filter(a -> row.assumptions().stream().noneMatch(o -> o.rule().equals(a.rule())))
                        .forEach(ablated::add);
        int noticed = 0;
        int programs = 0;
        while (programs < MOST && (noticed == 0 || row.effect() == Effect.LACKS && programs < LEAST)) {
            programs++;
            ArmProgram program = ArmProgram.random(random);
            Set<String> without = ours(program, ablated);
            if (row.effect() == Effect.ALLOWS) {
                noticed += ExactArm.outcomes(program, ets2, Order.RELAXED).containsAll(without) ? 0 : 1;
            } else {
                Set<String> with = ours(program, ets2 ? List.of() : BASE);
                assertSubset(without, with, row.row() + " has more outcomes", program);
                noticed += with.equals(without) ? 0 : 1;
            }
        }
        System.out.printf("arm64, %s: noticed by %d of %d programs%n", row.row(), noticed, programs);
        assertTrue(noticed > 0, row.row() + " is not noticed by " + programs + " programs");
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
