package org.shootdown.sema;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sizes of pages, in units of 4K. */
public final class Sizes {

    /** The sizes that a page can be said to have. */
    public static final List<String> NAMES = List.of("4K", "16K", "64K", "2M", "32M", "512M", "1G", "16G");

    private static final Pattern SIZE = Pattern.compile("[0-9]{1,12}[KMG]?");
    private static final int UNIT = 4096;

    private Sizes() {}

    /** {@code 2M}, or the same in bytes; absent if it is no size, or none in whole units. */
    public static Optional<Integer> inPages(String text) {
        if (!SIZE.matcher(text).matches()) {
            return Optional.empty();
        }
        char unit = text.charAt(text.length() - 1);
        int shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
        long number = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
        long bytes = number << shift;
        boolean fits = number < 1L << 32 + (shift == 0 ? 8 : 0) && bytes % UNIT == 0 && bytes / UNIT <= Integer.MAX_VALUE;
        return fits ? Optional.of((int) (bytes / UNIT)) : Optional.empty();
    }

    /** {@code 2M}. */
    public static String text(int pages) {
        return pages >= 1 << 18 ? (pages >> 18) + "G" : pages >= 1 << 8 ? (pages >> 8) + "M" : pages * 4 + "K";
    }
}
