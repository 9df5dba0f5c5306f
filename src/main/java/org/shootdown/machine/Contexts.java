package org.shootdown.machine;

import org.shootdown.ir.Hardware;

/**
 * What devices may be translated by now. Accesses to a region that a GPU's MMU has locked wait, and nothing is walked there
 * (drm/panthor: Add support for atomic page table updates, 2025-11: any access in the locked range has to wait for the
 * page table updates to land). A device that is attached and detached is found in a context entry, and
 * the IOMMU may go on with one that it has cached until that is invalidated (Intel VT-d specification, 6.2.1 and 6.5;
 * Arm SMMUv3 architecture, IHI 0070, 4.3: configuration caches). What an IOTLB holds is tagged with the domain, so it
 * serves only who is translated by that domain (VT-d 6.2.3, domain-id; SMMUv3 3.17, ASID and VMID).
 */
final class Contexts {

    private final Hardware hardware;

    Contexts(Hardware hardware) {
        this.hardware = hardware;
    }

    /** Whether a device may be translated by the entry of a page. */
    boolean reaches(int[] state, int device, int page) {
        return !isLocked(state, device, page)
                && reachesTable(state, device, hardware.pages().get(page).space());
    }

    /** Whether accesses of a device to a page wait. */
    boolean isLocked(int[] state, int device, int page) {
        Hardware.Device unit = hardware.devices().get(device);
        return unit.region().isPresent() && state[unit.region().get().locked() + page] != 0;
    }

    private boolean reachesTable(int[] state, int device, int table) {
        Hardware.Device unit = hardware.devices().get(device);
        if (unit.context().isEmpty()) {
            return unit.space() == table;
        }
        int entry = unit.context().get().naming(table);
        return entry != Hardware.Context.NONE && (entries(state, unit.context().get()) >> entry & 1) != 0;
    }

    /** The context entries that the IOMMU may go by, as a set: what it has cached, and the one in memory. */
    int entries(int[] state, Hardware.Context context) {
        return state[context.cached()] | 1 << state[context.entry()];
    }

    /** Whether a device's own cache may be filled with translations of a page. */
    boolean fillsAtc(int[] state, int device, int page) {
        return isAtsOn(state, device) && reaches(state, device, page);
    }

    /** Whether a device translates by itself. */
    boolean isAtsOn(int[] state, int device) {
        Hardware.Device unit = hardware.devices().get(device);
        return unit.ats() && unit.context().map(c -> state[c.enabled()] != 0).orElse(true);
    }

    /**
     * Whether a device may use what its own cache holds. Translated requests are looked up in the context entry, too,
     * and blocked without one (Intel VT-d specification, 7.1, translation type; SMMUv3 with CR0.ATSCHK, which Linux
     * sets: arm-smmu-v3.c, arm_smmu_device_reset()).
     */
    boolean usesAtc(int[] state, int device) {
        Hardware.Device unit = hardware.devices().get(device);
        return isAtsOn(state, device)
                && unit.context().map(c -> entries(state, c) >> 1 != 0).orElse(true);
    }

    /** Whether some device may be translated by a page's entry; true where none is ever kept from that. */
    boolean isWalked(int[] state, int page) {
        boolean moves = false;
        for (int d = 0; d < hardware.devices().size(); d++) {
            Hardware.Device device = hardware.devices().get(d);
            if (device.walks(hardware.pages().get(page).space())) {
                if (reaches(state, d, page)) {
                    return true;
                }
                moves = true;
            }
        }
        return !moves;
    }

    /** The page by which a device should translate the address of a page; -1 if its context names no such page. */
    int meant(int[] state, int device, int page) {
        Hardware.Device unit = hardware.devices().get(device);
        if (unit.context().isEmpty()) {
            return page;
        }
        int entry = state[unit.context().get().entry()];
        return entry == Hardware.Context.NONE
                ? -1
                : hardware.at(page, unit.context().get().domains().get(entry - 1));
    }
}
