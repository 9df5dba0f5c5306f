package org.shootdown.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;

/** Entries as people type them, and as oopses print them. */
final class PteInput {

    /** {@code PGD 1067}, {@code pte=0068...}, {@code R3:...}; x86, arm64, riscv and s390 print them so. */
    private static final Pattern PAIR = Pattern.compile(
            "(?<!\\w)(?:(pgd|p4d|pud|pmd|pte)(?:\\s*[:=]\\s*|\\s+)|(R1|R2|R3|S|P):)(?:0x)?([0-9a-f]+)(?!\\w)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("(?:0x)?([0-9a-f_]+)", Pattern.CASE_INSENSITIVE);
    /** {@code [ffff800012345678]}, {@code address: ffffc90000000000}; not {@code [  12.345678]}. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[|address:?\\s+)(?:0x)?([0-9a-f]{8,16})(?![\\w.])", Pattern.CASE_INSENSITIVE);

    private PteInput() {}

    /**
     * @param label what the line calls it; empty for a number alone
     * @param level the level that the line names
     * @param address the address that the line is about
     */
    record Entry(long value, String label, Optional<Level> level, OptionalLong address) {}

    static List<Entry> read(PageTableFormat format, List<String> words) throws UsageException {
        List<Entry> entries = new ArrayList<>();
        if (words.stream().allMatch(w -> NUMBER.matcher(w).matches())) {
            for (String word : words) {
                entries.add(new Entry(number(format, word), "", Optional.empty(), OptionalLong.empty()));
            }
            return entries;
        }
        String line = String.join(" ", words);
        Matcher pair = PAIR.matcher(line);
        OptionalLong address = address(line);
        while (pair.find()) {
            entries.add(entry(format, pair, address));
        }
        if (entries.isEmpty()) {
            throw new UsageException("`" + line + "` is no hexadecimal number, and no line of an oops such as "
                    + "`PGD 1067 P4D 1067 PUD 2067` or `pgd=1003, p4d=1003`");
        }
        List<Entry> kept = folded(entries);
        rejectTwoOfALevel(format, kept);
        return kept;
    }

    /** An oops of five levels is not one of four. */
    private static void rejectTwoOfALevel(PageTableFormat format, List<Entry> entries) throws UsageException {
        for (int i = 1; i < entries.size(); i++) {
            Entry upper = entries.get(i - 1);
            Entry lower = entries.get(i);
            if (upper.level().equals(lower.level())) {
                throw new UsageException("`" + upper.label() + "` and `" + lower.label()
                        + "` differ, and `" + format.name() + "` has one level of both names"
                        + deeper(format).map(n -> "; is it `" + n + "`?").orElse(""));
            }
        }
    }

    private static Optional<String> deeper(PageTableFormat format) {
        return Formats.all().stream()
                .filter(f -> f.family().equals(format.family()) && f.levels().size() > format.levels().size())
                .map(PageTableFormat::name)
                .findFirst();
    }

    private static Entry entry(PageTableFormat format, Matcher pair, OptionalLong address) throws UsageException {
        String name = pair.group(1) == null ? pair.group(2) : pair.group(1);
        Optional<Level> level = format.level(name);
        if (level.isEmpty()) {
            throw new UsageException("the line has a `" + name + "`, and `" + format.name()
                    + "` has no such level; it has " + PteText.levelChoices(format));
        }
        return new Entry(number(format, pair.group(3)), name, level, address);
    }

    /** A kernel prints the entry of a folded level once more under the name of each; it is the lowest of them. */
    private static List<Entry> folded(List<Entry> entries) {
        List<Entry> kept = new ArrayList<>();
        for (Entry entry : entries) {
            boolean again = !kept.isEmpty()
                    && entry.value() != 0
                    && kept.get(kept.size() - 1).value() == entry.value()
                    && isAbove(kept.get(kept.size() - 1), entry);
            if (again) {
                Entry last = kept.remove(kept.size() - 1);
                kept.add(new Entry(entry.value(), last.label() + ", " + entry.label(), entry.level(), entry.address()));
            } else {
                kept.add(entry);
            }
        }
        return kept;
    }

    private static boolean isAbove(Entry upper, Entry lower) {
        return upper.level().isPresent()
                && lower.level().isPresent()
                && upper.level().get().shift() >= lower.level().get().shift();
    }

    private static OptionalLong address(String line) {
        Matcher address = ADDRESS.matcher(line);
        return address.find() ? OptionalLong.of(Long.parseUnsignedLong(address.group(1), 16)) : OptionalLong.empty();
    }

    private static long number(PageTableFormat format, String word) throws UsageException {
        Matcher matcher = NUMBER.matcher(word);
        String digits = matcher.matches() ? matcher.group(1).replace("_", "").replaceFirst("^0+(?=.)", "") : "";
        if (digits.isEmpty()) {
            throw new UsageException("`" + word + "` is no hexadecimal number");
        }
        if (digits.length() > format.width() / 4) {
            throw new UsageException("`" + word + "` is too long: an entry of `" + format.name() + "` has "
                    + format.width() + " bits, " + format.width() / 4 + " digits");
        }
        return Long.parseUnsignedLong(digits, 16);
    }
}
