package org.shootdown.ir;

/**
 * The rules of invalidations that all CPUs hear.
 *
 * @param on whether there are such
 * @param takesTime whether one takes effect some time after it is issued, and completes at a barrier
 * @param awaitsAccesses whether that barrier waits for other CPUs' accesses that were translated before
 * @param awaitsFaults whether also for those that fault
 * @param reachesAll whether it acts on other CPUs
 * @param forced whether one for the own CPU acts on all
 * @param faulting first slot, per CPU and page, of the entries by which accesses that a barrier has not waited for may
 *     still fault; -1 if it waits for them
 * @param local first slot, per thread and page, of the states of invalidations for the own CPU: 0 none, 1 issued; -1 if
 *     there are none
 */
public record BroadcastRules(
        boolean on,
        boolean takesTime,
        boolean awaitsAccesses,
        boolean awaitsFaults,
        boolean reachesAll,
        boolean forced,
        int faulting,
        int local) {}
