package org.shootdown.machine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.shootdown.ir.Hardware;

/**
 * Which rules mattered to the transitions that a machine has made: those whose other value might have led elsewhere. A
 * rule that is not among them can be flipped, and every run stays as it is. Only marks are kept, no states.
 */
final class Consulted {

    private static final List<String> ARCH_RULES = new ArrayList<>();
    private static final List<String> DEVICE_RULES = new ArrayList<>();

    static final int REWALKS = arch("rewalks_on_permission_fault");
    static final int LATE_STORES = arch("late_pte_stores");
    static final int BROADCAST = arch("broadcast_invalidation");
    static final int BARRIER_SYNCHRONISES = arch("barrier_synchronises_context");
    static final int HARDWARE_DIRTY = arch("hardware_dirty");
    static final int EARLY_FAULTS = arch("early_faults");
    static final int LATE_STORES_DRAIN = arch("late_stores_drain");
    static final int CACHES_INVALID = arch("caches_invalid_entries");
    static final int INVALID_EXPIRES = arch("cached_invalid_entries_expire");
    static final int FAULTS_DROP_TRANSLATIONS = arch("faults_drop_translations");
    static final int FAULTS_DROP_WALKS = arch("faults_drop_walks");
    static final int INVLPG_DROPS_ALL_WALKS = arch("invlpg_drops_all_walks");
    static final int TAGGED_TRANSLATIONS = arch("tagged_translations");
    static final int CACHES_TRANSLATIONS = arch("caches_translations");
    static final int TRANSLATES_EARLY = arch("translates_early");
    static final int EARLY_TRANSLATIONS_FAULT = arch("early_translations_fault");
    static final int FINDS_ABSENCE = arch("finds_absence_early");
    static final int MEMORY_BARRIER = arch("memory_barrier_orders_walks");
    static final int TAKES_TIME = arch("invalidation_takes_time");
    static final int AWAITS_ACCESSES = arch("barrier_awaits_accesses");
    static final int AWAITS_FAULTS = arch("barrier_awaits_faults");
    static final int REACHES_ALL = arch("invalidation_reaches_all");
    static final int FORCES_BROADCAST = arch("forces_broadcast");
    static final int BBM_LEVEL_2_ABORTS = arch("bbm_level_2_aborts");
    static final int NT_FAULTS = arch("nt_faults");
    private static final int CPU_CONFLICT_ABORTS = arch("conflict_aborts");
    private static final int CPU_CONFLICT_MIXES = arch("conflict_mixes");
    private static final int CPU_BBM_LEVEL_1 = arch("bbm_level_1");
    private static final int CPU_BBM_LEVEL_2 = arch("bbm_level_2");
    static final int CACHES_UNACCESSED = arch("caches_unaccessed_entries");
    static final int UNACCESSED_FAULT = arch("unaccessed_entries_fault");
    static final int CONTIGUOUS = arch("contiguous_bit");

    private static final int DEVICE_REWALKS = device("rewalks_on_permission_fault");
    private static final int DEVICE_REQUESTS_DROP = device("page_requests_drop_translations");
    private static final int DEVICE_HARDWARE_DIRTY = device("hardware_dirty");
    private static final int DEVICE_DIRTY_TRACKING = device("dirty_tracking");
    private static final int DEVICE_UNACCESSED_FAULT = device("unaccessed_entries_fault");
    private static final int DEVICE_REQUESTS_SET_DIRTY = device("translation_requests_set_dirty");
    private static final int DEVICE_IN_ORDER = device("commands_in_order");
    private static final int DEVICE_CACHES_NONE = device("caches_blocking_entries");
    private static final int DEVICE_BY_SOURCE = device("looks_up_by_source");
    private static final int DEVICE_ENABLING_EMPTIES = device("enabling_ats_empties_atc");
    private static final int DEVICE_UNLOCK_FLUSHES = device("unlock_flushes_region");
    private static final int DEVICE_CACHES_EMPTY_UPPER = device("caches_empty_upper_entries");
    private static final int DEVICE_WALK_CACHE_KEEPS = device("walk_cache_keeps_entries");
    private static final int DEVICE_READS_WHOLE = device("reads_entries_whole");
    private static final int DEVICE_READS_BY_TWO_WORDS = device("reads_entries_by_128_bits");
    private static final int DEVICE_CONFLICT_ABORTS = device("conflict_aborts");
    private static final int DEVICE_CONFLICT_MIXES = device("conflict_mixes");
    private static final int DEVICE_BBM_LEVEL_1 = device("bbm_level_1");
    private static final int DEVICE_BBM_LEVEL_2 = device("bbm_level_2");
    private static final int DEVICE_CONTIGUOUS = device("contiguous_bit");

    private final List<String> keys = new ArrayList<>();
    private final boolean[] marks;

