package org.shootdown.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Small random scenarios of accesses and micro-steps on two pages under one upper entry, on CPUs and on a device: walk
 * caches that fill and evict, and sets of what they may hold, give the same verdicts and the same final states.
 */
class RandomLevelsTest {

    private static final Limits LIMITS = new Limits(40_000, 1L << 30, 60_000);

    /** Accesses; {@code P} is a page. Each step takes a fresh number. */
    private static final List<String> ACCESSES = List.of(
            "try { r%d = load P } on fault { }",
            "try { r%d = load P } on fault { s%<d = 1 }",
            "try { store P, %d } on fault { }");

    /** What threads on CPUs do besides. */
    private static final List<String> STEPS = List.of(
            "set_pmd A, empty_pmd",
            "set_pmd A, mk_pmd(f, rw)",
            "set_pmd A, mk_pmd(f, ro)",
            "set_pmd A, pmd_mknt(mk_pmd(f, rw))",
            "set_pmd A, pmd_mknt(mk_pmd(f, ro))",
            "let e%d = read_pmd(A)   if pmd_leaf(e%<d) { set_pmd A, pmd_mknt(e%<d) }   FLUSH",
            "let o%d = xchg_pmd(A, empty_pmd)   if pmd_table(o%<d) { free_frame pmd_pgtable(o%<d) }",
            "let o%d = xchg_pmd(A, empty_pmd)   FLUSH   if pmd_table(o%<d) { free_frame pmd_pgtable(o%<d) }",
            "let e%d = read_pmd(A)   if pmd_table(e%<d) { set_pte_in pmd_pgtable(e%<d), P, mk_pte(g, rw) }",
            "let e%d = read_pmd(A)   if pmd_table(e%<d) { set_pte_in pmd_pgtable(e%<d), P, empty_pte }",
            "let t%d = alloc_table(A)   set_pte_in t%<d, P, mk_pte(g, ro)   BARRIER   set_pmd A, mk_pmd_table(t%<d)",
            "let t%d = alloc_table(A)   set_pte_in t%<d, P, mk_pte(f, rw)   xchg_pmd A, mk_pmd_table(t%<d)",
            "let e%d = read_pmd(A)   if pmd_leaf(e%<d) { let t%<d = alloc_table(A)   set_pte_in t%<d, A, pmd_pte(e%<d, A)"
                    + "   set_pte_in t%<d, B, pmd_pte(e%<d, B)   c%<d = cas_pmd(A, e%<d, mk_pmd_table(t%<d)) }",
            "atomic { let e%d = read_pmd(A)   if pmd_table(e%<d) { set_pte P, mk_pte(f, ro) } }",
            "atomic { let e%d = read_pmd(A)   if pmd_table(e%<d) { x%<d = xchg_pte(P, empty_pte) } }",
            "BARRIER",
            "FLUSH",
            "FLUSH");

    /** Steps that clear accessed and dirty bits, and see what walks have set. */
    private static final List<String> BITS = List.of(
            "let e%d = read_pmd(A)   if pmd_leaf(e%<d) { c%<d = cas_pmd(A, e%<d, pmd_mkclean(e%<d)) }",
            "let e%d = read_pmd(A)   if pmd_leaf(e%<d) { set_pmd A, pmd_mkold(e%<d) }   FLUSH",
            "set_pmd A, pmd_mkold(pmd_mkclean(mk_pmd(f, rw)))",
            "let e%d = read_pmd(A)   if pmd_leaf(e%<d) { d%<d = pmd_dirty(e%<d)   y%<d = pmd_young(e%<d) }",
            "let e%d = read_pmd(A)   if pmd_table(e%<d) { set_pte_in pmd_pgtable(e%<d), P, pte_mkold(mk_pte(g, rw)) }",
            "let e%d = read_pmd(A)   if pmd_table(e%<d) { set_pte_in pmd_pgtable(e%<d), P, pte_mkclean(mk_pte(f, rw)) }",
            "atomic { let e%d = read_pmd(A)   if pmd_table(e%<d) { set_pte P, pte_mkclean(read_pte(P)) } }",
            "let e%d = read_pmd(A)   if pmd_table(e%<d) { d%<d = pte_dirty(read_pte_in(pmd_pgtable(e%<d), P)) }",
            "let o%d = xchg_pmd(A, empty_pmd)   FLUSH   if pmd_table(o%<d) {"
                    + " y%<d = pte_young(read_pte_in(pmd_pgtable(o%<d), P)) }",
            "let o%d = xchg_pmd(A, empty_pmd)   if pmd_table(o%<d) {"
                    + " d%<d = pte_dirty(read_pte_in(pmd_pgtable(o%<d), P))   FLUSH"
                    + "   c%<d = pte_dirty(read_pte_in(pmd_pgtable(o%<d), P))   set_pmd A, o%<d }",
            "let e%d = read_pmd(A)   if pmd_leaf(e%<d) { let t%<d = alloc_table(A)   set_pte_in t%<d, A, pmd_pte(e%<d, A)"
                    + "   set_pte_in t%<d, B, pmd_pte(e%<d, B)   set_pmd A, mk_pmd(f, none)   FLUSH"
                    + "   set_pmd A, mk_pmd_table(t%<d) }");

