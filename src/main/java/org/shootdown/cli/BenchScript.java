package org.shootdown.cli;

import java.util.List;
import java.util.Random;
import org.shootdown.diag.SourceFile;

/**
 * Writes a long script for benchmarks: scenarios and library declarations like those that people write, each under a
 * name of its own, with numbers drawn from a seed. It has no errors.
 */
final class BenchScript {

    private static final List<String> SCENARIOS = List.of(
            """
            /// A device keeps a read-only translation, written by benchmark number #.
            scenario upgrade_# {
                cite "seed 001"

                vary arch   in x86_64, arm64
                vary kernel in linux_6_5, linux_6_6
                vary btm    in off, on  where arch == arm64

                mm m {
                    page A = ~  vma rw  pte ro        // the VMA allows writing, the PTE does not yet
                }
                device gpu sva m { ats on  pri on  btm = btm }

                thread D on gpu { store A, ~ }

                check progress
                check page_lifetime, coherence

                expect progress violated
                    where arch == arm64 and kernel == linux_6_5 and btm == off
                expect holds
            }
            """,
            """
            /* Two copies on write, and a device that reads in the other order. */
            scenario cow_order_# {
                cite "seed 004"
                vary arch   in x86_64, arm64
                vary kernel in linux_4_15, linux_6_6

                mm m  { page A = 0 cow   page B = 0 cow }
                device gpu sva m { ats on  pri on }

                thread T on cpu 0 { store A, ~ }
                thread W on cpu 1 { store A, ~   store B, ~ }
                thread D on gpu   { b = load B   a = load A }

                never order:  D.b == 1 and D.a == 0
                final done:   after T and after W and (D.a >= 0 or not (D.b < 4))
                check page_lifetime, coherence

                expect order violated where kernel == linux_4_15 or not (kernel >= linux_6_5)
                expect holds
            }
            """,
            """
            scenario by_hand_# {
                vary arch in arm64
                vary wait in on, off

                mm m { page A = ~  page B = ~ }
                var turn = 0
                var taken = ~
                locks gate

                thread T on cpu 0 {
                    lock ptl[A]
                    old = xchg_pte A, empty_pte
                    unlock ptl[A]
                    dsb_ishst()                              // an operation without arguments has parentheses
                    tlbi A
                    if wait { dsb_ish() } else { isb() }
                    free_frame pte_frame(old)
                    turn += 1
                }
                thread U on cpu 1 {
                    let seen = 0
                    r = ~
                    while turn < 1 and seen < ~ {
                        try { r = load A } on fault { seen += 1 }
                        choose { store B, r + ~ * 2 } or { lock gate   taken = seen   unlock gate } or { }
                    }
                    await turn == 1
                    s = (r + seen) * 2 - 1
                }

                check page_lifetime
                never torn: U.r == 9 and U.s != 0x1_0
                exists seen: U.s == 1 implies turn == 1

                expect page_lifetime violated where wait == off
                expect seen unknown
                expect holds
            }
            """,
            """
            /// fork, and the parent's device.
            scenario fork_device_# {
                vary arch   in x86_64, arm64
                vary kernel in linux_4_15, linux_6_5, linux_6_6

                mm m { page A = ~   page B = ~ shared }
                mm c forks m
                device gpu sva m { ats on  pri on }

                thread P on cpu 0 in m { fork c   mprotect A, ro   munmap A, B }
                thread C on cpu 1 in c { first = load A   second = load A }
                thread D on gpu        { store A, ~   d = load B }

                never leak: C.first != C.second
                check coherence, page_lifetime, deadlock

                expect leak, deadlock holds
                expect holds
            }
            """);

    private static final List<String> DECLARATIONS = List.of(
            """
            /// What if the lock were dropped too early? Number #.
            patch early_unlock_# for linux_6_6 cite "a mail" {
                override proc wp_page_reuse(a: page, orig: pte) cite "mm/memory.c, wp_page_reuse()" {
                    unlock ptl[a]
                    ptep_set_access_flags(a, pte_mkwrite(orig))
                }

                override proc flush_tlb_page(a: page) where arch == arm64 {
                    dsb_ishst()
                    tlbi a
                    dsb_ish()
                    mmu_notifier_arch_invalidate_secondary_tlbs(a)
                }
            }
            """,
            """
            /// A subscriber of one's own.
            driver counting_# extends subscriber cite "nowhere" {
                var calls_#[device] = 0

                override proc invalidate_secondary_tlbs(d: device, range: pages) {
                    for a in range {
                        iotlb_invalidate d, a
                    }
                    iommu_sync d
                    if ats(d) {
                        for a in range {
                            atc_invalidate d, a
                        }
                        iommu_sync d
                    }
                    atomic { calls_#[d] += 1 }
                }
            }
            """,
            """
            kernel counting_kernel_# extends linux_6_6 {
                var flushes_#[mm] = 0
                locks my_lock_#[page]

                /// Counts.
                proc count_flush_#(m: mm, a: page) -> int {
                    lock my_lock_#[a]
                    let n = flushes_#[m]
                    atomic { flushes_#[m] += ~ }
                    unlock my_lock_#[a]
                    return n + ~
                }
            }
            """,
            """
            /// Base Arm without FEAT_ETS2, number #.
            arch arm64_base_# extends arm64 {
                rule barrier_synchronises_context = off
                    cite "Arm ARM DDI 0487"
                rule finds_absence_early = on
            }
            """);

    /** One declaration of the library to so many scenarios. */
    private static final int SCENARIOS_TO_A_DECLARATION = 5;

    private BenchScript() {}

    /** A script of at least so many lines; the same for the same seed. */
    static SourceFile of(int lines, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("shootdown 1\n");
        int written = 1;
        for (int number = 0; written < lines; number++) {
            boolean declaration = number % (SCENARIOS_TO_A_DECLARATION + 1) == SCENARIOS_TO_A_DECLARATION;
            List<String> templates = declaration ? DECLARATIONS : SCENARIOS;
            String template = templates.get(random.nextInt(templates.size()));
            text.append('\n').append(filled(template, number, random));
            written += 1 + (int) template.lines().count();
        }
        return SourceFile.of("benchmark of " + lines + " lines", text.toString());
    }

    /** {@code #} becomes the number, {@code ~} a drawn one. */
    private static String filled(String template, int number, Random random) {
        StringBuilder out = new StringBuilder();
        for (char c : template.toCharArray()) {
            switch (c) {
                case '#' -> out.append(number);
                case '~' -> out.append(random.nextInt(8));
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
