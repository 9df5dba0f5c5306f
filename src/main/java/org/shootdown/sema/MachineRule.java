package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rules of the machine that library files set, architecture by architecture and IOMMU by IOMMU. */
public enum MachineRule {
    ARCH_IOMMU("arch", "iommu", "The kind of IOMMU that stands in front of a device, unless the device names one."),
    ARCH_GRANULE(
            "arch",
            "granule",
            "The size of the smallest pages of processes: `4K`, `16K` or `64K`; where nothing is said, 4K. Which larger pages"
                    + " there are follows from it."),
    ARCH_REWALKS(
            "arch",
            "rewalks_on_permission_fault",
            "Whether the CPU walks the page table again before it reports that a cached translation lacks a permission."),
    ARCH_LATE_STORES(
            "arch",
            "late_pte_stores",
            "Whether page-table walks may miss a store to a page-table entry until the storing CPU's barrier."),
    ARCH_BROADCAST(
            "arch",
            "broadcast_invalidation",
            "Whether the CPU has an invalidation that all CPUs hear; it takes effect at some time and completes at a "
                    + "barrier, which waits for accesses translated before."),
    ARCH_BARRIER_SYNCHRONISES(
            "arch",
            "barrier_synchronises_context",
            "Whether a barrier that completes invalidations also ends the CPU's own use of early translations (FEAT_ETS2)."),
    ARCH_ISB(
            "arch",
            "isb_synchronises_context",
            "Whether `isb` ends the CPU's own use of early translations; off, it does nothing."),
    ARCH_MEMORY_BARRIER(
            "arch",
            "memory_barrier_orders_walks",
            "Whether a barrier that orders memory accesses (`smp_mb`) also ends the CPU's own use of early translations."),
    ARCH_CACHES_TRANSLATIONS(
            "arch",
            "caches_translations",
            "Whether a CPU keeps what its walks have found, in a TLB and a walk cache, so that entries can be stale."),
    ARCH_TRANSLATES_EARLY(
            "arch",
            "translates_early",
            "Whether an access can be translated long before it is made, and use an entry that has been overwritten since; "
                    + "where invalidations are broadcast."),
    ARCH_EARLY_TRANSLATIONS_FAULT(
            "arch",
            "early_translations_fault",
            "Whether an access can fault by the entry with which it has been translated early, though that has been "
                    + "overwritten since."),
    ARCH_FINDS_ABSENCE(
            "arch",
            "finds_absence_early",
            "Whether an access can have found early that there is no valid entry, and fault by that though there is one "
                    + "since (what FEAT_ETS2 forbids)."),
    ARCH_MEMORY_BARRIER_SHOWS(
            "arch",
            "memory_barrier_shows_stores",
            "Whether walks by other CPUs see the stores to page-table entries in front of a barrier that orders memory accesses "
                    + "only (smp_mb), where they may miss such stores."),
    ARCH_TAKES_TIME(
            "arch",
            "invalidation_takes_time",
            "Whether a broadcast invalidation takes effect at some time after it is issued and completes at a barrier; off, "
                    + "it is done in one step."),
    ARCH_AWAITS_ACCESSES(
            "arch",
            "barrier_awaits_accesses",
            "Whether the barrier behind a broadcast invalidation waits for other CPUs' accesses that were translated before "
                    + "it."),
    ARCH_AWAITS_FAULTS(
            "arch",
            "barrier_awaits_faults",
            "Whether that barrier waits also for those of them that fault."),
    ARCH_REACHES_ALL(
            "arch",
            "invalidation_reaches_all",
            "Whether a broadcast invalidation acts on all CPUs, and IOMMUs that listen; off, on the CPU that issues it only."),
    ARCH_FORCES_BROADCAST(
            "arch",
            "forces_broadcast",
            "Whether an invalidation for the own CPU acts on all CPUs (HCR_EL2.FB, as in a guest of KVM)."),
    ARCH_EARLY_FAULTS(
            "arch",
            "early_faults",
            "Whether an access can fault before the accesses in front of it are made, where no barrier keeps it back."),
    ARCH_HARDWARE_DIRTY(
            "arch",
            "hardware_dirty",
            "Whether page-table walks set the accessed bit of entries, and for writes the dirty bit, in memory."),
    ARCH_UNACCESSED_FAULT(
            "arch",
            "unaccessed_entries_fault",
            "Where walks do not set accessed and dirty bits: whether an access faults that needs one set, so that software"
                    + " sets it; off, what comes of such an access is not known."),
    ARCH_CACHES_UNACCESSED(
            "arch",
            "caches_unaccessed_entries",
            "Whether a CPU may also cache entries without the accessed bit."),
    ARCH_LATE_STORES_DRAIN(
            "arch",
            "late_stores_drain",
            "Whether a store to a page-table entry that walks may miss is seen by all of them at some time, though no "
                    + "barrier follows it; only questions about whole runs depend on it."),
    ARCH_INVALIDATES_ENTRIES(
            "arch",
            "invalidates_entries_everywhere",
            "Whether the CPU has an instruction that makes an entry invalid and drops it from the TLBs of all CPUs, in one "
                    + "step."),
    ARCH_CLEARS_BY_TABLE(
            "arch",
            "clears_by_table",
            "Whether there is an instruction (idte) that drops from the TLBs of all CPUs, in one step, all of an address space, "
                    + "or what rests on an upper entry that it makes invalid."),
    ARCH_CLEARS_LOCALLY(
            "arch",
            "clears_locally",
            "Whether ipte and idte can be told to drop what they are about from the TLB of their own CPU only (ipte_local, "
                    + "idte_local)."),
    ARCH_REPLACES_ENTRIES(
            "arch",
            "replaces_entries",
            "Whether there is an instruction (crdte) that puts one valid entry in the place of another and drops that from the "
                    + "TLBs of all CPUs, in one step."),
    ARCH_PURGES_ALL(
            "arch",
            "purges_all_translations",
            "Whether there are instructions that drop everything from the TLBs of all CPUs, or of their own, in one step (csp, "
                    + "cspg, ptlb)."),
    ARCH_CACHES_INVALID(
            "arch",
            "caches_invalid_entries",
            "Whether a CPU may also cache that an entry is not valid, and go on to fault by that until it is told."),
    ARCH_INVALID_EXPIRES(
            "arch",
            "cached_invalid_entries_expire",
            "Whether a CPU that has cached that an entry is not valid goes by that for a bounded time only, once the entry is "
                    + "valid; only questions about whole runs depend on it."),
    ARCH_INVLPG_WALKS(
            "arch",
            "invlpg_drops_all_walks",
            "Whether a CPU's own invalidation of a page drops all that the CPU has cached of upper page-table entries of "
                    + "the address space, or only what leads to the page."),
    ARCH_FAULTS_DROP_TRANSLATIONS(
            "arch",
            "faults_drop_translations",
            "Whether a fault drops what the CPU has cached of the page, so that an entry refuses the access once at most."),
    ARCH_FAULTS_DROP_WALKS(
            "arch",
            "faults_drop_walks",
            "Whether a fault drops what the CPU has cached of the page's upper page-table entry, so that the access, if it is "
                    + "made again, goes by the one in memory."),
    ARCH_TAGS(
            "arch",
            "tagged_translations",
            "Whether what a CPU caches is tagged with the PCID or ASID of its address space, and stays when the CPU loads "
                    + "another; if not, that drops all of it."),
    ARCH_STORE_BUFFERS(
            "arch",
            "store_buffers",
            "Whether `memory` can be `tso`: each CPU has a store buffer, first in, first out, that its own loads are answered"
                    + " from, that walks of page tables do not see, and that locked and serialising instructions, interrupts"
                    + " and exceptions wait for."),
    ARCH_RDP(
            "arch",
            "resets_protection",
            "Whether there is an instruction (rdp) that takes the protection of a valid entry away without making it invalid."),
    ARCH_BREAK(
            "arch",
            "break_before_make",
            "Whether two sizes of a translation, or two frames of which one may be written, must never live at once."),
    ARCH_BBM_LEVEL_1(
            "arch",
            "bbm_level_1",
            "Whether nothing is cached of a leaf with the nT bit, so that its size may change by way of one (FEAT_BBM, level"
                    + " 1)."),
    ARCH_NT_FAULTS(
            "arch", "nt_faults", "Whether, where `bbm_level_1` is on, an access by a leaf with the nT bit may fault."),
    ARCH_BBM_LEVEL_2(
            "arch", "bbm_level_2", "Whether two sizes of one translation may all the same (FEAT_BBM, level 2)."),
    ARCH_CONFLICT_ABORTS(
            "arch",
            "conflict_aborts",
            "Whether an access that finds two such translations in the TLB may end in an abort: `T.fault == CONFLICT`."),
    ARCH_BBM_LEVEL_2_ABORTS(
            "arch",
            "bbm_level_2_aborts",
            "Whether, where `bbm_level_2` lets two sizes live at once, an access that finds both may abort all the same."),
    ARCH_CONFLICT_MIXES(
            "arch",
            "conflict_mixes",
            "Whether an access that finds translations to two frames may be made with the frame of one and the permissions"
                    + " of the other."),
    ARCH_CONTIGUOUS(
            "arch",
            "contiguous_bit",
            "Whether the CPU may translate a page of a `run` by the entry of another page of the run, if that says that it is "
                    + "one of a run."),
    ARCH_CONTIGUOUS_DIFFER(
            "arch",
            "contiguous_may_differ",
            "Whether two entries of a run may live at once that permit different things: one of them is used, whichever it is."),
    IOMMU_DRIVER("iommu", "driver", "The driver that subscribes to the notifiers, unless the device names one."),
    IOMMU_REWALKS(
            "iommu",
            "rewalks_on_permission_fault",
            "Whether the IOMMU walks the page table again before it reports that a cached translation lacks a "
                    + "permission."),
    IOMMU_REQUESTS_DROP(
            "iommu",
            "page_requests_drop_translations",
            "Whether a page request drops what the IOTLB has for its address, so that the access that is made again cannot be "
                    + "refused by that."),
    IOMMU_HARDWARE_DIRTY(
            "iommu",
            "hardware_dirty",
            "Whether the IOMMU's walks set the accessed bit of entries in tables that it shares with processes, and for writes "
                    + "the dirty bit."),
    IOMMU_DIRTY_TRACKING(
            "iommu",
            "dirty_tracking",
            "Whether the IOMMU's walks set those bits in tables of domains, as with dirty tracking they do."),
    IOMMU_UNACCESSED_FAULT(
            "iommu",
            "unaccessed_entries_fault",
            "Where the IOMMU's walks do not set accessed and dirty bits: whether an access faults that needs one set, so that "
                    + "software sets it; off, what comes of such an access is not known."),
    IOMMU_REQUESTS_SET_DIRTY(
            "iommu",
            "translation_requests_set_dirty",
            "Whether a device with ATS can have the dirty bit set by asking for a translation to write by, though it never "
                    + "writes; where the IOMMU sets dirty bits."),
    IOMMU_STALL(
            "iommu",
            "stall_model",
            "Whether the IOMMU can hold an access that faults until the kernel answers, and then makes or ends it."),
    IOMMU_ANSWERS_OVERFLOW(
            "iommu",
            "answers_request_overflow",
            "Whether the IOMMU itself answers SUCCESS where it drops the last page request of a group because its queue is "
                    + "full; else nobody does."),
    IOMMU_BREAK(
            "iommu",
            "break_before_make",
            "Whether two sizes of a translation, or two frames of which one may be written, must never live at once."),
    IOMMU_BBM_LEVEL_1(
            "iommu",
            "bbm_level_1",
            "Whether nothing is cached of a leaf with the nT bit, so that its size may change by way of one (SMMU_IDR3.BBML,"
                    + " level 1)."),
    IOMMU_BBM_LEVEL_2(
            "iommu",
            "bbm_level_2",
            "Whether two sizes of one translation may all the same, and none of it is ever told (SMMU_IDR3.BBML, level 2)."),
    IOMMU_CONFLICT_ABORTS(
            "iommu",
            "conflict_aborts",
            "Whether an access that finds two such translations in the IOTLB may be aborted: `D.fault == CONFLICT`."),
    IOMMU_CONFLICT_MIXES(
            "iommu",
            "conflict_mixes",
            "Whether an access that finds translations to two frames may be made with the frame of one and the permissions"
                    + " of the other."),
    IOMMU_CONTIGUOUS(
            "iommu",
            "contiguous_bit",
            "Whether the IOMMU may translate a page of a `run` by the entry of another page of the run, if that says that it is "
                    + "one of a run."),
    IOMMU_CONTIGUOUS_DIFFER(
            "iommu",
            "contiguous_may_differ",
            "Whether two entries of a run may live at once that permit different things: one of them is used, whichever it is."),
    IOMMU_IN_ORDER(
            "iommu", "commands_in_order", "Whether queued commands take effect in the order in which they were queued."),
    IOMMU_EMPTY_UPPER(
            "iommu",
            "caches_empty_upper_entries",
            "Whether the IOMMU's walk cache also keeps that an upper page-table entry names no table, and walks fault by that "
                    + "until it is told."),
    IOMMU_WALK_CACHE_KEEPS(
            "iommu",
            "walk_cache_keeps_entries",
            "Whether the IOMMU's walk cache also keeps entries that map pages, and still has them when the CPUs tell all TLBs, "
                    + "and only those, to drop what they have of a whole address space (Power: tlbie_pid)."),
    IOMMU_TAGS(
            "iommu",
            "tags_translations",
            "Whether translations are tagged with the domain (domain ID, ASID, VMID), so that those of one domain serve nobody "
                    + "in another."),
    IOMMU_LOOKS_UP_BY_SOURCE(
            "iommu",
            "looks_up_by_source",
            "Whether the IOTLB looks up by device and address alone, so that what is left of one domain serves the device in its"
                    + " next; the domain then only selects what an invalidation drops."),
    IOMMU_TAGS_BY_PASID(
            "iommu",
            "tags_by_pasid",
            "Whether translations of processes are tagged with the PASID, so that those of one serve the next that has it; else "
                    + "with a tag of the process' own (ASID)."),
    IOMMU_BLOCKING(
            "iommu",
            "caches_blocking_entries",
            "Whether the IOMMU also caches a context entry that names no domain, and then may go on to block."),
    IOMMU_ATS(
            "iommu",
            "enabling_ats_empties_atc",
            "Whether a device's own translations are gone once its ATS has been disabled and enabled again."),
    IOMMU_READS_WHOLE(
            "iommu",
            "reads_entries_whole",
            "Whether the IOMMU reads a device's whole entry (PASID, stream table, device table) at once, however many words it "
                    + "has; else it may read some words before a change and others behind it."),
    IOMMU_READS_128(
            "iommu",
            "reads_entries_by_128_bits",
            "Whether the IOMMU reads two words of such an entry at once, where it does not read all of it at once."),
    IOMMU_HEARS(
            "iommu",
            "hears_broadcasts",
            "Whether the IOMMU takes part in the CPUs' broadcast invalidations, whatever is said of the device."),
    IOMMU_REGION_LOCK(
            "iommu",
            "region_lock",
            "Whether a region can be locked, so that accesses of the device to it wait until it is unlocked."),
    IOMMU_UNLOCK_FLUSHES(
            "iommu",
            "unlock_flushes_region",
            "Whether the command that unlocks a region also drops what is cached of it.");

