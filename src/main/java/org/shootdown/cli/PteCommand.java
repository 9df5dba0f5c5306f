package org.shootdown.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.diag.Nearest;
import org.shootdown.machine.format.Formats;
import org.shootdown.machine.format.Level;
import org.shootdown.machine.format.PageTableFormat;

/** {@code pte}: says what a page-table entry means, or builds one. */
final class PteCommand implements Command {

    private static final List<String> OUTPUTS = List.of("text", "json");

    @Override
    public String name() {
        return "pte";
    }

    @Override
    public String summary() {
        return "say what a page-table entry means, or build one";
    }

    @Override
    public String arguments() {
        return "[FORMAT [ENTRY...]]";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "shootdown pte --list",
                "shootdown pte x86_64 --level pte 8000000123456067",
                "shootdown pte arm64 '[ffff800011] pgd=10000000f8fff003, p4d=...'",
                "shootdown pte amd_v1 --encode read,write,address=0x1234000");
    }

    @Override
    public Options options() {
        Options options = new Options();
        options.addOption(Option.builder().longOpt("level").hasArg().argName("LEVEL")
                .desc("the level by name or number (pte, pmd, 2); else every reading is given").get());
        options.addOption(Option.builder().longOpt("encode").hasArg().argName("FIELD=VALUE,...")
                .desc("build an entry; as=KIND chooses its kind (leaf, table, ...), a field alone is 1, "
                        + "62:59=3 are bits")
                .get());
        options.addOption(Option.builder().longOpt("list").desc("list the formats, or the fields of FORMAT").get());
        options.addOption(Option.builder().longOpt("format").hasArg().argName("FORMAT")
                .desc("text (default) or json").get());
        return options;
    }

    @Override
    public String exitStatus() {
        return """
                ENTRY is hexadecimal, or the line of an oops: "PGD 1067 P4D 1067 ...",
                "[ffff0000] pgd=..., p4d=...", "R3:... S:... P:...".

                exit status:
                  0    the entry was read, whatever it means, or built
                  2    the command line makes no sense, or output cannot be written
                  70   a fault of our own
                """;
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        boolean json = Choice.of(line, "format", OUTPUTS).equals("json");
        List<String> arguments = line.getArgList();
        if (arguments.isEmpty()) {
            rejectOptions(line);
            console.out().print(json ? PteJson.list() : PteText.list());
            return ExitStatus.OK;
        }
        PageTableFormat format = format(arguments.get(0));
        Optional<Level> level = level(line, format);
        List<String> rest = arguments.subList(1, arguments.size());
        if (line.hasOption("list") || rest.isEmpty() && !line.hasOption("encode")) {
            if (!rest.isEmpty() || line.hasOption("encode")) {
                throw new UsageException("`--list` takes no entry");
            }
            List<Level> levels = level.map(List::of).orElse(format.levels());
            console.out().print(json ? PteJson.describe(format, levels) : PteText.describe(format, levels));
            return ExitStatus.OK;
        }
        List<PteReadings> readings = line.hasOption("encode")
                ? List.of(encoded(format, level, line.getOptionValue("encode"), rest))
                : decoded(format, level, rest);
        boolean encoding = line.hasOption("encode");
        console.out().print(json ? PteJson.readings(format, readings) : PteText.readings(format, readings, encoding));
        return ExitStatus.OK;
    }

    private static void rejectOptions(CommandLine line) throws UsageException {
        for (String option : List.of("level", "encode")) {
            if (line.hasOption(option)) {
                throw new UsageException("`--" + option + "` needs a FORMAT; `shootdown pte` lists them");
            }
        }
    }

    private static PageTableFormat format(String word) throws UsageException {
        Optional<PageTableFormat> found = Formats.named(word);
        if (found.isEmpty()) {
            throw new UsageException("there is no page-table format `" + word + "`"
                    + Nearest.to(word, Formats.names())
                            .map(n -> "; did you mean `" + n + "`?")
                            .orElse("; `shootdown pte` lists them"));
        }
        return found.get();
    }

    private static Optional<Level> level(CommandLine line, PageTableFormat format) throws UsageException {
        if (!line.hasOption("level")) {
            return Optional.empty();
        }
        String word = line.getOptionValue("level");
        Optional<Level> level = format.level(word);
        if (level.isEmpty()) {
            throw new UsageException("`" + format.name() + "` has no level `" + word + "`; it has "
                    + PteText.levelChoices(format));
        }
        return level;
    }

    private static PteReadings encoded(
            PageTableFormat format, Optional<Level> level, String fields, List<String> rest) throws UsageException {
        if (!rest.isEmpty()) {
            throw new UsageException("`--encode` builds an entry, and `" + rest.get(0) + "` is one already");
        }
        return PteEncoding.encode(format, level, fields);
    }

    private static List<PteReadings> decoded(PageTableFormat format, Optional<Level> level, List<String> words)
            throws UsageException {
        List<PteInput.Entry> entries = PteInput.read(format, words);
        List<PteReadings> readings = new ArrayList<>();
        for (PteInput.Entry entry : entries) {
            if (level.isPresent() && entry.level().isPresent()) {
                throw new UsageException("the line says which levels its entries are of; leave `--level` out");
            }
            readings.add(PteReadings.of(format, entry, level.or(entry::level)));
        }
        return readings;
    }
}
