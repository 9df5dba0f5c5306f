package org.shootdown.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.shootdown.machine.format.BitField;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.Layout;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Size;

/** Writes the page about formats of page tables from the tables that decode entries. */
final class FormatPage {

    static final String PATH = "src/docs/formats.md";

    private FormatPage() {}

    static String generate() {
        StringBuilder out = new StringBuilder(
                """
                # Formats of page tables

                Generated from `src/main/java/org/shootdown/machine/format`; do not edit.
                `shootdown pte FORMAT ENTRY` reads an entry, and `shootdown pte FORMAT
                --encode FIELD=VALUE,...` builds one. Bit 0 is the least significant one
                everywhere. A kind of entry is told from the others by the fields with a value
                in the column "is"; the first kind of a level that matches is the one. A set
                bit without a name is reserved in entries that hardware uses. Formats of one
                family list the kinds that differ from those before.
                """);
        Map<String, Set<List<String>>> shown = new HashMap<>();
        for (PageTableFormat format : Formats.all()) {
            out.append('\n').append(head(format));
            out.append(kinds(format, shown.computeIfAbsent(format.family(), f -> new HashSet<>())));
        }
        return out.toString();
    }

    private static String head(PageTableFormat format) {
        StringBuilder out = new StringBuilder("## " + format.name() + "\n\n");
        out.append(format.title()).append(". Entries of ").append(format.width()).append(" bits, addresses of ");
        out.append(format.inputBits()).append(" bits in and ").append(format.outputBits()).append(" bits out.\n");
        if (!format.aliases().isEmpty()) {
            out.append("Also called ").append(code(format.aliases())).append(".\n");
        }
        out.append("Accessed and dirty: ").append(format.adUpdates()).append(".\n");
        out.append("Sources: ").append(String.join("; ", format.sources())).append(".\n\n");
        out.append("| level | names | covers | index bits | leaves | contiguous runs | kinds of entries |\n");
        out.append("| --- | --- | --- | --- | --- | --- | --- |\n");
        for (Level level : format.levels()) {
            out.append(row(List.of(
                    Integer.toString(level.number()),
                    String.join(", ", level.names()),
                    Size.text(level.shift()),
                    Integer.toString(level.indexBits()),
                    sizes(level.leafSizes()),
                    sizes(level.runSizes()),
                    level.layouts().stream().map(Layout::word).collect(Collectors.joining(", ")))));
        }
        return out.toString();
    }

    /** The fields of the kinds of entries that the family has not shown yet. */
    private static String kinds(PageTableFormat format, Set<List<String>> shown) {
        StringBuilder out = new StringBuilder();
        for (Level level : format.levels()) {
            for (Layout layout : level.layouts()) {
                boolean hasFields = layout.kind() != Kind.RESERVED && layout.fields().size() > 1;
                if (hasFields && shown.add(shape(layout))) {
                    out.append("\n### ").append(format.name()).append(": `").append(layout.word()).append("` at ");
                    out.append(level.title()).append("\n\n");
                    out.append(capital(layout.title())).append(".\n\n").append(fields(layout));
                }
            }
        }
        return out.toString();
    }

    /** Kinds that differ in the place of the address alone are shown once. */
    private static List<String> shape(Layout layout) {
        List<String> shape = new ArrayList<>(List.of(layout.kind().word()));
        for (BitField field : layout.fields()) {
            shape.add(field.name() + " " + (field.address() ? field.bits().size() : field.place()) + field.macro());
        }
        return shape;
    }

    private static String fields(Layout layout) {
        StringBuilder out = new StringBuilder("| bits | field | is | kernel | means |\n");
        out.append("| --- | --- | --- | --- | --- |\n");
        layout.fields().stream()
                .sorted(Comparator.comparing(f -> Long.numberOfTrailingZeros(f.mask())))
                .forEach(f -> out.append(row(List.of(f.place(), "`" + f.name() + "`", fixed(layout, f),
                        f.kernelName().map(m -> "`" + m + "`").orElse(""), means(f)))));
        return out.toString();
    }

    private static String fixed(Layout layout, BitField field) {
        boolean isFixed = (field.mask() & ~layout.fixedMask()) == 0;
        return isFixed ? PteText.value(field, field.get(layout.fixedValue())) : "";
    }

    private static String means(BitField field) {
        String values = field.values().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        return field.meaning() + (values.isEmpty() ? "" : ": " + values);
    }

    private static String row(List<String> cells) {
        return cells.stream().map(c -> "| " + c + " ").collect(Collectors.joining()) + "|\n";
    }

    private static String sizes(List<Integer> powers) {
        return powers.stream().map(Size::text).collect(Collectors.joining(", "));
    }

    private static String code(List<String> names) {
        return names.stream().map(n -> "`" + n + "`").collect(Collectors.joining(", "));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
