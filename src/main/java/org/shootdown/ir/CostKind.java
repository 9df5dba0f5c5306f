package org.shootdown.ir;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a run can be charged for: each kind is counted by itself, in events, and never in time. */
public enum CostKind {
    IPI("Inter-processor interrupts sent, one for each CPU that is told."),
    TLBI("Invalidations of a page in the CPUs' TLBs: each local one, and each broadcast one once."),
    IOTLB("IOTLB invalidation commands put into an IOMMU's queue, one for each page."),
    ATC("Device-TLB (ATC) invalidation commands put into an IOMMU's queue, one for each page."),
    SYNC("Waits for an IOMMU's command queue (CMD_SYNC, a wait descriptor)."),
    NOTIFIER("Calls of a driver's callbacks; one that the driver leaves empty is none (a NULL in the ops)."),
    BARRIER("Barriers on CPUs: those that wait, and those that order stores.");

    private final String meaning;

    CostKind(String meaning) {
        this.meaning = meaning;
    }

    /** The name in scripts and reports, as in {@code cost.iotlb}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is counted, in a sentence. */
    public String meaning() {
        return meaning;
    }

    public static Optional<CostKind> named(String word) {
        return Arrays.stream(values()).filter(k -> k.word().equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(CostKind::word).toList();
    }
}
