package org.shootdown.ir;

/**
 * What an IOMMU does with accessed and dirty bits, in the tables by which a device translates.
 *
 * @param ofProcess whether those are tables of processes; else they are domains, or the device's own
 * @param set whether its walks set the bits
 * @param fault where they do not: whether an access faults that needs one; else nobody knows what comes of it
 * @param forRequests whether a device's translation request may set the dirty bit, though nothing is written
 */
public record IommuBits(boolean ofProcess, boolean set, boolean fault, boolean forRequests) {

    /** Whether nobody knows what comes of an access that needs a bit set. */
    public boolean areUnknown() {
        return !set && !fault;
    }
}
