package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shootdown.cli.ImportedFiles;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;
import org.shootdown.report.RunResult;

/** The words under timelines, each kind of table once; the expected words are put together by hand from the headers. */
class EntryWordsTest {

    /** A huge page is one entry, of a run with the contiguous bit the first. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, 2M, pmd, 80000001002000e7",
        "x86_64, 1G, pud, 80000001400000e7",
        "arm64, 64K, pte, 00f8000100010f43",
        "arm64, 2M, pmd, 00e8000100200f41",
        "arm64, 32M, pmd, 00f8000102000f41",
        "arm64, 1G, pud, 00e8000140000f41",
        "arm64_16k, 2M, pte, 00f8000100200f43",
        "arm64_16k, 32M, pmd, 00e8000102000f41",
        "arm64_16k, 1G, pmd, 00f8000140000f41",
        "arm64_64k, 2M, pte, 00f8000100200f43",
        "arm64_64k, 512M, pmd, 00e8000120000f41",
        "arm64_64k, 16G, pmd, 00f8000800000f41"
    })
    void hugePages(String arch, String size, String level, String word) {
        String place = " " + arch + " " + level + " " + size + " ";
        assertEquals(
                Set.of("f0 rw" + place + word, "none" + place + "0"),
                words(arch, "mm m { page A = 1 hugetlb size " + size + " }", "let e = xchg_pte(m.A, empty_pte)   set_pte m.A, e"));
    }

    /** A table, the leaf that it gives way to, and what that is to the page behind the first. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, 2M, 0000000100e00067, 80000001002000e7",
        "arm64, 2M, 0800000100e00003, 00e8000100200f41",
        "arm64_64k, 512M, 08000001e0000003, 00e8000120000f41"
    })
    void upperEntries(String arch, String size, String table, String leaf) {
        Set<String> words = words(
                arch,
                "mm m { page A = 1 block H huge   page B = 2 block H huge }",
                "let old = read_pmd(m.A)   let t = alloc_table(m.A)   set_pmd m.A, mk_pmd_table(t)   set_pmd m.A, old");
        assertEquals(
                Set.of(
                        "table pt0 " + arch + " pmd " + size + " " + table,
                        "f0 rw huge " + arch + " pmd " + size + " " + leaf),
                words);
    }

    /** IOMMU_READ and IOMMU_WRITE of the frame behind the first 4G, as each driver encodes it. */
    @ParameterizedTest
    @CsvSource({
        "amd_v1, 4K, 1, 7000000100001001",
        "amd_v1, 32K, 1, 700000010000be01",
        "amd_v2, 4K, 1, 0000000100001067",
        "vtd_ss, 4K, 1, 0000000100001003",
        "vtd_ss, 2M, 2, 0000000100200083",
        "vtd_fs, 4K, 1, 0000000100001067",
        "arm_lpae_s1, 4K, L3, 0000000100001e43",
        "arm_lpae_s1, 1G, L1, 0000000140000e41",
        "arm_lpae_s2, 4K, L3, 00000001000016d7",
        "mali_lpae, 4K, L3, 00000001000012c1",
        "arm_v7s, 4K, 2, 40001c72",
        "exynos, 64K, 2, 40010011",
        "riscv_iommu, 4K, 0, 00000000400004d7"
    })
    void domains(String format, String size, String level, String word) {
        assertEquals(
                Set.of("f0 rw " + format + " " + level + " " + size + " " + word, "none " + format + " " + level + " " + size + " 0"),
                words("x86_64", "domain d : " + format + " { page X = 1 size " + size + " }",
                        "let e = xchg_pte(d.X, empty_pte)   set_pte d.X, e"));
    }

    /** A larger granule has another format. */
    @ParameterizedTest
    @CsvSource({"arm_lpae_s1, 32M, L2, arm_lpae_s1_16k", "arm_lpae_s2, 64K, L3, arm_lpae_s2_64k", "dart, 16K, 2, dart"})
    void granulesOfDomains(String format, String size, String level, String variant) {
        Set<String> words = words(
                "x86_64", "domain d : " + format + " { page X = 1 size " + size + " unmapped }", "set_pte d.X, empty_pte");
        assertEquals(Set.of("none " + variant + " " + level + " " + size + " 0"), words);
    }

