package org.shootdown.machine;

import org.shootdown.ir.CostKind;
import org.shootdown.ir.Instruction;

/** Listens to what happens in a transition, to tell it in a timeline. */
public interface Narrator {

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

    /** A step of a thread is about to happen. */
    void at(String column, Instruction instruction);

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
