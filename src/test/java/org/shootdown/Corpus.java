package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.shootdown.cli.ImportedFiles;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.sema.LibraryLoader;

/** Files that tests read, and golden files that they compare with. */
public final class Corpus {

    /** The library, read once. */
    public static final List<SourceFile> LIBRARY = LibraryLoader.bundled();

    private static final Path ROOT = Path.of("src/test/corpus");

    private Corpus() {}

    /** The scripts of a folder of the corpus, by name. */
    public static List<Path> scripts(String folder) {
        return files(ROOT.resolve(folder), ".mmsc");
    }

    /** The samples, by name. */
    public static List<Path> samples() {
        return files(Path.of("samples"), ".mmsc");
    }

    static List<Path> files(Path folder, String ending) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(p -> p.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script under its file name, without the folders. */
    public static SourceFile read(Path path) {
        return SourceFile.of(path.getFileName().toString(), text(path));
    }

    public static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that is wrong with a script: text, meaning and, if those are sound, what only a cell shows. */
    public static List<Diagnostic> diagnose(SourceFile file) {
        return diagnose(file, new ImportedFiles(ROOT.resolve("check")));
    }

    /** The same of a script that imports files from elsewhere. */
    static List<Diagnostic> diagnose(SourceFile file, ImportResolver imports) {
        Shootdown loaded = Shootdown.load(List.of(file), imports, LIBRARY, false);
        List<Diagnostic> found = new ArrayList<>(loaded.diagnostics());
        if (!loaded.hasErrors()) {
            found.addAll(loaded.compileAll());
        }
        return found;
    }

    /** Compares with a golden file beside a script; {@code -Dgolden.update=true} rewrites it instead. */
    public static void assertGolden(Path script, String kind, String actual) {
        String name = script.getFileName().toString().replace(".mmsc", "." + kind + ".expected");
        Path golden = script.resolveSibling(name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(golden, actual);
            } else if (!Files.exists(golden)) {
                fail(golden + " is missing; -Dgolden.update=true writes it");
            } else {
                assertEquals(Files.readString(golden), actual, golden.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
