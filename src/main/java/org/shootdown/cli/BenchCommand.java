package org.shootdown.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.sema.CheckedScripts;
import org.shootdown.sema.LibraryLoader;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.ReadingStages;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;

/**
 * {@code bench}: measures how long reading and checking take. Times of one run on a busy machine say little; the
 * ratios to making the tokens of the same text, in the same run, say more.
 */
final class BenchCommand implements Command {

    private static final int LINES = 10_000;
    private static final int ROUNDS = 15;
    private static final int MOST_LINES = 80_000;
    private static final long SEED = 1;

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String summary() {
        return "measure how long reading and checking scripts take";
    }

    @Override
    public String arguments() {
        return "parse [PATH...]";
    }

    @Override
    public List<String> examples() {
        return List.of("shootdown bench parse", "shootdown bench parse samples", "shootdown bench parse --lines 40000");
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Option.builder()
                        .longOpt("lines")
                        .hasArg()
                        .argName("N")
                        .desc("length of the script that is made up (default " + LINES + ")")
                        .get())
                .addOption(Option.builder()
                        .longOpt("rounds")
                        .hasArg()
                        .argName("N")
                        .desc("how often each part is measured after the first time (default " + ROUNDS + ")")
                        .get());
    }

    @Override
    public String exitStatus() {
        return """
            exit status:
              0    it is measured
              2    the command line makes no sense, or a script cannot be read
              70   a fault of our own
              130  interrupted
            """;
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        List<String> arguments = line.getArgList();
        if (arguments.isEmpty() || !arguments.get(0).equals("parse")) {
            throw new UsageException("`bench` needs to know what to measure: `bench parse`");
        }
        int lines = number(line, "lines", LINES, MOST_LINES);
        int rounds = number(line, "rounds", ROUNDS, 1000);
        List<String> paths = arguments.subList(1, arguments.size());
        List<SourceFile> others = paths.isEmpty() ? List.of() : read(ScriptFiles.find(paths));
        new Measurement(console, rounds).all(lines, others);
        return ExitStatus.OK;
    }

    private static int number(CommandLine line, String option, int otherwise, int most) throws UsageException {
        String given = line.getOptionValue(option, String.valueOf(otherwise));
        try {
            int number = Integer.parseInt(given);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UsageException("`--" + option + "` takes a number from 1 to " + most + ", not `" + given + "`");
    }

    private static List<SourceFile> read(List<Path> paths) throws UsageException {
        List<SourceFile> files = new ArrayList<>();
        for (Path path : paths) {
            try {
                files.add(SourceFile.of(path.toString(), Files.readString(path)));
            } catch (IOException e) {
                throw new UsageException("`" + path + "` cannot be read: " + ScriptFiles.why(e));
            }
        }
        return files;
    }

    /** What is measured, in this order; the first of all pays for the parser's own start. */
    private static final class Measurement {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final Console console;
        private final int rounds;
        /** What all results are added to, so that nothing measured can be left out as unused. */
        private long kept;

        Measurement(Console console, int rounds) {
            this.console = console;
            this.rounds = rounds;
        }

        void all(int lines, List<SourceFile> others) {
            long up = ManagementFactory.getRuntimeMXBean().getUptime();
            SourceFile script = BenchScript.of(lines, SEED);
            SourceFile longer = BenchScript.of(4 * lines, SEED);
            print("The Java machine was up after %d ms. Times are milliseconds: the first time, then%n", up);
            print("the median of %d more, each by the clock and of this thread alone (own). Ratios%n", rounds);
            print("and lines/s are of the latter; a ratio is to making the tokens alone.%n");
            script(script, longer);
            if (!others.isEmpty()) {
                files(others);
            }
            if (kept == 0) {
                print("(nothing was read)%n");
            }
        }

        private void script(SourceFile script, SourceFile longer) {
            head("a script", List.of(script));
            Times parse = times(() -> parsed(script));
            List<Script> library =
                    LibraryLoader.parsed().stream().map(Parsed::script).toList();
            Script tree = ScriptParser.parse(script).script();
            Times check = times(() -> checked(tree, library));
            Times tokens = times(() -> ReadingStages.tokens(script));
            row("parse", parse, tokens, script);
            row("check", check, tokens, script);
            row("parse and check", parse.and(check), tokens, script);
            row("tokens alone", tokens, tokens, script);
            row("parse, first stage (SLL)", times(() -> ReadingStages.quick(script) ? 1 : 0), tokens, script);
            row("parse, second stage (LL)", times(() -> ReadingStages.full(script) ? 1 : 0), tokens, script);
            SourceFile slip = SourceFile.of(script.name(), script.text() + "\nscenario oops {\n check\n}\n");
            row("parse, with a slip at the end", times(() -> parsed(slip)), tokens, script);
            Script longTree = ScriptParser.parse(longer).script();
            print("  four times as long: parse takes %.1f times as long, check %.1f%n",
                    times(() -> parsed(longer)).later().own() / parse.later().own(),
                    times(() -> checked(longTree, library)).later().own() / check.later().own());
        }

        private void files(List<SourceFile> files) {
            List<SourceFile> library = LibraryLoader.bundled();
            List<SourceFile> all = new ArrayList<>(library);
            all.addAll(files);
            head("the library and", files);
            Times tokens = times(() -> all.stream().mapToInt(ReadingStages::tokens).sum());
            row("parse", times(() -> all.stream().mapToInt(Measurement::parsed).sum()), tokens, all);
            row("parse and check", times(() -> checked(files, library)), tokens, all);
            row("parse, check and compile all cells", times(() -> compiled(files, library)), tokens, all);
            row("tokens alone", tokens, tokens, all);
        }

        private static int parsed(SourceFile file) {
            Parsed parsed = ScriptParser.parse(file);
            return parsed.script().declarations().size() + parsed.diagnostics().size();
        }

        private static int checked(Script tree, List<Script> library) {
            return CheckedScripts.check(List.of(tree), library, false).scenarios().size();
        }

        private static int checked(List<SourceFile> files, List<SourceFile> library) {
            return load(files, library).stream().mapToInt(s -> s.scenarios().size()).sum();
        }

        private static int compiled(List<SourceFile> files, List<SourceFile> library) {
            return load(files, library).stream()
                    .mapToInt(s -> s.hasErrors() ? 0 : s.compileAll().size() + 1)
                    .sum();
        }

        /** As the command {@code check} does: each file by itself; the library once more, as a script of its own. */
        private static List<Shootdown> load(List<SourceFile> files, List<SourceFile> library) {
            List<Shootdown> loaded = new ArrayList<>();
            loaded.add(Shootdown.load(List.of(), library, true));
            files.forEach(f -> loaded.add(Shootdown.load(List.of(f), new ImportedFiles())));
            return loaded;
        }

        // ---- the clock ------------------------------------------------------------------------------------------

        /** In milliseconds: by the clock, and of this thread alone, which others on the machine disturb less. */
        private record Time(double clock, double own) {

            Time and(Time other) {
                return new Time(clock + other.clock, own + other.own);
            }
        }

        /** The first time, and the median of those after it. */
        private record Times(Time first, Time later) {

            Times and(Times other) {
                return new Times(first.and(other.first), later.and(other.later));
            }
        }

        private Times times(Supplier<Integer> work) {
            Time first = once(work);
            List<Time> later = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                later.add(once(work));
            }
            later.sort(Comparator.comparingDouble(Time::own));
            return new Times(first, later.get(rounds / 2));
        }

        private Time once(Supplier<Integer> work) {
            long clock = System.nanoTime();
            long own = THREADS.getCurrentThreadCpuTime();
            kept += work.get();
            return new Time(
                    (System.nanoTime() - clock) / 1e6, (THREADS.getCurrentThreadCpuTime() - own) / 1e6);
        }

        // ---- the table ------------------------------------------------------------------------------------------

        private void head(String what, List<SourceFile> files) {
            print("%n%s: %s, %,d lines, %,d KiB%n", what,
                    files.size() == 1 ? files.get(0).name() : files.size() + " files", lines(files), size(files) / 1024);
            print("  %-34s %8s %8s %8s %8s %6s %9s%n", "", "first", "(own)", "then", "(own)", "ratio", "lines/s");
        }

        private void row(String what, Times times, Times tokens, SourceFile file) {
            row(what, times, tokens, List.of(file));
        }

        private void row(String what, Times times, Times tokens, List<SourceFile> files) {
            print("  %-34s %8.1f %8.1f %8.1f %8.1f %6.1f %,9.0f%n", what, times.first().clock(), times.first().own(),
                    times.later().clock(), times.later().own(), times.later().own() / tokens.later().own(),
                    lines(files) / times.later().own() * 1000);
        }

        private static int lines(List<SourceFile> files) {
            return files.stream().mapToInt(f -> f.lineStarts().length).sum();
        }

        private static long size(List<SourceFile> files) {
            return files.stream().mapToLong(f -> f.text().length()).sum();
        }

        private void print(String format, Object... arguments) {
            console.out().printf(Locale.ROOT, format, arguments);
            console.out().flush();
        }
    }
}
