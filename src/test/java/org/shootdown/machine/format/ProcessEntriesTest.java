package org.shootdown.machine.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.ir.PageTableEntry;

/** The words in timelines are what the formats read them as. */
class ProcessEntriesTest {

    private static final long ADDRESS = 0x1_0000_3000L;

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "arm64", "riscv64", "ppc64_radix", "s390"})
    void saysWhatTheEntrySays(String arch) {
        PageTableFormat format = ProcessEntries.format(List.of(arch)).orElseThrow();
        for (int flags = 0; flags < PageTableEntry.LARGE; flags++) {
            Optional<Long> word = ProcessEntries.word(format, flags, ADDRESS, true);
            boolean old = (flags & PageTableEntry.OLD) != 0;
            assertEquals(PageTableEntry.valid(flags) && !(arch.equals("s390") && old), word.isPresent(), arch + " " + flags);
            if (word.isPresent()) {
                reads(format, flags, word.get());
            }
        }
    }

    private static void reads(PageTableFormat format, int flags, long word) {
        String what = format.name() + " " + flags + " " + Long.toHexString(word);
        Reading reading = format.decode(format.levels().get(0), word);
        assertEquals(Kind.LEAF, reading.kind(), what);
        assertEquals(ADDRESS, reading.address().orElseThrow(), what);
        assertTrue(reading.unnamed().isEmpty(), what);
        Access user = reading.access().get(0);
        boolean clean = (flags & PageTableEntry.CLEAN) != 0;
        // What is clean there is protected, so that the kernel hears of the first write.
        boolean protectsClean = format.family().equals("s390");
        assertTrue(user.read(), what);
        assertEquals(PageTableEntry.writable(flags) && !(clean && protectsClean), user.write(), what);
        assertEquals((flags & PageTableEntry.EXECUTABLE) != 0, user.execute(), what);
    }

    /** Read off arch's headers by hand: PAGE_SHARED, dirty, young, of the frame at 4G. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, 8000000100000067", "arm64, 00e8000100000f43", "riscv64, 00000000400000d7", "s390, 000000010000013d"
    })
    void isTheWordOfLinux(String arch, String expected) {
        PageTableFormat format = ProcessEntries.format(List.of(arch)).orElseThrow();
        int flags = PageTableEntry.VALID | PageTableEntry.WRITABLE;
        long word = ProcessEntries.word(format, flags, 1L << 32, false).orElseThrow();
        assertEquals(expected, String.format("%016x", word));
    }

    /** What is dirty and may not be written: 6.6 began to keep that elsewhere, for shadow stacks. */
    @ParameterizedTest
    @CsvSource({"false, 8000000100000065", "true, 8400000100000025"})
    void savesTheDirtyBit(boolean saves, String expected) {
        PageTableFormat format = ProcessEntries.format(List.of("x86_64_invlpgb", "x86_64")).orElseThrow();
        long word = ProcessEntries.word(format, PageTableEntry.VALID, 1L << 32, saves).orElseThrow();
        assertEquals(expected, String.format("%016x", word));
    }
}
