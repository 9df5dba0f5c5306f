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
        CpuTranslationOperations.addTo(Operations::add);
        DeviceTranslationOperations.addTo(Operations::add);
    }

    /** Where rows are added; parameters are written as {@code name: type}, with commas between them. */
    interface Table {
        void add(String name, Operation.Kind kind, String parameters, Type result, String documentation);
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
