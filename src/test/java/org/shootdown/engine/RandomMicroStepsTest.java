package org.shootdown.engine;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios of accesses and micro-steps on one page, with accessed and dirty bits, and with store buffers: both
 * engines give the same verdicts and the same final states.
 */
class RandomMicroStepsTest {

    private static final Limits LIMITS = new Limits(60_000, 1L << 30, 60_000);

    private static final List<String> ARCHITECTURES = List.of("x86_64", "arm64", "riscv64", "ppc64_radix", "s390");

    /** A kernel that handles no fault: what is spurious is seen. */
    private static final String BARE =
            """
            kernel bare extends linux_6_6 {
                override proc page_fault(a: page, write: bool, instruction: bool) -> int { return SEGV }
            }
            """;

    /** Each takes a fresh number. */
    private static final List<String> STEPS = List.of(
            "r%d = load A",
            "store A, %d",
            "r%d = fetch_add A, 1",
            "r%d = exec A",
            "try { store A, %d   t%<d = 1 } on fault { t%<d = 2 }",
            "try { r%d = load A   t%<d = 1 } on fault { t%<d = 2 }",
            "d%1$d = pte_dirty(read_pte(A))   y%1$d = pte_young(read_pte(A))",
            "let e%1$d = read_pte(A)   if pte_present(e%1$d) { set_pte A, pte_mkclean(e%1$d) }",
            update("pte_mkclean"),
            update("pte_mkold"),
            update("pte_wrprotect"),
            update("pte_mkyoung"),
            "o%d = xchg_pte(A, empty_pte)",
            "set_pte A, mk_pte(g, rw)",
            "set_pte A, pte_mkold(mk_pte(f, rw))",
            "sfence_vma A",
            "flush_tlb_page(A)");

    /** What matters where invalidations are broadcast. */
    private static final List<String> BROADCAST = List.of(
            "TLBI",
            "TLBI",
            "set_pte A, mk_pte(g, rw)   PUBLISH   TLBI",
            "o%d = xchg_pte(A, empty_pte)   PUBLISH   TLBI   COMPLETE",
            "PUBLISH",
            "COMPLETE",
            "smp_mb()");

    /** What matters where stores are buffered; {@code v} and {@code w} are variables. */
    private static final List<String> BUFFERED = List.of(
            "v = %d   b%<d = w",
            "w = %d   c%<d = v",
            "v += 1   b%d = w",
            "set_pte A, empty_pte   b%d = v",
            "set_pte A, mk_pte(g, ro)   b%d = w",
            "lock l   v = %d   unlock l   b%<d = w",
            "if v == 0 { r%d = load A }",
            "invlpg A",
            "smp_mb()");

    @Test
    void bothEnginesAgree() {
        RandomScenarios.agree("micro-steps", 30, LIMITS, RandomMicroStepsTest::script);
    }

    private static String update(String function) {
        return "atomic { let e%1$d = read_pte(A)   if pte_present(e%1$d) { set_pte A, " + function + "(e%1$d) } }";
    }

    /** The steps of an architecture that broadcasts, by their names there. */
    private static String named(String form, Random random, boolean arm) {
        String tlbi = !arm ? "tlbie A" : random.nextInt(3) == 0 ? "tlbi_vale1 A" : "tlbi A";
        List<String> completes = arm ? List.of("isb()", "dsb_ish()", "dsb_ish()", "dsb_nsh()") : List.of("tlbsync()");
        List<String> publishes = arm ? List.of("dsb_ishst()", "dsb_ishst()", "dsb_nshst()") : List.of("ptesync()", "smp_mb()");
        return form.replace("TLBI", tlbi)
                .replace("COMPLETE", completes.get(random.nextInt(completes.size())))
                .replace("PUBLISH", publishes.get(random.nextInt(publishes.size())));
    }

    private static String script(Random random) {
        boolean buffered = random.nextInt(3) == 0;
        String arch = buffered ? "x86_64" : ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
        boolean odd = random.nextInt(2) == 0;
        boolean broadcast = !buffered && (arch.equals("arm64") || arch.equals("ppc64_radix"));
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append(BARE)
                .append(odd ? OddArchitecture.of(random, arch) : "")
                .append("scenario random {\n    vary arch in ")
                .append(odd ? OddArchitecture.NAME : arch)
                .append("\n    vary memory in ")
                .append(buffered ? "tso" : "sc")
                .append(random.nextBoolean() ? "\n    vary kernel in bare" : "")
                .append("\n    var v = 0   var w = 0   locks l")
                .append("\n    frame f = 101\n    frame g = 102\n    mm m { page A vma rwx frame f")
                .append(random.nextBoolean() ? " dirty off" : "")
                .append(random.nextInt(3) == 0 ? " young off" : "")
                .append(random.nextInt(4) == 0 ? " pte ro" : "")
                .append(" }\n");
        for (int thread = 0; thread < 2; thread++) {
            text.append("    thread ").append("TU".charAt(thread)).append(" on cpu ").append(thread).append(" {\n");
            for (int step = 1 + random.nextInt(3); step > 0; step--) {
                boolean special = random.nextBoolean();
                List<String> steps = buffered && special ? BUFFERED : broadcast && special ? BROADCAST : STEPS;
                String form = steps.get(random.nextInt(steps.size()));
                form = broadcast ? named(form, random, arch.equals("arm64")) : form;
                text.append("        ").append(String.format(form, step + 10 * thread)).append('\n');
            }
            text.append("    }\n");
        }
        return text.append("    check page_lifetime, coherence, progress, deadlock\n}\n").toString();
    }
}
