package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios in which a device needs accessed and dirty bits of entries, of a process or of a domain, behind
 * IOMMUs that set them or do not: both engines give the same verdicts and the same final states.
 */
class RandomIommuBitsTest {

    private static final Limits LIMITS = new Limits(60_000, 1L << 30, 60_000);

    /** A kernel that handles no fault: what is spurious is seen. */
    private static final String BARE =
            """
            kernel bare extends linux_6_6 {
                override proc page_fault(a: page, write: bool, instruction: bool) -> int { return SEGV }
            }
            """;

    private static final List<String> RULES = List.of(
            "hardware_dirty",
            "dirty_tracking",
            "unaccessed_entries_fault",
            "translation_requests_set_dirty",
            "rewalks_on_permission_fault",
            "page_requests_drop_translations",
            "commands_in_order",
            "looks_up_by_source",
            "caches_blocking_entries");

    /** Each takes a fresh number; P is the page. */
    private static final List<String> STEPS = List.of(
            "d%1$d = pte_dirty(read_pte(P))   y%1$d = pte_young(read_pte(P))",
            update("pte_mkclean"),
            update("pte_mkclean"),
            update("pte_mkold"),
            update("pte_mkyoung"),
            update("pte_wrprotect"),
            "let e%1$d = read_pte(P)   if pte_present(e%1$d) { set_pte P, pte_mkclean(e%1$d) }",
            "o%1$d = xchg_pte(P, empty_pte)   d%1$d = pte_dirty(o%1$d)",
            "set_pte P, mk_pte(g, rw)",
            "set_pte P, pte_mkclean(mk_pte(g, rw))",
            "set_pte P, pte_mkold(pte_mkclean(mk_pte(f, rw)))",
            "iotlb_invalidate gpu, P",
            "iotlb_invalidate gpu, P   iommu_sync gpu",
            "iotlb_invalidate gpu, P   iommu_sync gpu",
            "put_frame g");

    private static final List<String> ATS_STEPS = List.of(
            "atc_invalidate gpu, P",
            "atc_invalidate gpu, P   iommu_sync gpu",
            "iotlb_invalidate gpu, P   atc_invalidate gpu, P   iommu_sync gpu");

    /** The device goes to another domain, and comes back. */
    private static final List<String> MOVES = List.of(
            "iommu_detach_device(d, gpu)",
            "a%d = iommu_attach_device(e, gpu)",
            "set_context gpu, e",
            "set_context gpu, e   context_invalidate gpu   iommu_sync gpu",
            "set_context gpu, d",
            "clear_context gpu",
            "context_invalidate gpu   iommu_sync gpu");

    private static final List<String> ACCESSES = List.of(
            "r%d = load A",
            "store A, %d",
            "try { store A, %d   t%<d = 1 } on fault { t%<d = 2 }",
            "try { r%d = load A   t%<d = 1 } on fault { t%<d = 2 }");

    @Test
    void bothEnginesAgree() {
        Set<String> seen = RandomScenarios.agree("bits of IOMMUs", 40, LIMITS, RandomIommuBitsTest::script);
        for (String question : List.of("page_lifetime", "coherence", "clean", "stale")) {
            assertTrue(seen.containsAll(List.of(question + " HOLDS", question + " VIOLATED")), seen.toString());
        }
    }

    private static String update(String function) {
        return "atomic { let e%1$d = read_pte(P)   if pte_present(e%1$d) { set_pte P, " + function + "(e%1$d) } }";
    }

    private static String script(Random random) {
        boolean domain = random.nextBoolean();
        boolean moves = domain && random.nextBoolean();
        boolean ats = random.nextBoolean();
        boolean arm = random.nextBoolean();
        String page = domain ? "d.A" : "A";
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append(BARE)
                .append("iommu some extends ").append(arm ? "smmuv3" : "vtd").append(" {\n");
        for (String rule : RULES) {
            // Where nobody knows what becomes of an access there is little to compare.
            boolean often = rule.equals("unaccessed_entries_fault") || rule.endsWith("dirty") || rule.equals("dirty_tracking");
            text.append("    rule ").append(rule).append(random.nextInt(often ? 4 : 2) != 0 ? " = on\n" : " = off\n");
        }
        String words = (random.nextBoolean() ? " dirty off" : "")
                + (random.nextInt(3) == 0 ? " young off" : "")
                + (random.nextInt(4) == 0 ? " pte ro" : "");
        text.append("}\nscenario random {\n    vary arch in ")
                .append(List.of("x86_64", "arm64", "riscv64_svade").get(random.nextInt(3)))
                .append("\n    vary kernel in ").append(random.nextBoolean() ? "bare" : "linux_6_6")
                .append("\n    frame f = 101\n    frame g = 102\n")
                .append(domain ? "    domain d : " + (arm ? "arm_lpae_s1" : "vtd_ss") : "    mm m")
                .append(" { page A").append(domain ? "" : " vma rwx frame f").append(words).append(" }\n")
                .append(moves ? "    domain e : " + (arm ? "arm_lpae_s1" : "vtd_ss") + " { page A dirty off }\n" : "")
                .append("    device gpu ").append(domain ? "domain d" : "sva m").append(" { iommu = some  ats = ")
                .append(ats ? random.nextInt(3) == 0 && !domain ? "on  pri on" : "on" : "off")
                .append(" }\n    thread T ").append(domain ? "" : "on cpu 0 ").append("{\n");
        for (int step = 2 + random.nextInt(3); step > 0; step--) {
            List<String> steps = ats && random.nextInt(3) == 0 ? ATS_STEPS : STEPS;
            steps = moves && random.nextInt(3) != 0 ? MOVES : steps;
            String at = moves && random.nextInt(4) == 0 ? "e.A" : page;
            String form = steps.get(random.nextInt(steps.size())).replaceAll("\\bP\\b", at);
            form = !domain && random.nextInt(8) == 0 ? ACCESSES.get(random.nextInt(ACCESSES.size())) : form;
            text.append("        ").append(String.format(form, step)).append('\n');
        }
        text.append("    }\n    thread D on gpu {\n");
        for (int step = 1 + random.nextInt(2); step > 0; step--) {
            text.append("        ")
                    .append(String.format(ACCESSES.get(random.nextInt(ACCESSES.size())), step + 10))
                    .append('\n');
        }
        return text.append("    }\n    never clean: pte_dirty(").append(page).append(".pte) == false\n")
                .append("    never stale: exists t in translations of gpu: t.pte != ").append(page).append(".pte\n")
                .append("    check page_lifetime, coherence, progress, deadlock\n}\n")
                .toString();
    }
}
