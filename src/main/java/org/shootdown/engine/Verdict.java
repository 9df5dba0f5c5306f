package org.shootdown.engine;

/** The answer to a question in a cell. */
public enum Verdict {
    HOLDS("holds"),
    VIOLATED("violated"),
    /** A bound was reached before the answer was certain. */
    UNKNOWN("unknown"),
    /** The question does not apply to the cell. */
    NOT_APPLICABLE("n/a");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** How scripts and reports write it. */
    public String word() {
        return word;
    }
}
