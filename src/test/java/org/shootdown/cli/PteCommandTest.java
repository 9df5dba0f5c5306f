package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.shootdown.cli.Commands.shootdown;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shootdown.cli.Commands.Result;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;

/** {@code shootdown pte}: what people type and paste is read; what makes no sense gets a sentence. */
class PteCommandTest {

    private static final Path GOLDEN = Path.of("src/test/corpus/pte");
    private static final long SEED = Long.getLong("format.seed", 20261121);

    /** Command lines and what they print; a file each, whose first line is the arguments, separated by {@code |}. */
    static Stream<Path> golden() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void answers(Path file) throws IOException {
        String text = Files.readString(file);
        String arguments = text.lines().findFirst().orElseThrow();
        Result result = shootdown(arguments.split("\\|"));
        String answer = arguments + "\n" + (result.status() == 0 ? result.out() : result.err());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, answer);
        }
        assertEquals(Files.readString(file), answer);
        assertEquals(file.getFileName().toString().startsWith("wrong") ? 2 : 0, result.status());
    }

    /** {@code -Dgolden.update=true} rewrites it. */
    @Test
    void thePageIsTheGeneratedOne() throws IOException {
        Path path = Path.of(FormatPage.PATH);
        String generated = FormatPage.generate();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(path, generated);
        }
        assertTrue(Files.exists(path), () -> path + " is missing; -Dgolden.update=true writes it");
        assertEquals(Files.readString(path), generated);
    }

    @Test
    void textFitsEightyColumns() {
        Random random = new Random(SEED);
        List<String> tooLong = new ArrayList<>();
        for (PageTableFormat format : Formats.all()) {
            tooLong(shootdown("pte", format.name()), tooLong);
            for (Level level : format.levels()) {
                for (int i = 0; i < 20; i++) {
                    String hex = PteText.hex(random.nextLong() >>> 64 - format.width(), format.width());
                    Result result = shootdown("pte", format.name(), "--level", "" + level.number(), hex);
                    assertEquals(0, result.status(), format.name() + " " + hex + " " + result.err());
                    tooLong(result, tooLong);
                }
            }
        }
        tooLong(shootdown("pte"), tooLong);
        tooLong(shootdown("pte", "--help"), tooLong);
        assertEquals(List.of(), tooLong);
    }

    private static void tooLong(Result result, List<String> lines) {
        result.out().lines().filter(l -> l.length() > 80 || l.endsWith(" ")).forEach(lines::add);
    }

    /** What the command builds from the fields of an entry is the entry. */
    @Test
    void fieldsBuildTheEntryAgain() {
        Random random = new Random(SEED);
        for (PageTableFormat format : Formats.all()) {
            for (Level level : format.levels()) {
                for (int i = 0; i < 30; i++) {
                    String hex = PteText.hex(
                            random.nextLong() & random.nextLong() & -1L >>> 64 - format.width(), format.width());
                    JsonObject reading = only(shootdown(
                            "pte", format.name(), "--level", "" + level.number(), "--format", "json", hex));
                    List<String> fields = new ArrayList<>(List.of("as=" + reading.get("as").getAsString()));
                    reading.getAsJsonArray("fields").forEach(f -> fields.add(
                            f.getAsJsonObject().get("name").getAsString() + "=" + f.getAsJsonObject().get("value").getAsString()));
                    reading.getAsJsonArray("unnamed").forEach(b -> fields.add(
                            b.getAsJsonObject().get("bits").getAsString() + "=" + b.getAsJsonObject().get("value").getAsString()));
                    Result built = shootdown("pte", format.name(), "--level", "" + level.number(), "--encode",
                            String.join(",", fields));
                    assertEquals(hex, built.out().lines().findFirst().orElse(built.err()), () -> format.name() + " "
                            + level.title() + " " + fields + " seed " + SEED);
                }
            }
        }
    }

    private static JsonObject only(Result result) {
        JsonObject root = JsonParser.parseString(result.out()).getAsJsonObject();
        JsonArray entries = root.getAsJsonArray("entries");
        assertEquals(1, entries.size());
        JsonArray readings = entries.get(0).getAsJsonObject().getAsJsonArray("readings");
        assertEquals(1, readings.size());
        return readings.get(0).getAsJsonObject();
    }

    @Test
    void jsonHasTheDocumentedKeys() {
        Result result = shootdown("pte", "x86_64", "--format", "json", "8000000123456067", "67");
        JsonObject root = JsonParser.parseString(result.out()).getAsJsonObject();
        assertEquals(List.of("tool", "version", "format", "entries"), List.copyOf(root.keySet()));
        JsonObject entry = root.getAsJsonArray("entries").get(0).getAsJsonObject();
        assertEquals("0x8000000123456067", entry.get("entry").getAsString());
        assertEquals(4, entry.getAsJsonArray("readings").size());
        JsonObject pte = entry.getAsJsonArray("readings").get(0).getAsJsonObject();
        assertEquals(
                List.of("level", "names", "kind", "as", "title", "size", "entries", "address", "access", "fields",
                        "unnamed", "notes"),
                List.copyOf(pte.keySet()));
        assertEquals("0x123456000", pte.get("address").getAsString());
        assertEquals(4096, pte.get("size").getAsLong());
        assertEquals(Formats.all().size(), JsonParser.parseString(shootdown("pte", "--format", "json").out())
                .getAsJsonObject().getAsJsonArray("formats").size());
    }

    /** README.md shows what the command prints. */
    @Test
    void theReadmeShowsRealAnswers() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("### What an oops prints"), readme.indexOf("### A scenario as"));
        String answer = "";
        int calls = 0;
        for (String line : section.lines().filter(l -> l.startsWith("    ")).map(l -> l.substring(4)).toList()) {
            if (line.startsWith("$ shootdown ")) {
                Result result = shootdown(words(line.substring("$ shootdown ".length())));
                assertEquals(0, result.status(), result.err());
                answer = result.out();
                calls++;
            } else if (!line.equals("...")) {
                assertTrue(answer.startsWith(line + "\n"), line + " is not what follows in\n" + answer);
                answer = answer.substring(line.length() + 1);
            }
            while (answer.startsWith("\n")) {
                answer = answer.substring(1);
            }
        }
        assertEquals(3, calls);
        assertTrue(section.contains("any of " + Formats.all().size() + " formats"), "the number of formats");
    }

    /** Words, some in single quotes. */
    private static String[] words(String line) {
        return Pattern.compile("'([^']*)'|(\\S+)").matcher(line).results()
                .map(m -> m.group(1) == null ? m.group(2) : m.group(1))
                .toArray(String[]::new);
    }

    /** No word makes it fail otherwise than with a sentence. */
    @ParameterizedTest
    @ValueSource(strings = {
        "pte|x86_64|zz", "pte|x86_64|0x", "pte|x86_64|_", "pte|x86_64|12345678901234567", "pte|nothing|1",
        "pte||1", "pte|x86_64|--level|x|1", "pte|x86_64|--level|pte|PGD 67 PTE 0", "pte|vtd_ss|PGD 67", "pte|--encode|rw",
        "pte|--level|pte", "pte|x86_64|--encode|", "pte|x86_64|--encode|,", "pte|x86_64|--encode|2=1,3:2=1", "pte|x86_64|--encode|=1",
        "pte|x86_64|--encode|rw=", "pte|x86_64|--encode|rw=2", "pte|x86_64|--encode|rw=-1", "pte|x86_64|--encode|rw=x",
        "pte|x86_64|--encode|rw,rw", "pte|x86_64|--encode|address=1", "pte|x86_64|--encode|address=0x10000000000000",
        "pte|x86_64|--encode|as=nothing", "pte|x86_64|--encode|as=swap,present=1", "pte|x86_64|--encode|as=swap,rw",
        "pte|x86_64|--encode|type=1,rw", "pte|x86_64|--encode|64=1", "pte|x86_64|--encode|3:5=1",
        "pte|x86_64|--encode|52=2", "pte|x86_64|--encode|rw,0=0", "pte|x86_64|--encode|rw|67", "pte|x86_64|--list|67",
        "pte|x86_64|--format|xml|67", "pte|x86_64|--encode|present=0", "pte|arm64|--encode|attr_indx=MT_NONE",
        "pte|x86_64|--encode|pse", "pte|s390|--encode|tt=1", "pte|x86_64|--encode|99999999999=1"
    })
    void whatMakesNoSenseIsASentence(String line) {
        Result result = shootdown(line.split("\\|"));
        assertEquals(2, result.status(), result.out() + result.err());
        assertEquals("", result.out());
        List<String> lines = result.err().lines().toList();
        assertTrue(lines.get(0).startsWith("shootdown: ") && !lines.get(0).contains("Exception"), result.err());
        assertEquals("Try `shootdown --help`.", lines.get(lines.size() - 1));
    }
}
