package org.shootdown.check;

import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.machine.Machine;

/**
 * When no kernel operation on a page is under way, nothing can use a translation of it that names another frame, or
 * permits more, than its entry (linux-mm D10). A translation that permits less is no incoherence: it faults, and
 * whether that ends is the question of progress. What mirrors an address space - the page table of a device's own, of a
 * virtual machine - must agree with the address space: its entries are themselves translations (D13).
 */
public final class Coherence implements StateCheck {

    private final Machine machine;
    private final Hardware hardware;
    private final List<Hardware.Page> pages;
    private boolean violated;
    private String sentence = "";

    public Coherence(Machine machine) {
        this.machine = machine;
        this.hardware = machine.program().hardware();
        this.pages = hardware.pages();
    }

    @Override
    public boolean isViolated(int[] state) {
        long busy = machine.pagesInOperation(state);
        violated = false;
        machine.caches().usable(state, (page, entry, owner) -> {
            violated = isStale(state, busy, page, entry);
            return !violated;
        });
        return violated || staleMirror(state, busy) >= 0;
    }

    private boolean isStale(int[] state, long busy, int page, int entry) {
        return (busy >> page & 1) == 0 && !PageTableEntry.covers(machine.entry(state, hardware.original(page)), entry);
    }

    /** A page of a mirror whose own entry lets a walk reach what the address space does not; -1 if there is none. */
    private int staleMirror(int[] state, long busy) {
        for (int page = 0; page < pages.size(); page++) {
            int entry = machine.entry(state, page);
            if (pages.get(page).original() >= 0
                    && PageTableEntry.valid(entry)
                    && isStale(state, busy, page, entry)) {
                return page;
            }
        }
        return -1;
    }

    @Override
    public String explain(int[] state) {
        long busy = machine.pagesInOperation(state);
        sentence = "";
        machine.caches().usable(state, (page, entry, owner) -> {
            if (isStale(state, busy, page, entry)) {
                sentence = owner + " can still use " + pages.get(page).name() + " = " + machine.entryText(entry)
                        + agreement(state, page);
            }
            return sentence.isEmpty();
        });
        int page = staleMirror(state, busy);
        if (sentence.isEmpty() && page >= 0) {
            sentence = "the entry " + pages.get(page).name() + " = " + machine.entryText(machine.entry(state, page))
                    + " can be walked" + agreement(state, page);
        }
        return sentence;
    }

    private String agreement(int[] state, int page) {
        int original = hardware.original(page);
        return ", though the operation is over and pte " + pages.get(original).name() + " = "
                + machine.entryText(machine.entry(state, original));
    }
}
