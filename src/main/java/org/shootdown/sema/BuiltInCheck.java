package org.shootdown.sema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The questions that {@code check} knows. */
public enum BuiltInCheck {
    PAGE_LIFETIME(
            "page_lifetime",
            "No translation that hardware may use leads to a frame that has been freed or has a new owner."),
    COHERENCE(
            "coherence",
            "Once no kernel operation on a page is under way, no CPU and no device can use a translation of it that "
                    + "names another frame, or permits more, than its page-table entry."),
    PROGRESS(
            "progress",
            "An access that the VMA permits succeeds after finitely many faults, if every thread and every queue that "
                    + "can go on for ever does so at some time (weak fairness); caches owe nobody an eviction. Faults "
                    + "that `try` catches count, also those whose handler makes the access again by `retry`; and an "
                    + "operation with `fails` may fail every time."),
    DEADLOCK("deadlock", "Some thread can always go on until all have ended.");

    private final String word;
    private final String meaning;

    BuiltInCheck(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** The name in scripts and reports. */
    public String word() {
        return word;
    }

    public String meaning() {
        return meaning;
    }

    public static Optional<BuiltInCheck> named(String word) {
        return Arrays.stream(values()).filter(c -> c.word.equals(word)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(BuiltInCheck::word).toList();
    }
}
