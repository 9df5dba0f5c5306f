package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The engines agree on small scenarios made at random, which do what no kernel would: stores to entries without flushes,
 * flushes without reason, locks around single steps. They are asked about translations, counters, registers and whole runs.
 */
class GeneratedScenariosTest {

    private static final Limits SMALL = new Limits(12_000, 1L << 28, 20_000);

    private static final List<String> CPU_STEPS = List.of(
            "set_pte A, empty_pte",
            "set_vma_prot A, none",
            "set_pte A, pte_wrprotect(read_pte(A))",
            "set_pte A, pte_mkwrite(read_pte(A))",
            "set_pte A, mk_pte(pte_frame(read_pte(B)), rw)",
            "set_pte A, read_pte(B)",
            "dsb_ishst()",
            "isb()",
            "put_frame pte_frame(read_pte(B))",
            "try { r = load A } on fault { r = 7 }",
            "try { store A, 2 } on fault { q = 7 }",
            "try { q = load A } on fault { q = 8 }",
            "lock l   v = 1 - v   unlock l",
            "lock l   v = 2   w = 1   unlock l",
            "await w == 1",
            "w = 1",
            "choose { v = 3 } or { r = 3 }");

    private static final List<String> X86_STEPS = List.of("invlpg A", "flush_tlb_page(A)");
    private static final List<String> ARM_STEPS = List.of("tlbi A", "dsb_ish()", "flush_tlb_page(A)");
    private static final List<String> DEVICE_COMMANDS =
            List.of(
                    "iotlb_invalidate gpu, A",
                    "iotlb_invalidate_range gpu, pages_of(m)",
                    "atc_invalidate gpu, A",
                    "iommu_sync gpu");

    private static final List<String> DEVICE_STEPS = List.of(
            "try { r = load A } on fault { r = 7 }",
            "try { store A, 5 } on fault { q = 7 }",
            "try { q = load A } on fault { q = 8 }",
            "await w == 1",
            "w = 1");

    private static final String QUESTIONS =
            """
                always live:    forall t in translations: t.frame.live
                never pair:     exists t in translations: exists u in translations: t.page == u.page and t.frame != u.frame
                never done:     after T and exists t in translations of cpu 1: t.page == A and t.pte != A.pte
                never writes:   w == 1 and exists t in translations of cpu 0: t.writable and not A.writable
                always faulted: after U implies forall t in translations of cpu 1: t.page != A or A.present
                always before:  forall t in translations of cpu 1: t.page == A implies not (U.r == 1 and w == 1)
                never counted:  cost.tlbi == 1 and exists t in translations of cpu 0: t.page == A and t.frame != A.frame
                final few:      cost.tlbi <= 1 and cost.barrier < 2
                final held:     A.content == 1
                eventually ended: after T and after U
                eventually awake: w == 1
                eventually final three: v != 2
                always referred: forall f in frames: f.content != 2 or f == B.frame
                exists unmapped: exists p in pages: not p.present
                check deadlock, page_lifetime
            """;

    private static final String DEVICE_QUESTIONS =
            """
                never stale:    exists t in translations of gpu: t.page == A and t.pte != A.pte
                always fault:   forall t in translations of gpu: t.page == A implies not (D.r == 1 and w == 1)
                eventually all: forall t in threads: after t
            """;

    /** A script, and what it runs on. */
    private static String script(Random random) {
        boolean arm = random.nextBoolean();
        boolean device = random.nextInt(3) == 0;
        StringBuilder out = new StringBuilder("shootdown 1\nscenario generated {\n");
        out.append("    vary arch in ").append(arm ? "arm64" : "x86_64").append('\n');
        // Every third one on x86 has store buffers.
        out.append("    vary memory in ").append(!arm && random.nextInt(3) == 0 ? "tso" : "sc").append('\n');
        out.append("    mm m { page A = 1 ").append(random.nextBoolean() ? "pte ro" : "vma ro").append("  page B = 2 }\n");
        out.append("    locks l\n    var v = 0\n    var w = 0\n");
        if (device) {
            String ats = random.nextBoolean() ? "on" : "off";
            out.append("    device gpu sva m { ats ").append(ats).append("  pri off }\n");
        }
        List<String> steps = new ArrayList<>(CPU_STEPS);
        steps.addAll(arm ? ARM_STEPS : X86_STEPS);
        if (device) {
            steps.addAll(DEVICE_COMMANDS);
        }
        thread(out, "T on cpu 0", steps, random, 4);
        thread(out, "U on cpu 1", steps, random, device ? 2 : 3);
        out.append("    thread L { while v == 1 { lock l   w = w   unlock l } }\n".repeat(random.nextInt(2)));
        if (device) {
            thread(out, "D on gpu", DEVICE_STEPS, random, 3);
        }
        return out.append(QUESTIONS).append(device ? DEVICE_QUESTIONS : "").append("}\n").toString();
    }

    private static void thread(StringBuilder out, String head, List<String> steps, Random random, int count) {
        out.append("    thread ").append(head).append(" {\n        r = 0\n        q = 0\n");
        for (int i = 0; i < count; i++) {
            out.append("        ").append(steps.get(random.nextInt(steps.size()))).append('\n');
        }
        out.append("    }\n");
    }

    @Test
    void agreeOnThem() {
        assertBoth(RandomScenarios.agree("generated", 15, SMALL, GeneratedScenariosTest::script));
    }

    /** Each question, but for those about the rarer devices, is answered both ways, or the comparison says little. */
    private static void assertBoth(Set<String> seen) {
        List<String> lacking = new ArrayList<>();
        for (String answer : seen) {
            String question = answer.substring(0, answer.indexOf(' '));
            if (DEVICE_QUESTIONS.contains(" " + question + ":")) {
                continue;
            }
            for (Verdict verdict : List.of(Verdict.HOLDS, Verdict.VIOLATED)) {
                if (!seen.contains(question + " " + verdict)) {
                    lacking.add(question + " " + verdict);
                }
            }
        }
        assertEquals(List.of(), lacking);
    }
}
