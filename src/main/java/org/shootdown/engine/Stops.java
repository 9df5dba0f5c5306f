package org.shootdown.engine;

import java.util.Optional;
import org.shootdown.ir.Program;
import org.shootdown.machine.Stop;

/** Keeps the first step of which the machine cannot say where it leads, so that questions are left open. */
final class Stops {

    /** A step out of a state. */
    record Found(int state, Stop stop) {}

    /** Whether a question sees by itself that a freed frame is mapped. */
    private final boolean seesFreedMappings;
    private Optional<Found> first = Optional.empty();

    Stops(Program program) {
        this.seesFreedMappings = program.questions().stream()
                .anyMatch(q -> q.quantifier() == Program.Quantifier.BUILT_IN && q.name().equals("page_lifetime"));
    }

    void add(int state, Stop stop) {
        boolean mapsFreed = stop.kind() == Stop.Kind.MAPS_FREED;
        if (first.isEmpty() && !(mapsFreed && seesFreedMappings)) {
            first = Optional.of(new Found(state, stop));
        }
    }

    /** The first after which not everything is known. */
    Optional<Found> first() {
        return first;
    }
}
