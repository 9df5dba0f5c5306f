package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;
import org.shootdown.diag.Span;

/** What stands in a scenario. */
public sealed interface ScenarioItem {

    Span span();

    /** {@code cite "seed 001"}. */
    record Cite(Citation citation, Span span) implements ScenarioItem {}

    /** One value of an axis: {@code arm64}, {@code 3}, {@code linux_6_5 + some_patch}. */
    record AxisValue(String base, List<Name> patches, Span span) {

        public AxisValue {
            patches = List.copyOf(patches);
        }

        /** As a user writes it, and as reports print it. */
        public String text() {
            return patches.isEmpty()
                    ? base
                    : base + " + " + String.join(" + ", patches.stream().map(Name::text).toList());
        }
    }

    /** An axis of the matrix. */
    record Vary(Name axis, List<AxisValue> values, Optional<Expression> condition, Span span)
            implements ScenarioItem {

        public Vary {
            values = List.copyOf(values);
        }
    }

    /** An address space; with {@code forks}, the one that a fork of another makes. */
    record AddressSpace(Name name, Optional<Name> parent, List<Page> pages, Span span) implements ScenarioItem {

        public AddressSpace {
            pages = List.copyOf(pages);
        }
    }

    /** A virtual page and what it maps at the start. */
    record Page(Name name, Optional<Expression> content, List<Attribute> attributes, Span span) {

        public Page {
            attributes = List.copyOf(attributes);
        }
    }

    /** A word in the description of a page or a device, possibly with {@code = value}. */
    record Attribute(String word, Optional<Expression> value, Span span) {}

    /** A device. */
    record Device(Name name, List<Attribute> attributes, Span span) implements ScenarioItem {

        public Device {
            attributes = List.copyOf(attributes);
        }
    }

    /** A lock of the scenario's own. */
    record Lock(Name name, Span span) implements ScenarioItem {}

    /** A shared variable of the scenario's own. */
    record Variable(Name name, Expression initial, Span span) implements ScenarioItem {}

    /**
     * A thread.
     *
     * @param place {@code cpu} or a device's name; absent for a thread whose CPU does not matter
     * @param number the CPU's number, if the place is a CPU
     * @param space the address space that it runs in, if named
     */
    record Thread(
            Name name,
            Optional<Name> place,
            Optional<Integer> number,
            Optional<Name> space,
            Statement.Block body,
            String documentation,
            Span span)
            implements ScenarioItem {}

    /** {@code check page_lifetime, coherence}. */
    record Check(List<Name> names, Span span) implements ScenarioItem {

        public Check {
            names = List.copyOf(names);
        }
    }

    /** How a question quantifies over states. */
    enum Quantifier {
        ALWAYS,
        NEVER,
        EXISTS
    }

    /**
     * A question of the scenario's own.
     *
     * @param onFinal whether it is asked of final states only
     */
    record Question(Quantifier quantifier, boolean onFinal, Name name, Expression condition, Span span)
            implements ScenarioItem {}

    /** {@code expect order violated where ...}; with no names, for every question. */
    record Expect(List<Name> questions, Name verdict, Optional<Expression> condition, Span span)
            implements ScenarioItem {

        public Expect {
            questions = List.copyOf(questions);
        }
    }
}
