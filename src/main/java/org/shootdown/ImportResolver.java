package org.shootdown;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.SourceFile;

/**
 * Finds the files that scripts import. Whoever embeds Shootdown decides where they come from: a disk, an editor's buffers,
 * a map. The same file must always come with the same name, by whatever path it is imported.
 */
@FunctionalInterface
public interface ImportResolver {

    /** There is nothing to import from. */
    ImportResolver NOTHING = (from, path) -> Found.problem("no files can be imported here", Optional.empty());

    /**
     * The file that a script means by a path, or why there is none.
     *
     * @param from the importing file
     * @param path as written there: relative to its folder
     */
    Found find(SourceFile from, String path);

    /**
     * What was found.
     *
     * @param file absent if there is a problem
     * @param problem why there is no file, as a sentence without its end; empty if there is one
     * @param helps ways out
     */
    record Found(Optional<SourceFile> file, String problem, List<String> helps) {

        public Found {
            helps = List.copyOf(helps);
        }

        public static Found file(SourceFile file) {
            return new Found(Optional.of(file), "", List.of());
        }

        public static Found problem(String problem, Optional<String> help) {
            return new Found(Optional.empty(), problem, help.stream().toList());
        }
    }
}
