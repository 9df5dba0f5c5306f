package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Span;

/** What stands at the top level of a file. */
public sealed interface Declaration {

    Name name();

    Span span();

    /** The text of the documentation comment before it, without the slashes; empty if there is none. */
    String documentation();

    /** A question about a memory-management race, with all that it needs. */
    record Scenario(Name name, List<ScenarioItem> items, String documentation, Span span) implements Declaration {

        public Scenario {
            items = List.copyOf(items);
        }

        /** The items of one kind, in order. */
        public <T extends ScenarioItem> List<T> items(Class<T> kind) {
            return items.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    /** Which of the three homes of procedures a {@link Library} declaration is. */
    enum LibraryKind {
        KERNEL("kernel"),
        DRIVER("driver"),
        PATCH("patch");

        private final String word;

        LibraryKind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * A kernel, a driver, or a patch for a kernel.
     *
     * @param base what it extends; for a patch, the kernel that it is for
     */
    record Library(
            LibraryKind kind,
            Name name,
            Optional<Name> base,
            List<Citation> citations,
            List<Member> members,
            String documentation,
            Span span)
            implements Declaration {

        public Library {
            citations = List.copyOf(citations);
            members = List.copyOf(members);
        }
    }

    /** Whether a {@link Hardware} declaration is a CPU architecture or an IOMMU. */
    enum HardwareKind {
        ARCH("arch"),
        IOMMU("iommu");

        private final String word;

        HardwareKind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** A CPU architecture or an IOMMU: rules with values. */
    record Hardware(
            HardwareKind kind,
            Name name,
            Optional<Name> base,
            List<Citation> citations,
            List<Rule> rules,
            String documentation,
            Span span)
            implements Declaration {

        public Hardware {
            citations = List.copyOf(citations);
            rules = List.copyOf(rules);
        }
    }

    /** A named, cited parameter of the machine. */
    record Rule(Name name, Expression value, List<Citation> citations, String documentation, Span span) {

        public Rule {
            citations = List.copyOf(citations);
        }
    }

    /**
     * A question that scenarios can ask by its name, as they ask those that are built in.
     *
     * @param onFinal whether it is asked of final states only
     */
    record Property(
            Name name,
            ScenarioItem.Quantifier quantifier,
            boolean onFinal,
            Expression condition,
            List<Citation> citations,
            String documentation,
            Span span)
            implements Declaration {

        public Property {
            citations = List.copyOf(citations);
        }
    }
}
