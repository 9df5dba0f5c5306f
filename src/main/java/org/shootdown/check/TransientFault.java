package org.shootdown.check;

import java.util.List;
import java.util.Optional;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.machine.Machine;

/**
 * A page that is mapped before an operation on others and behind it does not fault in between (linux-mm D26; seed 002:
 * S2-5, S2-9). Which pages nobody works on is known when the program is compiled; whether an access to one has faulted the
 * machine keeps in the state; and whether that was in vain shows when the page is mapped, and nothing is under way that may
 * change it.
 */
public final class TransientFault implements StateCheck {

    private final Machine machine;
    private final List<Integer> faulted;
    private final List<Hardware.Page> pages;

    public TransientFault(Machine machine) {
        this.machine = machine;
        this.faulted = machine.program().faulted();
        this.pages = machine.program().hardware().pages();
    }

    /** Why nothing in a cell can violate it; empty if something can. */
    public static Optional<String> whyNot(Program program) {
        return program.faulted().stream().anyMatch(s -> s >= 0)
                ? Optional.empty()
                : Optional.of("every page that is accessed is worked on, or not mapped from the start");
    }

    @Override
    public boolean isViolated(int[] state) {
        return page(state) >= 0;
    }

    /** A page that is mapped, and has faulted; -1 for none. */
    private int page(int[] state) {
        for (int page = 0; page < faulted.size(); page++) {
            if (faulted.get(page) >= 0
                    && state[faulted.get(page)] != 0
                    && PageTableEntry.valid(machine.entry(state, page))
                    && (machine.pagesInOperation(state) >> page & 1) == 0) {
                return page;
            }
        }
        return -1;
    }

    @Override
    public String explain(int[] state, Mentions mentions) {
        int page = page(state);
        return "an access to " + pages.get(page).name() + " has faulted, which no operation was about, and again pte "
                + pages.get(page).name() + " = " + machine.entryText(page, machine.entry(state, page), mentions);
    }
}
