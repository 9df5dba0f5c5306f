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
    REFCOUNT(
            "refcount",
            "No step takes or drops a reference of a frame that has none left, copies it, or maps it. When all threads have "
                    + "ended and the kernel's workers rest, each frame has one reference for each page-table entry of a "
                    + "process that maps it, those of the page cache and of other processes, and besides at most what the "
                    + "script had at the start: none is leaked."),
    PROGRESS(
            "progress",
            "An access that the VMA permits succeeds after finitely many faults, each of which the kernel answers, if "
                    + "every thread and every queue that can go on for ever does so at some time (weak fairness); caches "
                    + "owe nobody an eviction. Faults that `try` catches count, also those whose handler makes the access "
                    + "again by `retry`; and an operation with `fails` may fail every time."),
    BBM(
            "bbm",
            "No CPU and no IOMMU that asks for break-before-make can use two translations of a page of which one is of a "
                    + "huge leaf and the other of a table's entry, or which name two frames and one permits writing."),
    TRANSIENT_FAULT(
            "transient_fault",
            "An access never faults in vain: to a page that is mapped from the start, permits all accesses that are made to"
                    + " it, and is mapped again when nothing is under way, though no operation was about it. An operation is"
                    + " about the pages that a call names (about all under their upper entry, if it names a size that is not"
                    + " smaller) and those whose entries a thread writes by name; `set_pte_in` does not count."),
    ONE_RESPONSE(
            "one_response",
            "Every page request group gets one response: none comes to a device that has no such group outstanding, and none "
                    + "is lost, in no queue and handled by nobody, without one. It asks of devices with `prq`."),
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
