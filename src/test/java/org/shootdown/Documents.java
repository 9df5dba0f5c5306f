package org.shootdown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.shootdown.diag.SourceFile;

/**
 * The blocks of code in README.md and in {@code src/docs}. What follows the opening {@code ```} says what a block is:
 *
 * <ul>
 *   <li>{@code mmsc}: a whole script, which begins with {@code shootdown 1}: a reader copies it and runs it
 *   <li>{@code mmsc statements}: statements of a thread, in a scenario with the pages A and B of m, the lock gate and the
 *       variable turn
 *   <li>{@code text}, {@code json}, {@code sh}: no script
 * </ul>
 */
public final class Documents {

    private static final String FENCE = "```";
    private static final List<String> NO_SCRIPTS = List.of("text", "json", "sh");

    private static final String BEFORE_STATEMENTS = "shootdown 1\nscenario fragment {\n"
            + "mm m { page A = 0   page B = 0 }\nlocks gate\nvar turn = 0\nthread T on cpu 0 {\n";
    private static final String AFTER_STATEMENTS = "}\ncheck page_lifetime\n}\n";

    /** A block, with the line of its document on which its code begins. */
    public record Block(Path document, int line, String info, String code) {

        /** The script that it is or is part of; absent if it is none. */
        public Optional<SourceFile> script() {
            String name = document + ":" + line;
            return switch (info) {
                case "mmsc" -> Optional.of(SourceFile.of(name, code));
                case "mmsc statements" -> Optional.of(
                        SourceFile.of(name, BEFORE_STATEMENTS + code + AFTER_STATEMENTS));
                default -> Optional.empty();
            };
        }

        boolean isKnown() {
            return script().isPresent() || NO_SCRIPTS.contains(info);
        }

        @Override
        public String toString() {
            return document + ":" + line + " " + info;
        }
    }

    private Documents() {}

    /** README.md, and the documents by name. */
    public static List<Path> all() {
        List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
        documents.addAll(Corpus.files(Path.of("src/docs"), ".md"));
        return documents;
    }

    /** All blocks of all documents. */
    public static List<Block> blocks() {
        return all().stream().flatMap(Documents::blocks).toList();
    }

    /** All scripts in all documents. */
    public static Stream<SourceFile> scripts() {
        return blocks().stream().flatMap(b -> b.script().stream());
    }

    private static Stream<Block> blocks(Path document) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(document);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(FENCE)) {
                String info = lines.get(i).strip().substring(FENCE.length()).strip();
                int first = i + 1;
                StringBuilder code = new StringBuilder();
                for (i = first; i < lines.size() && !lines.get(i).strip().equals(FENCE); i++) {
                    code.append(lines.get(i)).append('\n');
                }
                // A block that is never closed takes the rest, and is told by its info.
                blocks.add(new Block(document, first + 1, i < lines.size() ? info : "unclosed", code.toString()));
            }
        }
        return blocks.stream();
    }

    private static List<String> lines(Path document) {
        try {
            return Files.readAllLines(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
