package org.shootdown.machine.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A named part of an entry.
 *
 * @param name what Shootdown calls it
 * @param bits where it is; an address may be in several pieces
 * @param inverted whether the entry holds the complement, as x86 does for the addresses of entries that are not present
 * @param macro what the kernel's headers call it; empty if they have no name for it
 * @param meaning what a set bit, or the number, means
 * @param values what some values mean
 * @param address whether the value is an address
 */
public record BitField(
        String name,
        List<Bits> bits,
        boolean inverted,
        String macro,
        String meaning,
        Map<Long, String> values,
        boolean address) {

    public BitField {
        bits = List.copyOf(bits);
        values = Map.copyOf(values);
    }

    static BitField flag(String name, int bit, String macro, String meaning) {
        return number(name, bit, bit, macro, meaning);
    }

    static BitField number(String name, int high, int low, String macro, String meaning) {
        return new BitField(name, List.of(new Bits(high, low, 0)), false, macro, meaning, Map.of(), false);
    }

    /** An address whose bits are where the entry has them. */
    static BitField address(int high, int low, String macro) {
        return address(macro, new Bits(high, low, low));
    }

    static BitField address(String macro, Bits... bits) {
        return new BitField("address", List.of(bits), false, macro, "", Map.of(), true);
    }

    BitField means(String sentence) {
        return new BitField(name, bits, inverted, macro, sentence, values, address);
    }

    BitField values(Map<Long, String> meanings) {
        return new BitField(name, bits, inverted, macro, meaning, meanings, address);
    }

    /** The same, stored as its complement. */
    BitField complemented() {
        return new BitField(name, bits, true, macro, meaning, values, address);
    }

    public Optional<String> kernelName() {
        return Optional.of(macro).filter(m -> !m.isEmpty());
    }

    /** The bits of the entry that it takes. */
    public long mask() {
        return bits.stream().mapToLong(Bits::mask).reduce(0, (a, b) -> a | b);
    }

    /** The values that it can hold are those within this mask. */
    public long valueMask() {
        return bits.stream().mapToLong(Bits::valueMask).reduce(0, (a, b) -> a | b);
    }

    public boolean isFlag() {
        return Long.bitCount(mask()) == 1 && !address;
    }

    public long get(long entry) {
        long plain = inverted ? ~entry : entry;
        return bits.stream().mapToLong(b -> b.take(plain)).reduce(0, (a, b) -> a | b);
    }

    /** The entry with this value in it; the value is within {@link #valueMask()}. */
    public long put(long entry, long value) {
        long placed = bits.stream().mapToLong(b -> b.put(value)).reduce(0, (a, b) -> a | b);
        return entry & ~mask() | (inverted ? ~placed & mask() : placed);
    }

    /** {@code 47:12} or {@code 47:16, 15:12}. */
    public String place() {
        return String.join(", ", bits.stream().map(Bits::text).toList());
    }
}
