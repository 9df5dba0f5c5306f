package org.shootdown.sema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.shootdown.ir.CostKind;

/** Scripts may ask for what the machine counts, and for nothing else. */
class CountedKindsTest {

    @Test
    void areWhatTheMachineCounts() {
        assertEquals(CostKind.words(), CountedKinds.words());
    }
}
