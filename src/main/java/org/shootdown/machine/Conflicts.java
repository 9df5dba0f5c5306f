package org.shootdown.machine;

import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mention;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

/**
 * Translations of a page of which one must not live beside the other: hardware asks that an invalid entry and an
 * invalidation come between them (linux-mm B9, D21; Arm ARM DDI 0487, D8.17.1, RWHZWS; arch/arm64/mm/mmu.c,
 * pgattr_change_is_safe()). They are of two sizes (one of a run is of another than one that is not), or of two frames of
 * which one may be written. What an access may come to that finds both in a cache is, besides the one and the other, an
 * abort or a mix of them (Arm ARM DDI 0487, D8.17, RFVQCK). Where only permissions differ both may live, and nothing comes
 * of it.
 */
public final class Conflicts {

    /** Whose cache it is: that of a CPU, or of a device by its index. */
    static final int CPU = -1;

    private final Hardware hardware;
    private final EntrySets sets;
    private final Consulted consulted;

    Conflicts(Hardware hardware, EntrySets sets, Consulted consulted) {
        this.hardware = hardware;
        this.sets = sets;
        this.consulted = consulted;
    }

    /**
     * Whether hardware asks that two translations of a page never live at once.
     *
     * @param runs whether it may translate by the entries of a run
     */
    public static boolean areForbidden(Hardware.Breaking rules, boolean runs, int one, int other) {
        return rules.needed()
                && (differInFrame(one, other)
                        || differInSize(runs, one, other) && !mayChange(rules, one, other)
                        || runs && differInRun(one, other) && !rules.runsMayDiffer());
    }

    /**
     * Whether the size may change: at level 2, by way of an entry of which nothing is ever cached, and the contiguous bit alone
     * at level 1, too (Arm ARM DDI 0487, D8.17.2, RKFLJB, RKHRBC).
     */
    private static boolean mayChange(Hardware.Breaking rules, int one, int other) {
        boolean onlyRun = ((one ^ other) & PageTableEntry.LARGE) == 0;
        return rules.sizesMayChange()
                || rules.obeysNt() && (onlyRun || PageTableEntry.isNt(one) || PageTableEntry.isNt(other));
    }

    private static boolean differInSize(boolean runs, int one, int other) {
        int size = PageTableEntry.LARGE | (runs ? PageTableEntry.CONT : 0);
        return areValid(one, other) && ((one ^ other) & size) != 0;
    }

    /**
     * Whether two entries of a run permit different things. Whatever the rule says, one of them is used: no abort, and no mix
     * (Arm ARM DDI 0487, D8.7.1.1, RJQQTC).
     */
    private static boolean differInRun(int one, int other) {
        return areValid(one, other)
                && PageTableEntry.isShared(one & other)
                && ((one ^ other) & (PageTableEntry.WRITABLE | PageTableEntry.EXECUTABLE)) != 0;
    }

    private static boolean differInFrame(int one, int other) {
        return areValid(one, other)
                && PageTableEntry.frame(one) != PageTableEntry.frame(other)
                && (PageTableEntry.writable(one) || PageTableEntry.writable(other));
    }

    /** That nothing is valid may be cached, too, and is no translation. */
    private static boolean areValid(int one, int other) {
        return PageTableEntry.valid(one) && PageTableEntry.valid(other);
    }

    private Hardware.Breaking rules(int unit) {
        return unit == CPU
                ? hardware.rules().breaking()
                : hardware.devices().get(unit).breaking();
    }

    private boolean runs(int unit) {
        return unit == CPU ? hardware.rules().contiguous() : hardware.devices().get(unit).contiguous();
    }

    /** Whether an access may be aborted, because of the entries of a page that a cache may hold at once. */
    boolean mayAbort(int unit, int page, int set) {
        Hardware.Breaking rules = rules(unit);
        boolean aborts = false;
        for (int rest = set; (rest & rest - 1) != 0; rest &= rest - 1) {
            int one = sets.lowest(page, rest);
            for (int others = rest & rest - 1; others != 0; others &= others - 1) {
                int other = sets.lowest(page, others);
                if (differInFrame(one, other)) {
                    consulted.mark(Consulted.conflictAborts(unit));
                    aborts |= rules.aborts();
                } else if (differInSize(runs(unit), one, other)) {
                    consulted(unit, rules);
                    aborts |= rules.aborts() && (!rules.sizesMayChange() || rules.sizesAbort());
                }
            }
        }
        return aborts;
    }

    /** Two sizes: which rules decide what becomes of them. */
    private void consulted(int unit, Hardware.Breaking rules) {
        if (!rules.sizesMayChange() || rules.sizesAbort()) {
            consulted.mark(Consulted.conflictAborts(unit));
        }
        if (rules.aborts()) {
            consulted.mark(Consulted.bbmLevel2(unit));
            if (unit == CPU) {
                consulted.mark(Consulted.BBM_LEVEL_2_ABORTS);
            }
        }
    }

    /**
     * The entries that nobody has written and by which an access may be made all the same: the frame of one that does not
     * permit it with the permissions of another that does.
     */
    int mixes(int unit, int page, int set, Step.AccessKind kind) {
        int mixes = 0;
        for (int frames = set; (set & set - 1) != 0 && frames != 0; frames &= frames - 1) {
            int one = sets.lowest(page, frames);
            for (int rest = set; rest != 0 && !Translations.permits(one, kind); rest &= rest - 1) {
                int other = sets.lowest(page, rest);
                if (differInFrame(one, other)
                        && Translations.permits(other, kind)
                        && !Translations.mustUpdate(other, kind)) {
                    consulted.mark(Consulted.conflictMixes(unit));
                    int mix = PageTableEntry.of(PageTableEntry.frame(one), other & PageTableEntry.FLAGS);
                    mixes |= rules(unit).mixes() ? sets.of(page, mix) : 0;
                }
            }
        }
        return mixes;
    }

    /** How a timeline tells that a cache holds what it should not hold at once. */
    String text(int unit, int page, int set, Narrator narrator) {
        String cache = unit == CPU ? "TLB" : hardware.devices().get(unit).tlb();
        if (!narrator.listens()) {
            return cache;
        }
        narrator.rule(consulted.key(Consulted.conflictAborts(unit)));
        for (int rest = set; (rest & rest - 1) != 0; rest &= rest - 1) {
            int one = sets.lowest(page, rest);
            for (int others = rest & rest - 1; others != 0; others &= others - 1) {
                int other = sets.lowest(page, others);
                if (differInFrame(one, other) || differInSize(runs(unit), one, other)) {
                    return cache + " holds " + text(page, one, narrator) + " and " + text(page, other, narrator);
                }
            }
        }
        return cache;
    }

    private String text(int page, int entry, Narrator narrator) {
        return Mention.ofPage(page, entry).told(narrator, hardware.frames());
    }
}
