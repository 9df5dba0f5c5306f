package org.shootdown.machine.format;

/** An entry of a page table as hardware finds it, and where: {@code shootdown pte FORMAT --level LEVEL WORD} reads it. */
public record EntryWord(PageTableFormat format, Level level, long value) {

    /** As many digits as the format's entries have; of an entry that is zero one is enough. */
    public String hex() {
        return value == 0 ? "0" : String.format("%0" + format.width() / 4 + "x", value);
    }

    /** What {@code --level} calls the level. */
    public String levelName() {
        return level.names().stream()
                .filter(n -> n.indexOf(' ') < 0)
                .findFirst()
                .orElse(Integer.toString(level.number()));
    }

    /** Whether it is of the last level, whose entries are pages. */
    public boolean isLast() {
        return level.equals(format.levels().get(0));
    }
}