    Consulted(Hardware hardware) {
        ARCH_RULES.forEach(rule -> keys.add("arch." + rule));
        for (Hardware.Device device : hardware.devices()) {
            DEVICE_RULES.forEach(rule -> keys.add(device.iommu() + "." + rule));
        }
        marks = new boolean[keys.size()];
    }

    private static int arch(String rule) {
        ARCH_RULES.add(rule);
        return ARCH_RULES.size() - 1;
    }

    private static int device(String rule) {
        DEVICE_RULES.add(rule);
        return DEVICE_RULES.size() - 1;
    }

    private static int of(int device, int rule) {
        return ARCH_RULES.size() + DEVICE_RULES.size() * device + rule;
    }

    /** The rule by which the IOMMU of a device walks again or faults. */
    static int rewalks(int device) {
        return of(device, DEVICE_REWALKS);
    }

    /** The rule by which a page request drops what the IOTLB has for its address. */
    static int requestsDrop(int device) {
        return of(device, DEVICE_REQUESTS_DROP);
    }

    /** The rule by which the IOMMU of a device sets accessed and dirty bits. */
    static int setsBits(int device, boolean ofProcess) {
        return of(device, ofProcess ? DEVICE_HARDWARE_DIRTY : DEVICE_DIRTY_TRACKING);
    }

    /** The rule by which an access of a device faults that needs such a bit. */
    static int unaccessedFault(int device) {
        return of(device, DEVICE_UNACCESSED_FAULT);
    }

    /** The rule by which a translation request has the dirty bit set. */
    static int requestsSetDirty(int device) {
        return of(device, DEVICE_REQUESTS_SET_DIRTY);
    }

    /** The rule by which the IOMMU of a device orders its commands. */
    static int inOrder(int device) {
        return of(device, DEVICE_IN_ORDER);
    }

    /** The rule by which the IOMMU of a device caches that it is in no domain. */
    static int cachesNone(int device) {
        return of(device, DEVICE_CACHES_NONE);
    }

    /** The rule by which the IOTLB of a device answers from what another domain has left. */
    static int bySource(int device) {
        return of(device, DEVICE_BY_SOURCE);
    }

    /** The rule by which a device's own cache is empty once its ATS is enabled. */
    static int enablingEmpties(int device) {
        return of(device, DEVICE_ENABLING_EMPTIES);
    }

    /** The rule by which the command that unlocks a region drops what is cached of it. */
    static int unlockFlushes(int device) {
        return of(device, DEVICE_UNLOCK_FLUSHES);
    }

    /** The rule by which the IOMMU of a device reads its entry at once. */
    static int readsWhole(int device) {
        return of(device, DEVICE_READS_WHOLE);
    }

    /** The rule by which the IOMMU of a device reads two words of its entry at once. */
    static int readsByTwoWords(int device) {
        return of(device, DEVICE_READS_BY_TWO_WORDS);
    }

    /** The rule by which an access is aborted that finds what conflicts. {@code unit}: see {@link Conflicts}. */
    static int conflictAborts(int unit) {
        return unit == Conflicts.CPU ? CPU_CONFLICT_ABORTS : of(unit, DEVICE_CONFLICT_ABORTS);
    }

    /** The rule by which it may be translated by a mix. */
    static int conflictMixes(int unit) {
        return unit == Conflicts.CPU ? CPU_CONFLICT_MIXES : of(unit, DEVICE_CONFLICT_MIXES);
    }

    /** The rule by which two sizes do not conflict. */
    static int bbmLevel2(int unit) {
        return unit == Conflicts.CPU ? CPU_BBM_LEVEL_2 : of(unit, DEVICE_BBM_LEVEL_2);
    }

    /** The rule by which nothing is cached of entries with the nT bit. */
    static int bbmLevel1(int unit) {
        return unit == Conflicts.CPU ? CPU_BBM_LEVEL_1 : of(unit, DEVICE_BBM_LEVEL_1);
    }

    /** The rule by which the IOMMU of a device translates a page by the entry of another of its run. */
    static int contiguous(int device) {
        return of(device, DEVICE_CONTIGUOUS);
    }

    /** The rule by which the IOMMU of a device caches that an upper entry names no table. */
    static int cachesEmptyUpper(int device) {
        return of(device, DEVICE_CACHES_EMPTY_UPPER);
    }

    /** The rule by which the walk cache of a device's IOMMU keeps entries when its TLB is emptied. */
    static int walkCacheKeeps(int device) {
        return of(device, DEVICE_WALK_CACHE_KEEPS);
    }

    void mark(int rule) {
        marks[rule] = true;
    }

    /** How a rule is called: {@code arch.NAME}, or {@code IOMMU.NAME}. */
    String key(int rule) {
        return keys.get(rule);
    }

    /** The rules that mattered so far. */
    Set<String> keys() {
        Set<String> found = new LinkedHashSet<>();
        for (int rule = 0; rule < marks.length; rule++) {
            if (marks[rule]) {
                found.add(keys.get(rule));
            }
        }
        return found;
    }
}
