package org.shootdown.machine.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.ir.PageTableEntry;

/**
 * The words that KVM writes for a guest's memory: EPT on Intel CPUs (arch/x86/kvm/mmu/spte.c, make_spte(); vmx.c,
 * vmx_get_mt_mask() without non-coherent DMA), stage 2 on arm64 (arch/arm64/kvm/hyp/pgtable.c, stage2_set_prot_attr()).
 * KVM lets guests execute what they may read; here an entry permits what the timeline says.
 *
 * @param recent whether the kernel is newer than Linux 4.15, which kept its own bits of EPT entries elsewhere
 */
public record GuestEntries(PageTableFormat format, boolean recent) implements EntryWriter {

    private static final long WRITE_BACK = 6;
    /** KVM_S2_MEMATTR: MT_S2_NORMAL. */
    private static final long NORMAL = 0xf;
    private static final long INNER_SHAREABLE = 3;
    /** EPT_SPTE_HOST_WRITABLE and EPT_SPTE_MMU_WRITABLE, bits 57 and 58, in a field that begins at bit 52. */
    private static final long WRITABLE_BY_SOFTWARE = 0x60;

    /**
     * By the first architecture that is known. AMD's CPUs have nested page tables instead, of which the library says
     * nothing.
     *
     * @param pageShift the size of the host's smallest pages as a power of two
     */
    public static Optional<GuestEntries> of(List<String> architectures, int pageShift, boolean recent) {
        Map<String, List<String>> formats = Map.of(
                "x86_64", List.of("ept"),
                "x86_64_invlpgb", List.of(),
                "arm64", List.of("arm64_s2", "arm64_s2_16k", "arm64_s2_64k"));
        return architectures.stream()
                .filter(formats::containsKey)
                .findFirst()
                .flatMap(a -> Formats.of(formats.get(a), pageShift))
                .map(f -> new GuestEntries(f, recent));
    }

    /** KVM never makes contiguous runs. */
    @Override
    public Optional<EntryWord> leaf(int size, int flags, long address) {
        Map<String, Long> fields = PageTableEntry.valid(flags) ? fields(flags) : Map.of();
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        fields.put("address", address);
        return format.leafOf(size)
                .filter(place -> place.layout().run() == 0)
                .map(place -> new EntryWord(format, place.level(), Encoder.encode(place.layout(), fields)));
    }

    /** Upper entries of guests are not in the model. */
    @Override
    public Optional<EntryWord> table(int covers, long address) {
        return Optional.empty();
    }

    @Override
    public Optional<EntryWord> none(int size) {
        return format.leafOf(size)
                .filter(place -> place.layout().run() == 0)
                .map(place -> new EntryWord(format, place.level(), 0));
    }

    private Map<String, Long> fields(int flags) {
        long writes = PageTableEntry.writable(flags) ? 1 : 0;
        long executes = (flags & PageTableEntry.EXECUTABLE) != 0 ? 1 : 0;
        boolean dirty = (flags & PageTableEntry.CLEAN) == 0;
        boolean young = (flags & PageTableEntry.OLD) == 0;
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("read", 1L);
        fields.put("write", writes);
        if (format.family().equals("ept")) {
            fields.put("execute", executes);
            fields.put("memory_type", WRITE_BACK);
            fields.put("ignore_pat", 1L);
            fields.put("accessed", young ? 1L : 0);
            fields.put("dirty", dirty ? 1L : 0);
            // SPTE_MMU_PRESENT_MASK is bit 11; in 4.15 (mmu.c) bit 10 is SPTE_HOST_WRITEABLE and bit 11 SPTE_MMU_WRITEABLE.
            fields.put("ignored_11", recent ? 1 : writes);
            fields.put("user_execute", recent ? 0 : writes);
            fields.put("ignored", recent && writes == 1 ? WRITABLE_BY_SOFTWARE : 0);
        } else if (dirty || writes == 0) {
            fields.put("xn", 1 - executes);
            fields.put("af", young ? 1L : 0);
            fields.put("mem_attr", NORMAL);
            fields.put("sh", INNER_SHAREABLE);
        } else {
            // Without DBM, which KVM leaves alone, what may be written is dirty.
            fields.clear();
        }
        return fields;
    }
}