    private static final Map<String, List<String>> NAMES = Arrays.stream(values())
            .collect(Collectors.groupingBy(
                    MachineRule::home, Collectors.mapping(MachineRule::rule, Collectors.toUnmodifiableList())));
    private static final Map<String, List<String>> SWITCHES = NAMES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, home -> home.getValue().stream()
                    .filter(r -> !List.of(ARCH_IOMMU.rule, ARCH_GRANULE.rule, IOMMU_DRIVER.rule).contains(r))
                    .toList()));

    private final String home;
    private final String rule;
    private final String meaning;

    MachineRule(String home, String rule, String meaning) {
        this.home = home;
        this.rule = rule;
        this.meaning = meaning;
    }

    /** {@code arch} or {@code iommu}. */
    public String home() {
        return home;
    }

    /** The name in library files. */
    public String rule() {
        return rule;
    }

    public String meaning() {
        return meaning;
    }

    /** The rule of this home and name. */
    public static Optional<MachineRule> of(String home, String rule) {
        return Arrays.stream(values())
                .filter(r -> r.home.equals(home) && r.rule.equals(rule))
                .findFirst();
    }

    /** The names of the rules of a home that are on or off; one that nobody sets is off. */
    public static List<String> switches(String home) {
        return SWITCHES.get(home);
    }

    /** The names of all rules of a home. */
    public static List<String> names(String home) {
        return NAMES.get(home);
    }
}
