package org.shootdown.ir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shootdown.diag.Span;

/**
 * A cell of a scenario, ready to run.
 *
 * @param slots the state: what each integer is
 * @param threads the script's threads first
 * @param hardware what it runs on
 * @param operations for each kernel operation (index 0: none) the pages it may change, as a bit set
 * @param registers the script's registers by their full name ({@code T.r}), in the order of the script
 * @param questions what is asked
 * @param timelines what is known of the questions that are timelines
 * @param faulted by page, if somebody asks: the slot that says whether an access to it has faulted in vain, or -1
 * @param responses what must never be of page requests and responses, where they are queued
 * @param rules the names and values of the rules in force, with their citations
 */
public record Program(
        List<Slot> slots,
        List<ThreadCode> threads,
        Hardware hardware,
        List<Long> operations,
        Map<String, Integer> registers,
        List<Question> questions,
        List<Timeline> timelines,
        List<Integer> faulted,
        List<Wrong> responses,
        List<RuleValue> rules) {

    public Program {
        slots = List.copyOf(slots);
        threads = List.copyOf(threads);
        operations = List.copyOf(operations);
        registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
        questions = List.copyOf(questions);
        timelines = List.copyOf(timelines);
        faulted = List.copyOf(faulted);
        responses = List.copyOf(responses);
        rules = List.copyOf(rules);
    }

    /**
     * One integer of the state.
     *
     * @param owner the index of the thread whose register it is, or one of the constants
     */
    public record Slot(String name, int initial, int owner) {

        /** The machine's own: what hardware keeps, and what threads are told by. */
        public static final int SHARED = -1;
        /** Ordinary memory of the kernel or of the script: a variable, a lock, a VMA. */
        public static final int MEMORY = -2;
        /** What watches a run and is no part of it. */
        public static final int WATCHER = -3;

        /** Whether it is ordinary memory, to which CPUs store by way of their store buffers. */
        public boolean isMemory() {
            return owner == MEMORY;
        }
    }

    /**
     * A rule in force.
     *
     * @param key how the machine calls it: {@code arch.NAME}, or {@code IOMMU.NAME}
     * @param name with the name of the declaration that sets it
     * @param compiled whether the program has been compiled as it is because of it, whatever happens in a run
     */
    public record RuleValue(String key, String name, String value, String citation, boolean compiled) {}

    /**
     * What must never be.
     *
     * @param condition what is true of states in which it is
     * @param text what is wrong then, in a sentence without a full stop
     */
    public record Wrong(Value condition, String text) {}

    /** How a question quantifies over states. */
    public enum Quantifier {
        /** Asked by {@code check}: what the machine knows to ask. */
        BUILT_IN,
        ALWAYS,
        NEVER,
        /** Of final states: one of them is so. */
        EXISTS,
        /** On every weakly fair run, at some time. */
        EVENTUALLY
    }

    /**
     * A question.
     *
     * @param onFinal whether it is asked of final states only
     * @param condition what must hold; a constant for built-in questions
     * @param text the condition as the script has it
     * @param inapplicable why it does not apply to this cell; absent if it does
     */
    public record Question(
            String name,
            Quantifier quantifier,
            boolean onFinal,
            Predicate condition,
            String text,
            Optional<String> inapplicable) {

        public Question(String name, Quantifier quantifier, boolean onFinal, Predicate condition, String text) {
            this(name, quantifier, onFinal, condition, text, Optional.empty());
        }

        /** Whether runs answer it, rather than states. */
        public boolean isOfRuns() {
            return quantifier == Quantifier.EVENTUALLY
                    || quantifier == Quantifier.BUILT_IN && name.equals("progress");
        }
    }

    /**
     * A question that is a timeline.
     *
     * @param done the slot of the number of rows that have come
     */
    public record Timeline(String name, int done, List<TimelineRow> rows) {

        public Timeline {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A row of a timeline.
     *
     * @param text its steps as the script has them
     * @param span where they stand
     * @param missing which of them no thread can do in this cell
     */
    public record TimelineRow(String text, Span span, List<MissingStep> missing) {

        public TimelineRow {
            missing = List.copyOf(missing);
        }

        /** The line of the script. */
        public int line() {
            return span.line();
        }
    }

    /** A step of a timeline that its thread never does. */
    public record MissingStep(String thread, Span span) {

        /** The step as the script has it. */
        public String text() {
            return span.text();
        }
    }

    /** The same program with only some of its questions. */
    public Program asking(java.util.function.Predicate<Question> wanted) {
        return asking(questions.stream().filter(wanted).toList());
    }

    /** The same program with other questions. */
    public Program asking(List<Question> others) {
        return new Program(slots, threads, hardware, operations, registers, others, timelines, faulted, responses, rules);
    }

    /** The state at the start. */
    public int[] initialState() {
        return slots.stream().mapToInt(Slot::initial).toArray();
    }
}
