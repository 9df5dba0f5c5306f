package org.shootdown.machine;

import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

/** What the state keeps of a broadcast invalidation of a page, or of one for the own CPU, as a number; 0 is none. */
final class Invalidation {

    static final int NONE = 0;
    static final int ISSUED = 1;
    private static final int EFFECTIVE = 2;
    static final int STATUS = 3;
    /** Besides: what is cached of the upper entry goes. */
    private static final int WALKS = 4;
    /** Besides: entries of the lowest level go. */
    private static final int LOWEST = 8;
    /** Besides: entries of an upper level, which map all under them, go. */
    private static final int UPPER = 16;
    /** Besides: what was cached of the upper entry has gone, and the barrier waits for who has read it before. */
    private static final int AWAITS_WALKS = 32;
    /** Besides: what walk caches keep of entries that map pages goes. */
    private static final int KEPT = 64;
    /** From this bit on: the tag that it is about. */
    private static final int TAG_SHIFT = 7;

    private Invalidation() {}

    /** What goes. With a hint of an upper level, the entry that names a table is none of those that lead to the page. */
    static int of(Step.InvalidateBroadcast step, boolean hasBlock) {
        int walks = step.walks() && hasBlock ? WALKS : 0;
        return switch (step.hint()) {
            case NONE -> LOWEST | UPPER | KEPT | walks;
            case LOWEST -> LOWEST | KEPT | walks;
            case UPPER -> UPPER | KEPT;
            case TABLES -> walks;
            case TLB -> LOWEST | UPPER;
        };
    }

    /** What has a tag, whatever the level of its entry. */
    static int ofTag(Step.Hint hint, int tag) {
        return LOWEST | UPPER | (hint == Step.Hint.TLB ? 0 : KEPT) | tag << TAG_SHIFT;
    }

    /** Whether what walk caches keep of entries that map pages goes, too. */
    static boolean isOfKept(int invalidation) {
        return (invalidation & KEPT) != 0;
    }

    static int tag(int invalidation) {
        return invalidation >> TAG_SHIFT;
    }

    /** One that is issued; what has been issued before and has had no effect is one with it. */
    static int issued(int before, int what) {
        int unfinished = (before & STATUS) == ISSUED ? before & ~STATUS : 0;
        return ISSUED | unfinished | what | before & AWAITS_WALKS;
    }

    /** It takes effect. */
    static int effective(int invalidation) {
        return EFFECTIVE | invalidation & ~STATUS | (isOfWalks(invalidation) ? AWAITS_WALKS : 0);
    }

    /** Whether the barrier waits for who has read the upper entry before that was dropped. */
    static boolean awaitsWalks(int invalidation) {
        return (invalidation & AWAITS_WALKS) != 0;
    }

    /** Whether it has taken effect and is not complete. */
    static boolean isEffective(int invalidation) {
        return (invalidation & STATUS) == EFFECTIVE;
    }

    /** Whether what is cached of the upper entry goes. */
    static boolean isOfWalks(int invalidation) {
        return (invalidation & WALKS) != 0;
    }

    /** Whether something of what translates the page goes, and not only what leads to its table. */
    static boolean drops(int invalidation) {
        return (invalidation & (LOWEST | UPPER)) != 0;
    }

    static boolean isOfAllLevels(int invalidation) {
        return (invalidation & (LOWEST | UPPER)) == (LOWEST | UPPER);
    }

    /** Whether an entry must go: a level that the hint does not name need not. */
    static boolean names(int invalidation, int entry) {
        int level = PageTableEntry.isLeaf(entry) ? UPPER : LOWEST;
        return PageTableEntry.valid(entry) && (invalidation & level) != 0;
    }

    /**
     * Whether what comes behind one that has no effect yet cannot be one with that. Of tables first and then of what they map
     * it can: Linux has it so, and expects it to be so (arch/powerpc/mm/book3s64/radix_tlb.c, radix__flush_tlb_collapsed_pmd():
     * first do the PWC, then iterate the pages). The other way round what the first drops can be there again before the second.
     */
    static boolean isOutOfOrder(int before, int then) {
        return drops(before) && !isOfWalks(before) && isOfWalks(then) && !drops(then);
    }
}
