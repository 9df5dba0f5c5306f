package org.shootdown.machine.iopgtable;

/** Something that a driver did in the course of an operation, besides changing entries. Addresses are in bytes. */
public sealed interface Event {

    /** A table was allocated. */
    record Allocated(long table) implements Event {}

    /** No table could be allocated. */
    record AllocationFailed() implements Event {}

    /** A table went back to the allocator, at once. */
    record Freed(long table) implements Event {}

    /** A table was unlinked, to be freed after the flush of the gather. */
    record Deferred(long table) implements Event {}

    /** A table was unlinked and never freed: the driver lost it. */
    record Leaked(long table) implements Event {}

    /** A range of leaves was added to the gather; {@link Gather#sync} flushes it. */
    record Gathered(long iova, long size) implements Event {}

    /**
     * The TLB was flushed, and the flush is complete.
     *
     * @param iova the first byte
     * @param size in bytes; 0 with {@link Scope#EVERYTHING}
     */
    record Flushed(Scope scope, long iova, long size) implements Event {}

    /** The root changed: a level was added on top, and the device table entry was updated and flushed. */
    record Grown(int levels) implements Event {}

    /** The kernel's log got a warning (WARN, pr_crit, pr_err). */
    record Warned(String text) implements Event {}

    /** What a flush reaches. */
    enum Scope {
        /** Leaves of a range; cached upper entries stay. */
        LEAVES,
        /** Leaves of a range, and cached walks to them. */
        LEAVES_AND_WALKS,
        /** All that is tagged as the domain's. */
        EVERYTHING
    }
}
