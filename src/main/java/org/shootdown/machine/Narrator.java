package org.shootdown.machine;

import org.shootdown.ir.CostKind;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Mention;
import org.shootdown.ir.Mentions;

/** Listens to what happens in a transition, to tell it in a timeline. */
public interface Narrator extends Mentions {

    /** While exploring, nobody listens. */
    Narrator SILENT = new Narrator() {
        @Override
        public boolean listens() {
            return false;
        }

        @Override
        public void tell(String column, String text) {}

        @Override
        public void at(String column, Instruction instruction) {}

        @Override
        public void rule(String name) {}

        @Override
        public void count(CostKind kind) {}
    };

    /** Whether texts need to be made at all. */
    default boolean listens() {
        return true;
    }

    /** Something happens in a column. */
    void tell(String column, String text);

    /** What is told next speaks of an entry. */
    @Override
    default void mentions(Mention mention) {}

    /** Something happens in a column that leaves everything as it was. */
    default void idle(String column, String text) {
        tell(column, text);
    }

    /** A step of a thread is about to happen. */
    void at(String column, Instruction instruction);

    /** A step that touches nothing but its thread's registers happens along with another. */
    default void passes(Instruction instruction) {}

    /**
     * A cache drops what it holds of a page.
     *
     * @param slot where the state keeps what may be in the cache of the page
     * @param refilled the set of what may be there again at once
     * @param offered those of them that the IOTLB may hold, whose answers fill the cache
     * @param shared those of them that other entries of the run say
     */
    default void drops(int slot, int page, int refilled, int offered, int shared) {}

    /** How an entry has come into a cache that answers with it; {@code entry}: the set with that entry alone. */
    default Origin origin(int slot, int entry) {
        return Origin.EARLIER;
    }

    /** How an entry can have come into a cache. */
    enum Origin {
        /** By a walk that found it in memory. */
        EARLIER,
        /** The IOTLB answered with it, after the cache had dropped it. */
        IOTLB,
        /** A walk found it in another entry of the run, after the cache had dropped it. */
        ANOTHER_ENTRY,
        /** A walk did not see that it had been overwritten, after the cache had dropped it. */
        LATE_WALK
    }

    /** What happens rests on a rule of the architecture or the IOMMU. */
    void rule(String name);

    /** Something happens that is counted. */
    void count(CostKind kind);

    /** How much has been told since the transition began. */
    default int mark() {
        return 0;
    }

    /** Forgets what has been told since a mark: another outcome of the same step is next. */
    default void reset(int mark) {}
}
