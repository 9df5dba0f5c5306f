package org.shootdown.sema;

import static org.shootdown.sema.Operation.Kind.STEP;

/** What a CPU does about cached translations: invalidations, barriers, interrupts, and the address space that it has loaded. */
final class CpuTranslationOperations {

    private CpuTranslationOperations() {}

    static void addTo(Operations.Table table) {
        table.add("invlpg", STEP, "a: page", Type.NOTHING,
                "This CPU drops its translations of the page, at once (Intel SDM vol. 3, 4.10.4.1).");
        table.add("invept", STEP, "a: page", Type.NOTHING,
                "This virtual CPU drops its translations of the guest's page, at once (Intel SDM vol. 3, 29.4.3.1).");
        table.add("sfence_vma", STEP, "a: page", Type.NOTHING,
                "This hart's later walks to the page see the stores that it has seen, and it drops its translations of the "
                        + "page, at once (RISC-V Privileged, Supervisor Memory-Management Fence Instruction).");
        table.add("rdp", STEP, "a: page", Type.NOTHING,
                "This CPU drops its translations of the page that are protected, at once; other CPUs may some time later "
                        + "(z/Architecture, RESET DAT PROTECTION).");
        table.add("tlbi", STEP, "a: page", Type.NOTHING,
                "All CPUs, and IOMMUs that listen, are told to drop their translations of the page; "
                        + "a following dsb_ish waits until they have (Arm ARM, TLBI VALE1IS).");
        table.add("tlbi_vae1is", STEP, "a: page", Type.NOTHING,
                "As `tlbi`, and they drop what they have cached of the upper entry, too (Arm ARM, TLBI VAE1IS).");
        table.add("tlbi_vale1", STEP, "a: page", Type.NOTHING,
                "This CPU is told to drop its translations of the page, and no other is; a following dsb_ish waits until it "
                        + "has (Arm ARM, TLBI VALE1).");
        table.add("tlbi_vae1", STEP, "a: page", Type.NOTHING,
                "As `tlbi_vale1`, and it drops what it has cached of the upper entry, too (Arm ARM, TLBI VAE1).");
        table.add("tlbi_level", STEP, "a: page, level: int", Type.NOTHING,
                "As `tlbi`, with a hint (TTL) of the level of the entry: 3 for one of the lowest table, 2 for one that maps all "
                        + "under it, 0 for none. Entries of a level that it does not name may stay (Arm ARM, TLBI, FEAT_TTL; "
                        + "arch/arm64/include/asm/tlbflush.h, __tlbi_level()).");
        table.add("tlbi_vae1is_level", STEP, "a: page, level: int", Type.NOTHING,
                "As `tlbi_vae1is`, with such a hint. Where it names level 2, what is cached of an upper entry that names a table "
                        + "may stay, too.");
        table.add("tlbi_aside1is", STEP, "m: mm", Type.NOTHING,
                "As `tlbi_vae1is` for all pages of the address space, by one instruction (Arm ARM, TLBI ASIDE1IS).");
        table.add("tlbi_rvale1is", STEP, "range: pages", Type.NOTHING,
                "As `tlbi` for a range, by one instruction, which need not take effect for all pages at once (Arm ARM, TLBI "
                        + "RVALE1IS, FEAT_TLBIRANGE).");
        table.add("tlbi_rvae1is", STEP, "range: pages", Type.NOTHING,
                "As `tlbi_vae1is` for a range, by one instruction (Arm ARM, TLBI RVAE1IS, FEAT_TLBIRANGE).");
        table.add("tlbiel", STEP, "a: page", Type.NOTHING,
                "This CPU is told to drop its translations of the page, and no other is; a following ptesync waits until it has "
                        + "(Power ISA, Book III, tlbiel, RIC = 0). Of a page in a block it names the size of the smallest pages, "
                        + "as `tlbie` does.");
        table.add("tlbie", STEP, "a: page", Type.NOTHING,
                "All CPUs are told to drop their translations of the page; a following tlbsync waits until they have "
                        + "(Power ISA, Book III, tlbie, RIC = 0). Of a page in a block it names the size of the smallest pages: "
                        + "what they have cached of one that maps the whole block stays, as does what they have cached of "
                        + "the upper entry.");
        table.add("tlbie_size", STEP, "a: page, size: int", Type.NOTHING,
                "As `tlbie` for a page of this size (RB, actual page size): that of the page, or that of its whole block. "
                        + "Translations of other sizes stay (arch/powerpc/mm/book3s64/radix_tlb.c, __tlbie_va(): ap).");
        table.add("tlbiel_size", STEP, "a: page, size: int", Type.NOTHING, "As `tlbiel`, of this size.");
        table.add("borrow_mm", STEP, "", Type.NOTHING,
                "From here on this CPU runs nothing that uses its translations, as in lazy TLB mode (arch/x86/mm/tlb.c, "
                        + "enter_lazy_tlb()); hardware fills them all the same, and an access has no answer.");
        table.add("use_mm", STEP, "", Type.NOTHING, "From here on this CPU uses its translations again.");
        table.add("invlpgb", STEP, "a: page", Type.NOTHING,
                "All CPUs are told to drop their translations of the page, and what they have cached of its upper entry; a "
                        + "following tlbsync waits until they have. It does not wait for stores in front of it (AMD APM vol. 3, "
                        + "INVLPGB).");
        table.add("ptesync", STEP, "", Type.NOTHING,
                "Page-table walks see this CPU's earlier page-table stores, and its earlier tlbiel has been done (Power ISA, Book "
                        + "III, ptesync).");
        table.add("tlbsync", STEP, "", Type.NOTHING,
                "That, and waits for this CPU's earlier tlbie: eieio, tlbsync and ptesync (Power ISA, Book III, tlbsync). On x86 it "
                        + "waits for this CPU's earlier invlpgb (AMD APM vol. 3, TLBSYNC).");
        table.add("ipte", STEP, "a: page", Type.PTE,
                "Makes the page-table entry invalid and drops it from the TLBs of all CPUs, in one step; yields the old one "
                        + "(z/Architecture Principles of Operation, INVALIDATE PAGE TABLE ENTRY).");
        table.add("ipte_local", STEP, "a: page", Type.PTE,
                "As `ipte`, and drops the entry from the TLB of this CPU only (LC = 1, local-TLB-clearing facility): what others "
                        + "have cached stays.");
        table.add("crdte", STEP, "a: page, old: pte, new: pte", Type.BOOL,
                "Puts the new page-table entry in the place of the old one if that is there, and drops that from the TLBs of all "
                        + "CPUs, in one step; yields whether it was there (z/Architecture Principles of Operation, COMPARE AND "
                        + "REPLACE DAT TABLE ENTRY).");
        table.add("cspg", STEP, "a: page, old: pte, new: pte", Type.BOOL,
                "As `crdte`, and drops everything from the TLBs of all CPUs (z/Architecture Principles of Operation, COMPARE AND "
                        + "SWAP AND PURGE).");
        table.add("idte", STEP, "m: mm", Type.NOTHING,
                "Drops all of the address space from the TLBs of all CPUs, in one step, with what they have cached of upper "
                        + "entries (z/Architecture Principles of Operation, INVALIDATE DAT TABLE ENTRY, clearing by ASCE).");
        table.add("idte_local", STEP, "m: mm", Type.NOTHING, "As `idte`, from the TLB of this CPU only (LC = 1).");
        table.add("idte_pmd", STEP, "a: page", Type.PMD,
                "Makes the upper entry of the page invalid and drops it from all CPUs, with all translations that rest on it, in "
                        + "one step; yields the old one (INVALIDATE DAT TABLE ENTRY, invalidation and clearing; "
                        + "arch/s390/include/asm/pgtable.h, __pmdp_idte()).");
        table.add("idte_pmd_local", STEP, "a: page", Type.PMD, "As `idte_pmd`, and drops it from this CPU only (LC = 1).");
        table.add("csp", STEP, "", Type.NOTHING,
                "Drops everything from the TLBs of all CPUs, in one step (z/Architecture Principles of Operation, COMPARE AND SWAP "
                        + "AND PURGE; arch/s390/include/asm/tlbflush.h, __tlb_flush_global()).");
        table.add("csp_pmd", STEP, "a: page", Type.PMD,
                "Makes the upper entry of the page invalid and drops everything from the TLBs of all CPUs, in one step; yields the "
                        + "old one (arch/s390/include/asm/pgtable.h, __pmdp_csp()).");
        table.add("ptlb", STEP, "", Type.NOTHING,
                "Drops everything from the TLB of this CPU (z/Architecture Principles of Operation, PURGE TLB).");
        table.add("load_asce", STEP, "m: mm", Type.NOTHING,
                "This CPU loads the address-space-control element (ASCE) of the address space: what it caches from now on is known "
                        + "by it, and what it has cached stays (z/Architecture Principles of Operation, LOAD CONTROL, and "
                        + "Translation-Lookaside Buffer).");
        table.add("mtspr_pid", STEP, "m: mm", Type.NOTHING,
                "This CPU loads the process ID (PID) of the address space: what it caches from now on has that tag, and what it has "
                        + "cached stays (Power ISA, Book III, PIDR). From then on tlbie and tlbiel drop what has the PID of the "
                        + "page's address space.");
        table.add("tlbie_pid", STEP, "m: mm", Type.NOTHING,
                "As `tlbie` for all pages of the address space and of whatever size, by one instruction (Power ISA, Book III, "
                        + "tlbie with IS = 1, RIC = 0). What is cached of upper entries stays.");
        table.add("tlbie_pid_pwc", STEP, "m: mm", Type.NOTHING,
                "All CPUs are told to drop what they have cached of upper entries of the address space (the page walk cache), "
                        + "and no translations (tlbie with IS = 1, RIC = 1). Of one page alone there is no such form "
                        + "(arch/powerpc/kvm/book3s_hv_nested.c, kvmhv_emulate_priv_tlbie(): not supported by ISA).");
        table.add("tlbie_pid_all", STEP, "m: mm", Type.NOTHING,
                "Both: all translations of the address space, and what is cached of its upper entries (tlbie with IS = 1, RIC "
                        + "= 2).");
        table.add("tlbiel_pid_pwc", STEP, "m: mm", Type.NOTHING,
                "As `tlbie_pid_pwc`, and it tells this CPU only (tlbiel with IS = 1, RIC = 1).");
        table.add("tlbiel_pid_all", STEP, "m: mm", Type.NOTHING,
                "As `tlbie_pid_all`, and it tells this CPU only (tlbiel with IS = 1, RIC = 2).");
        table.add("tlbiel_pid", STEP, "m: mm", Type.NOTHING,
                "As `tlbie_pid`, and it tells this CPU only (Power ISA, Book III, tlbiel with IS = 1, RIC = 0).");
        table.add("write_cr3", STEP, "m: mm, pcid: int, noflush: bool", Type.NOTHING,
                "This CPU loads the page table of the address space, with a PCID: what it caches from now on has that tag, and "
                        + "what it has cached with it goes unless `noflush` (Intel SDM vol. 3A, 4.10.4.1, MOV to CR3).");
        table.add("write_ttbr0", STEP, "m: mm, asid: int", Type.NOTHING,
                "This CPU loads the page table of the address space, with an ASID: what it caches from now on has that tag, and "
                        + "what it has cached with it stays (Arm ARM, TTBR0_EL1, and the ISB behind it).");
        table.add("write_satp", STEP, "m: mm, asid: int", Type.NOTHING,
                "This hart loads the page table of the address space, with an ASID: what it caches from now on has that tag, and "
                        + "what it has cached with it stays (RISC-V Privileged, satp: writing it orders and drops nothing).");
        table.add("load_init_mm", STEP, "", Type.NOTHING,
                "This CPU loads a page table that maps nothing for users (swapper_pg_dir, cpu_set_reserved_ttbr0()).");
        table.add("tlbi_asid", STEP, "a: page, asid: int", Type.NOTHING,
                "Tells all CPUs to drop what they have cached of the page's address with an ASID, as `tlbi` does where CPUs "
                        + "stay in one address space (Arm ARM, TLBI VALE1IS).");
        table.add("tlbi_vmalle1", STEP, "", Type.NOTHING,
                "This CPU drops all its translations, of all ASIDs, at once (Arm ARM, TLBI VMALLE1 and the DSB NSH behind it).");
        table.add("sfence_vma_asid", STEP, "a: page, asid: int", Type.NOTHING,
                "This hart drops its translations of the page's address that have an ASID, at once (RISC-V Privileged, "
                        + "SFENCE.VMA with rs2); `sfence_vma` drops those of all ASIDs.");
        table.add("sfence_vma_all_asid", STEP, "asid: int", Type.NOTHING,
                "This hart drops all its translations that have an ASID, at once (RISC-V Privileged, SFENCE.VMA with rs1 = x0 and "
                        + "rs2; arch/riscv/mm/tlbflush.c, local_flush_tlb_all_asid()).");
        table.add("sfence_vma_all", STEP, "", Type.NOTHING,
                "This hart drops all its translations, of all ASIDs, at once (RISC-V Privileged, SFENCE.VMA without operands).");
        table.add("smp_mb", STEP, "", Type.NOTHING,
                "What this CPU has stored is in memory before it reads anything else (Documentation/memory-barriers.txt, "
                        + "smp_mb(); x86: a locked add, or MFENCE). It matters where `memory` is `tso`.");
        table.add("dsb_ishst", STEP, "", Type.NOTHING,
                "Page-table walks see this CPU's earlier page-table stores (Arm ARM, DSB ISHST).");
        table.add("dma_wmb", STEP, "", Type.NOTHING,
                "What devices are told from here on they see after this CPU's earlier page-table stores "
                        + "(Documentation/memory-barriers.txt; Arm ARM, DMB OSHST).");
        table.add("dsb_ish", STEP, "", Type.NOTHING,
                "That, and waits for this CPU's earlier broadcast invalidations (Arm ARM, DSB ISH).");
        table.add("dsb_nshst", STEP, "", Type.NOTHING,
                "This CPU's own page-table walks see its earlier page-table stores; others' may miss them yet (Arm ARM, DSB "
                        + "NSHST).");
        table.add("dsb_nsh", STEP, "", Type.NOTHING,
                "That, and waits for this CPU's earlier invalidations of its own translations: `tlbi_vale1`, `tlbi_vae1` (Arm ARM, "
                        + "DSB NSH).");
        table.add("isb", STEP, "", Type.NOTHING, "Context synchronisation of this CPU (Arm ARM, ISB).");
        table.add("ipi_send", STEP, "c: cpu, action: call", Type.NOTHING,
                "Interrupts a CPU to make a call there, between two of its accesses.");
        table.add("local_irq_disable", STEP, "", Type.NOTHING,
                "From here on this CPU takes no interrupts: who interrupts it waits.");
        table.add("local_irq_enable", STEP, "", Type.NOTHING, "It takes them again.");
        table.add("ipi_wait", STEP, "", Type.NOTHING, "Waits until the CPUs interrupted by this thread have answered.");
    }
}
