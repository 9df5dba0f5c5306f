package org.shootdown.syntax;

import java.util.List;
import org.shootdown.diag.SourceFile;

/**
 * A parsed file.
 *
 * @param file its text
 * @param declarations what it declares, in order
 */
public record Script(SourceFile file, List<Declaration> declarations) {

    public Script {
        declarations = List.copyOf(declarations);
    }
}
