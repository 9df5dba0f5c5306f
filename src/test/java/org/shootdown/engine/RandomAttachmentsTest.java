package org.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios in which a device is attached to two domains and detached, by procedures and by micro-steps in
 * any order, under IOMMUs with all values of the rules: both engines give the same verdicts and the same final states.
 */
class RandomAttachmentsTest {

    private static final Limits LIMITS = new Limits(60_000, 1L << 30, 60_000);

    /** Each takes a fresh number. */
    private static final List<String> STEPS = List.of(
            "set_context nic, d",
            "set_context nic, e",
            "clear_context nic",
            "clear_context nic",
            "context_invalidate nic   iommu_sync nic",
            "iotlb_invalidate nic, d.X",
            "iotlb_invalidate_domain nic, d   iommu_sync nic",
            "iotlb_invalidate_domain nic, e",
            "dma_wmb()",
            "set_pte d.X, empty_pte",
            "set_pte d.X, mk_pte(f, rw)",
            "set_pte d.X, mk_pte(g, ro)",
            "set_pte e.X, mk_pte(g, rw)",
            "set_pte e.X, empty_pte",
            "iommu_detach_device(d, nic)",
            "iommu_detach_device(e, nic)",
            "a%d = iommu_attach_device(d, nic)",
            "a%d = iommu_attach_device(e, nic)",
            "n%d = iommu_unmap(d.X, 4K)",
            "iommu_iotlb_sync(e.X)",
            "let b%1$d = read_pte(d.X)   if pte_present(b%1$d) { put_frame pte_frame(b%1$d) }",
            "put_frame f",
            "put_frame g");

    private static final List<String> ATS_STEPS = List.of(
            "atc_invalidate nic, d.X",
            "atc_invalidate nic, e.X   iommu_sync nic",
            "atc_invalidate_all nic",
            "pci_enable_ats nic",
            "pci_disable_ats nic");

    private static final List<String> WORDS = List.of(
            "set_context_valid nic",
            "set_context_valid nic",
            "clear_context_valid nic",
            "set_context_table nic, d",
            "set_context_table nic, e",
            "clear_context_table nic",
            "set_context_tag nic, d",
            "set_context_tag nic, e",
            "clear_context_tag nic",
            "atomic { set_context_table nic, e   set_context_tag nic, e }",
            "atomic { clear_context_valid nic   clear_context_table nic }",
            "atomic { clear_context_valid nic   set_context_tag nic, e }",
            "set_context nic, e",
            "clear_context nic",
            "context_invalidate nic   iommu_sync nic",
            "iotlb_invalidate nic, d.X",
            "iotlb_invalidate_domain nic, e   iommu_sync nic",
            "set_pte d.X, empty_pte",
            "set_pte e.X, mk_pte(g, rw)",
            "n%d = iommu_unmap(d.X, 4K)",
            "let b%1$d = read_pte(d.X)   if pte_present(b%1$d) { put_frame pte_frame(b%1$d) }",
            "put_frame g");

    @Test
    void bothEnginesAgreeOnEntriesOfSeveralWords() {
        Set<String> seen = RandomScenarios.agree("entries of words", 20, LIMITS, RandomAttachmentsTest::words);
        for (String question : List.of("page_lifetime", "coherence", "live", "own")) {
            assertTrue(seen.containsAll(List.of(question + " HOLDS", question + " VIOLATED")), seen.toString());
        }
    }

    private static final List<String> PASID_STEPS = List.of(
            "clear_pasid_entry gpu",
            "clear_pasid_entry gpu",
            "set_pasid_entry gpu",
            "context_invalidate gpu   iommu_sync gpu",
            "iotlb_invalidate_pasid gpu",
            "iotlb_invalidate gpu, A   iommu_sync gpu",
            "atc_invalidate_all gpu",
            "prq_drain gpu",
            "gpu.release()",
            "set_pte A, empty_pte",
            "set_pte A, mk_pte(g, rw)",
            "let b%1$d = read_pte(A)   if pte_present(b%1$d) { put_frame pte_frame(b%1$d) }",
            "set_vma_prot A, none",
            "put_frame g");

    @Test
    void bothEnginesAgreeOnEntriesOfProcesses() {
        Set<String> seen = RandomScenarios.agree("PASID entries", 10, LIMITS, RandomAttachmentsTest::pasids);
        for (String question : List.of("page_lifetime", "coherence", "live")) {
            assertTrue(seen.containsAll(List.of(question + " HOLDS", question + " VIOLATED")), seen.toString());
        }
    }

    /** A device that shares a page table, and whose PASID entry comes and goes. */
    private static String pasids(Random random) {
        boolean ats = random.nextBoolean();
        boolean arm = !ats && random.nextBoolean();
        String asks = !ats ? arm && random.nextBoolean() ? "stall on" : "" : random.nextInt(3) == 0 ? "pri on" : "";
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append("iommu some extends ").append(arm ? "smmuv3" : "vtd").append(" {\n");
        for (String rule : List.of(
                "caches_blocking_entries", "looks_up_by_source", "commands_in_order", "rewalks_on_permission_fault")) {
            text.append("    rule ").append(rule).append(random.nextBoolean() ? " = on\n" : " = off\n");
        }
        text.append("}\nscenario random {\n    vary arch in ")
                .append(random.nextBoolean() ? "x86_64" : "arm64")
                .append("\n    vary kernel in linux_6_5\n    frame g = 2\n    mm m { page A = 3 }\n")
                .append("    device gpu sva m { iommu = drops  ats = ")
                .append(ats ? "on  " : "off  ")
                .append(asks)
                .append(" }\n");
        for (int thread = 0; thread < 2; thread++) {
            text.append("    thread ").append("TU".charAt(thread)).append(" {\n");
            for (int step = 1 + random.nextInt(thread == 0 ? 4 : 2); step > 0; step--) {
                int kinds = thread == 0 && step == 1 ? 3 : PASID_STEPS.size();
                String form = PASID_STEPS.get(random.nextInt(kinds));
                text.append("        ").append(String.format(form, step + 10 * thread)).append('\n');
            }
            text.append("    }\n");
        }
        return text.append("    thread D on gpu { try { r = load A } on fault { }   store A, 5 }\n")
                .append("    always live: forall t in translations of gpu: t.frame.live\n")
                .append("    check page_lifetime, coherence, deadlock\n}\n")
                .append(RandomScenarios.drops(random))
                .toString();
    }

