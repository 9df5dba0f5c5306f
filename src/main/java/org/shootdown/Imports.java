package org.shootdown;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;

/**
 * Follows the imports of scripts. Each file is read once, however often and by whatever way it is imported; files that
 * import each other in a circle do no harm.
 */
final class Imports {

    private final ImportResolver resolver;
    private final Set<String> known = new HashSet<>();
    private final List<Parsed> found = new ArrayList<>();
    private final List<Diagnostic> problems = new ArrayList<>();

    private Imports(ImportResolver resolver) {
        this.resolver = resolver;
    }

    /** What some scripts import, and what that imports, without the scripts themselves. */
    static Imports of(List<Parsed> scripts, ImportResolver resolver) {
        Imports imports = new Imports(resolver);
        Deque<Script> open = new ArrayDeque<>();
        for (Parsed script : scripts) {
            imports.known.add(script.script().file().name());
            open.add(script.script());
        }
        while (!open.isEmpty()) {
            Script script = open.remove();
            script.imports().forEach(i -> imports.follow(script, i, open));
        }
        return imports;
    }

    /** The imported files, in the order in which they were met. */
    List<Parsed> found() {
        return found;
    }

    /** What is wrong with the imports themselves. */
    List<Diagnostic> problems() {
        return problems;
    }

    private void follow(Script script, Script.Import written, Deque<Script> open) {
        String path = written.path();
        if (path.isBlank() || path.chars().anyMatch(Character::isISOControl)) {
            problems.add(Diagnostic.of(Code.NO_SUCH_IMPORT, written.span(), "this import names no file")
                    .help("write the path of a script, from the folder of this file"));
            return;
        }
        if (isAbsolute(path)) {
            problems.add(Diagnostic.of(Code.ABSOLUTE_IMPORT, written.span(), "an import is not by an absolute path")
                    .help("write the path from the folder of this file: the two can then move together"));
            return;
        }
        ImportResolver.Found answer = resolver.find(script.file(), path);
        if (answer.file().isEmpty()) {
            Diagnostic problem = Diagnostic.of(Code.NO_SUCH_IMPORT, written.span(), answer.problem());
            for (String help : answer.helps()) {
                problem = problem.help(help);
            }
            problems.add(problem);
        } else if (known.add(answer.file().get().name())) {
            Parsed parsed = ScriptParser.parse(answer.file().get());
            found.add(parsed);
            open.add(parsed.script());
        }
    }

    /** On any system: what is absolute on one would else be an odd name on another. */
    private static boolean isAbsolute(String path) {
        return path.startsWith("/") || path.startsWith("\\") || path.matches("[A-Za-z]:.*") || path.startsWith("~");
    }
}
