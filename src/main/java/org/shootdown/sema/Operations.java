package org.shootdown.sema;

import static org.shootdown.sema.Operation.Kind.ACCESS;
import static org.shootdown.sema.Operation.Kind.FUNCTION;
import static org.shootdown.sema.Operation.Kind.LOOKUP;
import static org.shootdown.sema.Operation.Kind.STEP;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of the machine's operations. It is the only list of them: the parser knows none, and the compiler has a
 * lowering for each (a test compares the two).
 */
public final class Operations {

    private static final Map<String, Operation> TABLE = new LinkedHashMap<>();

    static {
        accesses();
        entries();
        levels();
        frames();
        things();
        domains();
        locks();
        cpuTranslations();
        deviceTranslations();
    }

    private Operations() {}

    public static Optional<Operation> named(String name) {
        return Optional.ofNullable(TABLE.get(name));
    }

    public static Collection<Operation> all() {
        return TABLE.values();
    }

    private static void accesses() {
        add("load", ACCESS, "a: page", Type.INT, "Reads the page; may fault.");
        add("store", ACCESS, "a: page, value: int", Type.NOTHING, "Writes the page; may fault.");
        add("xchg", ACCESS, "a: page, value: int", Type.INT,
                "Writes the page and yields what was there, in one step; needs permission to write.");
        add("fetch_add", ACCESS, "a: page, value: int", Type.INT,
                "Adds to the page and yields what was there, in one step; needs permission to write.");
        add("cmpxchg", ACCESS, "a: page, expected: int, value: int", Type.INT,
                "Writes the page if it is as expected, and yields what was there, in one step; needs permission to write "
                        + "either way (Intel SDM vol. 2A, CMPXCHG).");
        add("exec", ACCESS, "a: page", Type.INT,
                "Fetches an instruction from the page: needs permission to execute, and yields what was read.");
        add("dma_read", ACCESS, "a: page", Type.INT, "A device reads the page; may fault.");
        add("dma_write", ACCESS, "a: page, value: int", Type.NOTHING, "A device writes the page; may fault.");
    }

    private static void entries() {
        add("read_pte", STEP, "a: page", Type.PTE, "Reads the page-table entry.");
        add("set_pte", STEP, "a: page, entry: pte", Type.NOTHING, "Writes the page-table entry.");
        add("xchg_pte", STEP, "a: page, entry: pte", Type.PTE,
                "Writes the page-table entry and yields the old one, atomically.");
        add("cas_pte", STEP, "a: page, expected: pte, entry: pte", Type.BOOL,
                "Writes the page-table entry if it is as expected, atomically; yields whether it was.");
        add("pte_none", FUNCTION, "entry: pte", Type.BOOL, "Whether the entry is empty.");
        add("pte_present", FUNCTION, "entry: pte", Type.BOOL,
                "Whether the entry names a frame, be it by PROT_NONE.");
        add("pte_write", FUNCTION, "entry: pte", Type.BOOL, "Whether the entry permits writing.");
        add("pte_dirty", FUNCTION, "entry: pte", Type.BOOL, "Whether the dirty bit (D) of the entry is set.");
        add("pte_mkdirty", FUNCTION, "entry: pte", Type.PTE, "The entry with its dirty bit set.");
        add("pte_mkclean", FUNCTION, "entry: pte", Type.PTE,
                "The entry with its dirty bit clear: the next write that is translated anew sets it.");
        add("pte_young", FUNCTION, "entry: pte", Type.BOOL, "Whether the accessed bit (A) of the entry is set.");
        add("pte_mkyoung", FUNCTION, "entry: pte", Type.PTE, "The entry with its accessed bit set.");
        add("pte_mkold", FUNCTION, "entry: pte", Type.PTE,
                "The entry with its accessed bit clear: the next walk sets it, and no cache holds the entry before.");
        add("pte_cont", FUNCTION, "entry: pte", Type.BOOL,
                "Whether the entry says that it is one of a run of entries, of which hardware may use any for all pages of the "
                        + "run.");
        add("pte_mkcont", FUNCTION, "entry: pte", Type.PTE,
                "The entry as one of a run (arm64: the contiguous bit; riscv64: Svnapot; AMD's IOMMU: a copy of a larger leaf).");
        add("pte_mknoncont", FUNCTION, "entry: pte", Type.PTE, "The entry as one that stands for its page alone.");
        add("pte_advance_pfn", FUNCTION, "entry: pte, a: page, b: page", Type.PTE,
                "The entry of the page a of a run as that of the page b: its frame is as much farther as b is from a "
                        + "(pte_advance_pfn()).");
        add("folio_covers_run", FUNCTION, "f: frame, a: page", Type.BOOL,
                "Whether the frame is the page's part of a folio that has one for each page of the run.");
        add("pte_frame", FUNCTION, "entry: pte", Type.FRAME, "The frame of the entry.");
        add("mk_pte", FUNCTION, "f: frame, permissions: prot", Type.PTE, "An entry for a frame.");
        add("pte_mkwrite", FUNCTION, "entry: pte", Type.PTE, "The entry with permission to write.");
        add("pte_wrprotect", FUNCTION, "entry: pte", Type.PTE, "The entry without permission to write.");
        add("pte_modify", FUNCTION, "entry: pte, permissions: prot", Type.PTE,
                "The entry with other permissions.");
        add("vma_prot", FUNCTION, "a: page", Type.PROT, "What the VMA of the page permits; `none` without a VMA.");
        add("set_vma_prot", STEP, "a: page, permissions: prot", Type.NOTHING, "Changes the VMA of the page.");
        add("prot_read", FUNCTION, "permissions: prot", Type.BOOL, "Whether they include reading.");
        add("prot_exec", FUNCTION, "permissions: prot", Type.BOOL, "Whether they include executing.");
        add("prot_write", FUNCTION, "permissions: prot", Type.BOOL, "Whether they include writing.");
        add("vma_anonymous", FUNCTION, "a: page", Type.BOOL,
                "Whether the VMA of the page maps no file (include/linux/mm.h, vma_is_anonymous()).");
        add("vma_set_anonymous", STEP, "a: page", Type.NOTHING,
                "The VMA of the page is a new one, of anonymous memory (include/linux/mm.h, vma_set_anonymous()).");
        add("vm_area_dup", STEP, "to: page, from: page", Type.NOTHING,
                "The VMA of a child's page becomes that of the parent's (kernel/fork.c, vm_area_dup()).");
        add("in_run", LOOKUP, "a: page", Type.BOOL, "Whether the page is in a `run`.");
        add("run_range", LOOKUP, "a: page", Type.PAGES, "The pages of the run of the page; a page that is in no `run` alone.");
        add("page_size", LOOKUP, "a: page", Type.INT, "The size of the page in bytes; one entry maps all of it.");
        add("page_shift", LOOKUP, "a: page", Type.INT,
                "The size of the page as a power of two; that of the largest is no number of bytes here"
                        + " (include/linux/hugetlb.h, huge_page_shift()).");
        add("pte_shift", LOOKUP, "a: page", Type.INT,
                "The size of the smallest pages of processes as a power of two (PAGE_SHIFT).");
        add("pmd_shift", LOOKUP, "a: page", Type.INT,
                "What an entry of the level above the last covers, as a power of two (PMD_SHIFT).");
        add("is_contiguous", LOOKUP, "a: page", Type.BOOL,
                "Whether the page is a run of entries with the contiguous bit (arch/arm64/mm/hugetlbpage.c,"
                        + " num_contig_ptes()).");
        add("is_vm_hugetlb_page", LOOKUP, "a: page", Type.BOOL,
                "Whether the VMA of the page maps hugetlb (include/linux/hugetlb_inline.h).");
        add("vma_shared", LOOKUP, "a: page", Type.BOOL, "Whether the VMA of the page is MAP_SHARED.");
    }

