package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.machine.Caches.Cache;

/** Which caches are of use to their CPU or device now, and which can be filled from walks. */
final class CacheUses {

    private final Hardware hardware;
    private final Contexts contexts;
    private final LoadedSpaces loaded;

    CacheUses(Hardware hardware, Contexts contexts, LoadedSpaces loaded) {
        this.hardware = hardware;
        this.contexts = contexts;
        this.loaded = loaded;
    }

    /** Of the caches that stand for one place in the TLB of a CPU, as address spaces have pages there, the first evicts. */
    boolean evicts(Cache cache) {
        return cache.ofDevice() || loaded.evicts(cache.unit(), cache.page());
    }

    /** Whether its walks may find the entry of its page. */
    boolean isReached(int[] state, Cache cache) {
        if (cache.ofDevice()) {
            return !cache.untagged() && contexts.reaches(state, cache.unit(), cache.page());
        }
        return !loaded.areOn()
                || loaded.uses(state, cache.unit(), cache.tag(), cache.page())
                        && loaded.isLoaded(state, cache.unit(), cache.page());
    }

    /**
     * Whether something may use what a cache holds: an IOTLB's entries only while the domain is that of the device, a TLB's
     * only while their tag is loaded and not while the CPU only borrows the address space, and nothing of a device while the
     * region is locked.
     */
    boolean isUsed(int[] state, Cache cache) {
        if (!cache.ofDevice()) {
            boolean uses = cache.walks()
                    ? loaded.uses(state, cache.unit(), cache.tag(), cache.page())
                    : loaded.isLoaded(state, cache.unit(), cache.page());
            return uses && !hardware.cpus().get(cache.unit()).onlyBorrows(state);
        }
        if (cache.source() >= 0) {
            return contexts.usesAtc(state, cache.unit());
        }
        return cache.untagged()
                ? contexts.tags(state, cache.unit(), -1)
                : contexts.serves(state, cache.unit(), cache.page());
    }
}
