package org.shootdown.sema;

import static org.shootdown.sema.Operation.Kind.LOOKUP;
import static org.shootdown.sema.Operation.Kind.STEP;

/** Page requests by way of a queue: operations on devices with {@code prq}. */
final class PageRequestOperations {

    private PageRequestOperations() {}

    static void addTo(Operations.Table table) {
        table.add("request_pages", STEP, "write: bool, range: pages", Type.INT,
                "A thread on a device asks for pages, whether they are mapped or not: one page request for each, all of one group, "
                        + "of which the last is marked. It waits, and yields the response: SUCCESS, INVALID or FAILURE (PCI "
                        + "Express 10.4.1).");
        table.add("abandon_pages", STEP, "write: bool, range: pages", Type.NOTHING,
                "A thread on a device asks for pages as by `request_pages`, and then stops to use the PASID without waiting for "
                        + "the response (Intel VT-d specification, 7.9): what comes is discarded, unless the device has asked "
                        + "again by then, with a group of the same index.");
        table.add("prq_tail", LOOKUP, "d: device", Type.INT,
                "How many entries of the page request queue of the device's IOMMU hardware has written that have not been given "
                        + "back.");
        table.add("prq_head", LOOKUP, "d: device", Type.INT, "How many of these the kernel has taken.");
        table.add("prq_take", STEP, "d: device", Type.NOTHING,
                "Reads the next page request from the queue. Its entry stays in use until `prq_set_head`.");
        table.add("prq_last", LOOKUP, "d: device", Type.BOOL,
                "Whether the page request that was taken is the last of its group.");
        table.add("prq_set_head", STEP, "d: device", Type.NOTHING,
                "Gives the entries back that have been taken, so that hardware can write them again.");
        table.add("prq_overflow", LOOKUP, "d: device", Type.BOOL,
                "Whether a page request has found the queue full (VT-d PRO, SMMUv3 OVFLG): until that is cleared, no other gets in.");
        table.add("prq_clear_overflow", STEP, "d: device", Type.NOTHING, "Clears that.");
        table.add("prq_respond", STEP, "d: device, status: int", Type.NOTHING,
                "Answers the group of the page request that was taken, whether that is the last or not, and handles nothing.");
        table.add("pasid_array_load", STEP, "d: device", Type.NOTHING,
                "Looks up who has the PASID of the page request that was taken: for that address space its group is handled, if "
                        + "it is the last.");
        table.add("iopf_handler", LOOKUP, "d: device", Type.BOOL, "Whether somebody was found.");
        table.add("iopf_add_partial", STEP, "d: device", Type.NOTHING,
                "Keeps the page request that was taken until the last of its group comes.");
        table.add("iopf_queue_work", STEP, "d: device", Type.NOTHING,
                "The page request that was taken, and what has been kept of its group, go to a worker.");
        table.add("iopf_discard_partial", STEP, "d: device", Type.NOTHING,
                "Drops what has been kept of groups whose last request has not come.");
        table.add("iopf_pages", LOOKUP, "d: device", Type.PAGES,
                "In a worker: the pages for which its group may ask, in the order in which the script first names them.");
        table.add("iopf_reads", LOOKUP, "d: device, a: page", Type.BOOL, "In a worker: whether its group asks to read the page.");
        table.add("iopf_writes", LOOKUP, "d: device, a: page", Type.BOOL, "In a worker: whether its group asks to write the page.");
        table.add("page_response", STEP, "d: device, status: int", Type.NOTHING,
                "In a worker: sends the response to its group. FAILURE ends the page requests of the device (PCI Express "
                        + "10.4.2.1).");
    }
}
