package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store of states against a map from lists to numbers. */
class StateStoreTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isAMapFromStatesToNumbers(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(40);
        int distinct = 1 + random.nextInt(5);
        StateStore store = new StateStore(width);
        Map<List<Integer>, Integer> map = new HashMap<>();
        List<int[]> states = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            int[] state = random.nextInt(3) == 0 && !states.isEmpty()
                    ? states.get(random.nextInt(states.size())).clone()
                    : random.ints(width).map(v -> drawn(v, distinct, random)).toArray();
            List<Integer> key = Arrays.stream(state).boxed().toList();
            Integer known = map.get(key);
            int number = store.add(state);
            if (known == null) {
                assertEquals(~states.size(), number, "seed " + seed);
                map.put(key, states.size());
                states.add(state);
            } else {
                assertEquals(known, number, "seed " + seed);
            }
            if (i % 7 == 0) {
                // What was read is what the next ones are compared with.
                int read = random.nextInt(states.size());
                assertArrayEquals(states.get(read), store.get(read), "seed " + seed);
                assertEquals(read, store.add(states.get(read).clone()), "seed " + seed);
            }
        }
        assertEquals(states.size(), store.size());
        for (int number = 0; number < states.size(); number++) {
            assertArrayEquals(states.get(number), store.get(number), "seed " + seed);
        }
        assertTrue(store.bytes() > 0);
    }

    /** Mostly small numbers, as in states, and now and then any. */
    private static int drawn(int value, int distinct, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> value;
            case 1 -> -Math.floorMod(value, distinct);
            default -> Math.floorMod(value, distinct);
        };
    }

    @Test
    void keepsExtremes() {
        StateStore store = new StateStore(5);
        int[] state = {Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 64};
        assertEquals(~0, store.add(state));
        assertEquals(0, store.add(state.clone()));
        assertArrayEquals(state, store.get(0));
    }

    /** States that are much wider than those of any scenario. */
    @Test
    void keepsWideStates() {
        StateStore store = new StateStore(1_000);
        int[] state = new int[1_000];
        Arrays.fill(state, Integer.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) {
            state[i] = i;
            assertEquals(~i, store.add(state));
        }
        assertEquals(999, store.get(999)[999]);
        assertEquals(Integer.MAX_VALUE, store.get(500)[999]);
    }
}
