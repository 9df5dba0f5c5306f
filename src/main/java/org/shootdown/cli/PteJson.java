package org.shootdown.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.shootdown.machine.format.Access;
import org.shootdown.machine.format.BitField;
import org.shootdown.machine.format.Bits;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.Kind;
import org.shootdown.machine.format.Layout;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;
import org.shootdown.machine.format.Reading;

/** Entries and formats for programs. Numbers that can have 64 bits are hexadecimal texts. */
final class PteJson {

    private PteJson() {}

    static String list() {
        JsonObject root = root();
        JsonArray formats = new JsonArray();
        for (PageTableFormat format : Formats.all()) {
            JsonObject object = head(format);
            object.add("leafSizes", sizes(format.leafSizes()));
            formats.add(object);
        }
        root.add("formats", formats);
        return print(root);
    }

    static String describe(PageTableFormat format, List<Level> levels) {
        JsonObject root = root();
        JsonObject object = head(format);
        object.addProperty("width", format.width());
        object.addProperty("inputBits", format.inputBits());
        object.addProperty("outputBits", format.outputBits());
        object.add("sources", texts(format.sources()));
        JsonArray array = new JsonArray();
        levels.forEach(l -> array.add(level(l)));
        object.add("levels", array);
        root.add("format", object);
        return print(root);
    }

    private static JsonObject level(Level level) {
        JsonObject object = new JsonObject();
        object.addProperty("level", level.number());
        object.add("names", texts(level.names()));
        object.addProperty("covers", size(level.shift()));
        object.addProperty("indexBits", level.indexBits());
        JsonArray kinds = new JsonArray();
        for (Layout layout : level.layouts()) {
            JsonObject kind = kind(layout, level);
            JsonArray fields = new JsonArray();
            layout.fields().forEach(f -> fields.add(field(f)));
            kind.add("fields", fields);
            kinds.add(kind);
        }
        object.add("kinds", kinds);
        return object;
    }

    static String readings(PageTableFormat format, List<PteReadings> all) {
        JsonObject root = root();
        root.addProperty("format", format.name());
        JsonArray entries = new JsonArray();
        for (PteReadings readings : all) {
            JsonObject entry = new JsonObject();
            entry.addProperty("entry", PteText.hex(readings.entry(), format.width()));
            entry.addProperty("label", readings.label());
            JsonArray array = new JsonArray();
            readings.groups().stream().flatMap(List::stream).forEach(r -> array.add(reading(r)));
            entry.add("readings", array);
            readings.translated().ifPresent(a -> entry.addProperty("translated", PteText.plainHex(a)));
            entries.add(entry);
        }
        root.add("entries", entries);
        return print(root);
    }

    private static JsonObject reading(Reading reading) {
        JsonObject object = new JsonObject();
        object.addProperty("level", reading.level().number());
        object.add("names", texts(reading.level().names()));
        kind(reading.layout(), reading.level()).entrySet().forEach(e -> object.add(e.getKey(), e.getValue()));
        reading.address().ifPresent(a -> object.addProperty("address", PteText.plainHex(a)));
        JsonArray access = new JsonArray();
        reading.access().forEach(a -> access.add(access(a)));
        object.add("access", access);
        JsonArray fields = new JsonArray();
        for (BitField field : reading.layout().fields()) {
            long value = field.get(reading.entry());
            JsonObject json = field(field);
            json.addProperty("value", PteText.plainHex(value));
            String meaning = field.values().get(value);
            if (meaning != null) {
                json.addProperty("means", meaning);
            }
            fields.add(json);
        }
        object.add("fields", fields);
        JsonArray unnamed = new JsonArray();
        for (Bits bits : reading.unnamed()) {
            JsonObject json = new JsonObject();
            json.addProperty("bits", bits.text());
            json.addProperty("value", PteText.value(reading.entry(), bits));
            unnamed.add(json);
        }
        object.add("unnamed", unnamed);
        object.add("notes", texts(reading.notes()));
        return object;
    }

    private static JsonObject kind(Layout layout, Level level) {
        JsonObject object = new JsonObject();
        object.addProperty("kind", layout.kind().word());
        object.addProperty("as", layout.word());
        object.addProperty("title", layout.title());
        if (layout.kind() == Kind.LEAF) {
            object.addProperty("size", size(layout.size()));
            object.addProperty("entries", 1L << Math.max(0, Math.max(layout.size(), layout.run()) - level.shift()));
        }
        return object;
    }

    private static JsonObject field(BitField field) {
        JsonObject object = new JsonObject();
        object.addProperty("name", field.name());
        object.addProperty("bits", field.place());
        field.kernelName().ifPresent(m -> object.addProperty("macro", m));
        object.addProperty("meaning", field.meaning());
        return object;
    }

    private static JsonObject access(Access access) {
        JsonObject object = new JsonObject();
        object.addProperty("who", access.who());
        object.addProperty("read", access.read());
        object.addProperty("write", access.write());
        object.addProperty("execute", access.execute());
        return object;
    }

    private static JsonObject head(PageTableFormat format) {
        JsonObject object = new JsonObject();
        object.addProperty("name", format.name());
        object.add("aliases", texts(format.aliases()));
        object.addProperty("title", format.title());
        return object;
    }

    private static JsonObject root() {
        JsonObject root = new JsonObject();
        root.addProperty("tool", "shootdown");
        root.addProperty("version", Main.version());
        return root;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static JsonArray sizes(List<Integer> powers) {
        JsonArray array = new JsonArray();
        powers.forEach(p -> array.add(size(p)));
        return array;
    }

    private static long size(int power) {
        return 1L << power;
    }

    private static String print(JsonObject root) {
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
    }
}
