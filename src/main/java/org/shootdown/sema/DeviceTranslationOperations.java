package org.shootdown.sema;

import static org.shootdown.sema.Operation.Kind.STEP;

/** Commands to IOMMUs and to MMUs of devices, and the entries by which these find page tables. */
final class DeviceTranslationOperations {

    private DeviceTranslationOperations() {}

    static void addTo(Operations.Table table) {
        table.add("iotlb_invalidate", STEP, "d: device, a: page", Type.NOTHING,
                "Queues the command to drop the translations of the page that the IOMMU has, or the device's own MMU.");
        table.add("iotlb_flush_walk", STEP, "d: device, a: page", Type.NOTHING,
                "Queues the command to drop the translations of the page and what is cached of its upper entry (VT-d "
                        + "6.5.2.3, IH = 0; SMMUv3 4.4, Leaf = 0); `iotlb_invalidate` drops no more than leaves.");
        table.add("iotlb_invalidate_ttl", STEP, "d: device, a: page, size: int", Type.NOTHING,
                "As `iotlb_invalidate`, with the hint that leaves of a size translate the page: what the IOMMU has by leaves of "
                        + "another size it need not drop (SMMUv3 4.4.1, TTL).");
        table.add("iotlb_flush_walk_ttl", STEP, "d: device, a: page, size: int", Type.NOTHING,
                "As `iotlb_flush_walk`, with that hint.");
        table.add("iotlb_invalidate_range", STEP, "d: device, range: pages", Type.NOTHING,
                "As `iotlb_invalidate` for a range, by one command, which need not take effect for all pages at once (SMMUv3 "
                        + "4.4.1.1, NUM, SCALE and TG of SMMUv3.2; VT-d 6.5.2.3, address mask).");
        table.add("iotlb_flush_walk_range", STEP, "d: device, range: pages", Type.NOTHING,
                "As `iotlb_flush_walk` for a range, by one command.");
        table.add("atc_invalidate_range", STEP, "d: device, range: pages", Type.NOTHING,
                "As `atc_invalidate` for a range, by one command (PCI Express 10.3.1, S field).");
        table.add("atc_invalidate", STEP, "d: device, a: page", Type.NOTHING,
                "Queues the command to drop the device's own translations of the page.");
        table.add("iotlb_invalidate_domain", STEP, "d: device, e: domain", Type.NOTHING,
                "Queues the command to drop all translations that the device's IOMMU has tagged with the domain "
                        + "(VT-d domain-selective; Arm TLBI by ASID or VMID).");
        table.add("atc_invalidate_all", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop all of the device's own translations.");
        table.add("context_invalidate", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop what the IOMMU has cached of the device's context entry "
                        + "(VT-d device-selective context-cache invalidation; Arm CMD_CFGI_STE).");
        table.add("set_context", STEP, "d: device, e: domain", Type.NOTHING,
                "Writes the device's context entry (VT-d) or stream table entry (Arm): the IOMMU that reads it translates "
                        + "by the domain's table.");
        table.add("clear_context", STEP, "d: device", Type.NOTHING,
                "Writes the same entry: the IOMMU that reads it blocks the device's DMA.");
        table.add("set_pasid_entry", STEP, "d: device", Type.NOTHING,
                "Writes the PASID entry (VT-d, AMD) or context descriptor (Arm) of a device that shares a page table, as a "
                        + "whole: the IOMMU that reads it translates by that table.");
        table.add("clear_pasid_entry", STEP, "d: device", Type.NOTHING,
                "Writes the same entry: for the IOMMU that reads it the device's accesses end with a fault about which nobody "
                        + "is asked, be it by a page request or a stall.");
        table.add("set_pasid_table", STEP, "d: device, m: mm", Type.NOTHING,
                "Writes the same entry so that it leads to the page table of an address space, which may be another than the "
                        + "device was declared with.");
        table.add("pasid_array_store", STEP, "d: device, m: mm", Type.NOTHING,
                "The kernel's own book of who has the PASID: the device is bound to an address space, whose notifiers its driver "
                        + "hears from now on, and for which its page requests are handled.");
        table.add("pasid_array_erase", STEP, "d: device", Type.NOTHING,
                "The device is bound to none. Where a device is never bound to a second address space, this does nothing.");
        table.add("iotlb_invalidate_pasid", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop all translations by the shared page table that the device's IOMMU has (VT-d "
                        + "PASID-selective; Arm TLBI by ASID).");
        table.add("prq_drain", STEP, "d: device", Type.NOTHING,
                "Waits until every page request that the device has made is answered: none is in the IOMMU's queue, and none "
                        + "is being handled.");
        PageRequestOperations.addTo(table);
        table.add("set_context_valid", STEP, "d: device", Type.NOTHING,
                "Sets the valid bit of the entry alone: of an entry of several words (VT-d PASID entry; Arm CD and STE; AMD "
                        + "DTE; RISC-V device context) each is a step, and `atomic { }` writes those that lie in one word.");
        table.add("clear_context_valid", STEP, "d: device", Type.NOTHING, "Clears the valid bit of the entry alone.");
        table.add("set_context_table", STEP, "d: device, e: domain", Type.NOTHING,
                "Writes the pointer to the table of the entry alone.");
        table.add("clear_context_table", STEP, "d: device", Type.NOTHING, "Clears it.");
        table.add("set_context_tag", STEP, "d: device, e: domain", Type.NOTHING,
                "Writes the tag of the entry alone: the domain ID, ASID, VMID or PSCID by which the IOTLB tells domains apart.");
        table.add("clear_context_tag", STEP, "d: device", Type.NOTHING, "Clears it: an ID that no domain has.");
        table.add("pci_enable_ats", STEP, "d: device", Type.NOTHING,
                "The device may translate by itself (drivers/pci/ats.c, pci_enable_ats()).");
        table.add("pci_disable_ats", STEP, "d: device", Type.NOTHING,
                "The device no longer translates by itself (drivers/pci/ats.c, pci_disable_ats()).");
        table.add("as_command_lock", STEP, "d: device, range: pages", Type.NOTHING,
                "Queues the command by which accesses of the GPU to the pages wait until they are unlocked; what was locked "
                        + "before no longer is (AS_LOCKADDR, AS_COMMAND_LOCK).");
        table.add("as_command_unlock", STEP, "d: device", Type.NOTHING,
                "Queues the command by which they go on (AS_COMMAND_UNLOCK).");
        table.add("as_command_flush_pt", STEP, "d: device", Type.NOTHING,
                "Queues the command to drop what the GPU's MMU has cached of the locked pages, and unlocks them "
                        + "(AS_COMMAND_FLUSH_PT, AS_COMMAND_FLUSH_MEM).");
        table.add("mmu_block", STEP, "d: device", Type.NOTHING,
                "Queues the command by which all accesses of the device wait until `as_command_unlock` (Exynos' System MMU: "
                        + "CTRL_BLOCK, CTRL_ENABLE).");
        table.add("iommu_sync", STEP, "d: device", Type.NOTHING,
                "Waits until the commands that this thread queued are done.");
    }
}
