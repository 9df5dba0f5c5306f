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
    static final int TAGGED_TRANSLATIONS = 9;
    private static final int ARCH_RULES = 10;
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
            "arch.tagged_translations"));
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
