package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios in which regions of a GPU's address space are locked, changed at both levels, flushed and
 * unlocked by micro-steps in any order: both engines give the same verdicts and the same final states.
 */
class RandomRegionsTest {

    private static final Limits LIMITS = new Limits(60_000, 1L << 30, 60_000);

    /** {@code P} is a page. Each takes a fresh number. */
    private static final List<String> STEPS = List.of(
            "as_command_lock gpu, d.P   iommu_sync gpu",
            "as_command_lock gpu, d.P   iommu_sync gpu",
            "as_command_lock gpu, pmd_range(d.A)   iommu_sync gpu",
            "as_command_lock gpu, pmd_range(d.A)   iommu_sync gpu",
            "as_command_lock gpu, d.P",
            "as_command_unlock gpu   iommu_sync gpu",
            "mmu_block gpu   iommu_sync gpu",
            "as_command_flush_pt gpu   iommu_sync gpu",
            "as_command_unlock gpu",
            "mmu_block gpu   iommu_sync gpu",
            "as_command_flush_pt gpu",
            "iotlb_invalidate gpu, d.P   iommu_sync gpu",
            "iotlb_flush_walk gpu, d.P",
            "iotlb_invalidate_domain gpu, d",
            "dma_wmb()",
            "SET d.P, empty_pte",
            "SET d.P, mk_pte(f, rw)",
            "SET d.P, mk_pte(g, ro)",
            "put_frame f",
            "n%d = iommu_unmap_fast(d.P, 4K)");

    /** Of pages under one upper entry. */
    private static final List<String> UPPER_STEPS = List.of(
            "set_pmd d.A, empty_pmd",
            "set_pmd d.A, mk_pmd(f, rw)",
            "let o%d = xchg_pmd(d.A, empty_pmd)   if pmd_table(o%<d) { free_frame pmd_pgtable(o%<d) }",
            "let t%d = alloc_table(d.A)   set_pte_in t%<d, d.P, mk_pte(g, ro)   dma_wmb()   set_pmd d.A, mk_pmd_table(t%<d)");

    @Test
    void bothEnginesAgree() {
        Set<String> seen = RandomScenarios.agree("regions", 10, LIMITS, RandomRegionsTest::script);
        for (String question : List.of("page_lifetime", "coherence", "live", "deadlock")) {
            assertTrue(seen.containsAll(List.of(question + " HOLDS", question + " VIOLATED")), seen.toString());
        }
    }

    private static String script(Random random) {
        StringBuilder text = new StringBuilder("shootdown 1\niommu some extends mali {\n");
        for (String rule : List.of("unlock_flushes_region", "commands_in_order", "rewalks_on_permission_fault")) {
            text.append("    rule ").append(rule).append(random.nextBoolean() ? " = on\n" : " = off\n");
        }
        int kind = random.nextInt(3);
        String words = kind == 0 ? "" : kind == 1 ? " block H" : " block H huge";
        text.append("}\nscenario random {\n    vary arch in ")
                .append(random.nextBoolean() ? "x86_64" : "arm64")
                .append("\n    frame f = 1\n    frame g = 2\n    domain d : mali_lpae {\n        page A = 3")
                .append(words)
                .append("\n        page B = 4")
                .append(words)
                .append("\n    }\n    device gpu domain d { iommu = some }\n");
        int number = 0;
        for (int thread = 0; thread < 2; thread++) {
            text.append("    thread ").append("TU".charAt(thread)).append(" {\n");
            for (int step = 1 + random.nextInt(thread == 0 ? 5 : 2); step > 0; step--) {
                boolean upper = kind > 0 && random.nextInt(4) == 0;
                List<String> forms = upper ? UPPER_STEPS : STEPS;
                String form = forms.get(random.nextInt(forms.size()));
                form = form.replaceAll("\\bP\\b", random.nextBoolean() ? "A" : "B");
                // A store to an entry has a place to go only where there is a table.
                form = kind == 0
                        ? form.replace("SET", "set_pte")
                        : form.replaceAll(
                                "SET (d\\.\\w), (.*)", "atomic { let e%d = read_pmd($1)   if pmd_table(e%<d) { set_pte $1, $2 } }");
                text.append("        ").append(String.format(form, ++number)).append('\n');
            }
            text.append("    }\n");
        }
        text.append("    thread D on gpu {\n");
        for (int access = 1 + random.nextInt(2); access > 0; access--) {
            String form = random.nextInt(3) == 0 ? "store P, %d" : "try { r%d = load P } on fault { }";
            form = form.replaceAll("\\bP\\b", random.nextBoolean() ? "A" : "B");
            text.append("        ").append(String.format(form, access)).append('\n');
        }
        return text.append("    }\n    always live: forall t in translations of gpu: t.frame.live\n")
                .append("    check page_lifetime, coherence, deadlock, bbm\n}\n")
                .toString();
    }
}