    private static void levels() {
        add("in_block", LOOKUP, "a: page", Type.BOOL,
                "Whether the page shares its upper page-table entry with the pages of its `block`.");
        add("pmd_range", LOOKUP, "a: page", Type.PAGES,
                "The pages under the upper entry of the page; a page that is in no `block` alone.");
        add("read_pmd", STEP, "a: page", Type.PMD, "Reads the upper entry of the page.");
        add("set_pmd", STEP, "a: page, entry: pmd", Type.NOTHING, "Writes the upper entry of the page.");
        add("xchg_pmd", STEP, "a: page, entry: pmd", Type.PMD,
                "Writes the upper entry of the page and yields the old one, atomically.");
        add("cas_pmd", STEP, "a: page, expected: pmd, entry: pmd", Type.BOOL,
                "Writes the upper entry of the page if it is as expected, atomically; yields whether it was.");
        add("pmd_none", FUNCTION, "entry: pmd", Type.BOOL, "Whether the upper entry is empty.");
        add("pmd_leaf", FUNCTION, "entry: pmd", Type.BOOL,
                "Whether the upper entry maps all pages under it itself (include/linux/pgtable.h, pmd_leaf()).");
        add("pmd_table", FUNCTION, "entry: pmd", Type.BOOL, "Whether the upper entry names a table.");
        add("mk_pmd", FUNCTION, "f: frame, permissions: prot", Type.PMD,
                "An upper entry that maps all pages under it, the first to the frame and the others to those behind it.");
        add("pmd_dirty", FUNCTION, "entry: pmd", Type.BOOL,
                "Whether the dirty bit (D) of the upper entry is set, which maps all pages under it.");
        add("pmd_mkdirty", FUNCTION, "entry: pmd", Type.PMD, "The upper entry with its dirty bit set.");
        add("pmd_mkclean", FUNCTION, "entry: pmd", Type.PMD,
                "The upper entry with its dirty bit clear: the next write to any of its pages that is translated anew sets it.");
        add("pmd_young", FUNCTION, "entry: pmd", Type.BOOL,
                "Whether the accessed bit (A) of the upper entry is set, which maps all pages under it.");
        add("pmd_mkyoung", FUNCTION, "entry: pmd", Type.PMD, "The upper entry with its accessed bit set.");
        add("pmd_mkold", FUNCTION, "entry: pmd", Type.PMD,
                "The upper entry with its accessed bit clear: the next walk to any of its pages sets it.");
        add("pmd_mknt", FUNCTION, "entry: pmd", Type.PMD,
                "The upper entry, which maps all pages under it, with the nT bit: hardware of level 1 of FEAT_BBM translates by"
                        + " it and caches nothing of it. `mk_pmd` makes one without.");
        add("frame_behind", FUNCTION, "f: frame, a: page, b: page", Type.FRAME,
                "The frame that is as far behind a frame as the page b is behind the page a, under one upper entry.");
        add("mk_pmd_table", FUNCTION, "t: frame", Type.PMD, "An upper entry that names a table.");
        add("pmd_pgtable", FUNCTION, "entry: pmd", Type.FRAME, "The table that the upper entry names (pmd_pgtable()).");
        add("pmd_frame", FUNCTION, "entry: pmd", Type.FRAME, "The first frame that the upper entry maps (pmd_page()).");
        add("pmd_pte", FUNCTION, "entry: pmd, a: page", Type.PTE,
                "An entry of a table that maps the page as the upper entry does.");
        add("alloc_table", STEP, "a: page", Type.FRAME,
                "Takes a free frame for a table under the upper entry of the page, empty, with one reference "
                        + "(pte_alloc_one()); `put_frame` and `free_frame` free it.");
        add("read_pte_in", STEP, "t: frame, a: page", Type.PTE,
                "Reads the entry of the page in a table, which the upper entry need not name.");
        add("set_pte_in", STEP, "t: frame, a: page, entry: pte", Type.NOTHING,
                "Writes the entry of the page in a table, which the upper entry need not name.");
    }

