package org.shootdown.machine.format;

/** What an entry is to the hardware. */
public enum Kind {
    /** It maps a page, or a block of them. */
    LEAF,
    /** It leads to a table of the next level. */
    TABLE,
    /** A walk ends in a translation fault; what else it says is for software. */
    INVALID,
    /** The architecture has no meaning for it: it faults, or worse. */
    RESERVED;

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
