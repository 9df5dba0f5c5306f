package org.shootdown.machine.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A level of a format.
 *
 * @param number as the architecture or the kernel's code for the format counts
 * @param names what it is called, the kernel's name for CPU tables first: {@code pte}, {@code pmd}
 * @param shift what one entry covers, as a power of two
 * @param indexBits bits of an input address that choose the entry
 * @param layouts the kinds of entries; the first that matches is the one
 */
public record Level(int number, List<String> names, int shift, int indexBits, List<Layout> layouts) {

    public Level {
        names = List.copyOf(names);
        layouts = List.copyOf(layouts);
        if (layouts.stream().map(Layout::word).distinct().count() != layouts.size()) {
            String words = layouts.stream().map(Layout::word).collect(Collectors.joining(" "));
            throw new IllegalArgumentException("two kinds of the same name: " + words);
        }
    }

    /** {@code pte}, or {@code level 2} where levels have only numbers. */
    public String title() {
        return names.isEmpty() ? "level " + number : "level " + number + " (" + names.get(0) + ")";
    }

    public boolean isCalled(String word) {
        return names.stream().anyMatch(n -> n.equalsIgnoreCase(word)) || Integer.toString(number).equals(word);
    }

    public Optional<Layout> layout(String word) {
        return layouts.stream().filter(l -> l.word().equals(word)).findFirst();
    }

    /** The kind of an entry. */
    Layout layoutOf(long entry) {
        return layouts.stream()
                .filter(l -> l.matches(entry))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(title() + " has no kind for " + Long.toHexString(entry)));
    }

    /** The sizes of its leaves as powers of two, ascending. */
    public List<Integer> leafSizes() {
        return layouts.stream()
                .filter(l -> l.kind() == Kind.LEAF)
                .map(Layout::size)
                .distinct()
                .sorted()
                .toList();
    }

    /** The sizes of contiguous runs of its leaves as powers of two, ascending. */
    public List<Integer> runSizes() {
        return layouts.stream().map(Layout::run).filter(r -> r > 0).distinct().sorted().toList();
    }
}
