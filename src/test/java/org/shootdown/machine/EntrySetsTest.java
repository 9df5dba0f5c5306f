package org.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntrySetsTest {

    @Test
    void eachEntryOfAPageHasItsBit() {
        EntrySets sets = new EntrySets(2);
        assertEquals(1, sets.of(0, 0x101));
        assertEquals(2, sets.of(0, 0x103));
        assertEquals(1, sets.of(0, 0x101));
        assertEquals(1, sets.of(1, 0x103), "pages count for themselves");
        assertEquals(0x103, sets.lowest(1, 1));
    }

    @Test
    void givesBackWhatWasPutIn() {
        Random random = new Random(7);
        EntrySets sets = new EntrySets(1);
        List<Integer> entries = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            entries.add(random.nextInt());
            sets.of(0, entries.get(i));
        }
        for (int mask = 1; mask != 0; mask = mask << 1 & Integer.MAX_VALUE) {
            int lowest = Integer.numberOfTrailingZeros(mask);
            assertEquals(entries.get(lowest), sets.lowest(0, mask), "seed 7");
            assertEquals(mask, sets.of(0, entries.get(lowest)), "seed 7");
        }
    }

    @Test
    void saysWhenAMaskIsFull() {
        EntrySets sets = new EntrySets(1);
        for (int i = 0; i < 31; i++) {
            sets.of(0, i);
        }
        assertThrows(LimitReached.class, () -> sets.of(0, 31));
    }
}
