package org.shootdown.cli;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.shootdown.Shootdown;
import org.shootdown.diag.Diagnostic;

/** {@code check}: reads and checks scripts, and compiles every cell, without running anything. */
final class CheckCommand implements Command {

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
        return List.of("shootdown check race.mmsc", "shootdown check samples");
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        int status = ExitStatus.OK;
        for (Path file : ScriptFiles.find(line.getArgList())) {
            Shootdown loaded = ScriptFiles.load(file, console);
            List<Diagnostic> more = loaded.hasErrors() ? List.of() : loaded.compileAll();
            ScriptFiles.print(more, console);
            if (loaded.hasErrors() || !more.isEmpty()) {
                status = ExitStatus.SCRIPT;
            }
        }
        return status;
    }
}
