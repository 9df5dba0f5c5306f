package org.shootdown.cli;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.shootdown.diag.Nearest;
import org.shootdown.machine.format.BitField;
import org.shootdown.machine.format.Bits;
import org.shootdown.machine.format.Encoder;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.Layout;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Size;

/** Builds the entry that {@code --encode} describes: {@code rw,user,address=0x1234000}, {@code as=table,...}. */
final class PteEncoding {

    private static final Pattern RAW = Pattern.compile("(\\d{1,2})(?::(\\d{1,2}))?");
    private static final String AS = "as";

    private final PageTableFormat format;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private Encoder.Raw raw = Encoder.Raw.NONE;
    private String kind = "";

    private PteEncoding(PageTableFormat format) {
        this.format = format;
    }

    static PteReadings encode(PageTableFormat format, Optional<Level> level, String text) throws UsageException {
        PteEncoding encoding = new PteEncoding(format);
        for (String assignment : text.split(",", -1)) {
            encoding.read(assignment.strip());
        }
        Level chosen = level.isPresent() ? level.get() : encoding.lowestLevel();
        long entry = encoding.build(chosen);
        return PteReadings.of(
                format, new PteInput.Entry(entry, "", Optional.empty(), OptionalLong.empty()), Optional.of(chosen));
    }

    private void read(String assignment) throws UsageException {
        int equals = assignment.indexOf('=');
        String name = equals < 0 ? assignment : assignment.substring(0, equals).strip();
        String value = equals < 0 ? "1" : assignment.substring(equals + 1).strip();
        if (name.isEmpty() || value.isEmpty()) {
            throw new UsageException("`--encode` takes FIELD=VALUE, separated by commas; `" + assignment + "` is none");
        }
        Matcher bits = RAW.matcher(name);
        if (name.equals(AS)) {
            kind = value;
        } else if (bits.matches()) {
            readRaw(name, bits, value);
        } else if (fields.putIfAbsent(name, value) != null) {
            throw new UsageException("`" + name + "` is given twice");
        }
    }

    private void readRaw(String name, Matcher bits, String value) throws UsageException {
        int high = Integer.parseInt(bits.group(1));
        int low = bits.group(2) == null ? high : Integer.parseInt(bits.group(2));
        if (high < low || high >= format.width()) {
            throw new UsageException("`" + name + "` are no bits of an entry of " + format.width()
                    + " bits; write the higher one first");
        }
        Bits place = new Bits(high, low, 0);
        long number = number(name, value, Map.of());
        if ((number & ~(place.mask() >>> low)) != 0) {
            throw new UsageException("`" + value + "` does not fit into bits " + name);
        }
        if ((raw.mask() & place.mask()) != 0) {
            throw new UsageException("a bit of `" + name + "` is given twice");
        }
        raw = new Encoder.Raw(raw.mask() | place.mask(), raw.value() | number << low);
    }

    /** The lowest level that has the kind; the lowest of all if none is named. */
    private Level lowestLevel() {
        return format.levels().stream()
                .filter(l -> l.layout(kind).isPresent())
                .findFirst()
                .orElse(format.levels().get(0));
    }

    private long build(Level level) throws UsageException {
        List<Layout> layouts = level.layouts();
        if (!kind.isEmpty()) {
            Layout named = level.layout(kind).orElse(null);
            if (named == null) {
                List<String> kinds = layouts.stream().map(Layout::word).toList();
                throw new UsageException("`" + format.name() + "` has no kind of entry `" + kind + "` at "
                        + level.title() + "; "
                        + Nearest.to(kind, kinds)
                                .map(n -> "did you mean `" + n + "`?")
                                .orElse("there are " + String.join(", ", kinds)));
            }
            layouts = List.of(named);
        }
        for (String name : fields.keySet()) {
            rejectUnknown(name, level, layouts);
        }
        Map<String, Long> values = values(layouts);
        List<Layout> fitting = Encoder.kinds(level, values, raw).stream()
                .filter(layouts::contains)
                .filter(l -> !kind.isEmpty() || l.kind() == Kind.LEAF || l.kind() == Kind.TABLE)
                .toList();
        if (fitting.isEmpty()) {
            throw noKind(level, layouts, values);
        }
        return raw.in(Encoder.encode(fitting.get(0), values));
    }

