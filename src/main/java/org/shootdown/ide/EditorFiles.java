package org.shootdown.ide;

import java.util.Map;
import java.util.TreeMap;

/** The generated files of the editor plug-ins. The rest of {@code src/ide} is written by hand. */
public final class EditorFiles {

    private EditorFiles() {}

    /** The content of each generated file, by its path below {@code src/ide}. */
    public static Map<String, String> generate() {
        KnownNames names = KnownNames.bundled();
        Map<String, String> files = new TreeMap<>();
        files.put("vim/syntax/mmsc.vim", VimSyntax.generate(names));
        files.put("vscode/syntaxes/shootdown.tmLanguage.json", TextMateGrammar.generate(names));
        return files;
    }
}
