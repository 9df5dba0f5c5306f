package org.shootdown.syntax;

import java.util.List;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;

/**
 * A parsed file.
 *
 * @param file its text
 * @param imports the files that it names, in order
 * @param declarations what it declares, in order
 */
public record Script(SourceFile file, List<Import> imports, List<Declaration> declarations) {

    /**
     * Another file, whose declarations are known here.
     *
     * @param path as written: from the folder of this file
     */
    public record Import(String path, Span span) {}

    public Script {
        imports = List.copyOf(imports);
        declarations = List.copyOf(declarations);
    }
}