    private static void frames() {
        add("alloc_frame", STEP, "", Type.FRAME, "Takes a free frame, zeroed, with one reference.");
        add("copy_frame", STEP, "to: frame, from: frame", Type.NOTHING, "Copies the content of a frame.");
        add("get_frame", STEP, "f: frame", Type.NOTHING, "Takes a reference to a frame (get_page, folio_get).");
        add("put_frame", STEP, "f: frame", Type.NOTHING,
                "Drops a reference to a frame; the last one frees it (put_page, folio_put).");
        add("free_frame", STEP, "f: frame", Type.NOTHING, "Frees a frame whatever its references.");
        add("frame_refs", FUNCTION, "f: frame", Type.INT, "How many references there are to a frame (page_count).");
        add("frame_live", FUNCTION, "f: frame", Type.BOOL,
                "Whether a frame is allocated, and has not been freed since it was found here.");
        add("frame_content", FUNCTION, "f: frame", Type.INT,
                "What a frame holds, read at once (mm/util.c, memcmp_pages()); -1 of no frame.");
        add("page_cache_frame", LOOKUP, "a: page", Type.FRAME,
                "The frame that holds what the page maps of its file (mm/filemap.c, __filemap_get_folio()).");
        add("folio_test_anon", FUNCTION, "f: frame", Type.BOOL,
                "Whether the frame is anonymous memory and not a file's (PageAnon, folio_test_anon()).");
        add("folio_test_ksm", FUNCTION, "f: frame", Type.BOOL,
                "Whether KSM has merged the frame (PageKsm, folio_test_ksm()).");
        add("zero_frame", LOOKUP, "", Type.FRAME, "The frame that read faults of anonymous memory share.");
    }

    private static void things() {
        add("mm_of", LOOKUP, "range: pages", Type.MM, "The address space of the pages.");
        add("pages_of", LOOKUP, "m: mm", Type.PAGES, "The pages of an address space.");
        add("same_page", LOOKUP, "a: page, m: mm", Type.PAGE, "The page at the same address in another address space.");
        add("parent_of", LOOKUP, "m: mm", Type.MM, "The address space that a forked one is a copy of.");
        add("mm_cpumask", LOOKUP, "m: mm", Type.CPUS, "The CPUs that run threads of the address space, or load it.");
        add("possible_cpus", LOOKUP, "", Type.CPUS, "All CPUs of the scenario (for_each_possible_cpu).");
        add("cpumask_test_cpu", LOOKUP, "c: cpu, m: mm", Type.BOOL,
                "Whether the CPU's bit in the mask of the address space is set (mm_cpumask); at the start, those of the CPUs "
                        + "that have it loaded are.");
        add("cpumask_set_cpu", STEP, "c: cpu, m: mm", Type.NOTHING,
                "Sets the CPU's bit in the mask of the address space, atomically.");
        add("__cpumask_set_cpu", STEP, "c: cpu, m: mm", Type.NOTHING,
                "The same by a plain store, which orders nothing.");
        add("cpumask_clear_cpu", STEP, "c: cpu, m: mm", Type.NOTHING,
                "Clears the CPU's bit in the mask of the address space, atomically.");
        add("ctx_id", LOOKUP, "m: mm", Type.INT,
                "A number of the address space that no other one has, from 1 on (arch/x86, mm->context.ctx_id).");
        add("loaded_ctx_id", LOOKUP, "c: cpu", Type.INT,
                "The ctx_id of the address space that the CPU has loaded; 0 if it has none (read_cr3).");
        add("this_cpu", LOOKUP, "", Type.CPU, "The CPU that executes this.");
        add("irqs_disabled", LOOKUP, "c: cpu", Type.BOOL, "Whether the CPU takes no interrupts.");
        add("subscribers", LOOKUP, "m: mm", Type.DEVICES, "The devices whose drivers subscribe to its notifiers.");
        add("device_page", LOOKUP, "d: device, a: page", Type.PAGE,
                "The page of the device's own page table (of a mirror or a virtual machine) that mirrors the page.");
        add("vcpus", LOOKUP, "d: device", Type.CPUS, "The virtual CPUs of a virtual machine.");
        add("ats", LOOKUP, "d: device", Type.BOOL, "Whether the device has a device TLB (ATC).");
        add("pri", LOOKUP, "d: device", Type.BOOL, "Whether the device can ask for pages.");
        add("stall", LOOKUP, "d: device", Type.BOOL, "Whether its IOMMU holds an access that faults.");
        add("pasid", LOOKUP, "d: device", Type.INT, "The PASID by which it reaches its process; 0 if none is named.");
        add("btm", LOOKUP, "d: device", Type.BOOL, "Whether its IOMMU hears the CPUs' broadcast invalidations.");
    }

