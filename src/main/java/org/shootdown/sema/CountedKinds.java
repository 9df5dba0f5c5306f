package org.shootdown.sema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What runs are charged for, for the checker and the reference; a test compares it with what the machine counts. */
public final class CountedKinds {

    private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

    static {
        add("ipi", "Inter-processor interrupts sent, one for each CPU that is told.");
        add("tlbi", "Invalidations of a page in the CPUs' TLBs: each local one, and each broadcast one once.");
        add("iotlb", "IOTLB invalidation commands put into an IOMMU's queue, one for each page.");
        add("atc", "Device-TLB (ATC) invalidation commands put into an IOMMU's queue, one for each page.");
        add("sync", "Waits for an IOMMU's command queue (CMD_SYNC, a wait descriptor).");
        add("notifier", "Calls of a driver's callbacks; one that the driver leaves empty is none (a NULL in the ops).");
        add("barrier", "Barriers on CPUs: those that wait, and those that order stores.");
    }

    private CountedKinds() {}

    private static void add(String word, String meaning) {
        MEANINGS.put(word, meaning);
    }

    /** The words behind {@code cost.}, with what each counts. */
    public static Map<String, String> meanings() {
        return java.util.Collections.unmodifiableMap(MEANINGS);
    }

    static List<String> words() {
        return List.copyOf(MEANINGS.keySet());
    }
}
