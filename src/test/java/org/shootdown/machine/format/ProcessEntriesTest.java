package org.shootdown.machine.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shootdown.ir.PageTableEntry;

/** The words in timelines are what the formats read them as. */
class ProcessEntriesTest {

    private static final int NOT_VALID = PageTableEntry.PROTECTED;

    @ParameterizedTest
    @CsvSource({
        "x86_64, 12", "x86_64, 21", "x86_64, 30", "arm64, 12", "arm64, 16", "arm64, 21", "arm64, 25", "arm64, 30",
        "riscv64, 12", "riscv64, 21", "ppc64_radix, 12", "ppc64_radix, 21", "s390, 12", "s390, 20"
    })
    void saysWhatTheEntrySays(String arch, int size) {
        ProcessEntries entries = of(arch, true, true);
        for (int flags = 0; flags < PageTableEntry.LARGE; flags++) {
            Optional<EntryWord> word = entries.leaf(size, flags, address(size));
            boolean young = (flags & PageTableEntry.OLD) == 0;
            boolean known = !arch.equals("s390") || young || !PageTableEntry.valid(flags);
            assertEquals(known, word.isPresent(), arch + " " + flags);
            int said = flags;
            word.ifPresent(w -> reads(w, said, size));
        }
    }

    private static long address(int size) {
        return 0x10_0000_0000L + (3L << size);
    }

    private static void reads(EntryWord word, int flags, int size) {
        String what = word.format().name() + " " + flags + " " + word.hex();
        Reading reading = word.format().decode(word.level(), word.value());
        Layout layout = reading.layout();
        BitField address = layout.fields().stream().filter(BitField::address).findFirst().orElseThrow();
        assertEquals(address(size), address.get(word.value()), what);
        assertTrue(reading.unnamed().isEmpty(), what);
        Values values = new Values(layout, word.value());
        String accessed = layout.field("accessed").isPresent() ? "accessed" : layout.field("af").isPresent() ? "af" : "young";
        assertEquals((flags & PageTableEntry.OLD) == 0, values.is(accessed), what);
        boolean dirty = values.is("dirty") || layout.field("saved_dirty").isPresent() && values.is("saved_dirty");
        assertEquals((flags & PageTableEntry.CLEAN) == 0, dirty, what);
        if (PageTableEntry.valid(flags)) {
            rights(reading, flags, size, what);
        } else if (reading.kind() == Kind.LEAF) {
            assertEquals("ppc64_radix", word.format().family());
            assertEquals("nothing", reading.access().get(0).text(), what);
        } else {
            assertTrue(layout.word().equals("prot_none") || layout.word().equals("present_invalid"), what);
        }
    }

    private static void rights(Reading reading, int flags, int size, String what) {
        assertEquals(Kind.LEAF, reading.kind(), what);
        int run = reading.layout().run();
        assertEquals(size, run > 0 ? run : reading.layout().size(), what);
        Access user = reading.access().get(0);
        boolean clean = (flags & PageTableEntry.CLEAN) != 0;
        // What is clean there is protected, so that the kernel hears of the first write.
        boolean protectsClean = reading.format().family().equals("s390");
        assertTrue(user.read(), what);
        assertEquals(PageTableEntry.writable(flags) && !(clean && protectsClean), user.write(), what);
        assertEquals((flags & PageTableEntry.EXECUTABLE) != 0, user.execute(), what);
    }

    /** Read off arch's headers by hand: PAGE_SHARED, dirty, young, of the frame at 4G. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, 12, 8000000100000067",
        "x86_64, 21, 80000001000000e7",
        "x86_64, 30, 80000001000000e7",
        "arm64, 12, 00e8000100000f43",
        "arm64, 16, 00f8000100000f43",
        "arm64, 21, 00e8000100000f41",
        "arm64, 25, 00f8000100000f41",
        "riscv64, 12, 00000000400000d7",
        "s390, 12, 000000010000013d"
    })
    void isTheWordOfLinux(String arch, int size, String expected) {
        int flags = PageTableEntry.VALID | PageTableEntry.WRITABLE;
        assertEquals(expected, of(arch, true, false).leaf(size, flags, 1L << 32).orElseThrow().hex());
    }

    /** PAGE_NONE, dirty and young. On x86 the address is inverted against L1TF. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, 12, 000ffffefffff160",
        "x86_64, 21, 000ffffeffe001e0",
        "arm64, 12, 00e0000100000f82",
        "riscv64, 12, 00000000400000e2",
        "s390, 12, 000000010000060d"
    })
    void keepsWhatHasNoPermission(String arch, int size, String expected) {
        assertEquals(expected, of(arch, true, false).leaf(size, NOT_VALID, 1L << 32).orElseThrow().hex());
    }

    /** pmd_populate(), and what an empty entry is. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, true, 0000000100000067, 0",
        "arm64, true, 0800000100000003, 0",
        "arm64, false, 0000000100000003, 0",
        "riscv64, true, 0000000040000001, 0"
    })
    void leadsToTables(String arch, boolean recent, String table, String none) {
        ProcessEntries entries = of(arch, recent, false);
        EntryWord word = entries.table(21, 1L << 32).orElseThrow();
        assertEquals(table, word.hex());
        Reading reading = word.format().decode(word.level(), word.value());
        assertEquals(Kind.TABLE, reading.kind());
        assertEquals(1L << 32, reading.address().orElseThrow());
        assertEquals(none, entries.none(21).orElseThrow().hex());
        assertEquals(none, entries.none(12).orElseThrow().hex());
    }

    /** _PAGE_INVALID. */
    @ParameterizedTest
    @CsvSource("s390, 0000000000000400")
    void emptyIsNotAlwaysZero(String arch, String expected) {
        assertEquals(expected, of(arch, true, false).none(12).orElseThrow().hex());
    }

    /** What is dirty and may not be written: 6.6 began to keep that elsewhere, for shadow stacks. */
    @ParameterizedTest
    @CsvSource({"false, 8000000100000065", "true, 8400000100000025"})
    void savesTheDirtyBit(boolean saves, String expected) {
        EntryWord word = of("x86_64", true, saves).leaf(12, PageTableEntry.VALID, 1L << 32).orElseThrow();
        assertEquals(expected, word.hex());
    }

    private static ProcessEntries of(String arch, boolean recent, boolean savesDirty) {
        return ProcessEntries.of(List.of(arch + "_extended", arch), 12, new ProcessEntries.Era(recent, savesDirty))
                .orElseThrow();
    }
}
