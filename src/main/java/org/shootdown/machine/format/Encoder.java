package org.shootdown.machine.format;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds entries from fields. */
public final class Encoder {

    private Encoder() {}

    /** Bits that are given by their numbers: those in the mask are as in the value. */
    public record Raw(long mask, long value) {

        public static final Raw NONE = new Raw(0, 0);

        public long in(long entry) {
            return entry & ~mask | value;
        }
    }

    /**
     * The kinds of entries of a level that have all these fields, with these values where they tell kinds apart: leaves
     * first, then tables, then the others.
     */
    public static List<Layout> kinds(Level level, Map<String, Long> fields, Raw raw) {
        return level.layouts().stream()
                .filter(l -> fields.entrySet().stream().allMatch(f -> agrees(l, f.getKey(), f.getValue())))
                .filter(l -> level.layoutOf(raw.in(encode(l, fields))).equals(l))
                .sorted(Comparator.comparing(Layout::kind))
                .toList();
    }

    private static boolean agrees(Layout layout, String name, long value) {
        Optional<BitField> field = layout.field(name);
        return field.isPresent()
                && (value & ~field.get().valueMask()) == 0
                && (field.get().put(layout.fixedValue(), value) & layout.fixedMask()) == layout.fixedValue();
    }

    /** The entry of a kind with these fields, which it must have; what is not named is zero. */
    public static long encode(Layout layout, Map<String, Long> fields) {
        long entry = 0;
        for (BitField field : layout.fields()) {
            entry = field.put(entry, 0);
        }
        entry = entry & ~layout.fixedMask() | layout.fixedValue();
        for (Map.Entry<String, Long> given : fields.entrySet()) {
            BitField field = layout.field(given.getKey())
                    .orElseThrow(() -> new IllegalArgumentException(
                            layout.title() + " has no field `" + given.getKey() + "`"));
            entry = field.put(entry, given.getValue());
        }
        return entry;
    }
}
