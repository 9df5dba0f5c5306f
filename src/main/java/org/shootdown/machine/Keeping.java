package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.WalkRules;

/** What CPUs keep of what their walks have found, as the rules of the architecture have it; devices keep all of it. */
final class Keeping {

    private final WalkRules rules;
    private final int cpus;
    private final Consulted consulted;

    Keeping(Hardware hardware, Consulted consulted) {
        this.rules = hardware.rules().walks();
        this.cpus = hardware.cpus().size();
        this.consulted = consulted;
    }

    /** Of what a walker has found, what its caches may hold. */
    int cached(int walker, int set) {
        if (set == 0 || walker >= cpus) {
            return set;
        }
        consulted.mark(Consulted.CACHES_TRANSLATIONS);
        return rules.cached() ? set : 0;
    }

    /** Of entries that are overwritten or invalidated, those with which accesses of CPUs may have been translated. */
    int early(int set) {
        if (set == 0) {
            return 0;
        }
        consulted.mark(Consulted.TRANSLATES_EARLY);
        return rules.early() ? set : 0;
    }
}