    private void rejectUnknown(String name, Level level, List<Layout> layouts) throws UsageException {
        if (layouts.stream().anyMatch(l -> l.field(name).isPresent())) {
            return;
        }
        String where = layouts.size() == 1 ? layouts.get(0).title() : "an entry at " + level.title();
        Optional<Layout> elsewhere =
                level.layouts().stream().filter(l -> l.field(name).isPresent()).findFirst();
        if (elsewhere.isPresent()) {
            throw new UsageException("`" + name + "` is no field of " + where + "; it is one of "
                    + elsewhere.get().title() + " (as=" + elsewhere.get().word() + ")");
        }
        Optional<Level> other = format.levels().stream()
                .filter(l -> l.layouts().stream().anyMatch(k -> k.field(name).isPresent()))
                .findFirst();
        if (other.isPresent()) {
            throw new UsageException("`" + name + "` is no field of " + where + "; it is one at "
                    + other.get().title() + " (--level " + PteText.word(other.get()) + ")");
        }
        List<String> names = layouts.stream()
                .flatMap(l -> l.fields().stream())
                .flatMap(f -> Stream.concat(Stream.of(f.name()), f.kernelName().stream()))
                .distinct()
                .toList();
        throw new UsageException(where + " has no field `" + name + "`; "
                + Nearest.to(name, names)
                        .map(n -> "did you mean `" + n + "`?")
                        .orElse("`shootdown pte " + format.name() + "` lists the fields"));
    }

    /** The values as numbers, each checked against the field that takes most of the kinds. */
    private Map<String, Long> values(List<Layout> layouts) throws UsageException {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> given : fields.entrySet()) {
            List<BitField> known = layouts.stream()
                    .flatMap(l -> l.field(given.getKey()).stream())
                    .sorted(Comparator.comparing(f -> -Long.bitCount(f.valueMask())))
                    .toList();
            long value = number(given.getKey(), given.getValue(), known.get(0).values());
            if (known.stream().allMatch(f -> (value & ~f.valueMask()) != 0)) {
                throw tooWide(known.get(0), given.getValue(), value);
            }
            values.put(given.getKey(), value);
        }
        return values;
    }

    private static UsageException tooWide(BitField field, String text, long value) {
        int lowest = Long.numberOfTrailingZeros(field.valueMask());
        int highest = 63 - Long.numberOfLeadingZeros(field.valueMask());
        if (field.address() && Long.numberOfTrailingZeros(value) < lowest) {
            return new UsageException("`" + text + "` is no multiple of " + Size.text(lowest));
        }
        return new UsageException("`" + text + "` does not fit into `" + field.name() + "`, which "
                + (field.address() ? "ends at bit " + highest : "is at most " + field.valueMask()));
    }

    private UsageException noKind(Level level, List<Layout> layouts, Map<String, Long> values) {
        List<Layout> having = layouts.stream()
                .filter(l -> values.keySet().stream().allMatch(n -> l.field(n).isPresent()))
                .toList();
        if (having.isEmpty()) {
            return new UsageException("no kind of entry at " + level.title() + " has all of "
                    + String.join(", ", values.keySet()) + "; `shootdown pte " + format.name() + "` lists the fields");
        }
        List<String> words = Encoder.kinds(level, values, raw).stream().map(Layout::word).toList();
        if (kind.isEmpty() && !words.isEmpty()) {
            return new UsageException("no leaf or table entry at " + level.title()
                    + " has these values; say with `as=KIND` which kind it is to be: " + String.join(", ", words));
        }
        return kind.isEmpty()
                ? new UsageException("no kind of entry at " + level.title() + " has all these values")
                : new UsageException("with these values it is not " + having.get(0).title()
                        + (words.isEmpty() ? "" : "; it can be as=" + String.join(", as=", words)));
    }

    private static long number(String name, String value, Map<Long, String> known) throws UsageException {
        for (Map.Entry<Long, String> meaning : known.entrySet()) {
            if (meaning.getValue().equals(value)) {
                return meaning.getKey();
            }
        }
        try {
            return value.startsWith("0x") || value.startsWith("0X")
                    ? Long.parseUnsignedLong(value.substring(2).replace("_", ""), 16)
                    : Long.parseUnsignedLong(value.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new UsageException(
                    "`" + value + "` is no value of `" + name + "`; write a number such as 1 or 0x1000");
        }
    }
}
