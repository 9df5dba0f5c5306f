package org.shootdown.machine;

/** How the machine represents what translation caches hold. Both give the same answers (a test compares them). */
public enum CacheModel {
    /** The sets hold what is cached now; every fill and eviction is a transition. */
    EXPLICIT,
    /**
     * The sets hold the superseded entries that may still be cached. Hardware may fill at any moment from what a walk
     * finds, and may keep an entry for as long as it likes: so an entry that is overwritten may be in every cache that
     * could have walked to it, until an invalidation that covers it; an access uses one of these or walks. Fills and
     * evictions need no transitions.
     */
    MAY_SETS
}
