package org.shootdown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.shootdown.diag.SourceFile;

/** The scripts under {@code samples/}, for tests that hold for all of them. */
public final class Samples {

    private Samples() {}

    public static List<Path> all() {
        return under(Path.of("samples"));
    }

    /** The scripts in a folder and below, by name. */
    public static List<Path> under(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(p -> p.toString().endsWith(".mmsc")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static SourceFile read(Path path) {
        try {
            return SourceFile.of(path.toString(), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Shootdown load(Path path) {
        return Shootdown.load(List.of(read(path)));
    }

    public static Shootdown loadText(String text) {
        return Shootdown.load(List.of(SourceFile.of("test.mmsc", text)));
    }
}
