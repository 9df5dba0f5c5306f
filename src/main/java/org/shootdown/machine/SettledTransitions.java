package org.shootdown.machine;

/**
 * Transitions behind which the sets are kept right for devices that {@link Attachments#settle} is about, and told which of them
 * an IOTLB can now serve with what another domain has left.
 */
final class SettledTransitions implements Transitions {

    private final int[] before;
    private final Transitions transitions;
    private final Attachments attachments;
    private final boolean settles;
    private final Narrator narrator;

    SettledTransitions(
            int[] before, Transitions transitions, Attachments attachments, boolean settles, Narrator narrator) {
        this.settles = settles;
        this.narrator = narrator;
        this.before = before;
        this.transitions = transitions;
        this.attachments = attachments;
    }

    @Override
    public void to(int[] next, int actor, int kind) {
        try {
            if (settles) {
                attachments.settle(before, next);
            }
            attachments.tellLeft(before, next, narrator);
        } catch (LimitReached e) {
            transitions.stops(actor, new Stop("what an IOMMU reads " + e.getMessage(), Stop.Kind.LIMIT));
            return;
        }
        transitions.to(next, actor, kind);
    }

    @Override
    public void stops(int actor, Stop stop) {
        transitions.stops(actor, stop);
    }
}
