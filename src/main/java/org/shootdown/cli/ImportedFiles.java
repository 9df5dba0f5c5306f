package org.shootdown.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.shootdown.ImportResolver;
import org.shootdown.diag.Nearest;
import org.shootdown.diag.SourceFile;

/**
 * Reads imported files from the disk. A file keeps the name under which it was met first, so that nothing is said of it
 * twice; scripts of a command line share one of these.
 */
public final class ImportedFiles implements ImportResolver {

    private final Path base;
    /** By the real path. */
    private final Map<Path, String> names = new HashMap<>();

    /** Names of scripts are paths from the working directory, or absolute. */
    public ImportedFiles() {
        this(Path.of(""));
    }

    /**
     * Names of scripts are paths from a folder.
     *
     * @param base the folder
     */
    public ImportedFiles(Path base) {
        this.base = base;
    }

    /** The same, where some scripts have their names already, be it to be imported by others. */
    static ImportedFiles beside(List<Path> scripts) {
        ImportedFiles imports = new ImportedFiles();
        for (Path script : scripts) {
            try {
                imports.names.putIfAbsent(script.toRealPath(), script.toString());
            } catch (IOException e) {
                // It is not there: that is said when it is loaded, and nobody can import it.
            }
        }
        return imports;
    }

    @Override
    public Found find(SourceFile from, String path) {
        try {
            Path name = Path.of(from.name()).resolveSibling(path);
            Path file = base.resolve(name);
            if (!Files.exists(file)) {
                return missing(path, file);
            }
            if (!Files.isRegularFile(file)) {
                return Found.problem("`" + path + "` is not a file", Optional.of("an import names one file"));
            }
            return read(path, name, file);
        } catch (InvalidPathException e) {
            return Found.problem("this is not a path", Optional.empty());
        } catch (IOException e) {
            return Found.problem("`" + path + "` cannot be read: " + ScriptFiles.why(e), Optional.empty());
        }
    }

    private Found read(String path, Path name, Path file) throws IOException {
        ScriptFiles.Reading reading = ScriptFiles.read(file);
        if (reading.file().isEmpty()) {
            return Found.problem("`" + path + "` cannot be read: " + reading.why(), Optional.empty());
        }
        Path real = file.toRealPath();
        if (!names.containsKey(real)) {
            // Without its detours, unless those lead elsewhere, by way of a link.
            Path plain = base.resolve(name.normalize());
            boolean same = Files.exists(plain) && Files.isSameFile(plain, file);
            names.put(real, (same ? name.normalize() : name).toString());
        }
        return Found.file(SourceFile.of(names.get(real), reading.file().get().text()));
    }

    private static Found missing(String path, Path file) {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        String before = path.substring(0, path.length() - lastName(path).length());
        if (!Files.isDirectory(folder)) {
            return Found.problem(
                    "there is no folder `" + before + "`", Optional.of("the path is from the folder of this file"));
        }
        return Found.problem(
                "there is no file `" + path + "`",
                Nearest.help(path, scripts(folder).stream().map(n -> before + n).toList())
                        .or(() -> Optional.of("the path is from the folder of this file")));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static List<String> scripts(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(".mmsc"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
