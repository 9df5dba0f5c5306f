package org.shootdown.machine;

import org.shootdown.ir.Hardware;

/**
 * What devices may be translated by now. Accesses to a region that a GPU's MMU has locked wait, and nothing is walked there
 * (drm/panthor: Add support for atomic page table updates, 2025-11: any access in the locked range has to wait for the
 * page table updates to land). A device that is attached and detached is found in a context entry, and
 * the IOMMU may go on with one that it has cached until that is invalidated (Intel VT-d specification, 6.2.1 and 6.5;
 * Arm SMMUv3 architecture, IHI 0070, 4.3: configuration caches). What an IOTLB holds is tagged with the domain, so it
 * serves only who is translated by that domain (SMMUv3 3.17, ASID and VMID), but for VT-d's.
 */
final class Contexts {

    private final Hardware hardware;
    private final Consulted consulted;
    /** By device: how its entry is read, where it is written word by word; else null. */
    private final EntryReadings[] readings;

    Contexts(Hardware hardware, Consulted consulted) {
        this.hardware = hardware;
        this.consulted = consulted;
        this.readings = hardware.devices().stream()
                .map(d -> d.context()
                        .filter(c -> c.words().isPresent())
                        .map(EntryReadings::new)
                        .orElse(null))
                .toArray(EntryReadings[]::new);
    }

    /** Whether the entry of a device is written word by word. */
    boolean isWorded(int device) {
        return readings[device] != null;
    }

    EntryReadings readings(int device) {
        return readings[device];
    }

    /** The ways by which the IOMMU may go for a device whose entry is written word by word ({@link EntryReadings}). */
    int ways(int[] state, int device) {
        Hardware.Context context = hardware.devices().get(device).context().orElseThrow();
        return readings[device].ways(state[context.entry()], state[context.cached()]);
    }

    /** Whether one of the ways tags what it finds as a domain's; -1 for no domain's. */
    boolean tags(int[] state, int device, int domain) {
        for (int rest = ways(state, device) & ~1; rest != 0; rest &= rest - 1) {
            if (readings[device].tagOf(Integer.numberOfTrailingZeros(rest)) == domain) {
                return true;
            }
        }
        return false;
    }

    /** A device that may be translated by a table that nobody has given it, at whatever address; -1 if there is none. */
    int withoutTable(int[] state) {
        for (int device = 0; device < readings.length; device++) {
            int ways = isWorded(device) ? ways(state, device) & ~1 : 0;
            for (int rest = ways; rest != 0; rest &= rest - 1) {
                if (readings[device].tableOf(Integer.numberOfTrailingZeros(rest)) < 0) {
                    return device;
                }
            }
        }
        return -1;
    }

    /** Whether a device may be translated by the entry of a page, and what it finds is tagged as the page's domain's. */
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
        if (isWorded(device)) {
            for (int rest = ways(state, device) & ~1; rest != 0; rest &= rest - 1) {
                int way = Integer.numberOfTrailingZeros(rest);
                if (readings[device].tableOf(way) == table && readings[device].tagOf(way) == table) {
                    return true;
                }
            }
            return false;
        }
        int entry = unit.context().get().naming(table);
        return entry != Hardware.Context.NONE && (entries(state, unit.context().get()) >> entry & 1) != 0;
    }

    /** The context entries that the IOMMU may go by, as a set: what it has cached, and the one in memory. */
    int entries(int[] state, Hardware.Context context) {
        return state[context.cached()] | 1 << state[context.entry()];
    }

    /** Whether a device may use what its IOTLB holds of a page, or be told of it. */
    boolean hits(int[] state, int device, int page) {
        return isWorded(device)
                ? tags(state, device, hardware.pages().get(page).space())
                : reaches(state, device, page);
    }

    /**
     * Whether a device that is in another domain may use what its IOTLB holds of a page all the same, which is then found by
     * device and address (Intel VT-d specification, rev. 5.10, 6.2.1, table 17: the domain-ID is for invalidations).
     */
    boolean hitsLeft(int[] state, int device, int page) {
        Hardware.Device unit = hardware.devices().get(device);
        boolean left = unit.context().isPresent()
                && unit.walks(hardware.pages().get(page).space())
                && state[unit.translations() + page] != 0
                && !hits(state, device, page)
                && used(state, device, unit.context().get()) >> 1 != 0;
        if (left) {
            consulted.mark(Consulted.bySource(device));
        }
        return left && unit.context().get().bySource();
    }

    /** Whether a device may be answered with what its IOTLB holds of a page, be the device in the page's domain or not. */
    boolean serves(int[] state, int device, int page) {
        return hits(state, device, page) || hitsLeft(state, device, page);
    }

    /** Whether a device's own cache may be filled with what walks find of a page. */
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
                && unit.context()
                        .map(c -> !c.checksTranslated() || used(state, device, c) >> 1 != 0)
                        .orElse(true);
    }

    private int used(int[] state, int device, Hardware.Context context) {
        return isWorded(device) ? ways(state, device) : entries(state, context);
    }

    /** Whether some device may be translated by a page's entry; true where none is ever kept from that. */
    boolean isWalked(int[] state, int page) {
        boolean moves = false;
        for (int d = 0; d < hardware.devices().size(); d++) {
            Hardware.Device device = hardware.devices().get(d);
            if (device.walks(hardware.pages().get(page).space())) {
                if (isWorded(d) ? walks(state, d, hardware.pages().get(page).space()) : reaches(state, d, page)) {
                    return true;
                }
                moves = true;
            }
        }
        return !moves;
    }

    /** Whether one of the ways leads to a table, whatever its tag. */
    private boolean walks(int[] state, int device, int table) {
        for (int rest = ways(state, device) & ~1; rest != 0; rest &= rest - 1) {
            if (readings[device].tableOf(Integer.numberOfTrailingZeros(rest)) == table) {
                return true;
            }
        }
        return false;
    }

    /** The page by which a device should translate the address of a page; -1 if its context names no such page. */
    int meant(int[] state, int device, int page) {
        Hardware.Device unit = hardware.devices().get(device);
        if (unit.context().isEmpty()) {
            return page;
        }
        int entry = state[unit.context().get().entry()];
        if (isWorded(device)) {
            int way = readings[device].now(entry);
            int table = way == 0 ? -1 : readings[device].tableOf(way);
            return table < 0 ? -1 : hardware.at(page, table);
        }
        return entry == Hardware.Context.NONE
                ? -1
                : hardware.at(page, unit.context().get().domains().get(entry - 1));
    }
}
