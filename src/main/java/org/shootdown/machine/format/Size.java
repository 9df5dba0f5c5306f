package org.shootdown.machine.format;

import java.util.List;

/** Powers of two as sizes. */
public final class Size {

    private static final List<String> UNITS = List.of("", "K", "M", "G", "T", "P", "E");

    private Size() {}

    /** {@code 4K} for 12. */
    public static String text(int power) {
        return (1L << power % 10) + UNITS.get(power / 10);
    }
}
