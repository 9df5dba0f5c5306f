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

    static final int REWALKS = 0;
    static final int LATE_STORES = 1;
    static final int BROADCAST = 2;
    static final int BARRIER_SYNCHRONISES = 3;
    static final int HARDWARE_DIRTY = 4;
    static final int EARLY_FAULTS = 5;
    static final int LATE_STORES_DRAIN = 6;
    static final int CACHES_INVALID = 7;
    static final int INVLPG_DROPS_ALL_WALKS = 8;
    static final int CACHES_TRANSLATIONS = 9;
    static final int TRANSLATES_EARLY = 10;
    static final int EARLY_TRANSLATIONS_FAULT = 11;
    static final int FINDS_ABSENCE = 12;
    static final int MEMORY_BARRIER = 13;
    static final int TAKES_TIME = 14;
    static final int AWAITS_ACCESSES = 15;
    static final int AWAITS_FAULTS = 16;
    static final int REACHES_ALL = 17;
    static final int FORCES_BROADCAST = 18;
    static final int CACHES_UNACCESSED = 19;
    static final int UNACCESSED_FAULT = 20;
    private static final int ARCH_RULES = 21;
    private static final int DEVICE_RULES = 5;

    private final List<String> keys = new ArrayList<>(List.of(
            "arch.rewalks_on_permission_fault",
            "arch.late_pte_stores",
            "arch.broadcast_invalidation",
            "arch.barrier_synchronises_context",
            "arch.hardware_dirty",
            "arch.early_faults",
            "arch.late_stores_drain",
            "arch.caches_invalid_entries",
            "arch.invlpg_drops_all_walks",
            "arch.caches_translations",
            "arch.translates_early",
            "arch.early_translations_fault",
            "arch.finds_absence_early",
            "arch.memory_barrier_orders_walks",
            "arch.invalidation_takes_time",
            "arch.barrier_awaits_accesses",
            "arch.barrier_awaits_faults",
            "arch.invalidation_reaches_all",
            "arch.forces_broadcast",
            "arch.caches_unaccessed_entries",
            "arch.unaccessed_entries_fault"));
    private final boolean[] marks;

    Consulted(Hardware hardware) {
        for (Hardware.Device device : hardware.devices()) {
            keys.add(device.iommu() + ".rewalks_on_permission_fault");
            keys.add(device.iommu() + ".commands_in_order");
            keys.add(device.iommu() + ".caches_blocking_entries");
            keys.add(device.iommu() + ".enabling_ats_empties_atc");
            keys.add(device.iommu() + ".unlock_flushes_region");
        }
        marks = new boolean[keys.size()];
    }

    /** The rule by which the IOMMU of a device walks again or faults. */
    static int rewalks(int device) {
        return ARCH_RULES + DEVICE_RULES * device;
    }

    /** The rule by which the IOMMU of a device orders its commands. */
    static int inOrder(int device) {
        return rewalks(device) + 1;
    }

    /** The rule by which the IOMMU of a device caches that it is in no domain. */
    static int cachesNone(int device) {
        return rewalks(device) + 2;
    }

    /** The rule by which a device's own cache is empty once its ATS is enabled. */
    static int enablingEmpties(int device) {
        return rewalks(device) + 3;
    }

    /** The rule by which the command that unlocks a region drops what is cached of it. */
    static int unlockFlushes(int device) {
        return rewalks(device) + 4;
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
