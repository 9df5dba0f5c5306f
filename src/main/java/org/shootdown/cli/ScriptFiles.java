package org.shootdown.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.shootdown.Shootdown;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;
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
        } catch (IOException e) {
            throw new UsageException("the folder `" + argument + "` cannot be read: " + e.getMessage());
        }
    }

    /** Loads one script by itself; what is wrong with it is printed. */
    static Shootdown load(Path path, Console console) {
        Shootdown loaded;
        try {
            if (Files.size(path) > 4L * ScriptParser.MAX_LENGTH) {
                // Not read at all: the parser would refuse it, after a while.
                return unreadable(path, "it is far too large to be a script", console);
            }
            String text = Files.readString(path, StandardCharsets.UTF_8);
            loaded = Shootdown.load(List.of(SourceFile.of(path.toString(), text)));
        } catch (java.nio.file.NoSuchFileException e) {
            return unreadable(path, "there is no such file", console);
        } catch (java.nio.charset.CharacterCodingException e) {
            return unreadable(path, "it is not UTF-8 text", console);
        } catch (IOException e) {
            return unreadable(path, String.valueOf(e.getMessage()), console);
        }
        print(loaded.diagnostics(), console);
        return loaded;
    }

    private static Shootdown unreadable(Path path, String why, Console console) {
        Shootdown failed = Shootdown.failed(Shootdown.unreadable(path.toString(), why));
        print(failed.diagnostics(), console);
        return failed;
    }

    static void print(List<Diagnostic> diagnostics, Console console) {
        console.err().print(new TextRenderer(console.colour()).render(diagnostics));
        console.err().flush();
    }
}
