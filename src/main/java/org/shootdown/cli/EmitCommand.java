package org.shootdown.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.shootdown.Emission;
import org.shootdown.RunOptions;
import org.shootdown.Shootdown;
import org.shootdown.diag.Nearest;
import org.shootdown.emit.EmitResult;
import org.shootdown.syntax.Declaration.Scenario;

/** {@code emit}: writes scenarios as C programs in the style of the kernel's own tests. */
final class EmitCommand implements Command {

    private static final List<String> TARGETS = List.of("kselftest");

    @Override
    public String name() {
        return "emit";
    }

    @Override
    public String summary() {
        return "write scenarios as kernel selftests in C";
    }

    @Override
    public String arguments() {
        return "PATH...";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "shootdown emit --target kselftest race.mmsc -o out",
                "shootdown emit --target kselftest samples/emit -o out && make -C out");
    }

    @Override
    public Options options() {
        Options options = new Options();
        options.addOption(Option.builder().longOpt("target").hasArg().argName("NAME")
                .desc("kselftest: user-space threads and system calls").get());
        options.addOption(Option.builder().longOpt("only").hasArg().argName("NAME")
                .desc("emit only this scenario").get());
        options.addOption(AxisOption.of("emit for these values of an axis (default: x86_64, released kernels)"));
        options.addOption(Option.builder("o").hasArg().argName("DIR")
                .desc("the folder to write to (made if need be)").get());
        return options;
    }

    @Override
    public String exitStatus() {
        return Help.exitStatus("the programs are written", "there are errors in a script, or C cannot do what it says");
    }

    @Override
    public int run(CommandLine line, Console console) throws UsageException {
        String target = line.getOptionValue("target", "");
        if (!TARGETS.contains(target)) {
            throw new UsageException((target.isEmpty() ? "`--target` is missing" : "there is no target `" + target + "`")
                    + Nearest.help(target, TARGETS).map(h -> "; " + h).orElse(""));
        }
        if (!line.hasOption("o")) {
            throw new UsageException("`-o DIR` is missing: where shall the files go?");
        }
        Path folder = Path.of(line.getOptionValue("o"));
        RunOptions options = RunOptions.standard().setting(AxisOption.read(line));
        return ScriptFiles.forEachScenario(
                line, console, (loaded, scenario, findings) -> emit(loaded, scenario, options, folder, console, findings));
    }

    private static int emit(
            Shootdown loaded, Scenario scenario, RunOptions options, Path folder, Console console, Findings findings)
            throws UsageException {
        try {
            EmitResult result = Emission.kselftest(loaded, scenario, options);
            if (!result.diagnostics().isEmpty()) {
                findings.print(result.diagnostics());
                return ExitStatus.SCRIPT;
            }
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : result.files().entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.writeString(path, file.getValue());
                console.out().println(path);
            }
            return ExitStatus.OK;
        } catch (IOException e) {
            throw new UsageException("`" + folder + "` cannot be written: " + e.getMessage());
        }
    }
}
