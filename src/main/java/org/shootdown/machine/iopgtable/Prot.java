package org.shootdown.machine.iopgtable;

/** What a mapping allows: IOMMU_READ, IOMMU_WRITE, IOMMU_CACHE and IOMMU_NOEXEC of include/linux/iommu.h. */
public record Prot(boolean read, boolean write, boolean cache, boolean noexec) {

    public static final Prot NONE = new Prot(false, false, false, false);
    public static final Prot READ_ONLY = new Prot(true, false, false, false);
    public static final Prot WRITE_ONLY = new Prot(false, true, false, false);
    public static final Prot READ_WRITE = new Prot(true, true, false, false);

    /** Neither readable nor writable. */
    boolean isNothing() {
        return !read && !write;
    }
}
