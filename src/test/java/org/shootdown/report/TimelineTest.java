package org.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shootdown.RunOptions;
import org.shootdown.Samples;

/** What a timeline must show, and what it must not claim. */
class TimelineTest {

    /** It reads an entry in one step and writes it in another. */
    private static final String UNLOCKED = """
            patch unlocked for linux_6_6 {
                override proc mprotect(a: page, permissions: prot) {
                    let old = read_pte(a)
                    set_pte a, pte_wrprotect(old)
                }
            }
            """;

    @TempDir
    Path folder;

    /** The report of a scenario, with single spaces for whatever lies between words. */
    private String report(String members, String patch) throws IOException {
        String text = "shootdown 1\n\nscenario s {\n" + members + "}\n\n" + patch;
        Path script = Files.writeString(folder.resolve("script.mmsc"), text);
        return new TextReport(true)
                .render(Samples.load(script).run(RunOptions.standard(), c -> {}))
                .replaceAll("\\s+", " ");
    }

    @Test
    void aReadOfTheScriptIsDrawn() throws IOException {
        String report = report("""
                mm m { page A = 1 }
                thread P { e = read_pte(A)   free_frame pte_frame(e) }
                thread U on cpu 1 { r = load A }
                check page_lifetime
                expect violated
                """, "");
        assertTrue(report.contains("1 reads pte A = f0 rw 2 free f0"), report);
    }

    @Test
    void anyOtherReadOfTheKernelIsNot() throws IOException {
        String report = report("""
                vary arch in x86_64
                vary kernel in linux_6_6 + unlocked
                mm m { page A = 1 }
                var done = 0
                thread P on cpu 0 { mprotect A, ro   done = 1 }
                never ends: done == 1
                expect violated
                """, UNLOCKED);
        assertTrue(report.contains("pte A = f0 ro [mprotect]"), report);
        assertFalse(report.contains("reads pte"), report);
    }

    @Test
    void whatIsCachedOnceMoreIsNotCalledCachedEarlier() throws IOException {
        String fromTheIotlb = report("""
                vary arch in arm64
                vary kernel in linux_6_6
                mm m { page A = 0 cow }
                device gpu sva m { ats on  pri on  btm on }
                thread T on cpu 0 { store A, 1 }
                thread D on gpu { r = load A }
                timeline stale {
                    T                                              | D
                    mmu_notifier_arch_invalidate_secondary_tlbs(A) |
                                                                   | r = load A -> 0
                }
                expect stale holds
                """, "");
        assertTrue(fromTheIotlb.contains("ATC hit, filled again from the IOTLB"), fromTheIotlb);
        String byAWalk = report("""
                vary arch in arm64
                mm m { page A = 1 }
                thread P on cpu 0 { set_pte A, empty_pte   tlbi A   dsb_ish() }
                thread U on cpu 1 { try { r = load A } on fault { } }
                timeline stale {
                    P         | U
                    dsb_ish() |
                              | r = load A -> 1
                }
                expect stale holds
                """, "");
        assertTrue(byAWalk.contains("TLB hit, filled again by a walk that still saw f0 rw"), byAWalk);
    }

    @Test
    void namesBreakWhereTheirPartsBegin() {
        assertEquals(List.of("hugetlb_fault_", "mutex(m.A)"), Layout.wrap("hugetlb_fault_mutex(m.A)", 17));
        assertEquals(List.of("driver_lock", "(gpu)"), Layout.wrap("driver_lock(gpu)", 12));
        assertEquals(List.of("abcd", "ef"), Layout.wrap("abcdef", 4));
    }
}