    private static void domains() {
        add("attached_devices", LOOKUP, "a: page", Type.DEVICES,
                "The devices that the scenario ever attaches to the domain of the page.");
        add("domain_of", LOOKUP, "range: pages", Type.DOMAIN, "The domain of the pages.");
        add("in_domain", LOOKUP, "d: device, e: domain", Type.BOOL,
                "Whether the kernel's list of the domain has the device now.");
        add("has_domain", LOOKUP, "d: device", Type.BOOL, "Whether the kernel's list of any domain has the device now.");
        add("context_table_beside_valid", LOOKUP, "d: device", Type.BOOL,
                "Whether the pointer to the table lies in one word with the valid bit of the device's entry.");
        add("context_tag_beside_valid", LOOKUP, "d: device", Type.BOOL,
                "Whether the tag lies in one word with the valid bit of the device's entry.");
        add("ats_enabled", LOOKUP, "d: device", Type.BOOL, "Whether the device's ATS is enabled now.");
        add("domain_add_device", STEP, "e: domain, d: device", Type.NOTHING,
                "Puts the device into the kernel's list of the domain.");
        add("domain_remove_device", STEP, "e: domain, d: device", Type.NOTHING,
                "Takes the device off the kernel's list of the domain.");
        add("whole_leaf", STEP, "a: page, size: int", Type.NOTHING,
                "Refuses sizes that are not that of the page, which is one leaf of its I/O page table.");
        add("pmd_first", LOOKUP, "a: page", Type.BOOL, "Whether the page is the first under its upper entry.");
        add("pmd_size", LOOKUP, "a: page", Type.INT, "What the upper entry of the page covers, in bytes.");
        FormatOperations.rows().forEach(r -> add(r.name(), LOOKUP, r.parameters(), r.result(), r.documentation()));
    }

    private static void locks() {
        add("lock", STEP, "l: lock", Type.NOTHING, "Takes a lock, alone; waits until it is free.");
        add("unlock", STEP, "l: lock", Type.NOTHING, "Gives back a lock taken with `lock`.");
        add("read_lock", STEP, "l: lock", Type.NOTHING, "Takes a lock shared with other readers.");
        add("read_unlock", STEP, "l: lock", Type.NOTHING, "Gives back a lock taken with `read_lock`.");
        add("not_modelled", STEP, "", Type.NOTHING,
                "Here the kernel goes on with what the machine does not know: a run that comes here has no answer.");
        add("mm_start", STEP, "m: mm", Type.NOTHING, "Lets the threads of a forked address space begin.");
    }

