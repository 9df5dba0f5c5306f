package org.shootdown.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.shootdown.machine.format.Access;
import org.shootdown.machine.format.BitField;
import org.shootdown.machine.format.Bits;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.Layout;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Reading;
import org.shootdown.machine.format.Size;
import org.shootdown.report.Paragraphs;

/** Entries and formats as text that fits a terminal and can be pasted into a mail. */
final class PteText {

    private static final int NAME_COLUMN = 20;

    private PteText() {}

    /** A row of a table of fields. */
    private record Row(String bits, String name, String value, String text) {}

    static String list() {
        StringBuilder out = new StringBuilder();
        for (PageTableFormat format : Formats.all()) {
            String aliases = format.aliases().isEmpty() ? "" : "; also " + String.join(", ", format.aliases());
            out.append(Paragraphs.hanging("  " + format.name(), NAME_COLUMN, format.title() + aliases));
        }
        return out.append("\n`shootdown pte FORMAT` lists the levels and fields of one.\n").toString();
    }

    static String describe(PageTableFormat format, List<Level> levels) {
        StringBuilder out = new StringBuilder(Paragraphs.text(format.name() + ": " + format.title() + ", entries of "
                + format.width() + " bits, addresses of " + format.inputBits() + " bits in and " + format.outputBits()
                + " bits out"));
        out.append(Paragraphs.hanging("  accessed, dirty", NAME_COLUMN, format.adUpdates()));
        for (String source : format.sources()) {
            out.append(Paragraphs.hanging("  source", NAME_COLUMN, source));
        }
        for (Level level : levels) {
            out.append('\n').append(Paragraphs.text(level.title() + names(level) + ": an entry covers "
                    + Size.text(level.shift()) + ", " + level.indexBits() + " bits of index" + runs(level)));
            for (Layout layout : level.layouts()) {
                out.append(Paragraphs.hanging("  " + layout.word(), NAME_COLUMN, layout.title()));
                out.append(rows(layout.fields().stream()
                        .sorted(byPlace())
                        .map(f -> new Row(f.place(), f.name(), "", text(f)))
                        .toList()));
            }
        }
        return out.toString();
    }

    private static String names(Level level) {
        return level.names().size() < 2
                ? ""
                : ", also " + String.join(", ", level.names().subList(1, level.names().size()));
    }

    private static String runs(Level level) {
        return level.runSizes().isEmpty()
                ? ""
                : ", contiguous runs of " + level.runSizes().stream().map(Size::text).collect(Collectors.joining(", "));
    }

    /** What {@code --level} can be. */
    static String levelChoices(PageTableFormat format) {
        return format.levels().stream().map(PteText::word).collect(Collectors.joining(", "));
    }

    /** What {@code --level} takes for it. */
    static String word(Level level) {
        return level.names().stream().filter(n -> !n.contains(" ")).findFirst().orElse("" + level.number());
    }

    static String readings(PageTableFormat format, List<PteReadings> all, boolean encoding) {
        List<String> parts = new ArrayList<>();
        for (PteReadings readings : all) {
            String hex = hex(readings.entry(), format.width());
            if (encoding) {
                parts.add(hex + "\n");
            }
            for (List<Reading> group : readings.groups()) {
                String label = readings.label().isEmpty() ? "" : readings.label() + ", ";
                String head = format.name() + ", " + label + levels(group) + ": " + hex;
                parts.add(Paragraphs.text(head) + reading(group.get(0)));
            }
            readings.translated().ifPresent(a -> parts.add(
                    Paragraphs.text(plainHex(readings.address().orElse(0)) + " is at " + plainHex(a) + ".")));
        }
        return String.join("\n", parts);
    }

    private static String levels(List<Reading> group) {
        return group.size() == 1
                ? group.get(0).level().title()
                : "levels " + group.stream()
                        .map(r -> r.level().number()
                                + (r.level().names().isEmpty() ? "" : " (" + r.level().names().get(0) + ")"))
                        .collect(Collectors.joining(", "));
    }

