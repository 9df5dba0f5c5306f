package org.shootdown.machine;

import org.shootdown.ir.Hardware;

/**
 * What IOTLBs hold by entries that mix two domains, or a domain and none: found by the table of one, and tagged as the
 * other's, so that whoever is in that one uses it, and its invalidations drop it (VT-d 6.2.3, domain-id; SMMUv3 3.17, ASID
 * and VMID). What is tagged with no domain's ID serves whoever comes to have none, and no invalidation names it.
 */
final class MixedEntries {

    private final Hardware hardware;
    private final PageTables tables;
    private final EntrySets sets;
    private final Contexts contexts;

    MixedEntries(Hardware hardware, PageTables tables, EntrySets sets, Contexts contexts) {
        this.hardware = hardware;
        this.tables = tables;
        this.sets = sets;
        this.contexts = contexts;
    }

    /** Of the pages at one address, that by which what is tagged with no domain's ID is kept; -1 if this is another. */
    int untagged(int device, int page) {
        Hardware.Device unit = hardware.devices().get(device);
        return unit.context()
                .filter(c -> hardware.pages().get(page).space() == c.domains().get(0))
                .flatMap(Hardware.Context::words)
                .map(w -> w.untagged() + page)
                .orElse(-1);
    }

    /**
     * What a cache that tags what it holds as a domain's may be filled with by the tables of others.
     *
     * @param domain whose tag it is; -1 for none
     * @param page the page at the address by whose numbers the set is to be read
     */
    int found(int[] state, int device, int domain, int page) {
        EntryReadings readings = contexts.readings(device);
        int set = 0;
        for (int rest = contexts.ways(state, device) & ~1; rest != 0; rest &= rest - 1) {
            int way = Integer.numberOfTrailingZeros(rest);
            int table = readings.tableOf(way);
            if (readings.tagOf(way) == domain && table != domain && table >= 0) {
                int other = hardware.at(page, table);
                set |= as(page, other, tables.fillable(state, other, tables.ofDevice(device)));
            }
        }
        return set;
    }

    /** The same entries by the numbers of another page. */
    int as(int page, int other, int set) {
        int converted = 0;
        for (int rest = set; rest != 0; rest &= rest - 1) {
            converted |= sets.of(page, sets.lowest(other, rest));
        }
        return converted;
    }

    /** While sets say what may be cached: all that can be found by now is there, and the device may have been told of it. */
    void settle(int[] state, int device) {
        Hardware.Device unit = hardware.devices().get(device);
        for (int page = 0; page < hardware.pages().size(); page++) {
            int domain = hardware.pages().get(page).space();
            if (!unit.walks(domain)) {
                continue;
            }
            boolean tagged = contexts.tags(state, device, domain);
            if (tagged) {
                // What memory says of the page itself needs no record while it can be walked to.
                int implied = contexts.reaches(state, device, page) ? tables.inMemory(state, page) : 0;
                state[unit.translations() + page] |= found(state, device, domain, page) & ~implied;
            }
            int untagged = untagged(device, page);
            boolean asNone = untagged >= 0 && contexts.tags(state, device, -1);
            if (asNone) {
                state[untagged] |= found(state, device, -1, page);
            }
            if (contexts.isAtsOn(state, device)) {
                int told = (tagged ? state[unit.translations() + page] : 0) | (asNone ? state[untagged] : 0);
                int implied = contexts.fillsAtc(state, device, page) ? tables.inMemory(state, page) : 0;
                state[unit.deviceTranslations() + page] |= told & ~implied;
            }
        }
    }
}
