package org.shootdown.ir;

/**
 * The rules of what CPUs' walks leave behind.
 *
 * @param cached whether a CPU keeps what its walks have found, in a TLB and a walk cache
 * @param early whether an access may have been translated long before it is made
 * @param earlyFaults whether an access may fault by such a translation
 * @param absenceEarly whether an access may have found early that nothing is mapped
 * @param unaccessedCached whether entries without the accessed bit may be cached, too
 * @param unaccessedFault whether an access faults that needs an accessed or dirty bit which walks do not set
 * @param faultsDropTranslations whether a fault drops what the TLB has for the address
 * @param faultsDrop whether a fault drops what the walk cache has for the address
 * @param memoryBarrierOrders whether a barrier that orders memory also orders walks
 * @param memoryBarrierShows whether walks see the stores to entries in front of it
 * @param seenHere first slot, per CPU and page, of the overwritten entries that walks of the CPU do not find any more, though
 *     others may; -1 if no barrier is for the own CPU only
 */
public record WalkRules(
        boolean cached,
        boolean early,
        boolean earlyFaults,
        boolean absenceEarly,
        boolean unaccessedCached,
        boolean unaccessedFault,
        boolean faultsDropTranslations,
        boolean faultsDrop,
        boolean memoryBarrierOrders,
        boolean memoryBarrierShows,
        int seenHere) {}