    private static String reading(Reading reading) {
        StringBuilder out = new StringBuilder(Paragraphs.text(what(reading)));
        List<Row> rows = new ArrayList<>();
        List<String> clear = new ArrayList<>();
        for (BitField field : reading.layout().fields().stream().sorted(byPlace()).toList()) {
            long value = field.get(reading.entry());
            if (value == 0 && !field.address() && !field.values().containsKey(0L)) {
                clear.add(field.name());
            } else {
                rows.add(new Row(field.place(), field.name(), value(field, value), text(field, value)));
            }
        }
        for (Bits bits : reading.unnamed()) {
            rows.add(new Row(bits.text(), "-", value(reading.entry(), bits), unnamed(reading)));
        }
        for (Access access : reading.access()) {
            out.append(Paragraphs.hanging("  " + access.who() + ":", 2 + widest(reading), access.text()));
        }
        if (!rows.isEmpty() || !clear.isEmpty()) {
            out.append('\n').append(rows(rows));
        }
        if (!clear.isEmpty()) {
            out.append(Paragraphs.hanging("    zero:", 10, String.join(", ", clear)));
        }
        if (!reading.notes().isEmpty()) {
            out.append('\n');
            reading.notes().forEach(n -> out.append(Paragraphs.hanging("", 2, n)));
        }
        return out.toString();
    }

    private static int widest(Reading reading) {
        return 2 + reading.access().stream().mapToInt(a -> a.who().length()).max().orElse(0);
    }

    private static String what(Reading reading) {
        String noun = reading.layout().title();
        return switch (reading.kind()) {
            case LEAF -> noun + " at " + plainHex(reading.address().orElse(0));
            case TABLE -> noun + " that leads to " + plainHex(reading.address().orElse(0));
            case INVALID -> "invalid: " + noun;
            case RESERVED -> "reserved: " + noun;
        };
    }

    private static String unnamed(Reading reading) {
        return reading.kind() == Kind.INVALID ? "set, and without a meaning here" : "reserved, and set";
    }

    private static Comparator<BitField> byPlace() {
        return Comparator.comparing(f -> Long.numberOfTrailingZeros(f.mask()));
    }

    private static String rows(List<Row> rows) {
        int bits = rows.stream().mapToInt(r -> r.bits().length()).max().orElse(0);
        int name = rows.stream().mapToInt(r -> r.name().length()).max().orElse(0);
        int value = rows.stream().mapToInt(r -> r.value().length()).max().orElse(0);
        int column = 4 + bits + 2 + name + 2 + (value == 0 ? 0 : value + 2);
        StringBuilder out = new StringBuilder();
        for (Row row : rows) {
            String head = "    " + pad(row.bits(), bits + 2) + pad(row.name(), name + 2) + row.value();
            out.append(Paragraphs.hanging(head, column, row.text()));
        }
        return out.toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    static String text(BitField field) {
        String values = field.values().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        return named(field, field.meaning() + (values.isEmpty() ? "" : " (" + values + ")"));
    }

    private static String text(BitField field, long value) {
        String meaning = field.values().get(value);
        return named(field, meaning == null ? field.meaning() : meaning + " (" + field.meaning() + ")");
    }

    private static String named(BitField field, String text) {
        return field.kernelName().map(m -> m + ": ").orElse("") + text;
    }

    static String value(BitField field, long value) {
        return field.address() || Long.compareUnsigned(value, 9) > 0 ? plainHex(value) : Long.toString(value);
    }

    static String value(long entry, Bits bits) {
        return plainHex((entry & bits.mask()) >>> bits.low());
    }

    static String plainHex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** All digits of an entry. */
    static String hex(long entry, int width) {
        return "0x" + String.format("%0" + width / 4 + "x", entry);
    }
}
