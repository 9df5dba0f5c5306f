package org.shootdown.emit;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Gives the names of one kind their C identifiers: short, and no two alike. */
final class Names {

    /** Longer ones would leave no room on a line. */
    private static final int LONGEST = 28;

    /** Behind a prefix these would be what C libraries call the size of a page. */
    private static final Set<String> TAKEN = Set.of("SIZE", "MASK", "SHIFT");

    /** Names of targets in Makefiles. */
    private static final Set<String> TARGETS = Set.of("all", "clean", "install", "run_tests", "emit_tests", "default");

    /** Where C libraries have lower-case macros with an underscore: members of structures, and threads. */
    private static final String MEMBER = "(pthread|si|sa|st|sigev|sched|tm|ru|ut|un|sin|s|h|l|f|d|in|is)_.*";

    private final Map<String, Identifier> given = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>(TAKEN);

    /** The identifier of a name; the same for the same name. */
    Identifier of(String name) {
        return given.computeIfAbsent(name, this::unused);
    }

    private Identifier unused(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
        String base = plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST - 4);
        String candidate = base;
        for (int i = 2; !used.add(candidate); i++) {
            candidate = base + "_" + i;
        }
        return new Identifier(candidate);
    }

    /**
     * The name of the fixture and the program. It stands in the C text without a prefix, where it must not be a macro
     * of a C library or compiler ({@code linux}, {@code errno}, {@code si_addr}); two lower-case words are none.
     */
    static Identifier program(String scenario) {
        boolean plain = scenario.matches("[a-z][a-z0-9]*(_[a-z0-9]+)+")
                && !scenario.matches(MEMBER)
                && !TARGETS.contains(scenario);
        return new Identifier(plain ? scenario : "scenario_" + scenario);
    }
}
