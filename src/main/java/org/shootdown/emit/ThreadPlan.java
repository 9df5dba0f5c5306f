package org.shootdown.emit;

import java.util.List;
import java.util.Optional;
import org.shootdown.syntax.ScenarioItem.Page;
import org.shootdown.syntax.ScenarioItem.Thread;

/**
 * What the translation of a body knows of its thread.
 *
 * @param space the name of the address space that it runs in
 * @param pages the pages of that space, in the order in which they lie in memory
 */
record ThreadPlan(Thread thread, String space, List<Page> pages) {

    String name() {
        return thread.name().text();
    }

    /** The full name of a register. */
    String register(String register) {
        return name() + "." + register;
    }

    Optional<Page> page(String name) {
        return pages.stream().filter(p -> p.name().text().equals(name)).findFirst();
    }

    int position(Page page) {
        return pages.indexOf(page);
    }
}
