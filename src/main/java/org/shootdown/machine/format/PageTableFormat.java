package org.shootdown.machine.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A format of page tables.
 *
 * @param name what scripts and the command line call it
 * @param family the name without granule and version, which {@code domain d : FORMAT} uses
 * @param aliases other names
 * @param title what it is
 * @param width bits of an entry, 64 or 32
 * @param inputBits bits of an address that goes in, at most
 * @param outputBits bits of an address that comes out, at most
 * @param levels from the leaves of the smallest pages upward
 * @param adUpdates who sets the accessed and dirty bits
 * @param sources where the table is from
 */
public record PageTableFormat(
        String name,
        String family,
        List<String> aliases,
        String title,
        int width,
        int inputBits,
        int outputBits,
        List<Level> levels,
        String adUpdates,
        List<String> sources) {

    public PageTableFormat {
        aliases = List.copyOf(aliases);
        levels = List.copyOf(levels);
        sources = List.copyOf(sources);
    }

    public boolean isCalled(String word) {
        return name.equals(word) || aliases.contains(word);
    }

    /** By number or by name. */
    public Optional<Level> level(String word) {
        return levels.stream().filter(l -> l.isCalled(word)).findFirst();
    }

    /** What can be given for a level: names where there are some, else numbers. */
    public List<String> levelNames() {
        return levels.stream()
                .map(l -> l.names().isEmpty() ? Integer.toString(l.number()) : l.names().get(0))
                .toList();
    }

    /** Reads an entry; any is legal. */
    public Reading decode(Level level, long entry) {
        Layout layout = level.layoutOf(entry);
        return new Reading(this, level, layout, entry);
    }

    /** The smallest page, as a power of two. */
    public int pageShift() {
        return levels.get(0).shift();
    }

    /** The sizes of leaves as powers of two, ascending. */
    public List<Integer> leafSizes() {
        return levels.stream().flatMap(l -> l.leafSizes().stream()).distinct().sorted().toList();
    }

    /** The sizes of contiguous runs as powers of two, ascending. */
    public List<Integer> runSizes() {
        return levels.stream().flatMap(l -> l.runSizes().stream()).distinct().sorted().toList();
    }

    /** The level and the kind of a leaf that maps a size, in one entry or as one of a contiguous run. */
    public Optional<LeafPlace> leafOf(int size) {
        return levels.stream()
                .flatMap(level -> level.layouts().stream()
                        .filter(l -> l.kind() == Kind.LEAF && (l.run() > 0 ? l.run() : l.size()) == size)
                        .map(layout -> new LeafPlace(level, layout)))
                .findFirst();
    }

    /** Where leaves of some size stand, and which kind of entry they are. */
    public record LeafPlace(Level level, Layout layout) {}

    /** The level of whose entries each covers a size. */
    public Optional<Level> levelThatCovers(int size) {
        return levels.stream().filter(l -> l.shift() == size).findFirst();
    }

    /** All the names of a family: {@code arm_lpae_s1}, {@code arm_lpae_s1_16k}. */
    public Stream<String> names() {
        return Stream.concat(Stream.of(name), aliases.stream());
    }
}
