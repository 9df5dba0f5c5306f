package org.shootdown.check;

import java.util.List;
import java.util.Optional;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.Program;
import org.shootdown.machine.Machine;

/**
 * Every page request group gets exactly one response (linux-mm D30; Intel VT-d specification 7.6: software must respond to
 * the last request of a group; SMMUv3, 8: a device is intended to always receive a response). A device that is sent one for
 * which it has nothing outstanding sees an error (PCI Express 10.5.2.3, Unexpected Page Request Group Index).
 */
public final class OneResponse implements StateCheck {

    private final List<Program.Wrong> wrongs;

    public OneResponse(Machine machine) {
        this.wrongs = machine.program().responses();
    }

    /** Why nothing in a cell can violate it; empty if something can. */
    public static Optional<String> whyNot(Program program) {
        return program.responses().isEmpty()
                ? Optional.of("no device has a queue of page requests (`prq`)")
                : Optional.empty();
    }

    @Override
    public boolean isViolated(int[] state) {
        for (int i = 0; i < wrongs.size(); i++) {
            if (wrongs.get(i).condition().in(state) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String explain(int[] state, Mentions mentions) {
        return wrongs.stream()
                .filter(w -> w.condition().in(state) != 0)
                .map(Program.Wrong::text)
                .findFirst()
                .orElseThrow();
    }
}
