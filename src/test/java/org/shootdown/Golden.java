package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a text with a checked-in file; {@code -Dgolden.update=true} rewrites the file. */
public final class Golden {

    private Golden() {}

    public static void check(Path expected, String actual) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(expected.getParent());
                Files.writeString(expected, actual);
            } else if (!Files.exists(expected)) {
                fail(expected + " does not exist; -Dgolden.update=true writes it");
            } else {
                assertEquals(Files.readString(expected), actual, expected.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
