package org.shootdown.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.shootdown.ide.LanguageReference.Entry;

/** The reference leaves nothing out, and the checked-in page is the generated one. */
class LanguageReferenceTest {

    @Test
    void everyWordHasASentence() {
        assertEquals(new TreeSet<>(TokenTable.words()), new TreeSet<>(Words.meanings().keySet()));
        Words.meanings().forEach((word, meaning) -> assertTrue(meaning.endsWith("."), word));
    }

    @Test
    void everyEntrySaysSomething() {
        for (LanguageReference.Section section : LanguageReference.bundled().sections()) {
            assertFalse(section.entries().isEmpty(), section.title());
            for (Entry entry : section.entries()) {
                // Of a procedure, a lock or a variable of the library the source may be all there is.
                boolean ofLibrary = entry.head().contains("mmsc/") || entry.form().startsWith("kernel");
                assertTrue(ofLibrary || !entry.text().isBlank(), entry.head());
                assertFalse(entry.head().contains("null"), entry.head());
            }
        }
    }

    @Test
    void namesAreFoundWithAllTheirMeanings() {
        LanguageReference reference = LanguageReference.bundled();
        assertEquals(
                List.of("word on", "constant on: bool"),
                reference.about("on").stream().map(Entry::head).toList());
        assertTrue(reference.about("ptep_set_access_flags").stream().anyMatch(e -> e.form().contains("where arch == arm64")));
        assertEquals(1, reference.about("arm64.late_pte_stores").size());
        assertTrue(reference.about("late_pte_stores").size() >= 3);
        assertEquals(List.of(), reference.about("no_such_thing"));
    }

    /** {@code -Dgolden.update=true} rewrites it. */
    @Test
    void thePageIsTheGeneratedOne() throws IOException {
        Path path = Path.of(ReferencePage.PATH);
        String generated = ReferencePage.generate();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(path, generated);
        }
        assertTrue(Files.exists(path), () -> path + " is missing; -Dgolden.update=true writes it");
        List<String> old = Files.readAllLines(path);
        List<String> lines = generated.lines().toList();
        for (int i = 0; i < Math.max(old.size(), lines.size()); i++) {
            String shown = i < old.size() ? old.get(i) : "(the end)";
            String meant = i < lines.size() ? lines.get(i) : "(the end)";
            assertEquals(meant, shown, path + ":" + (i + 1) + " is stale; -Dgolden.update=true rewrites the file");
        }
    }
}
