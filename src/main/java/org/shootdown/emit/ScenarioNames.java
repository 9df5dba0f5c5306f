package org.shootdown.emit;

import java.util.Set;

/**
 * The names of a scenario in C.
 *
 * @param attempts the functions of {@code try} statements
 * @param variables what is assigned like a register and is none
 */
record ScenarioNames(Names threads, Names pages, Names observables, Names attempts, Set<String> variables) {

    ScenarioNames(Set<String> variables) {
        this(new Names(), new Names(), new Names(), new Names(), Set.copyOf(variables));
    }

    boolean isVariable(String name) {
        return variables.contains(name);
    }
}
