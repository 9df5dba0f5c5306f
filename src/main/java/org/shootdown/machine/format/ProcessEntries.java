package org.shootdown.machine.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.ir.PageTableEntry;

/**
 * The words that Linux writes for the anonymous memory of processes: what an oops prints where a timeline says
 * {@code f0 rw}. Software bits that the model knows nothing of (soft-dirty, userfaultfd) are clear.
 */
public final class ProcessEntries {

    private ProcessEntries() {}

    /** By architecture, the format of 4K pages that its processes have. */
    private static final Map<String, String> FORMATS = formats();

    private static Map<String, String> formats() {
        Map<String, String> formats = new LinkedHashMap<>();
        formats.put("x86_64", "x86_64");
        formats.put("arm64", "arm64");
        formats.put("riscv64", "riscv64_sv39");
        formats.put("ppc64_radix", "ppc64_radix_4k");
        formats.put("s390", "s390");
        return formats;
    }

    /** The format of the first architecture that is known; from the architecture of a cell to what it extends. */
    public static Optional<PageTableFormat> format(List<String> architectures) {
        return architectures.stream()
                .filter(FORMATS::containsKey)
                .findFirst()
                .flatMap(a -> Formats.named(FORMATS.get(a)));
    }

    /**
     * The word of a valid entry of the last level; nothing for those that have none that the model could know.
     *
     * @param flags as in {@link PageTableEntry}
     * @param address of the page, a multiple of 4K
     * @param savesDirty whether x86 keeps the dirty bit of what is not writable in another, as it does since Linux 6.6
     */
    public static Optional<Long> word(PageTableFormat format, int flags, long address, boolean savesDirty) {
        boolean known = PageTableEntry.valid(flags) && !PageTableEntry.isLeaf(flags) && !PageTableEntry.isTable(flags);
        Map<String, Long> fields = known ? fields(format.family(), flags, savesDirty) : Map.of();
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        fields.put("address", address);
        return Encoder.kinds(format.levels().get(0), fields, Encoder.Raw.NONE).stream()
                .filter(l -> l.kind() == Kind.LEAF)
                .findFirst()
                .map(l -> Encoder.encode(l, fields));
    }

    private static Map<String, Long> fields(String family, int flags, boolean savesDirty) {
        boolean writes = PageTableEntry.writable(flags);
        boolean executes = (flags & PageTableEntry.EXECUTABLE) != 0;
        boolean dirty = (flags & PageTableEntry.CLEAN) == 0;
        boolean young = (flags & PageTableEntry.OLD) == 0;
        Map<String, Long> fields = new LinkedHashMap<>();
        switch (family) {
            case "x86_64" -> {
                // arch/x86/include/asm/pgtable.h, pte_mksaveddirty(): dirty and not writable is a shadow stack's.
                boolean elsewhere = dirty && !writes && savesDirty;
                put(fields, Map.of("present", true, "user", true, "rw", writes, "nx", !executes, "accessed", young));
                put(fields, Map.of("dirty", dirty && !elsewhere, "saved_dirty", elsewhere));
            }
            case "arm64" -> {
                // PTE_WRITE is DBM; without PTE_RDONLY hardware need not mark it dirty (pgtable.h, pte_mkdirty()).
                put(fields, Map.of("user", true, "ng", true, "pxn", true, "uxn", !executes, "af", young));
                put(fields, Map.of("dbm", writes, "rdonly", !(writes && dirty), "dirty", dirty));
                fields.put("sh", 3L);
            }
            case "riscv64" -> {
                put(fields, Map.of("valid", true, "read", true, "user", true, "write", writes, "execute", executes));
                put(fields, Map.of("accessed", young, "dirty", dirty));
            }
            case "ppc64_radix" -> {
                put(fields, Map.of("present", true, "leaf", true, "read", true, "write", writes, "execute", executes));
                put(fields, Map.of("accessed", young, "dirty", dirty));
            }
            case "s390" -> {
                if (young) {
                    // What is not young is not valid for hardware (pgtable.h, pte_mkold()).
                    put(fields, Map.of("present", true, "read", true, "young", true, "write", writes, "dirty", dirty));
                    put(fields, Map.of("noexec", !executes, "protect", !(writes && dirty)));
                }
            }
            default -> {}
        }
        return fields;
    }

    private static void put(Map<String, Long> fields, Map<String, Boolean> flags) {
        flags.forEach((name, set) -> fields.put(name, set ? 1L : 0L));
    }
}
