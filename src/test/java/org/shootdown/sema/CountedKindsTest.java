package org.shootdown.sema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.shootdown.ir.CostKind;

/** Scripts may ask for what the machine counts, and for nothing else. */
class CountedKindsTest {

    @Test
    void areWhatTheMachineCounts() {
        Map<String, String> counted = new LinkedHashMap<>();
        Arrays.stream(CostKind.values()).forEach(k -> counted.put(k.word(), k.meaning()));
        assertEquals(counted, CountedKinds.meanings());
        assertEquals(CostKind.words(), CountedKinds.words());
    }
}
