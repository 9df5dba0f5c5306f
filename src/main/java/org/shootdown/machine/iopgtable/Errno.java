package org.shootdown.machine.iopgtable;

/** What a map operation returns where it does not return 0. */
public enum Errno {
    EADDRINUSE(98),
    EBUSY(16),
    EEXIST(17),
    EFAULT(14),
    EINVAL(22),
    ENOENT(2),
    ENOMEM(12),
    EOVERFLOW(75),
    ERANGE(34);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** As in the kernel's headers, positive. */
    public int number() {
        return number;
    }
}