    /** What IBM Z has. */
    private static final List<String> PURGES = List.of(
            "idte m", "idte_local m", "idte_pmd A", "idte_pmd A", "idte_pmd_local A", "csp_pmd A", "csp()", "ptlb()",
            "ipte P", "ipte_local P", "crdte P, mk_pte(g, ro), mk_pte(f, rw)");

    private static final List<String> DEVICE_FLUSHES = List.of(
            "iotlb_invalidate gpu, P   iommu_sync gpu",
            "iotlb_flush_walk gpu, P   iommu_sync gpu",
            "iotlb_flush_walk gpu, P",
            "iotlb_invalidate_ttl gpu, P, 4K   iommu_sync gpu",
            "iotlb_invalidate_ttl gpu, P, 2M   iommu_sync gpu",
            "iotlb_flush_walk_ttl gpu, P, 4K   iommu_sync gpu   atc_invalidate gpu, P   iommu_sync gpu",
            "iotlb_flush_walk_ttl gpu, P, 2M",
            "iotlb_flush_walk gpu, P   iommu_sync gpu   atc_invalidate gpu, P   iommu_sync gpu");

    /**
     * Variants of the architectures: without FEAT_ETS2, with AMD's translation cache extension, and with what they may do
     * where two sizes, or two frames, live at once; and of IOMMUs whose walk caches keep that there is no table.
     */
    private static final String VARIANTS =
            """
            arch arm64_base extends arm64 { rule barrier_synchronises_context = off }
            arch arm64_bbml1 extends arm64 { rule bbm_level_1 = on }
            arch arm64_bbml2 extends arm64 { rule bbm_level_2 = on }
            arch arm64_mixes extends arm64 { rule conflict_aborts = off }
            arch x86_64_tce extends x86_64 { rule invlpg_drops_all_walks = off }
            arch x86_64_multihit extends x86_64 { rule conflict_aborts = on  rule conflict_mixes = on }
            arch x86_64_nt extends x86_64 { rule bbm_level_1 = on }
            arch x86_64_keeps extends x86_64 { rule faults_drop_walks = off }
            arch ppc64_drops extends ppc64_radix { rule faults_drop_walks = on }
            arch ppc64_forced extends ppc64_radix { rule forces_broadcast = on }
            iommu smmuv3_bbml1 extends smmuv3 { rule bbm_level_1 = on }
            iommu smmuv3_bbml2 extends smmuv3 { rule bbm_level_2 = on }
            iommu vtd_multihit extends vtd { rule conflict_aborts = on  rule conflict_mixes = on }
            iommu smmuv3_empty extends smmuv3 { rule caches_empty_upper_entries = on }
            iommu vtd_empty extends vtd { rule caches_empty_upper_entries = on }
            """;

    private static final List<String> ARM = List.of("arm64", "arm64_base", "arm64_bbml1", "arm64_bbml1",
            "arm64_bbml2", "arm64_mixes");

    private static final List<String> X86 =
            List.of("x86_64", "x86_64_tce", "x86_64_nt", "x86_64_multihit", "x86_64_keeps");

    private static final List<String> POWER =
            List.of("ppc64_radix", "ppc64_radix", "power9", "ppc64_drops", "ppc64_forced");

    private static final List<String> Z = List.of("s390_zec12");

    private static final List<String> SMMUS = List.of("smmuv3", "smmuv3_bbml1", "smmuv3_bbml2", "smmuv3_empty");

    private static final List<String> VTDS = List.of("vtd", "vtd_multihit", "vtd_empty");

    private static final List<String> NESTS = List.of("nest_mmu", "nest_mmu_p9");

    private static final List<String> TLBIS =
            List.of("tlbi P", "tlbi_vae1is P", "tlbi_vae1is P", "tlbi_vale1 P", "tlbi_vae1 P");

    /** Of all sizes, of the walk cache, of both; and what a CPU does for itself. */
    private static final List<String> TLBIES = List.of(
            "tlbie P", "tlbie_size P, 4K", "tlbie_size P, 2M", "tlbie_pid m", "tlbie_pid_pwc m", "tlbie_pid_all m",
            "tlbie_pid_all m", "tlbie_pid_pwc m   tlbie P", "tlbie_pid_pwc m   tlbie_pid m", "tlbie P   tlbie_size P, 2M",
            "tlbiel P", "tlbiel_size P, 2M", "tlbiel_pid m", "tlbiel_pid_pwc m", "tlbiel_pid_all m",
            "tlbiel_pid_pwc m   tlbiel P");

