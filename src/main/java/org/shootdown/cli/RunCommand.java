package org.shootdown.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.engine.Verdict;
import org.shootdown.lower.LoweringException;
import org.shootdown.report.JsonReport;
import org.shootdown.report.RunResult;
import org.shootdown.report.TextReport;

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
        return RunArguments.options();
    }

    @Override
    public String exitStatus() {
        return Help.EXIT_STATUS;
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        RunOptions options = RunArguments.read(line);
        String format = Choice.of(line, "format", FORMATS);
        boolean timelines = Choice.of(line, "trace", TRACES).equals("timeline");
        Findings findings = new Findings(console);
        List<Path> files = ScriptFiles.find(line.getArgList());
        List<Shootdown> loaded = load(files, findings);
        List<Shootdown> scripts = loaded.stream().filter(s -> !s.hasErrors()).toList();
        int status = scripts.size() == loaded.size() ? ExitStatus.OK : ExitStatus.SCRIPT;
        RunNames.check(scripts, options);
        Progress progress = new Progress(console);
        List<RunResult.ScenarioResult> results = new ArrayList<>();
        for (Shootdown script : scripts) {
            try {
                RunResult result = script.run(options, progress);
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
        if (format.equals("json")) {
            write(line, new JsonReport(Main.version()).render(all, findings.plain()), console);
        } else if (!results.isEmpty()) {
            write(line, text(all, timelines, line.hasOption("rules")), console);
        }
        findings.printCount();
        return status;
    }

    private static List<Shootdown> load(List<Path> files, Findings findings) throws UsageException {
        ImportedFiles imports = ImportedFiles.beside(files);
        List<Shootdown> loaded = new ArrayList<>();
        for (Path file : files) {
            loaded.add(ScriptFiles.load(file, imports, findings));
        }
        return loaded;
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
            if (questions(scenario.cells()).anyMatch(q -> q.verdict() != Verdict.UNKNOWN && !q.ok())) {
                status = ExitStatus.worse(status, ExitStatus.UNEXPECTED);
            }
            List<RunResult.CellResult> assumed =
                    scenario.assumed().map(RunResult.Assumed::cells).orElse(List.of());
            if (Stream.concat(questions(scenario.cells()), questions(assumed))
                    .anyMatch(q -> q.verdict() == Verdict.UNKNOWN)) {
                status = ExitStatus.worse(status, ExitStatus.UNKNOWN);
            }
        }
        return status;
    }

    private static Stream<RunResult.QuestionResult> questions(List<RunResult.CellResult> cells) {
        return cells.stream().flatMap(c -> c.questions().stream());
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
}
