package org.shootdown.sema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The names of the language's own values. */
public final class Constants {

    /** A value with its type. */
    public record Constant(Type type, int value, String documentation) {}

    /** How an access ends that finds translations which must not live at once. */
    public static final int CONFLICT = 101;

    private static final Map<String, Constant> TABLE = new LinkedHashMap<>();

    static {
        add("none", Type.PROT, 0, "no permission");
        add("ro", Type.PROT, 1, "permission to read");
        add("rw", Type.PROT, 3, "permission to read and write");
        add("rx", Type.PROT, 5, "permission to read and execute");
        add("rwx", Type.PROT, 7, "permission to read, write and execute");
        add("empty_pte", Type.PTE, 0, "the empty page-table entry");
        add("empty_pmd", Type.PMD, 0, "the empty upper page-table entry");
        add("no_frame", Type.FRAME, 0, "no frame");
        add("NO_FAULT", Type.INT, 0, "an access that has not faulted for good");
        add("SEGV", Type.INT, 11, "the access has no permission: the thread gets SIGSEGV");
        add("BUS", Type.INT, 7, "the access has no memory: the thread gets SIGBUS");
        add("ABORT", Type.INT, 100, "the device's access was refused and not retried");
        add("CONFLICT", Type.INT, CONFLICT, "the access has met two translations that must not live at once: the thread is killed,"
                + " a device's access aborted");
        add("EEXIST", Type.INT, 17, "`iommu_map` found something mapped");
        add("ENOENT", Type.INT, 2, "what unmapping a hole returns on Arm since 6.17, as a size: less than zero");
        add("EADDRINUSE", Type.INT, 98, "the same of `iommu_map` on Exynos");
        add("ENOMEM", Type.INT, 12, "`iommu_map` had no memory for a table");
        add("EINVAL", Type.INT, 22, "`iommu_map` is to permit neither reading nor writing");
        add("EBUSY", Type.INT, 16, "`iommu_attach_device` found the device in a domain");
        add("EFAULT", Type.INT, 14, "KVM_RUN failed: what the guest accesses the host does not permit");
        add("SUCCESS", Type.INT, 0, "page response: the device may try again");
        add("INVALID", Type.INT, 1, "page response: the access is not permitted");
        add("FAILURE", Type.INT, 2, "page response: no more requests, please");
        add("initial_mappings", Type.INT, 0, "of a variable with an element for each frame: its mappings at the start");
        add("initially_exclusive", Type.INT, 0, "of such a variable: 1 if one process alone owns the frame at the start");
        add("initially_loaded", Type.INT, 0, "of a variable with an element for each CPU: the `ctx_id` of what it has loaded at"
                + " the start");
        add("on", Type.BOOL, 1, "present, enabled");
        add("off", Type.BOOL, 0, "absent, disabled");
    }

    private Constants() {}

    public static Optional<Constant> named(String name) {
        return Optional.ofNullable(TABLE.get(name));
    }

    public static Map<String, Constant> all() {
        return java.util.Collections.unmodifiableMap(TABLE);
    }

    /** How reports name a fault. */
    public static String faultName(int value) {
        return switch (value) {
            case 0 -> "none";
            case 7 -> "BUS";
            case 11 -> "SEGV";
            case 14 -> "EFAULT";
            case 100 -> "ABORT";
            case CONFLICT -> "CONFLICT";
            default -> String.valueOf(value);
        };
    }

    private static void add(String name, Type type, int value, String documentation) {
        TABLE.put(name, new Constant(type, value, documentation));
    }
}