    private enum Family {
        ARM("arm64", RandomLevelsTest.ARM, SMMUS),
        X86("x86_64", RandomLevelsTest.X86, VTDS),
        POWER("ppc64_radix", RandomLevelsTest.POWER, NESTS),
        /** It purges translations with entries, and has no devices here. */
        Z("s390_zec12", RandomLevelsTest.Z, List.of());

        private final String base;
        private final List<String> variants;
        private final List<String> iommus;

        Family(String base, List<String> variants, List<String> iommus) {
            this.base = base;
            this.variants = variants;
            this.iommus = iommus;
        }

        static Family any(Random random) {
            return switch (random.nextInt(6)) {
                case 0, 1 -> ARM;
                case 2, 3 -> POWER;
                case 4 -> X86;
                default -> random.nextBoolean() ? X86 : Z;
            };
        }

        /** What makes stores to entries visible to walks, be it only to the own ones. */
        String barrier(Random random) {
            return switch (this) {
                case ARM -> random.nextInt(3) == 0 ? "dsb_nshst()" : "dsb_ishst()";
                case POWER -> "ptesync()";
                case X86, Z -> "";
            };
        }

        String flush(Random random) {
            return switch (this) {
                case ARM -> broadcast(random, TLBIS, random.nextInt(3) == 0 ? "dsb_nsh()" : "dsb_ish()");
                case POWER -> broadcast(random, TLBIES, random.nextInt(4) == 0 ? "ptesync()" : "tlbsync()");
                case X86 -> random.nextBoolean() ? "invlpg P" : "flush_tlb_page(P)";
                case Z -> one(PURGES, random);
            };
        }

        private String broadcast(Random random, List<String> forms, String completes) {
            String behind = random.nextInt(3) == 0 ? "" : "   " + completes;
            String before = random.nextInt(3) == 0 ? "" : barrier(random) + "   ";
            return before + one(forms, random) + behind;
        }
    }

    private static String one(List<String> forms, Random random) {
        return forms.get(random.nextInt(forms.size()));
    }

    @Test
    void bothEnginesAgree() {
        RandomScenarios.agree("levels", 15, LIMITS, RandomLevelsTest::script);
    }

    private static String script(Random random) {
        Family family = Family.any(random);
        boolean purges = family == Family.Z;
        int devices = purges ? 0 : random.nextInt(3);
        boolean bits = !purges && random.nextBoolean();
        String clear = bits ? one(List.of("", " dirty off", " young off", " young off dirty off"), random) : "";
        String words = " block H" + (random.nextBoolean() ? " huge" : "") + clear;
        boolean odd = random.nextInt(3) == 0;
        String variant = one(family.variants, random);
        StringBuilder text = new StringBuilder("shootdown 1\n")
                .append(VARIANTS)
                .append(OddArchitecture.of(random, family.base))
                .append("scenario random {\n    vary arch in ")
                .append(odd ? OddArchitecture.NAME : variant)
                .append("\n    frame f = 101\n    frame g = 102\n    mm m {\n        page A vma rwx frame f")
                .append(words)
                .append("\n        page B vma rwx frame g")
                .append(words)
                .append("\n    }\n");
        if (devices == 1) {
            text.append("    device gpu sva m { ats ").append(random.nextBoolean() ? "on" : "off");
            text.append(family == Family.ARM && random.nextInt(3) == 0 ? "  btm on" : "");
            text.append("  iommu = ").append(one(family.iommus, random)).append(" }\n");
        }
        int number = 0;
        for (int thread = 0; thread < 2; thread++) {
            boolean onDevice = thread == 1 && devices == 1;
            text.append("    thread ").append("TU".charAt(thread)).append(" on ");
            text.append(onDevice ? "gpu" : "cpu " + thread).append(" {\n");
            for (int step = 1 + random.nextInt(thread == 0 ? 3 : 2); step > 0; step--) {
                String form = one(forms(thread, onDevice, bits, devices == 1), random);
                form = form.replace("FLUSH", family.flush(random)).replace("BARRIER", family.barrier(random));
                form = form.replaceAll("\\bP\\b", random.nextBoolean() ? "A" : "B");
                text.append("        ").append(String.format(form, ++number)).append('\n');
            }
            text.append("    }\n");
        }
        boolean buffers = family == Family.X86 && random.nextInt(3) == 0;
        text.append("    vary memory in ").append(buffers ? "tso" : "sc").append('\n');
        return text.append("    check page_lifetime, coherence, progress, deadlock, bbm, transient_fault\n}\n").toString();
    }

    /** What a thread may do; without stores to entries not much happens. */
    private static List<String> forms(int thread, boolean onDevice, boolean bits, boolean besideDevice) {
        List<String> forms = new ArrayList<>(ACCESSES);
        for (int i = thread; i < 2 && !onDevice; i++) {
            forms.addAll(STEPS);
            forms.addAll(bits ? BITS : List.of());
        }
        if (besideDevice && !onDevice) {
            forms.addAll(DEVICE_FLUSHES);
        }
        return forms;
    }
}
