package org.shootdown.emit;

import java.util.LinkedHashSet;
import java.util.Set;
import org.shootdown.syntax.Statement;
import org.shootdown.syntax.Tree;

/** Finds the registers of a thread: what it assigns, wherever it does. */
final class Registers {

    private Registers() {}

    static Set<String> assigned(Statement.Block body) {
        Set<String> found = new LinkedHashSet<>();
        Tree.all(body, Statement.Assign.class).forEach(a -> found.add(a.target().name().text()));
        return found;
    }
}
