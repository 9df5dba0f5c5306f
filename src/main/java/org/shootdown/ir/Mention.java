package org.shootdown.ir;

import java.util.List;

/**
 * A page-table entry that a text speaks of: timelines carry them beside their texts, so that what is to be said of them
 * need not be read out of the texts again.
 *
 * @param upper whether it is the upper entry of a block, rather than the entry of a page
 * @param of the index of the page, or of the block
 * @param entry as in {@link PageTableEntry}
 */
public record Mention(boolean upper, int of, int entry) {

    public static Mention ofPage(int page, int entry) {
        return new Mention(false, page, entry);
    }

    public static Mention ofUpper(int block, int entry) {
        return new Mention(true, block, entry);
    }

    /** How texts speak of it; who listens hears that they do. */
    public String told(Mentions listener, List<String> frames) {
        listener.mentions(this);
        return PageTableEntry.text(entry, frames);
    }
}
