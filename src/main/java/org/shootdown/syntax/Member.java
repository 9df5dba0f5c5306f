package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Span;

/** What stands in a kernel, a driver or a patch. */
public sealed interface Member {

    Name name();

    Span span();

    String documentation();

    /** A type as written: {@code page}, {@code frame}, ... */
    record TypeName(String text, Span span) {}

    /** A parameter of a procedure. */
    record Parameter(Name name, TypeName type) {}

    /**
     * A procedure.
     *
     * @param condition on which cells of the matrix this version is the one; absent: on all others
     */
    record Procedure(
            boolean override,
            Name name,
            List<Parameter> parameters,
            Optional<TypeName> result,
            List<Citation> citations,
            Optional<Expression> condition,
            Statement.Block body,
            String documentation,
            Span span)
            implements Member {

        public Procedure {
            parameters = List.copyOf(parameters);
            citations = List.copyOf(citations);
        }
    }

    /**
     * A lock, or one for each thing of a type ({@code locks ptl[page]}).
     *
     * @param shared whether readers can share it
     * @param kind what the kernel has for it, if it says ({@code rwlocks mmap_lock[mm] rwsem})
     */
    record Locks(
            boolean shared, Name name, Optional<TypeName> index, Optional<Name> kind, String documentation, Span span)
            implements Member {}

    /** What a kernel says of itself that is no code: which driver it has for an I/O page table. */
    record Setting(Declaration.Rule rule) implements Member {

        @Override
        public Name name() {
            return rule.name();
        }

        @Override
        public Span span() {
            return rule.span();
        }

        @Override
        public String documentation() {
            return rule.documentation();
        }
    }

    /** A variable of the kernel, or one for each thing of a type. */
    record Variable(Name name, Optional<TypeName> index, Expression initial, String documentation, Span span)
            implements Member {}
}
