package org.shootdown.engine;

import java.util.HashMap;
import java.util.Map;
import org.shootdown.machine.Machine;
import org.shootdown.machine.Narrator.Origin;

/**
 * Knows of the entries that a cache may hold along a run which of them it can only have filled again behind the last time
 * that it dropped the page, though they were no longer in memory.
 */
final class Refills {

    /**
     * A cache drops a page.
     *
     * @param slot where the state keeps what may be in the cache of the page
     * @param refilled the set of what may be there again
     * @param offered those of them that the IOTLB may answer with
     * @param shared those of them that other entries of the run say
     */
    record Drop(int slot, int page, int refilled, int offered, int shared) {}

    private final Machine machine;
    /** By slot: the last drop, with what can still only come from behind it. */
    private final Map<Integer, Drop> last = new HashMap<>();

    Refills(Machine machine) {
        this.machine = machine;
    }

    void dropped(Drop drop) {
        last.put(drop.slot(), drop);
    }

    /** The run has come to a state: what is in memory in it can be cached in the ordinary way. */
    void at(int[] state) {
        last.replaceAll((slot, d) ->
                new Drop(slot, d.page(), d.refilled() & state[slot] & ~machine.inMemory(state, d.page()), d.offered(), d.shared()));
    }

    Origin origin(int slot, int entry) {
        Drop drop = last.get(slot);
        if (drop == null || (drop.refilled() & entry) == 0) {
            return Origin.EARLIER;
        }
        if ((drop.offered() & entry) != 0) {
            return Origin.IOTLB;
        }
        return (drop.shared() & entry) != 0 ? Origin.ANOTHER_ENTRY : Origin.LATE_WALK;
    }
}
