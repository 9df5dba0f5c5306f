package org.shootdown.check;

import java.util.Optional;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mentions;
import org.shootdown.machine.Caches.Cache;
import org.shootdown.machine.Conflicts;
import org.shootdown.machine.Machine;

/**
 * No walker can use two translations of a page that its architecture wants never to live at once: between the one and the
 * other there must be an invalid entry and an invalidation (linux-mm B9, D21; Arm ARM D8.16, break-before-make;
 * arch/arm64/mm/mmu.c, pgattr_change_is_safe()). Two sizes of one translation are such, unless the hardware has level 2 of
 * FEAT_BBM; so are two frames, if one of the translations permits writing. An entry of a run maps as large a piece as the run
 * is, so that the contiguous bit is a size, too (Arm ARM D8.7.1, misprogramming of the Contiguous bit).
 */
public final class BreakBeforeMake implements StateCheck {

    private final Machine machine;
    private final Hardware hardware;
    private boolean violated;
    private String sentence = "";

    public BreakBeforeMake(Machine machine) {
        this.machine = machine;
        this.hardware = machine.program().hardware();
    }

    /** Why nothing in a cell can violate it; empty if something can. */
    public static Optional<String> whyNot(Hardware hardware) {
        boolean asked = !hardware.cpus().isEmpty() && hardware.rules().breaking().needed()
                || hardware.devices().stream().anyMatch(d -> d.breaking().needed());
        return asked ? Optional.empty() : Optional.of("no hardware of this cell asks for break-before-make");
    }

    @Override
    public boolean isViolated(int[] state) {
        violated = false;
        machine.caches().together(state, (cache, one, other) -> {
            violated = clash(cache, one, other);
            return !violated;
        });
        return violated;
    }

    private boolean clash(Cache cache, int one, int other) {
        Hardware.Breaking rules = cache.ofDevice()
                ? hardware.devices().get(cache.unit()).breaking()
                : hardware.rules().breaking();
        boolean runs = cache.ofDevice()
                ? hardware.devices().get(cache.unit()).contiguous()
                : hardware.rules().contiguous();
        return Conflicts.areForbidden(rules, runs, one, other);
    }

    @Override
    public String explain(int[] state, Mentions mentions) {
        sentence = "";
        machine.caches().together(state, (cache, one, other) -> {
            if (clash(cache, one, other)) {
                sentence = cache.owner() + " may come to hold both "
                        + hardware.pages().get(cache.page()).name() + " = " + machine.entryText(cache.page(), one, mentions) + " and "
                        + machine.entryText(cache.page(), other, mentions);
            }
            return sentence.isEmpty();
        });
        return sentence;
    }
}
