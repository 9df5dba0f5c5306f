package org.shootdown.ide;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.shootdown.diag.SourceFile;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.BuiltInCheck;
import org.shootdown.sema.Constants;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.LibraryLoader;
import org.shootdown.sema.Operation;
import org.shootdown.sema.Operations;
import org.shootdown.sema.Type;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.ScriptParser;

/**
 * The names that have a meaning without being words of the language: operations, library procedures, constants, types,
 * checks, verdicts. A name with several meanings has the first category: the lexer cannot tell them apart.
 */
public final class KnownNames {

    /** What may stand as the verdict of {@code expect}. */
    static final List<String> VERDICTS = List.of("holds", "violated", "unknown");

    private final Map<String, TokenCategory> categories = new LinkedHashMap<>();

    private KnownNames() {}

    /** The names of this program and its bundled library. */
    public static KnownNames bundled() {
        return of(LibraryLoader.bundled());
    }

    /** The names of this program and a library. */
    public static KnownNames of(List<SourceFile> library) {
        KnownNames names = new KnownNames();
        names.add(TokenCategory.OPERATION, Operations.all().stream().map(Operation::name).toList());
        names.add(TokenCategory.VERDICT, VERDICTS);
        names.add(TokenCategory.TYPE, Type.names());
        names.add(TokenCategory.CHECK, BuiltInCheck.names());
        names.add(TokenCategory.CONSTANT, Constants.all().keySet());
        List<String> procedures = new ArrayList<>();
        List<String> declarations = new ArrayList<>();
        for (SourceFile file : library) {
            for (Declaration declaration : ScriptParser.parse(file).script().declarations()) {
                if (declaration instanceof Declaration.Property) {
                    names.add(TokenCategory.CHECK, List.of(declaration.name().text()));
                    continue;
                }
                declarations.add(declaration.name().text());
                if (declaration instanceof Declaration.Library part) {
                    part.members().stream()
                            .filter(Member.Procedure.class::isInstance)
                            .forEach(m -> procedures.add(m.name().text()));
                }
            }
        }
        names.add(TokenCategory.PROCEDURE, procedures);
        names.add(TokenCategory.LIBRARY, declarations);
        names.add(TokenCategory.ATTRIBUTE, Attributes.OF_PAGE.keySet());
        names.add(TokenCategory.ATTRIBUTE, Attributes.OF_DEVICE.keySet());
        names.add(TokenCategory.ATTRIBUTE, Attributes.OF_DOMAIN_PAGE.keySet());
        names.add(TokenCategory.ATTRIBUTE, Attributes.OF_VM.keySet());
        names.add(TokenCategory.CONSTANT, IoFormat.names());
        return names;
    }

    /** The category of a name; absent for a name that only a script can give a meaning. */
    public Optional<TokenCategory> category(String name) {
        return Optional.ofNullable(categories.get(name));
    }

    /** The names by category, sorted. */
    Map<TokenCategory, Set<String>> byCategory() {
        Map<TokenCategory, Set<String>> groups = new LinkedHashMap<>();
        categories.forEach(
                (name, category) -> groups.computeIfAbsent(category, c -> new TreeSet<>()).add(name));
        return groups;
    }

    private void add(TokenCategory category, Collection<String> names) {
        // `page` and `on` are types and constants, too; as words of the language they are in TokenTable.
        List<String> words = TokenTable.words();
        names.stream().filter(n -> !words.contains(n)).forEach(n -> categories.putIfAbsent(n, category));
    }
}
