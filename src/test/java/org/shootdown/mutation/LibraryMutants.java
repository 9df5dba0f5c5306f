package org.shootdown.mutation;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.Span;
import org.shootdown.syntax.Declaration;
import org.shootdown.syntax.Member;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;
import org.shootdown.syntax.Statement;

/** The library with one step left out, or with two neighbouring steps in the other order: every such library. */
final class LibraryMutants {

    /**
     * A changed file of the library, and what was done to it.
     *
     * @param procedure where the procedure that was changed is declared, as {@code file:line}
     */
    record Mutant(String key, String location, String procedure, SourceFile file) {}

    private final SourceFile file;
    private final List<Mutant> mutants = new ArrayList<>();
    private String procedure = "";

    private LibraryMutants(SourceFile file) {
        this.file = file;
    }

    static List<Mutant> of(SourceFile file) {
        LibraryMutants mutants = new LibraryMutants(file);
        Script script = ScriptParser.parse(file).script();
        for (Declaration declaration : script.declarations()) {
            if (declaration instanceof Declaration.Library library) {
                for (Member member : library.members()) {
                    if (member instanceof Member.Procedure changed) {
                        mutants.procedure = changed.name().span().location();
                        mutants.block(changed.body(), library.name() + "." + changed.name());
                    }
                }
            }
        }
        return mutants.mutants;
    }

    private void block(Statement.Block block, String home) {
        Statement previous = null;
        for (Statement statement : block.statements()) {
            if (isStep(statement)) {
                delete(statement, home);
                if (previous != null && isStep(previous)) {
                    swap(previous, statement, home);
                }
            }
            inside(statement, home);
            previous = statement;
        }
    }

    private void inside(Statement statement, String home) {
        if (statement instanceof Statement.If choice) {
            block(choice.then(), home);
            choice.otherwise().ifPresent(b -> block(b, home));
        } else if (statement instanceof Statement.For loop) {
            block(loop.body(), home);
        } else if (statement instanceof Statement.While loop) {
            block(loop.body(), home);
        } else if (statement instanceof Statement.Atomic atomic) {
            block(atomic.body(), home);
        }
    }

    private static boolean isStep(Statement statement) {
        return statement instanceof Statement.Perform || statement instanceof Statement.Assign;
    }

    private void delete(Statement statement, String home) {
        Span span = statement.span();
        String text = file.text();
        String changed = text.substring(0, span.start()) + " ".repeat(span.end() - span.start())
                + text.substring(span.end());
        add("delete " + home + ": " + span.text(), span, changed);
    }

    private void swap(Statement first, Statement second, String home) {
        Span a = first.span();
        Span b = second.span();
        String text = file.text();
        String changed = text.substring(0, a.start()) + b.text() + text.substring(a.end(), b.start()) + a.text()
                + text.substring(b.end());
        add("swap " + home + ": " + a.text() + " / " + b.text(), a, changed);
    }

    private void add(String key, Span span, String text) {
        mutants.add(new Mutant(key, span.location(), procedure, SourceFile.of(file.name(), text)));
    }
}
