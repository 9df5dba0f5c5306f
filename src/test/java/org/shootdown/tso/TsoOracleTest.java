package org.shootdown.tso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Exploration;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Verdict;
import org.shootdown.ir.Program;

/**
 * Where memory is {@code tso}, both engines end litmus programs as a naive interpreter of x86-TSO does, neither more nor
 * less: in registers and in memory.
 */
class TsoOracleTest {

    private static final int PROGRAMS = Integer.getInteger("random.scenarios", 400);
    private static final long SEED = Long.getLong("random.seed", 20261121L);
    private static final Limits LIMITS = new Limits(200_000, 1L << 30, 60_000);

    @Test
    void randomProgramsEndAsTheNaiveInterpreterSays() {
        int apart = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            Litmus program = Litmus.random(new Random(SEED + i));
            compare(program, "tso", "seed " + (SEED + i));
            apart += NaiveTso.endings(program, true).equals(NaiveTso.endings(program, false)) ? 0 : 1;
        }
        System.out.println("tso: seeds from " + SEED + ": " + PROGRAMS + " programs, " + apart + " of them not as under sc");
        assertTrue(apart >= PROGRAMS / 25, "store buffers matter to " + apart + " of " + PROGRAMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=1 a=y | y=1 b=x", "x=1 y=1 | a=y b=x", "x=1 y=2 | y=1 x=2"})
    void withoutBuffersItIsSequentiallyConsistent(String text) {
        compare(Litmus.of(text), "sc", text);
    }

    /** Intel SDM vol. 3A, 9.2.3.2 to 9.2.3.9, and the classic shapes: is the ending in question allowed? */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "SB, x=1 a=y | y=1 b=x, T0.r1=0 T1.r1=0, true",
        "SB with fences, x=1 mb a=y | y=1 mb b=x, T0.r2=0 T1.r2=0, false",
        "SB with one fence, x=1 mb a=y | y=1 b=x, T0.r2=0 T1.r1=0, true",
        "SB with exchanges, a=x<-1 a=y | a=y<-1 b=x, T0.r1=0 T1.r1=0, false",
        "SB with forwarding, x=1 a=x b=y | y=1 c=y d=x, T0.r1=1 T0.r2=0 T1.r1=1 T1.r2=0, true",
        "MP, x=1 y=1 | a=y b=x, T1.r0=1 T1.r1=0, false",
        "LB, a=x y=1 | b=y x=1, T0.r0=1 T1.r0=1, false",
        "R, x=1 y=1 | y=2 a=x, y=2 T1.r1=0, true",
        "R with a fence, x=1 y=1 | y=2 mb a=x, y=2 T1.r2=0, false",
        "S, x=2 y=1 | a=y x=1, x=2 T1.r0=1, false",
        "2+2W, x=1 y=2 | y=1 x=2, x=1 y=1, false",
        "CoRR, x=1 | a=x b=x, T1.r0=1 T1.r1=0, false",
        "WRC, x=1 | a=x y=1 | b=y c=x, T1.r0=1 T2.r0=1 T2.r1=0, false",
        "IRIW, x=1 | y=1 | a=x b=y | c=y d=x, T2.r0=1 T2.r1=0 T3.r0=1 T3.r1=0, false"
    })
    void classicShapes(String name, String text, String ending, boolean allowed) {
        Litmus program = Litmus.of(text);
        compare(program, "tso", name);
        boolean found = NaiveTso.endings(program, true).stream().anyMatch(e -> ends(e, ending));
        assertEquals(allowed, found, name);
    }

    private static boolean ends(NaiveTso.Ending ending, String wanted) {
        for (String part : wanted.split(" ")) {
            String[] sides = part.split("=");
            int place = "xy".indexOf(sides[0]);
            int value = place >= 0 ? ending.memory().get(place) : ending.registers().get(sides[0]);
            if (value != Integer.parseInt(sides[1])) {
                return false;
            }
        }
        return true;
    }

    private static void compare(Litmus litmus, String memory, String what) {
        String script = litmus.script(memory);
        Shootdown loaded = Shootdown.load(List.of(SourceFile.of("litmus.mmsc", script)));
        assertFalse(loaded.hasErrors(), () -> script + loaded.diagnostics());
        var scenario = loaded.scenarios().get(0);
        Program program = loaded.compile(scenario, loaded.cells(scenario, RunOptions.standard()).get(0));
        Set<NaiveTso.Ending> endings = NaiveTso.endings(litmus, memory.equals("tso"));
        for (Engine engine : Engine.values()) {
            Exploration exploration = engine.explore(program, LIMITS);
            assertTrue(exploration.bound().isEmpty(), what);
            Set<Map<String, Integer>> expected =
                    endings.stream().map(NaiveTso.Ending::registers).collect(Collectors.toSet());
            assertEquals(expected, registers(exploration, expected), what + ", " + engine.word() + "\n" + script);
            finalMemory(litmus, endings, exploration, what + ", " + engine.word() + "\n" + script);
        }
    }

    /** The registers of both, by name; those that say whether a thread has faulted are the machine's own. */
    private static Set<Map<String, Integer>> registers(Exploration exploration, Set<Map<String, Integer>> expected) {
        Set<String> names = expected.iterator().next().keySet();
        return exploration.outcomes().stream()
                .map(o -> {
                    Map<String, Integer> row = new LinkedHashMap<>();
                    for (int i = 0; i < o.size(); i++) {
                        if (names.contains(exploration.registers().get(i))) {
                            row.put(exploration.registers().get(i), o.get(i));
                        }
                    }
                    return row;
                })
                .collect(Collectors.toSet());
    }

    private static void finalMemory(Litmus litmus, Set<NaiveTso.Ending> endings, Exploration exploration, String what) {
        for (int x : litmus.valuesOf(0)) {
            for (int y : litmus.valuesOf(1)) {
                boolean found = endings.stream()
                        .anyMatch(e -> (litmus.pages().get(0) || e.memory().get(0) == x)
                                && (litmus.pages().get(1) || e.memory().get(1) == y));
                String question = Litmus.question(x, y);
                Verdict verdict = exploration.answers().stream()
                        .filter(a -> a.question().equals(question))
                        .findFirst()
                        .orElseThrow()
                        .verdict();
                assertEquals(found ? Verdict.HOLDS : Verdict.VIOLATED, verdict, question + " " + what);
            }
        }
        assertEquals(
                Verdict.HOLDS,
                exploration.answers().stream()
                        .filter(a -> a.question().equals("deadlock"))
                        .findFirst()
                        .orElseThrow()
                        .verdict(),
                what);
    }
}
