package org.shootdown.check;

import org.shootdown.ir.PageTableEntry;
import org.shootdown.machine.Machine;

/**
 * When no kernel operation on a page is under way, nothing can use a translation of it that names another frame, or
 * permits more, than its entry (linux-mm D10). A translation that permits less is no incoherence: it faults, and
 * whether that ends is the question of progress.
 */
public final class Coherence implements StateCheck {

    private final Machine machine;
    private boolean violated;
    private String sentence = "";

    public Coherence(Machine machine) {
        this.machine = machine;
    }

    @Override
    public boolean isViolated(int[] state) {
        long busy = machine.pagesInOperation(state);
        violated = false;
        machine.caches().usable(state, (page, entry, owner) -> {
            violated = (busy >> page & 1) == 0 && !PageTableEntry.covers(machine.entry(state, page), entry);
            return !violated;
        });
        return violated;
    }

    @Override
    public String explain(int[] state) {
        long busy = machine.pagesInOperation(state);
        sentence = "";
        machine.caches().usable(state, (page, entry, owner) -> {
            int current = machine.entry(state, page);
            if ((busy >> page & 1) == 0 && !PageTableEntry.covers(current, entry)) {
                String name = machine.program().hardware().pages().get(page).name();
                sentence = owner + " can still use " + name + " = " + machine.entryText(entry)
                        + ", though the operation is over and pte " + name + " = " + machine.entryText(current);
            }
            return sentence.isEmpty();
        });
        return sentence;
    }
}
