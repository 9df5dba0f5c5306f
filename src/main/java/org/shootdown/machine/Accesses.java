package org.shootdown.machine;

import org.shootdown.ir.Step;

/**
 * Accesses: every way in which one may be translated. A cache that holds entries for the page answers with one of
 * them; else the page table is walked and the cache filled. A permission that a cached entry lacks leads to a new
 * walk or to a fault, as the architecture rules.
 */
final class Accesses {

    /** What an access comes to. */
    interface Outcomes {
        /** It is made with an entry; the state has been cloned for this outcome. */
        void use(int[] state, int entry, String how);

        /** It faults. */
        void fault(int[] state, String why);

        /** It faults, and nobody is asked about it: the IOMMU has no valid entry for the device. */
        default void refuse(int[] state, String why) {
            fault(state, why);
        }

        /** It ends, and its thread with it: two translations that must not live at once have been found. */
        void conflict(int[] state, String why);

        /** What it comes to is not known; {@code why}: a sentence whose subject is the thread. */
        void unmodelled(String why);
    }

    private final CpuAccesses ofCpus;
    private final DeviceAccesses ofDevices;

    Accesses(CpuAccesses ofCpus, DeviceAccesses ofDevices) {
        this.ofCpus = ofCpus;
        this.ofDevices = ofDevices;
    }

    void access(int[] state, int thread, Step.Access access, Outcomes outcomes, Narrator narrator) {
        if (access.place().device()) {
            ofDevices.access(state, access, outcomes, narrator);
        } else {
            ofCpus.access(state, thread, access, outcomes, narrator);
        }
    }
}
