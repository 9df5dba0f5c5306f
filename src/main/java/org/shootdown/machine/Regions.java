package org.shootdown.machine;

import java.util.List;
import java.util.stream.Collectors;
import org.shootdown.ir.Hardware;

/**
 * The regions that GPUs' MMUs lock. One region of an address space is locked at a time (Mali: AS_LOCKADDR). Accesses to it
 * wait, and nothing is walked there, until it is unlocked (drivers/gpu/drm/panthor/panthor_mmu.c, 2025-11: "any access in
 * the locked range done by the GPU has to wait for the page table updates to land"). What was cached before stays, and can
 * be used again behind the unlock, unless it is flushed by then (drivers/gpu/drm/panfrost/panfrost_regs.h,
 * AS_COMMAND_UNLOCK, AS_COMMAND_FLUSH_PT, AS_COMMAND_FLUSH_MEM: each issues a flush region command to all MMUs).
 */
final class Regions {

    private final Hardware hardware;
    private final Blocks blocks;
    private final WalkCaches walks;
    private final Attachments attachments;
    private final Consulted consulted;

    Regions(Hardware hardware, Blocks blocks, WalkCaches walks, Attachments attachments, Consulted consulted) {
        this.hardware = hardware;
        this.blocks = blocks;
        this.walks = walks;
        this.attachments = attachments;
        this.consulted = consulted;
    }

    private Hardware.Region region(int device) {
        return hardware.devices().get(device).region().orElseThrow();
    }

    /** Locks a region in place of what was locked before; yields how a timeline tells it. */
    String lock(int[] state, int device, int number) {
        List<Integer> wanted = region(device).regions().get(number);
        attachments.change(state, device, s -> {
            for (int page = 0; page < hardware.pages().size(); page++) {
                s[region(device).locked() + page] = wanted.contains(page) ? 1 : 0;
            }
        });
        return "MMU locks " + text(device, number);
    }

    /** Unlocks what is locked, and drops what is cached of it; yields how a timeline tells it. */
    String unlock(int[] state, int device, boolean flushes, Narrator narrator) {
        boolean drops = flushes || region(device).unlockFlushes();
        if (!flushes) {
            consulted.mark(Consulted.unlockFlushes(device));
            if (!drops) {
                // What follows may use what has been cached since before.
                narrator.rule(consulted.key(Consulted.unlockFlushes(device)));
            }
        }
        if (drops) {
            flush(state, device, narrator);
        }
        attachments.change(state, device, s -> {
            for (int page = 0; page < hardware.pages().size(); page++) {
                s[region(device).locked() + page] = 0;
            }
        });
        return drops ? "MMU drops the locked region and unlocks it" : "MMU unlocks the region";
    }

    /** While the region is locked, nothing is filled again. */
    private void flush(int[] state, int device, Narrator narrator) {
        for (int page = 0; page < hardware.pages().size(); page++) {
            if (state[region(device).locked() + page] != 0) {
                if (blocks.has(page)) {
                    walks.drop(state, blocks.ofDevice(device), blocks.of(page));
                }
                attachments.drop(state, device, page, narrator);
            }
        }
    }

    /** How timelines call a region. */
    String text(int device, int number) {
        return region(device).regions().get(number).stream()
                .map(p -> hardware.pages().get(p).name())
                .collect(Collectors.joining(", "));
    }
}
