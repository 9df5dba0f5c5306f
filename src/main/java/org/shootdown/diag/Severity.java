package org.shootdown.diag;

/** How much a diagnostic matters: an error stops the script from running, a warning does not. */
public enum Severity {
    ERROR,
    WARNING;

    /** The word that users read. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
