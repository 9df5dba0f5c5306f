package org.shootdown.ir;

/** Hears of the page-table entries that a text speaks of, while the text is made. */
@FunctionalInterface
public interface Mentions {

    /** Nobody hears. */
    Mentions UNHEARD = mention -> {};

    void mentions(Mention mention);
}