    private static void cpuTranslations() {
        add("invlpg", STEP, "a: page", Type.NOTHING,
                "This CPU drops its translations of the page, at once (Intel SDM vol. 3, 4.10.4.1).");
        add("invept", STEP, "a: page", Type.NOTHING,
                "This virtual CPU drops its translations of the guest's page, at once (Intel SDM vol. 3, 29.4.3.1).");
        add("sfence_vma", STEP, "a: page", Type.NOTHING,
                "This hart's later walks to the page see the stores that it has seen, and it drops its translations of the "
                        + "page, at once (RISC-V Privileged, Supervisor Memory-Management Fence Instruction).");
        add("rdp", STEP, "a: page", Type.NOTHING,
                "This CPU drops its translations of the page that are protected, at once; other CPUs may some time later "
                        + "(z/Architecture, RESET DAT PROTECTION).");
        add("tlbi", STEP, "a: page", Type.NOTHING,
                "All CPUs, and IOMMUs that listen, are told to drop their translations of the page; "
                        + "a following dsb_ish waits until they have (Arm ARM, TLBI VALE1IS).");
        add("tlbi_vae1is", STEP, "a: page", Type.NOTHING,
                "As `tlbi`, and they drop what they have cached of the upper entry, too (Arm ARM, TLBI VAE1IS).");
        add("tlbi_vale1", STEP, "a: page", Type.NOTHING,
                "This CPU is told to drop its translations of the page, and no other is; a following dsb_ish waits until it "
                        + "has (Arm ARM, TLBI VALE1).");
        add("tlbi_vae1", STEP, "a: page", Type.NOTHING,
                "As `tlbi_vale1`, and it drops what it has cached of the upper entry, too (Arm ARM, TLBI VAE1).");
        add("tlbi_level", STEP, "a: page, level: int", Type.NOTHING,
                "As `tlbi`, with a hint (TTL) of the level of the entry: 3 for one of the lowest table, 2 for one that maps all "
                        + "under it, 0 for none. Entries of a level that it does not name may stay (Arm ARM, TLBI, FEAT_TTL; "
                        + "arch/arm64/include/asm/tlbflush.h, __tlbi_level()).");
        add("tlbi_vae1is_level", STEP, "a: page, level: int", Type.NOTHING,
                "As `tlbi_vae1is`, with such a hint. Where it names level 2, what is cached of an upper entry that names a table "
                        + "may stay, too.");
        add("tlbi_aside1is", STEP, "m: mm", Type.NOTHING,
                "As `tlbi_vae1is` for all pages of the address space, by one instruction (Arm ARM, TLBI ASIDE1IS).");
        add("tlbi_rvale1is", STEP, "range: pages", Type.NOTHING,
                "As `tlbi` for a range, by one instruction, which need not take effect for all pages at once (Arm ARM, TLBI "
                        + "RVALE1IS, FEAT_TLBIRANGE).");
        add("tlbi_rvae1is", STEP, "range: pages", Type.NOTHING,
                "As `tlbi_vae1is` for a range, by one instruction (Arm ARM, TLBI RVAE1IS, FEAT_TLBIRANGE).");
        add("tlbiel", STEP, "a: page", Type.NOTHING,
                "This CPU is told to drop its translations of the page, and no other is; a following ptesync waits until it has "
                        + "(Power ISA, Book III, tlbiel, RIC = 0). Of a page in a block it names the size of the smallest pages, "
                        + "as `tlbie` does.");
        add("tlbie", STEP, "a: page", Type.NOTHING,
                "All CPUs are told to drop their translations of the page; a following tlbsync waits until they have "
                        + "(Power ISA, Book III, tlbie, RIC = 0). Of a page in a block it names the size of the smallest pages: "
                        + "what they have cached of one that maps the whole block stays, as does what they have cached of "
                        + "the upper entry.");
        add("tlbie_size", STEP, "a: page, size: int", Type.NOTHING,
                "As `tlbie` for a page of this size (RB, actual page size): that of the page, or that of its whole block. "
                        + "Translations of other sizes stay (arch/powerpc/mm/book3s64/radix_tlb.c, __tlbie_va(): ap).");
        add("tlbiel_size", STEP, "a: page, size: int", Type.NOTHING, "As `tlbiel`, of this size.");
        add("borrow_mm", STEP, "", Type.NOTHING,
                "From here on this CPU runs nothing that uses its translations, as in lazy TLB mode (arch/x86/mm/tlb.c, "
                        + "enter_lazy_tlb()); hardware fills them all the same, and an access has no answer.");
        add("use_mm", STEP, "", Type.NOTHING, "From here on this CPU uses its translations again.");
        add("invlpgb", STEP, "a: page", Type.NOTHING,
                "All CPUs are told to drop their translations of the page, and what they have cached of its upper entry; a "
                        + "following tlbsync waits until they have. It does not wait for stores in front of it (AMD APM vol. 3, "
                        + "INVLPGB).");
        add("ptesync", STEP, "", Type.NOTHING,
                "Page-table walks see this CPU's earlier page-table stores, and its earlier tlbiel has been done (Power ISA, Book "
                        + "III, ptesync).");
        add("tlbsync", STEP, "", Type.NOTHING,
                "That, and waits for this CPU's earlier tlbie: eieio, tlbsync and ptesync (Power ISA, Book III, tlbsync). On x86 it "
                        + "waits for this CPU's earlier invlpgb (AMD APM vol. 3, TLBSYNC).");
        add("ipte", STEP, "a: page", Type.PTE,
                "Makes the page-table entry invalid and drops it from the TLBs of all CPUs, in one step; yields the old one "
                        + "(z/Architecture Principles of Operation, INVALIDATE PAGE TABLE ENTRY).");
        add("ipte_local", STEP, "a: page", Type.PTE,
                "As `ipte`, and drops the entry from the TLB of this CPU only (LC = 1, local-TLB-clearing facility): what others "
                        + "have cached stays.");
        add("crdte", STEP, "a: page, old: pte, new: pte", Type.BOOL,
                "Puts the new page-table entry in the place of the old one if that is there, and drops that from the TLBs of all "
                        + "CPUs, in one step; yields whether it was there (z/Architecture Principles of Operation, COMPARE AND "
                        + "REPLACE DAT TABLE ENTRY).");
        add("cspg", STEP, "a: page, old: pte, new: pte", Type.BOOL,
                "As `crdte`, and drops everything from the TLBs of all CPUs (z/Architecture Principles of Operation, COMPARE AND "
                        + "SWAP AND PURGE).");
        add("idte", STEP, "m: mm", Type.NOTHING,
                "Drops all of the address space from the TLBs of all CPUs, in one step, with what they have cached of upper "
                        + "entries (z/Architecture Principles of Operation, INVALIDATE DAT TABLE ENTRY, clearing by ASCE).");
        add("idte_local", STEP, "m: mm", Type.NOTHING, "As `idte`, from the TLB of this CPU only (LC = 1).");
        add("idte_pmd", STEP, "a: page", Type.PMD,
                "Makes the upper entry of the page invalid and drops it from all CPUs, with all translations that rest on it, in "
                        + "one step; yields the old one (INVALIDATE DAT TABLE ENTRY, invalidation and clearing; "
                        + "arch/s390/include/asm/pgtable.h, __pmdp_idte()).");
        add("idte_pmd_local", STEP, "a: page", Type.PMD, "As `idte_pmd`, and drops it from this CPU only (LC = 1).");
        add("csp", STEP, "", Type.NOTHING,
                "Drops everything from the TLBs of all CPUs, in one step (z/Architecture Principles of Operation, COMPARE AND SWAP "
                        + "AND PURGE; arch/s390/include/asm/tlbflush.h, __tlb_flush_global()).");
        add("csp_pmd", STEP, "a: page", Type.PMD,
                "Makes the upper entry of the page invalid and drops everything from the TLBs of all CPUs, in one step; yields the "
                        + "old one (arch/s390/include/asm/pgtable.h, __pmdp_csp()).");
        add("ptlb", STEP, "", Type.NOTHING,
                "Drops everything from the TLB of this CPU (z/Architecture Principles of Operation, PURGE TLB).");
        add("load_asce", STEP, "m: mm", Type.NOTHING,
                "This CPU loads the address-space-control element (ASCE) of the address space: what it caches from now on is known "
                        + "by it, and what it has cached stays (z/Architecture Principles of Operation, LOAD CONTROL, and "
                        + "Translation-Lookaside Buffer).");
        add("mtspr_pid", STEP, "m: mm", Type.NOTHING,
                "This CPU loads the process ID (PID) of the address space: what it caches from now on has that tag, and what it has "
                        + "cached stays (Power ISA, Book III, PIDR). From then on tlbie and tlbiel drop what has the PID of the "
                        + "page's address space.");
        add("tlbie_pid", STEP, "m: mm", Type.NOTHING,
                "As `tlbie` for all pages of the address space and of whatever size, by one instruction (Power ISA, Book III, "
                        + "tlbie with IS = 1, RIC = 0). What is cached of upper entries stays.");
        add("tlbie_pid_pwc", STEP, "m: mm", Type.NOTHING,
                "All CPUs are told to drop what they have cached of upper entries of the address space (the page walk cache), "
                        + "and no translations (tlbie with IS = 1, RIC = 1). Of one page alone there is no such form "
                        + "(arch/powerpc/kvm/book3s_hv_nested.c, kvmhv_emulate_priv_tlbie(): not supported by ISA).");
        add("tlbie_pid_all", STEP, "m: mm", Type.NOTHING,
                "Both: all translations of the address space, and what is cached of its upper entries (tlbie with IS = 1, RIC "
                        + "= 2).");
        add("tlbiel_pid_pwc", STEP, "m: mm", Type.NOTHING,
                "As `tlbie_pid_pwc`, and it tells this CPU only (tlbiel with IS = 1, RIC = 1).");
        add("tlbiel_pid_all", STEP, "m: mm", Type.NOTHING,
                "As `tlbie_pid_all`, and it tells this CPU only (tlbiel with IS = 1, RIC = 2).");
        add("tlbiel_pid", STEP, "m: mm", Type.NOTHING,
                "As `tlbie_pid`, and it tells this CPU only (Power ISA, Book III, tlbiel with IS = 1, RIC = 0).");
        add("write_cr3", STEP, "m: mm, pcid: int, noflush: bool", Type.NOTHING,
                "This CPU loads the page table of the address space, with a PCID: what it caches from now on has that tag, and "
                        + "what it has cached with it goes unless `noflush` (Intel SDM vol. 3A, 4.10.4.1, MOV to CR3).");
        add("write_ttbr0", STEP, "m: mm, asid: int", Type.NOTHING,
                "This CPU loads the page table of the address space, with an ASID: what it caches from now on has that tag, and "
                        + "what it has cached with it stays (Arm ARM, TTBR0_EL1, and the ISB behind it).");
        add("write_satp", STEP, "m: mm, asid: int", Type.NOTHING,
                "This hart loads the page table of the address space, with an ASID: what it caches from now on has that tag, and "
                        + "what it has cached with it stays (RISC-V Privileged, satp: writing it orders and drops nothing).");
        add("load_init_mm", STEP, "", Type.NOTHING,
                "This CPU loads a page table that maps nothing for users (swapper_pg_dir, cpu_set_reserved_ttbr0()).");
        add("tlbi_asid", STEP, "a: page, asid: int", Type.NOTHING,
                "Tells all CPUs to drop what they have cached of the page's address with an ASID, as `tlbi` does where CPUs "
                        + "stay in one address space (Arm ARM, TLBI VALE1IS).");
        add("tlbi_vmalle1", STEP, "", Type.NOTHING,
                "This CPU drops all its translations, of all ASIDs, at once (Arm ARM, TLBI VMALLE1 and the DSB NSH behind it).");
        add("sfence_vma_asid", STEP, "a: page, asid: int", Type.NOTHING,
                "This hart drops its translations of the page's address that have an ASID, at once (RISC-V Privileged, "
                        + "SFENCE.VMA with rs2); `sfence_vma` drops those of all ASIDs.");
        add("sfence_vma_all_asid", STEP, "asid: int", Type.NOTHING,
                "This hart drops all its translations that have an ASID, at once (RISC-V Privileged, SFENCE.VMA with rs1 = x0 and "
                        + "rs2; arch/riscv/mm/tlbflush.c, local_flush_tlb_all_asid()).");
        add("sfence_vma_all", STEP, "", Type.NOTHING,
                "This hart drops all its translations, of all ASIDs, at once (RISC-V Privileged, SFENCE.VMA without operands).");
        add("smp_mb", STEP, "", Type.NOTHING,
                "What this CPU has stored is in memory before it reads anything else (Documentation/memory-barriers.txt, "
                        + "smp_mb(); x86: a locked add, or MFENCE). It matters where `memory` is `tso`.");
        add("dsb_ishst", STEP, "", Type.NOTHING,
                "Page-table walks see this CPU's earlier page-table stores (Arm ARM, DSB ISHST).");
        add("dma_wmb", STEP, "", Type.NOTHING,
                "What devices are told from here on they see after this CPU's earlier page-table stores "
                        + "(Documentation/memory-barriers.txt; Arm ARM, DMB OSHST).");
        add("dsb_ish", STEP, "", Type.NOTHING,
                "That, and waits for this CPU's earlier broadcast invalidations (Arm ARM, DSB ISH).");
        add("dsb_nshst", STEP, "", Type.NOTHING,
                "This CPU's own page-table walks see its earlier page-table stores; others' may miss them yet (Arm ARM, DSB "
                        + "NSHST).");
        add("dsb_nsh", STEP, "", Type.NOTHING,
                "That, and waits for this CPU's earlier invalidations of its own translations: `tlbi_vale1`, `tlbi_vae1` (Arm ARM, "
                        + "DSB NSH).");
        add("isb", STEP, "", Type.NOTHING, "Context synchronisation of this CPU (Arm ARM, ISB).");
        add("ipi_send", STEP, "c: cpu, action: call", Type.NOTHING,
                "Interrupts a CPU to make a call there, between two of its accesses.");
        add("local_irq_disable", STEP, "", Type.NOTHING,
                "From here on this CPU takes no interrupts: who interrupts it waits.");
        add("local_irq_enable", STEP, "", Type.NOTHING, "It takes them again.");
        add("ipi_wait", STEP, "", Type.NOTHING, "Waits until the CPUs interrupted by this thread have answered.");
    }

