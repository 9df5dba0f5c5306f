package org.shootdown.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.engine.Engine;
import org.shootdown.engine.Limits;
import org.shootdown.engine.Verdict;
import org.shootdown.lower.LoweringException;
import org.shootdown.report.JsonReport;
import org.shootdown.report.RunResult;
import org.shootdown.report.TextReport;
import org.shootdown.sema.Assumption;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Matrix;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScenarioItem;

/** {@code run}: explores scenarios and answers their questions. */
final class RunCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> TRACES = List.of("timeline", "none");

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "explore scenarios in all interleavings and answer their questions";
    }

    @Override
    public String arguments() {
        return "PATH...";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "shootdown run samples",
                "shootdown run race.mmsc --set arch=arm64 --set kernel=linux_6_5,linux_6_6",
                "shootdown run race.mmsc --only cow_order --check order --format json",
                "shootdown run race.mmsc --assume arm64.late_pte_stores=off");
    }

    @Override
    public Options options() {
        Options options = new Options();
        options.addOption(AxisOption.of("run only these values of an axis or a param"));
        options.addOption(Option.builder().longOpt("assume").hasArg().argName("RULE=VALUE")
                .desc("answer once more with a rule of the machine set otherwise, and list what changes; may be repeated")
                .get());
        options.addOption(Option.builder().longOpt("cost")
                .desc("say what runs cost: IPIs, invalidations, commands, callbacks, barriers").get());
        options.addOption(Option.builder().longOpt("rules")
                .desc("list the rules and procedures that each verdict leans on").get());
        options.addOption(Option.builder().longOpt("only").hasArg().argName("NAME")
                .desc("run only this scenario; may be repeated").get());
        options.addOption(Option.builder().longOpt("check").hasArg().argName("NAME")
                .desc("answer only this question").get());
        options.addOption(Option.builder().longOpt("engine").hasArg().argName("NAME")
                .desc("fast (default), or reference: every cache fill a step").get());
        options.addOption(Option.builder().longOpt("jobs").hasArg().argName("N")
                .desc("explore N cells at a time (default: all processors)").get());
        options.addOption(Option.builder().longOpt("max-states").hasArg().argName("N")
                .desc("give up a cell beyond N states: unknown").get());
        options.addOption(Option.builder().longOpt("max-memory").hasArg().argName("MIB")
                .desc("give up a cell beyond that many MiB of states").get());
        options.addOption(Option.builder().longOpt("timeout").hasArg().argName("SECONDS")
                .desc("give up a cell after that time").get());
        options.addOption(Option.builder().longOpt("format").hasArg().argName("FORMAT")
                .desc("text (default) or json").get());
        options.addOption(Option.builder().longOpt("trace").hasArg().argName("KIND")
                .desc("timeline (default) or none").get());
        options.addOption(Option.builder("o").hasArg().argName("FILE")
                .desc("write the report there instead of standard output").get());
        return options;
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        RunOptions options = runOptions(line);
        String format = Choice.of(line, "format", FORMATS);
        boolean timelines = Choice.of(line, "trace", TRACES).equals("timeline");
        Findings findings = new Findings(console);
        List<Path> files = ScriptFiles.find(line.getArgList());
        List<Shootdown> scripts = new ArrayList<>();
        int status = ExitStatus.OK;
        ImportedFiles imports = ImportedFiles.beside(files);
        for (Path file : files) {
            Shootdown loaded = ScriptFiles.load(file, imports, findings);
            if (loaded.hasErrors()) {
                status = ExitStatus.worse(status, ExitStatus.SCRIPT);
            } else {
                scripts.add(loaded);
            }
        }
        checkNames(scripts, options);
        checkAssumptions(scripts, options);
        Progress progress = new Progress(console);
        List<RunResult.ScenarioResult> results = new ArrayList<>();
        for (Shootdown script : scripts) {
            try {
                RunResult result = script.run(options, progress::cellDone);
                results.addAll(result.scenarios());
                status = ExitStatus.worse(status, status(result));
            } catch (LoweringException e) {
                findings.print(List.of(e.diagnostic()));
                status = ExitStatus.worse(status, ExitStatus.SCRIPT);
            }
        }
        if (results.isEmpty() && status == ExitStatus.OK) {
            nothingToRun(files, findings);
            status = ExitStatus.SCRIPT;
        }
        RunResult all = new RunResult(results);
        boolean json = format.equals("json");
        if (json || !results.isEmpty()) {
            String report = json
                    ? new JsonReport(Main.version()).render(all, findings.plain())
                    : text(all, timelines, line.hasOption("rules"));
            write(line, report, console);
        }
        findings.printCount();
        return status;
    }

    private static String text(RunResult all, boolean timelines, boolean rules) {
        StringBuilder out = new StringBuilder(new TextReport(timelines, rules).render(all));
        if (all.scenarios().size() > 1) {
            long bad = all.scenarios().stream()
                    .filter(s -> s.cells().stream().anyMatch(c -> c.questions().stream().anyMatch(q -> !q.ok())))
                    .count();
            out.append(String.format(
                    "%n%d scenarios, %s%n",
                    all.scenarios().size(), bad == 0 ? "all as expected" : bad + " not as expected"));
        }
        return out.toString();
    }

    private static void nothingToRun(List<Path> files, Findings findings) {
        SourceFile file = SourceFile.of(files.get(0).toString(), "");
        findings.print(List.of(Diagnostic.of(Code.NOTHING_TO_RUN, new Span(file, 0, 0), "no scenario is declared here")
                        .help("a scenario is written `scenario name { ... }`; see the tutorial in samples/tutorial")));
    }

    private static int status(RunResult result) {
        int status = ExitStatus.OK;
        for (RunResult.ScenarioResult scenario : result.scenarios()) {
            for (RunResult.CellResult cell : scenario.cells()) {
                for (RunResult.QuestionResult question : cell.questions()) {
                    boolean unknown = question.verdict() == Verdict.UNKNOWN;
                    if (unknown) {
                        status = ExitStatus.worse(status, ExitStatus.UNKNOWN);
                    } else if (!question.ok()) {
                        status = ExitStatus.worse(status, ExitStatus.UNEXPECTED);
                    }
                }
            }
            boolean unknown = scenario.assumed().stream()
                    .flatMap(a -> a.cells().stream())
                    .flatMap(c -> c.questions().stream())
                    .anyMatch(q -> q.verdict() == Verdict.UNKNOWN);
            if (unknown) {
                status = ExitStatus.worse(status, ExitStatus.UNKNOWN);
            }
        }
        return status;
    }

    private static void write(CommandLine line, String report, Console console) throws UsageException {
        if (!line.hasOption("o")) {
            console.out().print(report);
            console.out().flush();
            return;
        }
        try {
            Files.writeString(Path.of(line.getOptionValue("o")), report);
        } catch (IOException e) {
            throw new UsageException("`" + line.getOptionValue("o") + "` cannot be written: " + e.getMessage());
        }
    }

    // ---- options ------------------------------------------------------------------------------------------------

    /** A scenario, an axis or a question that no script has is a slip; so is a value that its axis cannot take. */
    private static void checkNames(List<Shootdown> scripts, RunOptions options) throws UsageException {
        Set<String> scenarios = new TreeSet<>();
        Set<String> axes = new TreeSet<>(List.of(Axes.ARCH, Axes.KERNEL));
        Set<String> questions = new TreeSet<>();
        for (Shootdown script : scripts) {
            for (Scenario scenario : script.scenarios()) {
                scenarios.add(scenario.name().text());
                scenario.items(ScenarioItem.Vary.class).forEach(v -> axes.add(v.axis().text()));
                for (ScenarioItem.Param param : scenario.items(ScenarioItem.Param.class)) {
                    axes.add(param.name().text());
                    numbers(param.name().text(), options.set().getOrDefault(param.name().text(), List.of()));
                }
                questions.addAll(Matrix.questions(scenario));
            }
            for (String axis : options.set().keySet()) {
                List<String> wrong = script.unknownValues(axis, options.set().get(axis));
                if (!wrong.isEmpty()) {
                    throw new UsageException("the axis `" + axis + "` cannot take the value `" + wrong.get(0) + "`");
                }
            }
        }
        if (scripts.isEmpty()) {
            return;
        }
        known("no scenario is called", options.only(), scenarios);
        known("no scenario has an axis or a param", List.copyOf(options.set().keySet()), axes);
        known("no scenario asks", options.check().map(List::of).orElse(List.of()), questions);
    }

    private static void numbers(String param, List<String> values) throws UsageException {
        for (String value : values) {
            if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) > Integer.MAX_VALUE) {
                throw new UsageException("`" + param + "` is a param, a number from 0 to " + Integer.MAX_VALUE
                        + ", and cannot be `" + value + "`");
            }
        }
    }

    private static void known(String sentence, List<String> wanted, Set<String> known) throws UsageException {
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new UsageException(
                        sentence + " `" + name + "`" + Nearest.help(name, known).map(h -> "; " + h).orElse(""));
            }
        }
    }

    private static RunOptions runOptions(CommandLine line) throws UsageException {
        Limits standard = Limits.standard();
        Limits limits = new Limits(
                number(line, "max-states", standard.maxStates()),
                number(line, "max-memory", standard.maxBytes() >> 20) << 20,
                number(line, "timeout", standard.maxMillis() / 1000) * 1000);
        String engine = line.getOptionValue("engine", Engine.FAST.word());
        return new RunOptions(
                AxisOption.read(line),
                values(line, "only"),
                Optional.ofNullable(line.getOptionValue("check")),
                Engine.named(engine).orElseThrow(() -> Choice.noSuch("engine", engine, Engine.names())),
                limits,
                (int) number(line, "jobs", Runtime.getRuntime().availableProcessors()),
                wishes(line),
                line.hasOption("cost"));
    }

    private static List<Assumption.Wish> wishes(CommandLine line) throws UsageException {
        List<Assumption.Wish> wishes = new ArrayList<>();
        for (String text : values(line, "assume")) {
            wishes.add(Assumption.Wish.of(text)
                    .orElseThrow(() -> new UsageException("`--assume " + text + "` is not RULE=VALUE")));
        }
        return wishes;
    }

    /** A rule must be one that some script knows; scripts that do not know it have their own answers only. */
    private static void checkAssumptions(List<Shootdown> scripts, RunOptions options) throws UsageException {
        for (Assumption.Wish wish : options.assume()) {
            List<Assumption.Resolved> found = scripts.stream()
                    .map(s -> s.assumptions(options.assuming(List.of(wish))).get(0))
                    .toList();
            boolean known = found.stream().anyMatch(r -> r.assumption().isPresent());
            Optional<String> problem = found.stream()
                    .filter(r -> r.assumption().isEmpty() && !(known && r.unknown()))
                    .map(Assumption.Resolved::problem)
                    .findFirst();
            if (problem.isPresent()) {
                throw new UsageException("`--assume " + wish.name() + "`: " + problem.get());
            }
        }
    }

    private static List<String> values(CommandLine line, String option) {
        String[] values = line.getOptionValues(option);
        return values == null ? List.of() : List.of(values);
    }

    private static long number(CommandLine line, String option, long standard) throws UsageException {
        String text = line.getOptionValue(option);
        if (text == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(text.replace("_", "").replace(",", ""));
            if (number > 0 && number < Long.MAX_VALUE >> 21) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UsageException("`--" + option + " " + text + "` is not a number above zero");
    }
}
