package org.shootdown.sema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.ScriptParser;

/** Reads the library that ships with the program: every {@code .mmsc} file under {@code mmsc/} of the class path. */
public final class LibraryLoader {

    private static final String ROOT = "mmsc";

    /** Read and parsed when first asked for; trees do not change, so that all may share them. */
    private static final class Bundled {
        static final List<Parsed> PARSED =
                bundled().stream().map(ScriptParser::parse).toList();
    }

    private LibraryLoader() {}

    /** All library files, by name. */
    public static List<SourceFile> bundled() {
        URL root = LibraryLoader.class.getClassLoader().getResource(ROOT + "/kernel");
        if (root == null) {
            throw new IllegalStateException("the program was built without its library");
        }
        try {
            URI uri = root.toURI();
            if (uri.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    return read(jar.getPath("/" + ROOT));
                }
            }
            return read(Path.of(uri).getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All library files, parsed once and for all. */
    public static List<Parsed> parsed() {
        return Bundled.PARSED;
    }

    private static List<SourceFile> read(Path root) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(p -> p.toString().endsWith(".mmsc"))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList()) {
                String name = ROOT + "/" + root.relativize(path).toString().replace('\\', '/');
                files.add(SourceFile.of(name, Files.readString(path)));
            }
        }
        return files;
    }
}
