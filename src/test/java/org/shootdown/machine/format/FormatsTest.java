package org.shootdown.machine.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.shootdown.sema.IoFormat;

/** The tables are whole and without contradiction: every word is read, and nothing of it is lost. */
class FormatsTest {

    private static final long SEED = Long.getLong("format.seed", 20261121);
    private static final int WORDS = 5_000;

    /** Words that look like entries at least as often as noise does. */
    private static long word(Random random, PageTableFormat format) {
        long word = random.nextLong();
        for (int i = random.nextInt(3); i > 0; i--) {
            word &= random.nextLong();
        }
        if (random.nextInt(4) == 0) {
            word |= (1L << random.nextInt(format.width())) - 1;
        }
        return word & Bits.mask(format.width() - 1, 0);
    }

    @Test
    void everyWordIsReadAndKeepsAllItsBits() {
        Random random = new Random(SEED);
        for (PageTableFormat format : Formats.all()) {
            for (Level level : format.levels()) {
                for (int i = 0; i < WORDS / format.levels().size(); i++) {
                    long word = word(random, format);
                    Reading reading = format.decode(level, word);
                    reading.access();
                    reading.notes();
                    assertEquals(word, rebuilt(reading), () -> place(format, level, word));
                }
            }
        }
    }

    /** The entry again from its named fields and the bits that have no name. */
    private static long rebuilt(Reading reading) {
        Map<String, Long> fields = new LinkedHashMap<>();
        reading.layout().fields().forEach(f -> fields.put(f.name(), f.get(reading.entry())));
        long word = Encoder.encode(reading.layout(), fields);
        for (Bits bits : reading.unnamed()) {
            assertEquals(0, word & bits.mask(), "named and unnamed");
            word |= reading.entry() & bits.mask();
        }
        return word;
    }

    private static String place(PageTableFormat format, Level level, long word) {
        return format.name() + " " + level.title() + " 0x" + Long.toHexString(word) + " seed " + SEED;
    }

    @Test
    void whatIsBuiltIsReadAgain() {
        Random random = new Random(SEED);
        for (PageTableFormat format : Formats.all()) {
            for (Level level : format.levels()) {
                for (Layout layout : level.layouts()) {
                    int hits = 0;
                    for (int i = 0; i < 200; i++) {
                        Map<String, Long> fields = randomFields(random, layout);
                        // Half of the entries have bits without a name set, too.
                        long noise = random.nextLong() & random.nextLong() & layout.unnamed(format.width());
                        long word = Encoder.encode(layout, fields) | (random.nextBoolean() ? noise : 0);
                        Reading reading = format.decode(level, word);
                        // Swap entries and the like can be empty or something earlier by chance, but not as a rule.
                        if (reading.layout().equals(layout)) {
                            hits++;
                            fields.forEach((name, value) ->
                                    assertEquals(value, new Values(layout, word).get(name), () -> place(format, level, word)));
                        }
                    }
                    assertTrue(hits > 0, format.name() + " " + level.title() + " never reads as " + layout.word());
                }
            }
        }
    }

    /** Values for the fields that do not tell the kind apart. */
    private static Map<String, Long> randomFields(Random random, Layout layout) {
        Map<String, Long> fields = new LinkedHashMap<>();
        for (BitField field : layout.fields()) {
            if ((field.mask() & layout.fixedMask()) == 0) {
                fields.put(field.name(), random.nextLong() & field.valueMask());
            }
        }
        return fields;
    }

    @Test
    void theEncoderFindsTheKind() {
        Random random = new Random(SEED);
        for (PageTableFormat format : Formats.all()) {
            for (Level level : format.levels()) {
                for (Layout layout : level.layouts()) {
                    if (layout.kind() != Kind.LEAF && layout.kind() != Kind.TABLE) {
                        continue;
                    }
                    boolean found = false;
                    for (int i = 0; i < 50 && !found; i++) {
                        Map<String, Long> fields = randomFields(random, layout);
                        layout.fields().stream()
                                .filter(f -> (f.mask() & ~layout.fixedMask()) == 0)
                                .forEach(f -> fields.put(f.name(), f.get(layout.fixedValue())));
                        found = Encoder.kinds(level, fields, Encoder.Raw.NONE).contains(layout);
                    }
                    assertTrue(found, format.name() + " " + level.title() + " " + layout.word());
                }
            }
        }
    }

    @Test
    void namesAreUnique() {
        Set<String> names = new HashSet<>();
        Formats.names().forEach(n -> assertTrue(names.add(n), n));
        for (PageTableFormat format : Formats.all()) {
            Set<String> levels = new HashSet<>();
            for (Level level : format.levels()) {
                assertTrue(levels.add(Integer.toString(level.number())), format.name());
                level.names().forEach(n -> assertTrue(levels.add(n.toLowerCase(java.util.Locale.ROOT)), format.name() + n));
                for (Layout layout : level.layouts()) {
                    Set<String> fields = new HashSet<>();
                    layout.fields().forEach(f -> assertTrue(fields.add(f.name()), format.name() + f.name()));
                }
            }
            assertFalse(format.sources().isEmpty(), format.name());
        }
    }

    /** A level covers what all the entries of the level below cover. */
    @Test
    void levelsStandOnEachOther() {
        for (PageTableFormat format : Formats.all()) {
            for (int i = 1; i < format.levels().size(); i++) {
                Level below = format.levels().get(i - 1);
                assertEquals(
                        below.shift() + below.indexBits(), format.levels().get(i).shift(), format.name() + " level " + i);
            }
            Level top = format.levels().get(format.levels().size() - 1);
            int reach = top.shift() + top.indexBits();
            assertTrue(reach >= format.inputBits() - 2, format.name() + " reaches " + reach);
        }
    }

    /** A leaf's address is a multiple of its size, and lies within what the format can give. */
    @Test
    void addressesAreAligned() {
        for (PageTableFormat format : Formats.all()) {
            int widest = 0;
            for (Level level : format.levels()) {
                for (Layout layout : level.layouts()) {
                    if (layout.kind() == Kind.LEAF) {
                        BitField address = layout.field("address").orElseThrow();
                        assertEquals(layout.size(), Long.numberOfTrailingZeros(address.valueMask()), format.name());
                        widest = Math.max(widest, 64 - Long.numberOfLeadingZeros(address.valueMask()));
                    }
                }
            }
            assertEquals(format.outputBits(), widest, format.name());
        }
    }

    /** What scripts can say of domains and what the tables know are the same, up to 1G; scripts know no larger leaves. */
    @Test
    void domainsOfScriptsHaveTheSameLeaves() {
        Set<String> families = new HashSet<>();
        for (IoFormat io : IoFormat.values()) {
            Set<List<Integer>> granules = new HashSet<>();
            for (PageTableFormat format : Formats.all()) {
                if (format.family().equals(io.word())) {
                    // Linux' driver (6.18) does not use Svnapot.
                    int unused = io == IoFormat.RISCV_IOMMU ? 16 : 0;
                    granules.add(format.leafSizes().stream()
                            .filter(s -> s <= 30 && s != unused)
                            .toList());
                }
            }
            assertEquals(new HashSet<>(io.granules()), granules, io.word());
            families.add(io.word());
        }
        List<String> known = new ArrayList<>(List.of("x86_64", "ept", "arm64", "arm64_s2", "riscv64", "ppc64_radix", "s390"));
        known.addAll(families);
        Formats.all().forEach(f -> assertTrue(known.contains(f.family()), f.family() + " is a format of nothing"));
    }
}
