package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Verdict;
import org.shootdown.report.JsonReport;
import org.shootdown.report.RunResult;
import org.shootdown.report.RunResult.QuestionResult;
import org.shootdown.report.TextReport;

/** A run that comes to where nobody knows how it goes on: what is said of it, and what all others answer. */
class DeadEndsTest {

    /** T's second put comes first; what U reads comes later. */
    private static final String PUT_TWICE =
            """
            scenario s {
                mm m { page A = 1   page B = 7 }
                thread T on cpu 0 {
                    old = xchg_pte A, empty_pte
                    flush_tlb_page(A)
                    put_frame pte_frame(old)
                    put_frame pte_frame(old)
                }
                thread U on cpu 1 { r = load B   s = load B   t = load B }
                never  seen:  U.t == 7
                never  other: U.t == 8
                check page_lifetime, coherence, deadlock
            }
            """;

    private static RunResult run(String scenario, Engine engine) {
        Shootdown loaded = Shootdown.load(List.of(SourceFile.of("a.mmsc", "shootdown 1\n" + scenario)));
        assertFalse(loaded.hasErrors(), () -> loaded.diagnostics().toString());
        return loaded.run(RunOptions.standard().with(engine), c -> {});
    }

    private static RunResult run(String scenario) {
        return run(scenario, Engine.FAST);
    }

    private static List<QuestionResult> questions(RunResult result) {
        return result.scenarios().get(0).cells().get(0).questions();
    }

    private static QuestionResult question(RunResult result, String name) {
        return questions(result).stream().filter(q -> q.name().equals(name)).findFirst().orElseThrow();
    }

    /** One timeline for all questions that it leaves open, and the sentence with thread, frame, place. */
    @Test
    void theReportDrawsTheWayThere() {
        String text = new TextReport(true).render(run(PUT_TWICE));
        assertTrue(text.contains("  other           unknown *2\n"), text);
        assertTrue(text.contains("  deadlock        unknown *2\n"), text);
        assertTrue(text.contains("  unknown: T puts frame f0, which has no reference left: a.mmsc:8; 48\n"), text);
        assertTrue(
                text.contains(
                        """

                        *2 unknown, 8 steps

                              T (cpu 0)                         U (cpu 1)
                              ---------                         ---------
                            1 pte A = none
                            2 IPI to cpu 1: flush_tlb_func  [flush_tlb_mm_range]
                            3 invlpg A  [flush_tlb_func]
                            4                                   IPI: flush_tlb_func
                            5                                   invlpg A  [flush_tlb_func]
                            6 all CPUs have answered  [flush_tlb_mm_range]
                            7 put and free f0
                            8 put_frame pte_frame(old)
                          => T puts frame f0, which has no reference left: a.mmsc:8
                        """),
                text);
        assertFalse(text.contains("*3"), text);
    }

    @Test
    void jsonHasReasonAndTrace() {
        String json = new JsonReport("1").render(run(PUT_TWICE));
        JsonObject open = JsonParser.parseString(json)
                .getAsJsonObject()
                .getAsJsonArray("scenarios")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("cells")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("questions")
                .get(1)
                .getAsJsonObject();
        assertEquals("other", open.get("name").getAsString());
        assertEquals("unknown", open.get("verdict").getAsString());
        assertEquals(
                "T puts frame f0, which has no reference left: a.mmsc:8",
                open.get("reason").getAsString());
        var trace = open.getAsJsonArray("trace");
        JsonObject last = trace.get(trace.size() - 1).getAsJsonObject();
        assertEquals("T (cpu 0)", last.get("actor").getAsString());
        assertEquals("put_frame pte_frame(old)", last.get("text").getAsString());
        assertEquals("a.mmsc:8", last.get("location").getAsString());
    }

    /** The violation is further from the start than the dead end, and is found all the same. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatAnotherRunViolatesIsViolated(Engine engine) {
        RunResult result = run(PUT_TWICE, engine);
        assertEquals(Verdict.VIOLATED, question(result, "seen").verdict());
        for (String open : List.of("other", "page_lifetime", "coherence", "deadlock")) {
            assertEquals(Verdict.UNKNOWN, question(result, open).verdict(), open);
            assertEquals(
                    "T puts frame f0, which has no reference left: a.mmsc:8",
                    question(result, open).reason(),
                    open);
        }
    }

    /** Thread, step, procedure and line of whatever ends a run. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unlock l | T gives back a lock that it does not hold, by `unlock l`: a.mmsc:5",
                "get_frame no_frame | T takes a reference of no frame: a.mmsc:5",
                "free_gathered(no_frame)  put_frame no_frame | T puts no frame: a.mmsc:5",
                "unknown_here() | T comes to what is not modelled yet: unknown_here, a.mmsc:10",
                "v[i] = 1 | T computes an index that its family does not have: there are 2 members, and counted from 0"
                        + " it wants number 2: a.mmsc:5",
            })
    void theStepIsNamed(String step, String sentence) {
        String script =
                """
                scenario s { mm m { page A = 1 }   locks l   var v[0..2] = 0   var i = 2   vary kernel in mine
                    thread W { i = 2 }
                    thread T on cpu 0 {
                        %s
                    }
                    check deadlock
                }
                kernel mine extends linux_6_6 { proc unknown_here() {
                    not_modelled()
                } }
                """
                        .formatted(step);
        for (Engine engine : Engine.values()) {
            QuestionResult open = question(run(script, engine), "deadlock");
            assertEquals(Verdict.UNKNOWN, open.verdict());
            assertEquals(sentence, open.reason());
            assertTrue(open.trace().isPresent());
        }
    }

    /** Who could take a step that leads nobody knows where is not stuck, and does not starve others fairly. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatWouldHappenIsNotGuessed(Engine engine) {
        String script =
                """
                scenario s {
                    mm m { page A = 1 }
                    var go = 0
                    thread T { put_frame no_frame   go = 1 }
                    thread U on cpu 0 { await go == 1   r = load A }
                    check progress, deadlock
                    eventually U.r == 1
                }
                """;
        questions(run(script, engine)).forEach(q -> assertEquals(Verdict.UNKNOWN, q.verdict(), q.name()));
    }

    /** A run that spins for ever for its own reasons is one, whatever else may happen on others. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void aLoopOfOthersIsStillOne(Engine engine) {
        String script =
                """
                scenario s {
                    mm m { page A = 1 }
                    thread T on cpu 0 {
                        choose { put_frame no_frame } or { while true { r = load A } }
                    }
                    thread U on cpu 1 { s = load A }
                    eventually ends: after T
                    eventually reads: U.s == 1
                }
                """;
        assertEquals(Verdict.VIOLATED, question(run(script, engine), "ends").verdict());
        assertEquals(Verdict.UNKNOWN, question(run(script, engine), "reads").verdict());
    }

    /** What a violation already shows is drawn once. */
    @Test
    void theWayIsDrawnOnce() {
        String text = new TextReport(true).render(run(PUT_TWICE.replace("check ", "check refcount, ")));
        assertTrue(text.contains("  refcount        VIOLATED *2 (!)\n"), text);
        assertTrue(text.contains("  other           unknown *2\n"), text);
        assertFalse(text.contains("*3"), text);
    }
}