    private static void deviceTranslations() {
        add("iotlb_invalidate", STEP, "d: device, a: page", Type.NOTHING,
                "Queues the command to drop the translations of the page that the IOMMU has, or the device's own MMU.");
        add("iotlb_flush_walk", STEP, "d: device, a: page", Type.NOTHING,
                "Queues the command to drop the translations of the page and what is cached of its upper entry (VT-d "
                        + "6.5.2.3, IH = 0; SMMUv3 4.4, Leaf = 0); `iotlb_invalidate` drops no more than leaves.");
        add("iotlb_invalidate_ttl", STEP, "d: device, a: page, size: int", Type.NOTHING,
                "As `iotlb_invalidate`, with the hint that leaves of a size translate the page: what the IOMMU has by leaves of "
                        + "another size it need not drop (SMMUv3 4.4.1, TTL).");
        add("iotlb_flush_walk_ttl", STEP, "d: device, a: page, size: int", Type.NOTHING,
                "As `iotlb_flush_walk`, with that hint.");
        add("atc_invalidate", STEP, "d: device, a: page", Type.NOTHING,
                "Queues the command to drop the device's own translations of the page.");
        add("iotlb_invalidate_domain", STEP, "d: device, e: domain", Type.NOTHING,
                "Queues the command to drop all translations that the device's IOMMU has tagged with the domain "
                        + "(VT-d domain-selective; Arm TLBI by ASID or VMID).");
        add("atc_invalidate_all", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop all of the device's own translations.");
        add("context_invalidate", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop what the IOMMU has cached of the device's context entry "
                        + "(VT-d device-selective context-cache invalidation; Arm CMD_CFGI_STE).");
        add("set_context", STEP, "d: device, e: domain", Type.NOTHING,
                "Writes the device's context entry (VT-d) or stream table entry (Arm): the IOMMU that reads it translates "
                        + "by the domain's table.");
        add("clear_context", STEP, "d: device", Type.NOTHING,
                "Writes the same entry: the IOMMU that reads it blocks the device's DMA.");
        add("set_pasid_entry", STEP, "d: device", Type.NOTHING,
                "Writes the PASID entry (VT-d, AMD) or context descriptor (Arm) of a device that shares a page table, as a "
                        + "whole: the IOMMU that reads it translates by that table.");
        add("clear_pasid_entry", STEP, "d: device", Type.NOTHING,
                "Writes the same entry: for the IOMMU that reads it the device's accesses end with a fault about which nobody "
                        + "is asked, be it by a page request or a stall.");
        add("set_pasid_table", STEP, "d: device, m: mm", Type.NOTHING,
                "Writes the same entry so that it leads to the page table of an address space, which may be another than the "
                        + "device was declared with.");
        add("pasid_array_store", STEP, "d: device, m: mm", Type.NOTHING,
                "The kernel's own book of who has the PASID: the device is bound to an address space, whose notifiers its driver "
                        + "hears from now on, and for which its page requests are handled.");
        add("pasid_array_erase", STEP, "d: device", Type.NOTHING,
                "The device is bound to none. Where a device is never bound to a second address space, this does nothing.");
        add("iotlb_invalidate_pasid", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop all translations by the shared page table that the device's IOMMU has (VT-d "
                        + "PASID-selective; Arm TLBI by ASID).");
        add("prq_drain", STEP, "d: device", Type.NOTHING,
                "Waits until every page request that the device has made is answered: none is in the IOMMU's queue, and none "
                        + "is being handled.");
        queuedRequests();
        add("set_context_valid", STEP, "d: device", Type.NOTHING,
                "Sets the valid bit of the entry alone: of an entry of several words (VT-d PASID entry; Arm CD and STE; AMD "
                        + "DTE; RISC-V device context) each is a step, and `atomic { }` writes those that lie in one word.");
        add("clear_context_valid", STEP, "d: device", Type.NOTHING, "Clears the valid bit of the entry alone.");
        add("set_context_table", STEP, "d: device, e: domain", Type.NOTHING,
                "Writes the pointer to the table of the entry alone.");
        add("clear_context_table", STEP, "d: device", Type.NOTHING, "Clears it.");
        add("set_context_tag", STEP, "d: device, e: domain", Type.NOTHING,
                "Writes the tag of the entry alone: the domain ID, ASID, VMID or PSCID by which the IOTLB tells domains apart.");
        add("clear_context_tag", STEP, "d: device", Type.NOTHING, "Clears it: an ID that no domain has.");
        add("pci_enable_ats", STEP, "d: device", Type.NOTHING,
                "The device may translate by itself (drivers/pci/ats.c, pci_enable_ats()).");
        add("pci_disable_ats", STEP, "d: device", Type.NOTHING,
                "The device no longer translates by itself (drivers/pci/ats.c, pci_disable_ats()).");
        add("as_command_lock", STEP, "d: device, range: pages", Type.NOTHING,
                "Queues the command by which accesses of the GPU to the pages wait until they are unlocked; what was locked "
                        + "before no longer is (AS_LOCKADDR, AS_COMMAND_LOCK).");
        add("as_command_unlock", STEP, "d: device", Type.NOTHING,
                "Queues the command by which they go on (AS_COMMAND_UNLOCK).");
        add("as_command_flush_pt", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop what the GPU's MMU has cached of the locked pages, and unlocks them "
                        + "(AS_COMMAND_FLUSH_PT, AS_COMMAND_FLUSH_MEM).");
        add("mmu_block", STEP, "d: device", Type.NOTHING,
                "Queues the command by which all accesses of the device wait until `as_command_unlock` (Exynos' System MMU: "
                        + "CTRL_BLOCK, CTRL_ENABLE).");
        add("iommu_sync", STEP, "d: device", Type.NOTHING,
                "Waits until the commands that this thread queued are done.");
    }

    /** Of devices with {@code prq}. */
    private static void queuedRequests() {
        add("request_pages", STEP, "write: bool, range: pages", Type.INT,
                "A thread on a device asks for pages, whether they are mapped or not: one page request for each, all of one group, "
                        + "of which the last is marked. It waits, and yields the response: SUCCESS, INVALID or FAILURE (PCI "
                        + "Express 10.4.1).");
        add("abandon_pages", STEP, "write: bool, range: pages", Type.NOTHING,
                "A thread on a device asks for pages as by `request_pages`, and then stops to use the PASID without waiting for "
                        + "the response (Intel VT-d specification, 7.9): what comes is discarded, unless the device has asked "
                        + "again by then, with a group of the same index.");
        add("prq_tail", LOOKUP, "d: device", Type.INT,
                "How many entries of the page request queue of the device's IOMMU hardware has written that have not been given "
                        + "back.");
        add("prq_head", LOOKUP, "d: device", Type.INT, "How many of these the kernel has taken.");
        add("prq_take", STEP, "d: device", Type.NOTHING,
                "Reads the next page request from the queue. Its entry stays in use until `prq_set_head`.");
        add("prq_last", LOOKUP, "d: device", Type.BOOL,
                "Whether the page request that was taken is the last of its group.");
        add("prq_set_head", STEP, "d: device", Type.NOTHING,
                "Gives the entries back that have been taken, so that hardware can write them again.");
        add("prq_overflow", LOOKUP, "d: device", Type.BOOL,
                "Whether a page request has found the queue full (VT-d PRO, SMMUv3 OVFLG): until that is cleared, no other gets in.");
        add("prq_clear_overflow", STEP, "d: device", Type.NOTHING, "Clears that.");
        add("prq_respond", STEP, "d: device, status: int", Type.NOTHING,
                "Answers the group of the page request that was taken, whether that is the last or not, and handles nothing.");
        add("pasid_array_load", STEP, "d: device", Type.NOTHING,
                "Looks up who has the PASID of the page request that was taken: for that address space its group is handled, if "
                        + "it is the last.");
        add("iopf_handler", LOOKUP, "d: device", Type.BOOL, "Whether somebody was found.");
        add("iopf_add_partial", STEP, "d: device", Type.NOTHING,
                "Keeps the page request that was taken until the last of its group comes.");
        add("iopf_queue_work", STEP, "d: device", Type.NOTHING,
                "The page request that was taken, and what has been kept of its group, go to a worker.");
        add("iopf_discard_partial", STEP, "d: device", Type.NOTHING,
                "Drops what has been kept of groups whose last request has not come.");
        add("iopf_pages", LOOKUP, "d: device", Type.PAGES,
                "In a worker: the pages for which its group may ask, in the order in which the script first names them.");
        add("iopf_reads", LOOKUP, "d: device, a: page", Type.BOOL, "In a worker: whether its group asks to read the page.");
        add("iopf_writes", LOOKUP, "d: device, a: page", Type.BOOL, "In a worker: whether its group asks to write the page.");
        add("page_response", STEP, "d: device, status: int", Type.NOTHING,
                "In a worker: sends the response to its group. FAILURE ends the page requests of the device (PCI Express "
                        + "10.4.2.1).");
    }

    private static void add(String name, Operation.Kind kind, String parameters, Type result, String documentation) {
        List<Operation.Parameter> list = new ArrayList<>();
        for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split(", ")) {
            String[] parts = parameter.split(": ");
            Type type = Type.valueOf(parts[1].toUpperCase(java.util.Locale.ROOT));
            list.add(new Operation.Parameter(parts[0], type));
        }
        TABLE.put(name, new Operation(name, kind, list, result, documentation));
    }
}
