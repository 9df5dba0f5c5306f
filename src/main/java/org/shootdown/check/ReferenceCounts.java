package org.shootdown.check;

import java.util.List;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.ThreadCode;
import org.shootdown.machine.Machine;

/**
 * The books of references are in order. While threads run, a step that uses a frame without references breaks this, and
 * the machine tells of it (include/linux/mm.h, put_page_testzero(); folio_get()). When all have ended and the kernel's
 * workers rest, a frame has the references of those who own some: each entry that maps it, the page cache, other
 * processes, the script. With less, one of them will use a freed frame; with more, it is never freed.
 */
public final class ReferenceCounts implements StateCheck {

    private final Machine machine;
    private final Program program;
    private final Hardware hardware;
    /** The state in which the kernel's workers rest. */
    private final int[] atRest;

    public ReferenceCounts(Machine machine) {
        this.machine = machine;
        this.program = machine.program();
        this.hardware = program.hardware();
        this.atRest = machine.initialState();
    }

    @Override
    public boolean isViolated(int[] state) {
        return isOver(state) && (danglingPage(state) >= 0 || wrongFrame(state) > 0);
    }

    private boolean isOver(int[] state) {
        if (!machine.isFinal(state)) {
            return false;
        }
        for (int t = 0; t < program.threads().size(); t++) {
            ThreadCode thread = program.threads().get(t);
            boolean atWork = state[thread.counter()] != atRest[thread.counter()] || !machine.hasStored(state, t);
            boolean works = thread.kind() != ThreadCode.Kind.SCRIPT && atWork;
            if (works) {
                return false;
            }
        }
        return true;
    }

    /** A page whose entry maps a frame that is not allocated, or not any more for it; -1 if there is none. */
    private int danglingPage(int[] state) {
        for (int i = 0; i < hardware.books().pages().size(); i++) {
            int page = hardware.books().pages().get(i);
            int entry = machine.entry(state, page);
            if (PageTableEntry.maps(entry) && !machine.isLive(state, entry)) {
                return page;
            }
        }
        return -1;
    }

    /** The index of a frame whose references are not those of its owners; 0 if there is none. */
    private int wrongFrame(int[] state) {
        for (int frame = 1; frame < hardware.frames().size(); frame++) {
            int references = state[hardware.references() + frame];
            boolean wrong = references < least(state, frame) || references > most(state, frame);
            if (wrong && state[hardware.live() + frame] != 0 && hardware.books().owners().get(frame).counted()) {
                return frame;
            }
        }
        return 0;
    }

    private int least(int[] state, int frame) {
        boolean firstLife = state[hardware.incarnations() + frame] == 0;
        return mappings(state, frame) + (firstLife ? hardware.books().owners().get(frame).others() : 0);
    }

    private int most(int[] state, int frame) {
        boolean firstLife = state[hardware.incarnations() + frame] == 0;
        return least(state, frame)
                + mappings(state, frame, hardware.books().pinned())
                + (firstLife ? hardware.books().owners().get(frame).script() : 0);
    }

    private int mappings(int[] state, int frame) {
        return mappings(state, frame, hardware.books().pages());
    }

    private int mappings(int[] state, int frame, List<Integer> pages) {
        int count = 0;
        for (int i = 0; i < pages.size(); i++) {
            int entry = machine.entry(state, pages.get(i));
            if (PageTableEntry.maps(entry) && Frame.index(PageTableEntry.frame(entry)) == frame) {
                count++;
            }
        }
        return count;
    }

    @Override
    public String explain(int[] state, Mentions mentions) {
        int page = danglingPage(state);
        if (page >= 0) {
            int entry = machine.entry(state, page);
            return "all have ended, and pte " + hardware.pages().get(page).name() + " = " + machine.entryText(page, entry, mentions)
                    + " maps a frame that is freed";
        }
        int frame = wrongFrame(state);
        int references = state[hardware.references() + frame];
        int owned = references < least(state, frame) ? least(state, frame) : most(state, frame);
        int handle = Frame.handle(frame, state[hardware.incarnations() + frame]);
        return "all have ended, and frame " + Frame.text(handle, hardware.frames()) + " has "
                + counted(references, "reference") + ", but " + mappers(mappings(state, frame)) + ", so it should have "
                + (owned > least(state, frame) ? "at most " : "") + owned
                + (references < owned ? "" : ": it is never freed");
    }

    private static String mappers(int count) {
        return count == 0 ? "no entry maps it" : count == 1 ? "1 entry maps it" : count + " entries map it";
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
