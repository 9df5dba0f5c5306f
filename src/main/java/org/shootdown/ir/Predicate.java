package org.shootdown.ir;

import java.util.List;

/**
 * What a question asks of a state. Most need nothing but the integers of the state: those are {@linkplain Value
 * values}. Which translations there are, only the machine knows that runs the program.
 */
public sealed interface Predicate permits Value, Predicate.Negation, Predicate.Junction, Predicate.OverTranslations {

    record Negation(Predicate operand) implements Predicate {}

    /**
     * All of some predicates, or one of them.
     *
     * @param labels for each part the thing that it is about, as reports call it; empty if they are about nothing alike
     */
    record Junction(boolean all, List<Predicate> parts, List<String> labels) implements Predicate {

        public Junction {
            parts = List.copyOf(parts);
            labels = List.copyOf(labels);
        }
    }

    /**
     * Something of all, or of one, of the translations that hardware may use now: what caches hold, what accesses under
     * way were translated with, and what a walk would find. The engines know cached translations as those that may be
     * cached. That is exact as long as one more can only turn the answer of the question one way, as the checker sees
     * to; also for pairs of translations, since caches have no bounds: there is a run on which everything that may be
     * cached is cached at once.
     *
     * @param variable what the script calls one of them
     * @param range whose they are
     * @param entry the slot that holds the entry while the body is evaluated
     * @param page the slot that holds the index of its page
     */
    record OverTranslations(
            boolean forAll, String variable, Range range, int entry, int page, Predicate body)
            implements Predicate {}

    /**
     * The translations of some CPUs and devices, by index.
     *
     * @param spaces the address spaces of their pages
     */
    record Range(List<Integer> cpus, List<Integer> devices, List<Integer> spaces) {

        public Range {
            cpus = List.copyOf(cpus);
            devices = List.copyOf(devices);
            spaces = List.copyOf(spaces);
        }
    }

    /** The negation; of a value it is a value. */
    static Predicate not(Predicate operand) {
        return operand instanceof Value value ? Value.not(value) : new Negation(operand);
    }

    /** Both, or one of both; of values it is a value. */
    static Predicate join(boolean all, Predicate left, Predicate right) {
        if (left instanceof Value a && right instanceof Value b) {
            return Value.binary(all ? Value.Operator.AND : Value.Operator.OR, a, b);
        }
        return new Junction(all, List.of(left, right), List.of());
    }

    /** Whether only the machine can evaluate it. */
    static boolean asksTranslations(Predicate predicate) {
        if (predicate instanceof Negation negation) {
            return asksTranslations(negation.operand());
        }
        if (predicate instanceof Junction junction) {
            return junction.parts().stream().anyMatch(Predicate::asksTranslations);
        }
        return predicate instanceof OverTranslations;
    }
}
