package org.shootdown.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios of accesses and micro-steps on two or three pages whose entries can be one run, on CPUs and on
 * devices: explicit fills by another's entry, and sets of what caches may hold by it, give the same verdicts, the same final
 * states and the same translations.
 */
class RandomRunsTest {

    private static final Limits LIMITS = new Limits(60_000, 1L << 30, 60_000);

    /** A kernel that handles no fault, and what hardware with and without the rules would be. */
    private static final String LIBRARY =
            """
            kernel bare extends linux_6_6 {
                override proc page_fault(a: page, write: bool, instruction: bool) -> int { return SEGV }
            }
            arch arm64_base extends arm64 { rule barrier_synchronises_context = off }
            arch arm64_ignores extends arm64 { rule contiguous_bit = off }
            arch x86_64_runs extends x86_64 { rule contiguous_bit = on }
            arch ppc64_runs extends ppc64_radix { rule contiguous_bit = on }
            arch riscv64_rewalks extends riscv64 { rule rewalks_on_permission_fault = on }
            iommu vtd_runs extends vtd { rule contiguous_bit = on }
            """;

    private static final List<String> ARCHITECTURES = List.of(
            "arm64", "arm64", "arm64_base", "arm64_ignores", "x86_64_runs", "ppc64_runs", "riscv64", "riscv64_rewalks");

    /** Accesses; {@code P} is a page. Each step takes a fresh number. */
    private static final List<String> ACCESSES = List.of(
            "r%d = load P",
            "try { r%d = load P } on fault { s%<d = 1 }",
            "try { store P, %d } on fault { }",
            "try { store P, %d   t%<d = 1 } on fault { t%<d = 2 }");

    /** What threads on CPUs do besides; {@code F} is the frame that the page has at the start. */
    private static final List<String> STEPS = List.of(
            "set_pte P, empty_pte",
            "let o%d = xchg_pte(P, empty_pte)   FLUSH",
            "set_pte P, mk_pte(x, rw)",
            "set_pte P, mk_pte(F, rw)",
            "set_pte P, mk_pte(F, ro)",
            "set_pte P, pte_mkcont(mk_pte(F, ro))",
            "set_pte P, pte_mkcont(mk_pte(F, rw))",
            "set_pte P, pte_mkcont(pte_mkclean(mk_pte(F, rw)))",
            "set_pte P, pte_mkcont(pte_mkold(mk_pte(F, rw)))",
            "atomic { let e%1$d = read_pte(P)   if pte_present(e%1$d) { set_pte P, pte_wrprotect(e%1$d) } }",
            "atomic { let e%1$d = read_pte(P)   if pte_present(e%1$d) { set_pte P, pte_mkclean(e%1$d) } }",
            "atomic { let e%1$d = read_pte(P)   if pte_present(e%1$d) { set_pte P, pte_mknoncont(e%1$d) } }",
            "d%1$d = pte_dirty(read_pte(P))   y%1$d = pte_young(read_pte(P))",
            "for p in run_range(P) { set_pte p, empty_pte }   FLUSH",
            "BARRIER",
            "FLUSH",
            "FLUSH");

    private static final List<String> DEVICE_FLUSHES = List.of(
            "iotlb_invalidate gpu, P   iommu_sync gpu",
            "iotlb_invalidate gpu, P",
            "iotlb_invalidate gpu, P   iommu_sync gpu   atc_invalidate gpu, P   iommu_sync gpu");

    @Test
    void bothEnginesAgree() {
        RandomScenarios.agree("runs", 20, LIMITS, RandomRunsTest::script);
    }

    private static String script(Random random) {
        String arch = ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
        boolean arm = arch.startsWith("arm64");
        boolean device = (arm || arch.startsWith("x86_64")) && random.nextInt(3) == 0;
        int pages = random.nextInt(4) == 0 ? 3 : 2;
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append(LIBRARY)
                .append("scenario random {\n    vary arch in ")
                .append(arch)
                .append(random.nextInt(3) > 0 ? "\n    vary kernel in bare" : "")
                .append("\n    frame f = 101\n    frame g = 102\n    frame h = 103\n    frame x = 104\n    mm m {\n");
        for (int page = 0; page < pages; page++) {
            text.append("        page ").append("ABC".charAt(page)).append(" vma rwx frame ").append("fgh".charAt(page));
            text.append(" run R").append(random.nextInt(4) == 0 ? " cont off" : "");
            text.append(random.nextInt(4) == 0 ? " pte ro" : "").append(random.nextInt(4) == 0 ? " dirty off" : "");
            text.append(random.nextInt(5) == 0 ? " young off" : "").append('\n');
        }
        text.append("    }\n");
        if (device) {
            text.append("    device gpu sva m { ats ").append(random.nextBoolean() ? "on" : "off");
            text.append(arm ? (random.nextInt(3) == 0 ? "  btm on" : "") : "  iommu vtd_runs").append(" }\n");
        }
        int number = 0;
        for (int thread = 0; thread < 2; thread++) {
            boolean onDevice = thread == 1 && device;
            text.append("    thread ").append("TU".charAt(thread)).append(" on ");
            text.append(onDevice ? "gpu" : "cpu " + thread).append(" {\n");
            for (int step = 1 + random.nextInt(3); step > 0; step--) {
                List<String> forms = new ArrayList<>(ACCESSES);
                if (!onDevice) {
                    // Without stores to entries not much happens.
                    forms.addAll(STEPS);
                    if (thread == 0) {
                        forms.addAll(STEPS);
                    }
                    if (device) {
                        forms.addAll(DEVICE_FLUSHES);
                    }
                }
                String form = forms.get(random.nextInt(forms.size()));
                form = form.replace("FLUSH", flush(random, arch)).replace("BARRIER", arm ? "dsb_ishst()" : "");
                int page = random.nextInt(pages);
                form = form.replaceAll("\\bP\\b", "ABC".substring(page, page + 1));
                form = form.replaceAll("\\bF\\b", "fgh".substring(page, page + 1));
                text.append("        ").append(String.format(form, ++number)).append('\n');
            }
            text.append("    }\n");
        }
        return text.append("    check page_lifetime, coherence, bbm, progress, deadlock\n}\n").toString();
    }

    private static String flush(Random random, String arch) {
        if (!arch.startsWith("arm64")) {
            return "flush_tlb_page(P)";
        }
        String barrier = random.nextInt(3) == 0 ? "" : "   dsb_ish()";
        String before = random.nextInt(3) == 0 ? "" : "dsb_ishst()   ";
        return before + "tlbi P" + barrier;
    }
}
