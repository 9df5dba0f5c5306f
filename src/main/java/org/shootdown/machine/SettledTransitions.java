package org.shootdown.machine;

/** Transitions behind which the sets are kept right for devices whose entries are written word by word. */
final class SettledTransitions implements Transitions {

    private final int[] before;
    private final Transitions transitions;
    private final Attachments attachments;

    SettledTransitions(int[] before, Transitions transitions, Attachments attachments) {
        this.before = before;
        this.transitions = transitions;
        this.attachments = attachments;
    }

    @Override
    public void to(int[] next, int actor, int kind) {
        try {
            attachments.settle(before, next);
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
