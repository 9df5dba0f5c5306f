package org.shootdown.machine.format;

/**
 * A run of bits of an entry, and where they belong in the value of a field: bit {@code low} of the entry is bit
 * {@code to} of the value.
 */
public record Bits(int high, int low, int to) {

    public Bits {
        if (low < 0 || high < low || high > 63 || to < 0 || to + high - low > 63) {
            throw new IllegalArgumentException("bits " + high + ":" + low + " to " + to);
        }
    }

    /** The bits of an entry. */
    public long mask() {
        return mask(high, low);
    }

    /** The bits of a field's value. */
    long valueMask() {
        return mask(to + high - low, to);
    }

    long take(long entry) {
        return (entry & mask()) >>> low << to;
    }

    long put(long value) {
        return value >>> to << low & mask();
    }

    /** {@code 51:12}, or {@code 63} for a single bit. */
    public String text() {
        return high == low ? Integer.toString(low) : high + ":" + low;
    }

    /** The ones from {@code low} to {@code high}, both included. */
    static long mask(int high, int low) {
        return -1L >>> 63 - (high - low) << low;
    }
}
