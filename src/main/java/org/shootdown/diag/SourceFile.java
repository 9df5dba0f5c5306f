package org.shootdown.diag;

import java.util.Arrays;

/**
 * One text, with the name under which users know it, and the map from offsets to lines.
 *
 * @param name what diagnostics print: a path as the user gave it, or {@code mmsc/kernel/linux.mmsc} for a library file
 * @param text the whole text
 * @param lineStarts the offset of each line's first character
 */
public record SourceFile(String name, String text, int[] lineStarts) {

    /** Builds a file from its text. */
    public static SourceFile of(String name, String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return new SourceFile(name, text, Arrays.copyOf(starts, count));
    }

    /** The line of an offset, counted from 1. */
    public int lineOf(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The column of an offset, counted from 1, in characters (UTF-16 units). */
    public int columnOf(int offset) {
        return offset - lineStarts[lineOf(offset) - 1] + 1;
    }

    /** The text of a line (counted from 1) without its line break. */
    public String line(int number) {
        int from = lineStarts[number - 1];
        int to = number < lineStarts.length ? lineStarts[number] - 1 : text.length();
        if (to > from && text.charAt(to - 1) == '\r') {
            to--;
        }
        return text.substring(from, to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceFile file && name.equals(file.name) && text.equals(file.text);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
