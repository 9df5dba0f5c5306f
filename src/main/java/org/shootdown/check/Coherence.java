package org.shootdown.check;

import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mentions;
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
        machine.caches().judged(state, (page, entry, meant, owner) -> {
            violated = isStale(state, busy, page, entry, meant);
            return !violated;
        });
        return violated || staleMirror(state, busy) >= 0;
    }

    /** {@code meant}: the page by which the address should be translated, or -1. */
    private boolean isStale(int[] state, long busy, int page, int entry, int meant) {
        if ((busy >> page & 1) != 0 || meant >= 0 && (busy >> meant & 1) != 0) {
            return false;
        }
        return !PageTableEntry.covers(meant < 0 ? 0 : machine.entry(state, original(meant)), entry);
    }

    private int original(int page) {
        return hardware.original(page);
    }

    /** A page of a mirror whose own entry lets a walk reach what the address space does not; -1 if there is none. */
    private int staleMirror(int[] state, long busy) {
        for (int page = 0; page < pages.size(); page++) {
            int entry = machine.entry(state, page);
            if (pages.get(page).original() >= 0
                    && PageTableEntry.valid(entry)
                    && isStale(state, busy, page, entry, page)) {
                return page;
            }
        }
        return -1;
    }

    @Override
    public String explain(int[] state, Mentions mentions) {
        long busy = machine.pagesInOperation(state);
        sentence = "";
        machine.caches().judged(state, (page, entry, meant, owner) -> {
            if (isStale(state, busy, page, entry, meant)) {
                sentence = owner + " can still use " + pages.get(page).name() + " = " + machine.entryText(page, entry, mentions)
                        + (meant < 0 ? absence(page, owner) : agreement(state, meant, mentions));
            }
            return sentence.isEmpty();
        });
        int page = staleMirror(state, busy);
        if (sentence.isEmpty() && page >= 0) {
            sentence = "the entry " + pages.get(page).name() + " = " + machine.entryText(page, machine.entry(state, page), mentions)
                    + " can be walked" + agreement(state, page, mentions);
        }
        return sentence;
    }

    /** There is nothing by which the owner of a cache should translate the address. */
    private String absence(int page, String owner) {
        String address = pages.get(page).address();
        if (hardware.cpus().stream().anyMatch(c -> owner.startsWith(c.name()))) {
            return ", though the address space that is loaded there has no " + address;
        }
        boolean ofProcess = hardware.tables().get(pages.get(page).space()).kind() == Hardware.TableKind.PROCESS;
        return ", though the operation is over and the device is "
                + (ofProcess ? "bound to no process" : "in no domain") + " that has " + address;
    }

    private String agreement(int[] state, int meant, Mentions mentions) {
        return ", though the operation is over and pte " + pages.get(original(meant)).name() + " = "
                + machine.entryText(original(meant), machine.entry(state, original(meant)), mentions);
    }
}
