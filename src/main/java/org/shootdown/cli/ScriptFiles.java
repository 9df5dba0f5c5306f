package org.shootdown.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.shootdown.Shootdown;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.SourceFile;
import org.shootdown.lower.LoweringException;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.ScriptParser;

/** Finds and reads the scripts that a command line names: files, and all {@code .mmsc} files in folders. */
final class ScriptFiles {

    private ScriptFiles() {}

    /** The files, in order; folders in order of name. */
    static List<Path> find(List<String> arguments) throws UsageException {
        if (arguments.isEmpty()) {
            throw new UsageException("no script is named; give files or folders, such as `samples`");
        }
        List<Path> files = new ArrayList<>();
        for (String argument : arguments) {
            try {
                Path path = Path.of(argument);
                if (Files.isDirectory(path)) {
                    files.addAll(inFolder(path, argument));
                } else {
                    files.add(path);
                }
            } catch (InvalidPathException e) {
                throw new UsageException("`" + argument + "` is not a path");
            }
        }
        return files;
    }

    private static List<Path> inFolder(Path folder, String argument) throws UsageException {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> found = walk.filter(p -> p.toString().endsWith(".mmsc") && Files.isRegularFile(p))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new UsageException("there is no .mmsc file in `" + argument + "`");
            }
            return found;
        } catch (UncheckedIOException e) {
            throw new UsageException("the folder `" + argument + "` cannot be read: " + why(e.getCause()));
        } catch (IOException e) {
            throw new UsageException("the folder `" + argument + "` cannot be read: " + why(e));
        }
    }

    /** Loads one script by itself, with what it imports; what is wrong with them is printed. */
    static Shootdown load(Path path, ImportedFiles imports, Findings findings) {
        Reading reading = read(path);
        Shootdown loaded = reading.file().isPresent()
                ? Shootdown.load(List.of(reading.file().get()), imports)
                : Shootdown.failed(reading.problems());
        findings.print(loaded.diagnostics());
        return loaded;
    }

    /**
     * The text of a script, or why there is none.
     *
     * @param why empty if there is one
     */
    record Reading(Optional<SourceFile> file, String why, List<Diagnostic> problems) {}

    /** Reads the text of a script. */
    static Reading read(Path path) {
        String why;
        try {
            // Longer ones are not read at all: the parser would refuse them, after a while.
            if (Files.size(path) <= 4L * ScriptParser.MAX_LENGTH) {
                String text = Files.readString(path, StandardCharsets.UTF_8);
                return new Reading(Optional.of(SourceFile.of(path.toString(), text)), "", List.of());
            }
            why = "it is far too large to be a script";
        } catch (java.nio.file.NoSuchFileException e) {
            why = "there is no such file";
        } catch (java.nio.charset.CharacterCodingException e) {
            why = "it is not UTF-8 text";
        } catch (IOException e) {
            why = why(e);
        }
        return new Reading(Optional.empty(), why, List.of(Shootdown.unreadable(path.toString(), why)));
    }

    /** What the system says, without the path, which its messages begin with or are. */
    static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException failure
                ? Optional.ofNullable(failure.getReason()).orElse("the system does not say why")
                : String.valueOf(e.getMessage());
    }

    /** What a command does with a scenario; yields the exit status. */
    @FunctionalInterface
    interface ScenarioAction {
        int on(Shootdown loaded, Scenario scenario, Findings findings) throws UsageException;
    }

    /**
     * Does something with each scenario of the scripts that a command line names, or with the one of {@code --only}.
     * What is wrong with a script, or shows only when a cell is compiled, is printed.
     */
    static int forEachScenario(CommandLine line, Console console, ScenarioAction action) throws UsageException {
        int status = ExitStatus.OK;
        Findings findings = new Findings(console);
        List<Shootdown> scripts = new ArrayList<>();
        List<Path> files = find(line.getArgList());
        ImportedFiles imports = ImportedFiles.beside(files);
        for (Path file : files) {
            Shootdown loaded = load(file, imports, findings);
            if (loaded.hasErrors()) {
                status = ExitStatus.SCRIPT;
            } else {
                scripts.add(loaded);
            }
        }
        String only = line.getOptionValue("only", "");
        checkScenario(only, scripts);
        for (Shootdown script : scripts) {
            for (Scenario scenario : script.scenarios()) {
                if (only.isEmpty() || only.equals(scenario.name().text())) {
                    status = ExitStatus.worse(status, act(action, script, scenario, findings));
                }
            }
        }
        findings.printCount();
        return status;
    }

    /** A scenario that no script has is a slip. */
    private static void checkScenario(String only, List<Shootdown> scripts) throws UsageException {
        Set<String> names = new TreeSet<>();
        scripts.forEach(s -> s.scenarios().forEach(x -> names.add(x.name().text())));
        if (!only.isEmpty() && !scripts.isEmpty() && !names.contains(only)) {
            throw new UsageException(
                    "no scenario is called `" + only + "`" + Nearest.help(only, names).map(h -> "; " + h).orElse(""));
        }
    }

    private static int act(ScenarioAction action, Shootdown loaded, Scenario scenario, Findings findings)
            throws UsageException {
        try {
            return action.on(loaded, scenario, findings);
        } catch (LoweringException e) {
            findings.print(List.of(e.diagnostic()));
            return ExitStatus.SCRIPT;
        }
    }
}
