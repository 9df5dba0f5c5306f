package org.shootdown.lower;

import java.util.List;
import org.shootdown.ir.Value;
import org.shootdown.syntax.Declaration.Library;

/**
 * A device or a virtual machine.
 *
 * @param table the page table that it translates by
 * @param space the address space to whose notifiers its driver subscribes, or -1
 * @param switches what it can do
 */
record DeviceInfo(
        String name,
        Kind kind,
        String iommu,
        int table,
        int space,
        Switches switches,
        List<Library> driver) {

    /** Whether somebody answers its faults. */
    boolean recovers() {
        return switches.pri() || switches.stall() || kind == Kind.MIRROR;
    }

    /** How timelines tell that it waits for an answer. */
    String request(String page) {
        String word = kind == Kind.MIRROR ? "device fault " : switches.stall() ? "stall " : "page request ";
        return word + page + (switches.pasid() == 0 ? "" : " pasid " + switches.pasid());
    }

    /** What a device is. */
    enum Kind {
        /** A device attached to a domain, with nothing to do with an address space. */
        ATTACHED,
        /** A device that shares the page table (SVA). */
        SHARING,
        /** A device with a page table of its own that mirrors the address space (HMM). */
        MIRROR,
        /** A virtual machine, with its secondary page table (KVM). */
        VIRTUAL_MACHINE
    }

    /**
     * What a device can do.
     *
     * @param stall whether its IOMMU holds an access that faults until the kernel answers
     * @param pasid the PASID of its process, or 0
     * @param prq how many page requests the queue of its IOMMU holds; 0 if nobody says
     */
    record Switches(boolean ats, boolean pri, boolean stall, boolean btm, int pasid, int prq) {

        static final Switches NONE = new Switches(false, false, false, false, 0, 0);
    }

    /**
     * What is known of a device that the scenario attaches and detaches.
     *
     * @param domains the tables by which it may come to translate; at the start it does by the first
     * @param domain the slot of the domain in whose list the kernel has it: one more than the index in domains, 0 for none
     * @param entry the slot of its context entry
     * @param cached the slot of what the IOMMU has cached of that
     * @param enabled the slot that says whether its ATS is enabled
     * @param untagged where its entry is written word by word, the first slot of what the IOTLB holds under no tag; else -1
     * @param bindable whether it shares page tables of processes, of more than one
     */
    record Movable(List<Integer> domains, int domain, int entry, int cached, int enabled, int untagged, boolean bindable) {

        /** Whether its entry in memory leads anywhere. */
        Value isValid() {
            return isWorded()
                    ? Functions.hasBit(new Value.Read(entry), 1)
                    : Value.differs(entry, 0);
        }

        /** Of an entry that is written in its fields: the table that it names in memory, as {@link #naming} does. */
        Value table() {
            Value fields = Value.binary(Value.Operator.SHIFT_RIGHT, new Value.Read(entry), Value.constant(1));
            return Value.binary(Value.Operator.REMAINDER, fields, Value.constant(domains.size() + 1));
        }

        boolean isWorded() {
            return untagged >= 0;
        }

        /** What the slots hold that name a domain. */
        int naming(int space) {
            return domains.indexOf(space) + 1;
        }
    }
}
