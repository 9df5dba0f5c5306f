package org.shootdown.machine.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.ir.PageTableEntry;

/**
 * The words that Linux writes for the anonymous memory of processes: what an oops prints where a timeline says
 * {@code f0 rw}. Software bits that the model knows nothing of (soft-dirty, userfaultfd) are clear. Where formats differ
 * between kernels, the words are what {@code shootdown pte} reads: those of Linux 6.12.
 *
 * @param format of the page tables
 * @param era what the kernel of the cell does
 */
public record ProcessEntries(PageTableFormat format, Era era) implements EntryWriter {

    /**
     * What kernels do otherwise than others.
     *
     * @param recent whether it is newer than Linux 4.15: x86 inverts the addresses of what is not present (6b28baca9b1f,
     *     4.19), and tables of arm64's processes have PXNTable (PMD_TABLE_PXN, 5.13)
     * @param savesDirty whether x86 keeps the dirty bit of what is not writable in another, as it does since Linux 6.6
     */
    public record Era(boolean recent, boolean savesDirty) {}

    /** By architecture, the formats that its processes can have. */
    private static final Map<String, List<String>> FORMATS = Map.of(
            "x86_64", List.of("x86_64"),
            "arm64", List.of("arm64", "arm64_16k", "arm64_64k"),
            "riscv64", List.of("riscv64_sv39"),
            "riscv64_sv48", List.of("riscv64_sv48"),
            "ppc64_radix", List.of("ppc64_radix", "ppc64_radix_4k"),
            "s390", List.of("s390"));

    /**
     * By the first architecture that is known; from the architecture of a cell to what it extends.
     *
     * @param pageShift the size of the smallest pages as a power of two
     */
    public static Optional<ProcessEntries> of(List<String> architectures, int pageShift, Era era) {
        return architectures.stream()
                .filter(FORMATS::containsKey)
                .findFirst()
                .flatMap(a -> Formats.of(FORMATS.get(a), pageShift))
                .map(f -> new ProcessEntries(f, era));
    }

    @Override
    public Optional<EntryWord> leaf(int size, int flags, long address) {
        return format.leafOf(size).flatMap(place -> {
            boolean valid = PageTableEntry.valid(flags);
            Map<String, Long> fields = valid ? fields(flags) : protNone(place, flags);
            if (fields.isEmpty()) {
                return Optional.empty();
            }
            fields.put("address", address);
            Layout layout = valid || isLeafWithoutRights() ? place.layout() : notPresent(place.level());
            return Optional.of(new EntryWord(format, place.level(), Encoder.encode(layout, fields)));
        });
    }

    /** pmd_populate(). */
    @Override
    public Optional<EntryWord> table(int covers, long address) {
        Map<String, Long> fields = new LinkedHashMap<>();
        switch (format.family()) {
            // _PAGE_TABLE (pgtable_types.h); the dirty bit is ignored.
            case "x86_64" -> put(fields, Map.of("rw", true, "user", true, "accessed", true, "dirty", true));
            case "arm64" -> put(fields, Map.of("pxn_table", era.recent()));
            case "riscv64" -> { }
            default -> {
                return Optional.empty();
            }
        }
        fields.put("address", address);
        return format.levelThatCovers(covers).flatMap(level -> level.layout("table")
                .map(layout -> new EntryWord(format, level, Encoder.encode(layout, fields))));
    }

    @Override
    public Optional<EntryWord> none(int size) {
        return format.leafOf(size).flatMap(place -> place.level()
                .layout("none")
                .map(layout -> new EntryWord(format, place.level(), Encoder.encode(layout, Map.of()))));
    }

    private Map<String, Long> fields(int flags) {
        boolean writes = PageTableEntry.writable(flags);
        boolean executes = (flags & PageTableEntry.EXECUTABLE) != 0;
        boolean dirty = (flags & PageTableEntry.CLEAN) == 0;
        boolean young = (flags & PageTableEntry.OLD) == 0;
        Map<String, Long> fields = new LinkedHashMap<>();
        switch (format.family()) {
            case "x86_64" -> {
                // arch/x86/include/asm/pgtable.h, pte_mksaveddirty(): dirty and not writable is a shadow stack's.
                boolean elsewhere = dirty && !writes && era.savesDirty();
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
            default -> { }
        }
        return fields;
    }

    /** PAGE_NONE, and what pte_modify() keeps: the accessed and dirty bits. */
    private Map<String, Long> protNone(PageTableFormat.LeafPlace place, int flags) {
        boolean dirty = (flags & PageTableEntry.CLEAN) == 0;
        boolean young = (flags & PageTableEntry.OLD) == 0;
        boolean last = place.level().equals(format.levels().get(0));
        Map<String, Long> fields = new LinkedHashMap<>();
        switch (format.family()) {
            case "x86_64" -> {
                if (era.recent()) {
                    put(fields, Map.of("accessed", young, "dirty", dirty && !era.savesDirty()));
                    put(fields, Map.of("saved_dirty", dirty && era.savesDirty()));
                    if (!last) {
                        put(fields, Map.of("pse", true));
                    }
                }
            }
            case "arm64" -> {
                put(fields, Map.of("af", young, "dirty", dirty, "rdonly", true, "pxn", true, "uxn", true));
                put(fields, Map.of("type", last, "cont", place.layout().run() > 0));
                fields.put("sh", 3L);
            }
            case "riscv64" -> put(fields, Map.of("read", true, "accessed", young, "dirty", dirty));
            case "ppc64_radix" -> {
                put(fields, Map.of("present", true, "leaf", true, "privileged", true, "accessed", young, "dirty", dirty));
            }
            case "s390" -> put(fields, Map.of("protect", true, "young", young, "dirty", dirty));
            default -> { }
        }
        return fields;
    }

    /** Power has no entry that software keeps and hardware does not take, but one that permits nothing to user mode. */
    private boolean isLeafWithoutRights() {
        return format.family().equals("ppc64_radix");
    }

    private static Layout notPresent(Level level) {
        return level.layout("prot_none").or(() -> level.layout("present_invalid")).orElseThrow();
    }

    private static void put(Map<String, Long> fields, Map<String, Boolean> flags) {
        flags.forEach((name, set) -> fields.put(name, set ? 1L : 0L));
    }
}
