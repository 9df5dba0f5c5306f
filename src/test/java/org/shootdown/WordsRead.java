package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shootdown.machine.format.Access;
import org.shootdown.machine.format.BitField;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.Layout;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Reading;
import org.shootdown.machine.format.Size;
import org.shootdown.machine.format.Values;
import org.shootdown.report.RunResult;

/** Reads the words under a timeline as {@code shootdown pte FORMAT --level LEVEL WORD} does: they say what their texts do. */
final class WordsRead {

    private static final Pattern TEXT = Pattern.compile(
            "none|(?<table>table )?(?<frame>[\\w\\[\\]]+)'*( (?<access>ro|rw|rx|rwx|prot_none)(?<huge> huge)?(?<clean> clean)?"
                    + "(?<old> old)?)?");

    /** Where drivers preset accessed and dirty bits, or formats have none. */
    private static final Set<String> CPUS = Set.of("x86_64", "arm64", "riscv64", "ppc64_radix", "s390", "ept");

    private final RunResult.Entry entry;
    private final PageTableFormat format;
    private final Level level;
    private final Reading reading;
    private final Matcher text;

    private WordsRead(RunResult.Entry entry) {
        this.entry = entry;
        this.format = Formats.named(entry.format()).orElseThrow();
        this.level = format.level(entry.level()).orElseThrow();
        this.reading = format.decode(level, Long.parseUnsignedLong(entry.word(), 16));
        this.text = TEXT.matcher(entry.text());
        assertTrue(text.matches(), entry.toString());
    }

    /** The words of one timeline; a frame lies in one place, whoever maps it. */
    static void check(List<RunResult.Entry> entries) {
        Map<String, Long> frames = new HashMap<>();
        for (RunResult.Entry entry : entries) {
            WordsRead read = new WordsRead(entry);
            read.check();
            read.address().ifPresent(address -> {
                String frame = read.text.group("frame");
                assertEquals(address, frames.computeIfAbsent(frame, f -> address), entry + " in " + entries);
            });
        }
        assertEquals(frames.size(), frames.values().stream().distinct().count(), entries.toString());
    }

    /** Where the frame of the text lies; a page under a leaf of the upper level lies somewhere in what that maps. */
    private Optional<Long> address() {
        boolean names = text.group("frame") != null && text.group("huge") == null;
        return names ? Optional.of(addressField().get(reading.entry())) : Optional.empty();
    }

    private BitField addressField() {
        return reading.layout().fields().stream().filter(BitField::address).findFirst().orElseThrow();
    }

    private void check() {
        if (text.group("table") != null) {
            assertEquals(Kind.TABLE, reading.kind(), entry.toString());
            assertEquals(entry.size(), Size.text(level.shift()), entry.toString());
        } else if (text.group("frame") == null) {
            assertTrue(reading.layout().word().equals("none"), entry.toString());
            leavesHaveTheSize();
        } else if (text.group("access").equals("prot_none")) {
            assertNotEquals(Kind.TABLE, reading.kind(), entry.toString());
            assertTrue(reading.access().stream().limit(1).allMatch(a -> a.text().equals("nothing")), entry.toString());
            leavesHaveTheSize();
            accessedAndDirty();
        } else {
            leaf();
            accessedAndDirty();
        }
    }

    private void leavesHaveTheSize() {
        assertTrue(
                level.layouts().stream().filter(l -> l.kind() == Kind.LEAF).anyMatch(l -> size(l).equals(entry.size())),
                entry.toString());
    }

    private static String size(Layout layout) {
        return Size.text(layout.run() > 0 ? layout.run() : layout.size());
    }

    private void leaf() {
        assertEquals(Kind.LEAF, reading.kind(), entry.toString());
        assertEquals(entry.size(), size(reading.layout()), entry.toString());
        String access = text.group("access");
        Access user = reading.access().get(0);
        boolean protectsClean = format.family().equals("s390") && text.group("clean") != null;
        assertTrue(user.read(), entry.toString());
        assertEquals(access.contains("w") && !protectsClean, user.write(), entry.toString());
        if (CPUS.contains(format.family()) || format.family().equals("arm64_s2")) {
            // I/O mappings are not said to be without execute permission (IOMMU_NOEXEC).
            assertEquals(access.contains("x"), user.execute(), entry.toString());
        }
    }

    private void accessedAndDirty() {
        Values values = new Values(reading.layout(), reading.entry());
        if (CPUS.contains(format.family())) {
            assertEquals(text.group("old") == null, any(values, "accessed", "af", "young"), entry.toString());
            assertEquals(text.group("clean") == null, any(values, "dirty", "saved_dirty"), entry.toString());
        }
    }

    private static boolean any(Values values, String... fields) {
        boolean is = false;
        for (String field : fields) {
            is |= values.layout().field(field).isPresent() && values.is(field);
        }
        return is;
    }
}
