package org.shootdown.machine.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One kind of entry at a level: how it is told apart from the others, and its fields.
 *
 * @param word its name, unique within the level; {@code as=WORD} chooses it
 * @param title what it is, as a noun phrase
 * @param fixedMask the bits that tell it apart
 * @param fixedValue their values
 * @param size of a leaf the size of what it maps, as a power of two; else 0
 * @param run of a leaf in a contiguous run the size of the run, as a power of two; else 0
 * @param access who may do what, from the fields
 * @param notes what else is to be said, from the fields
 */
public record Layout(
        Kind kind,
        String word,
        String title,
        long fixedMask,
        long fixedValue,
        List<BitField> fields,
        int size,
        int run,
        Function<Values, List<Access>> access,
        Function<Values, List<String>> notes) {

    public Layout {
        fields = List.copyOf(fields);
        long taken = 0;
        for (BitField field : fields) {
            if ((taken & field.mask()) != 0) {
                throw new IllegalArgumentException(title + ": `" + field.name() + "` overlaps another field");
            }
            taken |= field.mask();
        }
    }

    static Builder leaf(String word, int size) {
        return new Builder(Kind.LEAF, word, "a leaf that maps " + Size.text(size)).size(size);
    }

    static Builder table(String title) {
        return new Builder(Kind.TABLE, "table", title);
    }

    /** A table entry that leaves levels out. */
    static Builder skip(int next) {
        return new Builder(Kind.TABLE, "table_" + next, "a table entry that skips to level " + next);
    }

    static Builder invalid(String word, String title) {
        return new Builder(Kind.INVALID, word, title);
    }

    static Builder reserved(String word, String title) {
        return new Builder(Kind.RESERVED, word, title);
    }

    /** Every bit clear. */
    static Layout none(int width) {
        return invalid("none", "empty").bits(width - 1, 0, 0).build();
    }

    public boolean matches(long entry) {
        return (entry & fixedMask) == fixedValue;
    }

    public Optional<BitField> field(String name) {
        return fields.stream()
                .filter(f -> f.name().equals(name) || !f.macro().isEmpty() && f.macro().equals(name))
                .findFirst();
    }

    /** The bits that no field names and that do not tell it apart. */
    public long unnamed(int width) {
        long named = fields.stream().mapToLong(BitField::mask).reduce(fixedMask, (a, b) -> a | b);
        return Bits.mask(width - 1, 0) & ~named;
    }

    /** Whether a leaf stands in several identical entries: the leaf is larger than what one entry covers. */
    public boolean isReplicated(Level level) {
        return kind == Kind.LEAF && size > level.shift();
    }

    /** Puts a layout together. */
    static final class Builder {
        private final Kind kind;
        private final String word;
        private String title;
        private long mask;
        private long value;
        private final List<BitField> fields = new ArrayList<>();
        private int size;
        private int run;
        private Function<Values, List<Access>> access = v -> List.of();
        private Function<Values, List<String>> notes = v -> List.of();

        private Builder(Kind kind, String word, String title) {
            this.kind = kind;
            this.word = word;
            this.title = title;
        }

        Builder fields(List<BitField> more) {
            fields.addAll(more);
            return this;
        }

        Builder fields(BitField... more) {
            return fields(List.of(more));
        }

        /** It is told apart by a field, which must have been added. */
        Builder when(String field, long fixed) {
            BitField found = fields.stream()
                    .filter(f -> f.name().equals(field))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(title + " has no field `" + field + "`"));
            mask |= found.mask();
            value = found.put(value, fixed);
            return this;
        }

        Builder bits(int high, int low, long fixed) {
            long bits = Bits.mask(high, low);
            mask |= bits;
            value = value & ~bits | fixed << low & bits;
            return this;
        }

        Builder title(String noun) {
            title = noun;
            return this;
        }

        Builder size(int power) {
            size = power;
            return this;
        }

        Builder run(int power) {
            run = power;
            return this;
        }

        Builder access(Function<Values, List<Access>> rights) {
            access = rights;
            return this;
        }

        Builder notes(Function<Values, List<String>> sentences) {
            notes = sentences;
            return this;
        }

        Layout build() {
            return new Layout(kind, word, title, mask, value, fields, size, run, access, notes);
        }
    }
}
