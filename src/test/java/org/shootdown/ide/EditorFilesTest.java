package org.shootdown.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The checked-in generated files are what the generators write; {@code -Dgolden.update=true} rewrites them. */
class EditorFilesTest {

    private static final Path ROOT = Path.of("src/ide");

    @TestFactory
    Stream<DynamicTest> checkedInFilesAreTheGeneratedOnes() {
        return EditorFiles.generate().entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> compare(file.getKey(), file.getValue())));
    }

    private static void compare(String name, String generated) throws IOException {
        Path path = ROOT.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, generated);
        }
        assertTrue(Files.exists(path), () -> path + " is missing; -Dgolden.update=true writes it");
        assertEquals(generated, Files.readString(path), () -> path + " is stale; -Dgolden.update=true rewrites it");
    }
}
