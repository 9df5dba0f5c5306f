package org.shootdown;

import java.nio.file.Path;
import java.util.List;
import org.shootdown.cli.ImportedFiles;
import org.shootdown.diag.SourceFile;

/** The scripts under {@code samples/}, for tests that hold for all of them. */
public final class Samples {

    private Samples() {}

    public static List<Path> all() {
        return under(Path.of("samples"));
    }

    /** The scripts in a folder and below, by name. */
    public static List<Path> under(Path folder) {
        return Corpus.files(folder, ".mmsc");
    }

    /** A script under its path, as the command line reads it. */
    public static SourceFile read(Path path) {
        return SourceFile.of(path.toString(), Corpus.text(path));
    }

    public static Shootdown load(Path path) {
        return Shootdown.load(List.of(read(path)), new ImportedFiles());
    }
}
