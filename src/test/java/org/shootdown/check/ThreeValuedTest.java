package org.shootdown.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.shootdown.ir.Value;
import org.shootdown.ir.Value.Operator;

/** Kleene's logic: what is said of registers that are not assigned yet must hold whatever they will be. */
class ThreeValuedTest {

    private static final int U = Value.UNDEFINED;

    private static int evaluate(Operator operator, int left, int right) {
        Value value = new Value.Binary(operator, new Value.Read(0), new Value.Read(1));
        return ThreeValued.evaluate(value, new int[] {left, right});
    }

    @Test
    void truthTables() {
        assertEquals(0, evaluate(Operator.AND, 0, U));
        assertEquals(0, evaluate(Operator.AND, U, 0));
        assertEquals(U, evaluate(Operator.AND, 1, U));
        assertEquals(U, evaluate(Operator.AND, U, U));
        assertEquals(1, evaluate(Operator.OR, 1, U));
        assertEquals(1, evaluate(Operator.OR, U, 1));
        assertEquals(U, evaluate(Operator.OR, 0, U));
        assertEquals(U, evaluate(Operator.OR, U, U));
        assertEquals(U, evaluate(Operator.EQUAL, U, U), "two unknown values need not be the same");
        assertEquals(U, evaluate(Operator.ADD, U, 1));
        assertEquals(1, evaluate(Operator.LESS, 1, 2));
    }

    @Test
    void whatIsUnknownIsNeitherTrueNorFalse() {
        Value unknown = new Value.Not(new Value.Read(0));
        assertFalse(ThreeValued.isTrue(unknown, new int[] {U}));
        assertFalse(ThreeValued.isFalse(unknown, new int[] {U}));
        assertTrue(ThreeValued.isTrue(unknown, new int[] {0}));
    }

    /** A certain answer is that of every value which the unknown registers may take. */
    @Test
    void certaintyOutlivesAssignment() {
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            Value condition = condition(random, 4);
            int[] state = {random.nextInt(2), U, random.nextInt(2), U};
            int answer = ThreeValued.evaluate(condition, state);
            for (int assigned = 0; answer != U && assigned < 4; assigned++) {
                int[] known = {state[0], assigned & 1, state[2], assigned >> 1};
                assertEquals(answer, condition.in(known), "seed " + seed + ": " + condition);
            }
        }
    }

    private static Value condition(Random random, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return new Value.Read(random.nextInt(4));
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Value.Not(condition(random, depth - 1));
            case 1 -> new Value.Binary(Operator.EQUAL, condition(random, depth - 1), condition(random, depth - 1));
            case 2 -> new Value.Binary(Operator.AND, condition(random, depth - 1), condition(random, depth - 1));
            default -> new Value.Binary(Operator.OR, condition(random, depth - 1), condition(random, depth - 1));
        };
    }
}
