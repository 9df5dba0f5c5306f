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

    /** A number that {@code --set} can change: {@code param N = 3}. */
    record Param(Name name, Expression value, Span span) implements ScenarioItem {}

    /**
     * One of each number from {@code from} to before {@code to}.
     *
     * @param variable what the number is called in the description of each; absent if nobody needs it
     */
    record Family(Optional<Name> variable, Expression from, Expression to, Span span) {}

    /** An address space; with {@code forks}, the one that a fork of another makes. */
    record AddressSpace(Name name, Optional<Name> parent, List<Page> pages, Span span) implements ScenarioItem {

        public AddressSpace {
            pages = List.copyOf(pages);
        }
    }

    /** A physical frame that pages can map by its name. */
    record Frame(Name name, Optional<Expression> content, Span span) implements ScenarioItem {}

    /** An address space of I/O addresses, with an I/O page table of some format. */
    record Domain(Name name, Name format, List<Page> pages, Span span) implements ScenarioItem {

        public Domain {
            pages = List.copyOf(pages);
        }
    }

    /** A virtual machine whose memory is that of an address space. */
    record VirtualMachine(Name name, Name space, List<Attribute> attributes, Span span) implements ScenarioItem {

        public VirtualMachine {
            attributes = List.copyOf(attributes);
        }
    }

    /** A virtual page and what it maps at the start. */
    record Page(
            Name name, Optional<Family> family, Optional<Expression> content, List<Attribute> attributes, Span span) {

        public Page {
            attributes = List.copyOf(attributes);
        }
    }

    /** A word in the description of a page or a device, possibly with {@code = value}. */
    record Attribute(String word, Optional<Expression> value, Span span) {}

    /** A device. */
    record Device(Name name, Optional<Family> family, List<Attribute> attributes, Span span) implements ScenarioItem {

        public Device {
            attributes = List.copyOf(attributes);
        }
    }

    /** A lock of the scenario's own; {@code kind} is what the kernel has for it, if it says. */
    record Lock(Name name, Optional<Family> family, Optional<Name> kind, Span span) implements ScenarioItem {}

    /** A shared variable of the scenario's own. */
    record Variable(Name name, Optional<Family> family, Expression initial, Span span) implements ScenarioItem {}

    /**
     * Where a thread runs.
     *
     * @param name {@code cpu}, {@code vcpu}, or a device's name
     * @param index which device of a family
     * @param number the CPU's number
     * @param owner the virtual machine of a virtual CPU
     */
    record Place(
            Name name, Optional<Expression> index, Optional<Expression> number, Optional<Name> owner, Span span) {

        public static final String CPU = "cpu";
        public static final String VCPU = "vcpu";
    }

    /**
     * A thread.
     *
     * @param place where it runs; absent for a thread whose CPU does not matter
     * @param space the address space that it runs in, if named
     */
    record Thread(
            Name name,
            Optional<Family> family,
            Optional<Place> place,
            Optional<Name> space,
            Statement.Block body,
            String documentation,
            Span span)
            implements ScenarioItem {

        /** The CPU's number, if it is written as one. */
        public Optional<Integer> number() {
            return place.flatMap(Place::number)
                    .filter(Expression.Number.class::isInstance)
                    .map(n -> (int) Math.min(Integer.MAX_VALUE, ((Expression.Number) n).value()));
        }

        /** What it runs on: {@code cpu}, {@code vcpu}, or a device's name. */
        public Optional<Name> placeName() {
            return place.map(Place::name);
        }
    }

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
        EXISTS,
        /** On every fair path, at some time. */
        EVENTUALLY
    }

    /**
     * A question of the scenario's own.
     *
     * @param onFinal whether it is asked of final states only
     * @param named whether the script names it; else its name is the text of its condition
     */
    record Question(
            Quantifier quantifier, boolean onFinal, boolean named, Name name, Expression condition, Span span)
            implements ScenarioItem {}

    /**
     * Steps in an order: is that possible, and what follows?
     *
     * @param name {@code timeline} if the script gives none
     * @param columns the threads
     * @param rows the steps; each row has at most as many cells as there are columns
     */
    record Timeline(Name name, boolean named, List<Column> columns, List<Row> rows, Span span)
            implements ScenarioItem {

        public Timeline {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** A column of a timeline: a thread, or one of a family. */
    record Column(Name thread, Optional<Expression> index, Span span) {}

    /**
     * A step in a timeline.
     *
     * @param statement an operation or a call, or its assignment to a register
     * @param result what it yields, if that matters
     */
    record Step(Statement statement, Optional<Expression> result, Span span) {}

    /** A row of a timeline: for each column a step or nothing. */
    record Row(List<Optional<Step>> cells, Span span) {

        public Row {
            cells = List.copyOf(cells);
        }
    }

    /** {@code expect order violated where ...}; with no names, for every question. */
    record Expect(List<Name> questions, Name verdict, Optional<Expression> condition, Span span)
            implements ScenarioItem {

        public Expect {
            questions = List.copyOf(questions);
        }
    }
}
