package org.shootdown.cli;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.Shootdown;
import org.shootdown.report.JsonReport;
import org.shootdown.report.RunResult;

/** {@code check}: reads and checks scripts, and compiles every cell, without running anything. */
final class CheckCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json");
    private static final String DENY_WARNINGS = "deny-warnings";

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "parse and type-check scripts without running them";
    }

    @Override
    public String arguments() {
        return "PATH...";
    }

    @Override
    public List<String> examples() {
        return List.of("shootdown check race.mmsc", "shootdown check samples --deny-warnings");
    }

    @Override
    public Options options() {
        Options options = new Options();
        options.addOption(Option.builder().longOpt(DENY_WARNINGS)
                .desc("exit with 3 if there is a warning, too").get());
        options.addOption(Option.builder().longOpt("format").hasArg().argName("FORMAT")
                .desc("text (default) or json, which goes to standard output").get());
        return options;
    }

    @Override
    public String exitStatus() {
        return Help.exitStatus(
                "no script has errors", "there are errors in a script, or with --deny-warnings warnings");
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        String format = Choice.of(line, "format", FORMATS);
        Findings findings = new Findings(console);
        List<Path> files = ScriptFiles.find(line.getArgList());
        ImportedFiles imports = ImportedFiles.beside(files);
        for (Path file : files) {
            Shootdown loaded = ScriptFiles.load(file, imports, findings);
            if (!loaded.hasErrors()) {
                findings.print(loaded.compileAll());
            }
        }
        if (format.equals("json")) {
            RunResult nothing = new RunResult(List.of());
            console.out().print(new JsonReport(Main.version()).render(nothing, findings.plain()));
        }
        findings.printCount();
        boolean denied = line.hasOption(DENY_WARNINGS) && findings.hasWarnings();
        return findings.hasErrors() || denied ? ExitStatus.SCRIPT : ExitStatus.OK;
    }
}
