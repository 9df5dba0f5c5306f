package org.shootdown.ide;

import java.util.List;
import org.shootdown.ide.LanguageReference.Entry;
import org.shootdown.ide.LanguageReference.Section;

/** The language reference as Markdown, {@code src/docs/reference.md}. */
public final class ReferencePage {

    /** Where it is kept; a test compares. */
    public static final String PATH = "src/docs/reference.md";

    private static final int WIDTH = 78;

    private ReferencePage() {}

    /** The page. */
    public static String generate() {
        StringBuilder out = new StringBuilder(
                """
                # Reference

                All names that mean something. `shootdown explain NAME` prints one entry, and
                `shootdown explain` lists them. What the language is, is told in
                [language.md](language.md). This file is generated from the grammar, the
                program's tables and the library's comments; a test keeps it so.
                """);
        for (Section section : LanguageReference.bundled().sections()) {
            out.append("\n## ").append(section.title()).append("\n\n");
            paragraph(out, "", section.text());
            if (!section.text().isEmpty()) {
                out.append('\n');
            }
            section.entries().forEach(e -> entry(out, e));
        }
        return out.toString();
    }

    private static void entry(StringBuilder out, Entry entry) {
        StringBuilder text = new StringBuilder("`").append(entry.form()).append('`');
        if (!entry.text().isEmpty()) {
            text.append(": ").append(entry.text());
        }
        entry.sources().forEach(s -> text.append(" [").append(s).append(']'));
        paragraph(out, "- ", text.toString());
    }

    /** Lines that end at spaces; a word that is longer than a line stands alone. */
    private static void paragraph(StringBuilder out, String lead, String text) {
        String indent = " ".repeat(lead.length());
        StringBuilder line = new StringBuilder(lead);
        for (String word : text.isEmpty() ? List.<String>of() : List.of(text.split(" +"))) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        if (!line.toString().isBlank()) {
            out.append(line).append('\n');
        }
    }
}
