package org.shootdown.machine.iopgtable;

import java.util.List;
import java.util.Optional;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.machine.format.BitField;
import org.shootdown.machine.format.EntryWord;
import org.shootdown.machine.format.EntryWriter;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Reading;

/**
 * The words that Linux' driver for a format of I/O page tables writes, found by letting it map: with IOMMU_READ, and
 * IOMMU_WRITE of what may be written, and nothing else.
 *
 * @param format as scripts name it: {@code arm_lpae_s1}
 * @param driver as the library names it: {@code io_pgtable_arm_6_12}
 * @param leaf the smallest leaf of the domain in bytes, which tells what granule it has
 */
public record DomainEntries(String format, String driver, long leaf) implements EntryWriter {

    /** Where the mappings go: every format reaches it, and every leaf is aligned there. */
    private static final long IOVA = 1L << 30;

    @Override
    public Optional<EntryWord> leaf(int size, int flags, long address) {
        boolean known = PageTableEntry.valid(flags) && (flags & (PageTableEntry.CLEAN | PageTableEntry.OLD)) == 0;
        Prot prot = PageTableEntry.writable(flags) ? Prot.READ_WRITE : Prot.READ_ONLY;
        return known ? mapped(size, address, prot).map(walk -> word(walk.get(walk.size() - 1))) : Optional.empty();
    }

    @Override
    public Optional<EntryWord> table(int covers, long address) {
        return mapped(Long.numberOfTrailingZeros(leaf), 0, Prot.READ_WRITE)
                .flatMap(walk -> walk.stream().filter(r -> r.level().shift() == covers).findFirst())
                .flatMap(reading -> reading.layout().fields().stream()
                        .filter(BitField::address)
                        .findFirst()
                        .map(f -> new EntryWord(reading.format(), reading.level(), f.put(reading.entry(), address))));
    }

    /** An entry that a driver has cleared is zero, whatever the format. */
    @Override
    public Optional<EntryWord> none(int size) {
        return mapped(size, 0, Prot.READ_WRITE).map(walk -> {
            Reading last = walk.get(walk.size() - 1);
            return new EntryWord(last.format(), last.level(), 0);
        });
    }

    /** What a walk reads, from the root to the leaf. */
    private Optional<List<Reading>> mapped(int size, long address, Prot prot) {
        PageTableFormat variant = DriverTrials.variant(format, leaf);
        IoPageTable tables = IoPageTables.of(DriverTrials.driverOf(format, driver), variant.name(), new TableMemory());
        long bytes = 1L << size;
        return Outcome.Done.of(bytes).equals(IommuCore.map(tables, IOVA, address, bytes, prot))
                ? Optional.of(tables.walk(IOVA))
                : Optional.empty();
    }

    private static EntryWord word(Reading reading) {
        return new EntryWord(reading.format(), reading.level(), reading.entry());
    }
}