    /** The smallest pages are of the granule, and where there are more levels the format is another. */
    @ParameterizedTest
    @CsvSource({
        "arm64_16k, arm64_16k, 16K, 00e8000100004f43",
        "arm64_64k, arm64_64k, 64K, 00e8000100010f43",
        "ppc64_radix_64k, ppc64_radix, 64K, c000000100010186",
        "riscv64_sv48, riscv64_sv48, 4K, 00000000400004d7"
    })
    void granules(String arch, String format, String size, String word) {
        String place = " " + format + " pte " + size + " ";
        assertEquals(
                Set.of("f0 rw" + place + word, "none" + place + "0"),
                words(arch, "mm m { page A = 1 }", "let e = xchg_pte(m.A, empty_pte)   set_pte m.A, e"));
    }

    /** EPT and stage 2, with the guest's access that fills them. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, linux_6_6, ept, 1, 4K, 0600000100001b73",
        "x86_64, linux_4_15, ept, 1, 4K, 0000000100001f73",
        "arm64, linux_6_6, arm64_s2, L3, 4K, 00400001000017ff",
        "arm64_16k, linux_6_6, arm64_s2_16k, L3, 16K, 00400001000047ff"
    })
    void guests(String arch, String kernel, String format, String level, String size, String word) {
        Set<String> words = run("vary arch in " + arch + "\nvary kernel in " + kernel
                + "\nmm m { page A = 1 }\nvm g of m { }\nthread V on vcpu 0 { r = load A }\nnever x: V.r == 1");
        assertTrue(words.contains("f0 rw " + format + " " + level + " " + size + " " + word), words.toString());
    }

    /** Of the tables that a device of an unknown kind has no format is known. */
    @Test
    void mirrorsOfDevices() {
        Set<String> words = run("mm m { page A = 1 }\ndevice gpu mirror m\nthread D on gpu { r = load A }\nnever x: D.r == 1");
        assertTrue(words.stream().allMatch(w -> w.contains("x86_64")), words.toString());
    }

    /** What has no permission is kept, and accessed and dirty bits can be clear. */
    @Test
    void entriesOfOtherKinds() {
        assertEquals(
                Set.of("f0 rw x86_64 pte 4K 8000000100001067", "f0 prot_none x86_64 pte 4K 040ffffeffffe120"),
                words("x86_64", "mm m { page A = 1 }", "let e = read_pte(m.A)   set_pte m.A, pte_modify(e, none)   set_pte m.A, e"));
        assertEquals(
                Set.of("f0 rw clean old arm64 pte 4K 0068000100001bc3"),
                words("arm64", "mm m { page A = 1 dirty off young off }", "set_pte m.A, read_pte(m.A)"));
    }

    private static Set<String> words(String arch, String things, String code) {
        return run("vary arch in " + arch + "\n" + things + "\nthread T on cpu 0 {\n" + code.replace("   ", "\n")
                + "\n}\nexists x: after T");
    }

    /** The words of the first question's timeline, each of which says what its text does. */
    private static Set<String> run(String body) {
        String script = "shootdown 1\nscenario s {\n" + body + "\n}\n";
        Shootdown loaded = Shootdown.load(List.of(SourceFile.of("words.mmsc", script)), new ImportedFiles());
        assertFalse(loaded.hasErrors(), () -> new TextRenderer(false).render(loaded.diagnostics()));
        RunResult.QuestionResult answer = loaded.run(RunOptions.standard(), cell -> {})
                .scenarios().get(0).cells().get(0).questions().get(0);
        assertTrue(answer.trace().isPresent(), answer.toString());
        WordsRead.check(answer.entries());
        return answer.entries().stream()
                .map(e -> e.text() + " " + e.format() + " " + e.level() + " " + e.size() + " " + e.word())
                .collect(Collectors.toSet());
    }
}
