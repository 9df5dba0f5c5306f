package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;

/** Scripts that are well formed and mean something absurd, or too much of something: the answer is a sentence, soon. */
class HostileScriptsTest {

    /** No measure of speed: far beyond what any of these needs, it tells a hang from an answer. */
    private static final Duration HANG = Duration.ofSeconds(90);

    private static List<Diagnostic> diagnose(String script) {
        List<Diagnostic> found =
                assertTimeoutPreemptively(HANG, () -> Corpus.diagnose(SourceFile.of("bad.mmsc", "shootdown 1\n" + script)));
        found.forEach(d -> assertFalse(new TextRenderer(false).render(d).isBlank()));
        return found;
    }

    private static void assertFinds(Code code, String script) {
        List<Diagnostic> found = diagnose(script);
        assertTrue(found.stream().anyMatch(d -> d.code() == code), () -> new TextRenderer(false).render(found));
    }

    private static String many(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining("\n"));
    }

    private static String scenario(String items) {
        return "scenario s {\nmm m { page A }\nthread T on cpu 0 { r = load A }\n" + items + "\n}\n";
    }

    // ---- circles ------------------------------------------------------------------------------------------------

    @Test
    void circles() {
        assertFinds(Code.CYCLE, "kernel a extends a { }");
        assertFinds(Code.CYCLE, many(2_000, i -> "kernel k" + i + " extends k" + (i + 1) % 2_000 + " { }"));
        assertFinds(Code.CYCLE, many(2_000, i -> "arch k" + i + " extends k" + (i + 1) % 2_000 + " { }"));
        assertFinds(Code.CYCLE, "driver a extends b { }\ndriver b extends c { }\ndriver c extends b { }");
        assertFinds(
                Code.RECURSION,
                "kernel k extends linux_6_6 { proc f() { g() }\nproc g() { f() } }\n"
                        + "scenario s {\nvary kernel in k\nmm m { page A }\nthread T on cpu 0 { f() }\ncheck coherence }");
        assertFalse(diagnose("scenario s {\nmm m forks c\nmm c forks m\nthread T on cpu 0 in m { }\ncheck coherence }")
                .isEmpty());
        assertFalse(diagnose("scenario s {\nmm m forks m\nthread T on cpu 0 { fork m }\ncheck coherence }").isEmpty());
        diagnose("property p = always p\nproperty q = never r\nproperty r = never q\n" + scenario("check p, q"));
        assertFalse(diagnose("import \"bad.mmsc\"\nimport \"../../../etc/passwd\"\nimport \"\"\n" + scenario("check coherence"))
                .isEmpty());
    }

    @Test
    void longChains() {
        assertFinds(Code.TOO_DEEP, "kernel k0 extends linux_6_6 { }\n"
                + many(30_000, i -> "kernel k" + (i + 1) + " extends k" + i + " { }"));
        assertFinds(Code.TOO_DEEP, "iommu k0 extends vtd { }\n"
                + many(5_000, i -> "iommu k" + (i + 1) + " extends k" + i + " { }"));
        assertFinds(Code.TOO_DEEP, many(5_000, i -> "driver k" + i + " extends k" + (i + 1) + " { }")
                + "\ndriver k5000 extends subscriber { }");
        assertTrue(diagnose("kernel k0 extends linux_6_6 { }\n"
                        + many(50, i -> "kernel k" + (i + 1) + " extends k" + i + " { }"))
                .isEmpty());
    }

    // ---- too much of something ----------------------------------------------------------------------------------

    @Test
    void manyDeclarations() {
        assertFinds(Code.UNKNOWN_BASE, many(30_000, i -> "kernel k" + i + " extends linux_7_" + i + " { }"));
        assertFinds(Code.DUPLICATE, many(30_000, i -> "kernel k" + i % 7 + " { }"));
        diagnose(many(3_000, i -> "kernel k" + i + " extends linux_6_6 { override proc munmap(range: pages) { nope" + i
                + " range } }"));
        diagnose(many(8_000, i -> "scenario s" + i + " { vary kernel in lunix_" + i + "\nmm m { page A }\n"
                + "thread T on cpu 0 { lod A }\ncheck cohrence }"));
    }

    @Test
    void manyThings() {
        diagnose(scenario(many(10_000, i -> "var v" + i + " = 0") + "\ncheck coherence"));
        diagnose(scenario(many(5_000, i -> "mm m" + i + " forks m") + "\ncheck coherence"));
        diagnose(scenario(many(3_000, i -> "thread T" + i + " on cpu " + i % 64 + " { r = load A }") + "\ncheck coherence"));
        diagnose(scenario(many(3_000, i -> "device d" + i + " sva m { }") + "\ncheck coherence"));
        diagnose("scenario s { mm m {\n" + many(20_000, i -> "page P" + i) + "\n} thread T on cpu 0 { }\ncheck coherence }");
        diagnose(scenario("check coherence\n" + many(20_000, i -> "never q" + i + ": T.r == " + i)));
    }

    @Test
    void manyCells() {
        assertFinds(Code.TOO_MANY_CELLS, scenario(many(64, i -> "vary a" + i + " in 0, 1") + "\ncheck coherence"));
        assertFinds(Code.TOO_MANY_CELLS, scenario("vary n in "
                + IntStream.range(0, 30_000).mapToObj(String::valueOf).collect(Collectors.joining(", "))
                + "\ncheck coherence"));
        diagnose(scenario(many(7, i -> "vary a" + i + " in 0, 1 where arch == x86_64") + "\ncheck coherence\n"
                + many(200, i -> "never q" + i + ": T.r == " + i) + "\n"
                + many(200, i -> "expect q" + i + " holds where a1 == " + i % 2) + "\nexpect holds"));
    }

    @Test
    void largeNumbersAndNames() {
        String digits = "9".repeat(100_000);
        assertFinds(Code.BAD_NUMBER, scenario("var v = " + digits + "\ncheck coherence"));
        assertFalse(diagnose(scenario("vary n in " + digits + ", 0x" + "f".repeat(100_000) + "\ncheck coherence")).isEmpty());
        assertFalse(diagnose("scenario s { mm m { page A }\nthread T on cpu " + digits + " { }\ncheck coherence }").isEmpty());
        assertFalse(diagnose(scenario("check " + "c".repeat(100_000))).isEmpty());
        assertFalse(diagnose("kernel " + "k".repeat(100_000) + " extends " + "l".repeat(100_000) + " { }").isEmpty());
    }
}