    /** A device whose entry is written word by word, and read in parts of every kind. */
    private static String words(Random random) {
        boolean ats = random.nextInt(3) == 0;
        boolean arm = random.nextBoolean();
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append("iommu some extends ").append(arm ? "smmuv3" : "vtd").append(" {\n");
        for (String rule : List.of(
                "caches_blocking_entries",
                "looks_up_by_source",
                "reads_entries_whole",
                "reads_entries_by_128_bits",
                "rewalks_on_permission_fault")) {
            text.append("    rule ").append(rule).append(random.nextInt(3) == 0 ? " = on\n" : " = off\n");
        }
        String format = (arm ? "arm_lpae_s" : "vtd_") + (arm ? List.of("1", "2") : List.of("fs", "ss")).get(random.nextInt(2));
        text.append("}\nscenario random {\n    vary arch in ")
                .append(random.nextBoolean() ? "x86_64" : "arm64")
                .append("\n    frame f = 1\n    frame g = 2\n    domain d : ")
                .append(format)
                .append(" { page X = 3 }\n    domain e : ")
                .append(format)
                .append(random.nextBoolean() ? " { page X = 4 }\n" : " { page X unmapped }\n")
                .append("    device nic domain d { iommu = some  ats = ")
                .append(ats ? "on" : "off")
                .append(" }\n");
        List<String> steps = new ArrayList<>(WORDS);
        if (ats) {
            steps.addAll(ATS_STEPS);
        }
        for (int thread = 0; thread < 2; thread++) {
            text.append("    thread ").append("TU".charAt(thread)).append(" {\n");
            for (int step = 1 + random.nextInt(thread == 0 ? 4 : 2); step > 0; step--) {
                // At least one writes a word.
                int kinds = thread == 0 && step == 1 ? 12 : steps.size();
                String form = steps.get(random.nextInt(kinds));
                text.append("        ").append(String.format(form, step + 10 * thread)).append('\n');
            }
            text.append("    }\n");
        }
        return text.append("    thread D on nic { try { r = load X } on fault { } }\n")
                .append("    always live: forall t in translations of nic: t.frame.live\n")
                .append("    never own: exists t in translations of nic: t.frame == g\n")
                .append("    check page_lifetime, coherence, deadlock\n}\n")
                .toString();
    }

    @Test
    void bothEnginesAgree() {
        Set<String> seen = RandomScenarios.agree("attachments", 30, LIMITS, RandomAttachmentsTest::script);
        for (String question : List.of("page_lifetime", "coherence", "live", "own")) {
            assertTrue(seen.containsAll(List.of(question + " HOLDS", question + " VIOLATED")), seen.toString());
        }
    }

    private static String script(Random random) {
        boolean ats = random.nextBoolean();
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append("iommu some extends ").append(random.nextBoolean() ? "vtd" : "smmuv3").append(" {\n");
        for (String rule : List.of(
                "caches_blocking_entries",
                "looks_up_by_source",
                "enabling_ats_empties_atc",
                "commands_in_order",
                "rewalks_on_permission_fault")) {
            text.append("    rule ").append(rule).append(random.nextBoolean() ? " = on\n" : " = off\n");
        }
        boolean arm = text.indexOf("smmuv3") > 0;
        text.append("}\nscenario random {\n    vary arch in ")
                .append(random.nextBoolean() ? "x86_64" : "arm64")
                .append("\n    frame f = 1\n    frame g = 2\n    domain d : ")
                .append(arm ? "arm_lpae_s1" : "vtd_ss")
                .append(" { page X = 3 }\n    domain e : ")
                .append(arm ? "arm_lpae_s2" : "vtd_fs")
                .append(random.nextBoolean() ? " { page X = 4 }\n" : " { page X unmapped }\n")
                .append("    device nic domain d { iommu = some  ats = ")
                .append(ats ? "on" : "off")
                .append(" }\n");
        List<String> steps = new ArrayList<>(STEPS);
        if (ats) {
            steps.addAll(ATS_STEPS);
        }
        for (int thread = 0; thread < 2; thread++) {
            text.append("    thread ").append("TU".charAt(thread)).append(" {\n");
            for (int step = 1 + random.nextInt(thread == 0 ? 4 : 2); step > 0; step--) {
                String form = steps.get(random.nextInt(steps.size()));
                text.append("        ").append(String.format(form, step + 10 * thread)).append('\n');
            }
            text.append("    }\n");
        }
        text.append("    thread D on nic {\n");
        for (int access = 1 + random.nextInt(2); access > 0; access--) {
            String form = random.nextInt(3) == 0 ? "store X, %d" : "try { r%d = load X } on fault { }";
            text.append("        ").append(String.format(form, access)).append('\n');
        }
        return text.append("    }\n    always live: forall t in translations of nic: t.frame.live\n")
                .append("    never own: exists t in translations of nic: t.frame == g\n")
                .append("    check page_lifetime, coherence, deadlock\n}\n")
                .toString();
    }
}
