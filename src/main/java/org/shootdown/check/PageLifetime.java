package org.shootdown.check;

import org.shootdown.ir.Mentions;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.machine.Machine;

/**
 * No translation that hardware may use leads to a frame that was freed, or freed and allocated again
 * (linux-mm D1, D3; include/asm-generic/tlb.h: unhook, invalidate, free).
 */
public final class PageLifetime implements StateCheck {

    private final Machine machine;
    private boolean violated;
    private String sentence = "";

    public PageLifetime(Machine machine) {
        this.machine = machine;
    }

    @Override
    public boolean isViolated(int[] state) {
        violated = false;
        machine.caches().usable(state, (page, entry, owner) -> {
            violated = !machine.isLive(state, entry);
            return !violated;
        });
        machine.storesToFrames(state, (page, entry, owner) -> {
            violated |= !machine.isLive(state, entry);
            return !violated;
        });
        return violated
                || danglingPage(state) >= 0
                || !machine.walks().freedTable(state, Mentions.UNHEARD).isEmpty()
                || !machine.withoutTable(state).isEmpty();
    }

    /** A page whose entry in memory, which any walk may load, leads to a freed frame; -1 if there is none. */
    private int danglingPage(int[] state) {
        for (int page = 0; page < machine.program().hardware().pages().size(); page++) {
            int entry = machine.entry(state, page);
            if (PageTableEntry.valid(entry) && !machine.isLive(state, entry) && machine.isWalked(state, page)) {
                return page;
            }
        }
        return -1;
    }

    @Override
    public String explain(int[] state, Mentions mentions) {
        sentence = "";
        machine.caches().usable(state, (page, entry, owner) -> {
            if (!machine.isLive(state, entry)) {
                sentence = owner + " can still use " + name(page) + " = " + machine.entryText(page, entry, mentions) + ", and "
                        + machine.frameText(entry) + " is freed";
            }
            return sentence.isEmpty();
        });
        machine.storesToFrames(state, (page, entry, owner) -> {
            if (sentence.isEmpty() && !machine.isLive(state, entry)) {
                sentence = owner + " writes to " + machine.frameText(entry) + " by " + name(page) + ", and it is freed";
            }
            return sentence.isEmpty();
        });
        int page = danglingPage(state);
        if (sentence.isEmpty() && page >= 0) {
            int entry = machine.entry(state, page);
            sentence = "the page-table entry " + name(page) + " = " + machine.entryText(page, entry, mentions)
                    + " can still be walked, and " + machine.frameText(entry) + " is freed";
        }
        if (sentence.isEmpty()) {
            sentence = machine.walks().freedTable(state, mentions);
        }
        return sentence.isEmpty() ? machine.withoutTable(state) : sentence;
    }

    private String name(int page) {
        return machine.program().hardware().pages().get(page).name();
    }
}
