package org.shootdown.diag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> OPERATIONS = List.of("load", "store", "munmap", "mprotect", "mmap", "fork", "dsb_ish", "dsb_ishst");

    @Test
    void findsWhatWasMeant() {
        assertEquals(Optional.of("load"), Nearest.to("lod", OPERATIONS));
        assertEquals(Optional.of("load"), Nearest.to("laod", OPERATIONS));
        assertEquals(Optional.of("load"), Nearest.to("Load", OPERATIONS));
        assertEquals(Optional.of("mprotect"), Nearest.to("mprotcet", OPERATIONS));
        assertEquals(Optional.of("munmap"), Nearest.to("unmap", OPERATIONS));
    }

    @Test
    void knowsWhatThingsAreCalledElsewhere() {
        assertEquals(Optional.of("store"), Nearest.to("write", OPERATIONS));
        assertEquals(Optional.of("SEGV"), Nearest.to("SIGSEGV", List.of("SEGV", "BUS")));
        assertEquals(Optional.empty(), Nearest.to("put_page", OPERATIONS), "only what there is");
    }

    @Test
    void doesNotGuess() {
        assertEquals(Optional.empty(), Nearest.to("x", List.of("y", "z")), "every letter is near every other");
        assertEquals(Optional.empty(), Nearest.to("frobnicate", OPERATIONS));
        assertEquals(Optional.empty(), Nearest.to("load", List.of("load")), "that is no misspelling");
        assertEquals(
                Optional.empty(),
                Nearest.to("linux_7_99", List.of("linux_4_15", "linux_6_5", "linux_6_6")),
                "several are as near");
        assertEquals(Optional.empty(), Nearest.to("", OPERATIONS));
    }

    @Test
    void listsWhatThereIsWhenThatIsShort() {
        assertEquals(Optional.of("did you mean `holds`?"), Nearest.help("hold", List.of("holds", "violated")));
        assertEquals(Optional.of("there are `holds`, `violated`"), Nearest.help("wrong", List.of("violated", "holds")));
        assertEquals(Optional.of("there is `m`"), Nearest.help("x", List.of("m")));
        assertEquals(Optional.empty(), Nearest.help("x", List.of()));
    }

    /** A distance is none to oneself, the same both ways, and at most the longer word. */
    @Test
    void distanceIsADistance() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            String a = word(random);
            String b = word(random);
            int distance = Nearest.distance(a, b);
            assertEquals(distance, Nearest.distance(b, a), "seed 3: " + a + " " + b);
            assertEquals(a.equals(b), distance == 0, "seed 3: " + a + " " + b);
            assertEquals(true, distance <= Math.max(a.length(), b.length()), "seed 3: " + a + " " + b);
            assertEquals(true, distance >= Math.abs(a.length() - b.length()), "seed 3: " + a + " " + b);
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }
}
