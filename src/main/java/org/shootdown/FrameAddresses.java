package org.shootdown;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Levels;
import org.shootdown.ir.Mention;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;

/**
 * Where the frames of a scenario lie in memory when their entries are printed: one behind another, each aligned to the
 * largest page of the scenario, so that any entry can name it. What one leaf of the upper level maps lies together.
 */
final class FrameAddresses {

    /** Above what devices with addresses of 32 bits reach, and so easily told from other numbers. */
    private static final long FIRST = 1L << 32;
    /** For formats that have no more bits. */
    private static final long FIRST_BELOW_4G = 1L << 30;

    private static final int PAGE = 4096;

    private final Hardware hardware;
    private final long[] addresses;

    /** {@code mentioned}: the entries of which there are to be words. */
    FrameAddresses(Program program, List<Mention> mentioned) {
        this.hardware = program.hardware();
        this.addresses = new long[hardware.frames().size()];
        long step = step(hardware);
        boolean low = hardware.tables().stream().anyMatch(t -> List.of("arm_v7s", "exynos").contains(t.format()));
        long first = Math.max(low ? FIRST_BELOW_4G : FIRST, step);
        for (int frame = 0; frame < addresses.length; frame++) {
            addresses[frame] = first + frame * step;
        }
        boolean[] placed = new boolean[addresses.length];
        leaves(program, mentioned).forEach(leaf -> together(leaf, placed));
    }

    private static long step(Hardware hardware) {
        int pages = hardware.pages().stream().mapToInt(Hardware.Page::size).max().orElse(1);
        int blocks = hardware.levels().blocks().stream().mapToInt(Levels.Block::covers).max().orElse(1);
        return (long) Math.max(pages, blocks) * PAGE;
    }

    /** The leaves of the upper level at the start, then those that are spoken of. */
    private static List<Mention> leaves(Program program, List<Mention> mentioned) {
        Levels levels = program.hardware().levels();
        List<Mention> leaves = new ArrayList<>();
        for (int block = 0; block < levels.blocks().size(); block++) {
            leaves.add(Mention.ofUpper(block, program.initialState()[levels.uppers() + block]));
        }
        leaves.addAll(mentioned);
        return leaves.stream()
                .filter(m -> m.upper() && PageTableEntry.isLeaf(m.entry()))
                .distinct()
                .toList();
    }

    /** Unless one of the frames is a part of another leaf already. */
    private void together(Mention leaf, boolean[] placed) {
        int first = Frame.index(PageTableEntry.frame(leaf.entry()));
        int last = first + hardware.levels().blocks().get(leaf.of()).pages().size() - 1;
        for (int frame = first; frame <= last; frame++) {
            if (frame >= placed.length || placed[frame]) {
                return;
            }
        }
        Arrays.fill(placed, first, last + 1, true);
        for (int frame = first + 1; frame <= last; frame++) {
            addresses[frame] = addresses[frame - 1] + leafSize(leaf.of());
        }
    }

    private long leafSize(int block) {
        int page = hardware.levels().blocks().get(block).pages().get(0);
        return (long) hardware.pages().get(page).size() * PAGE;
    }

    /** The address of a frame. */
    long of(int handle) {
        return addresses[Frame.index(handle)];
    }

    /** Whether the frames that a leaf of the upper level maps lie one behind another. */
    boolean lieTogether(int block, int leaf) {
        int first = Frame.index(PageTableEntry.frame(leaf));
        int count = hardware.levels().blocks().get(block).pages().size();
        for (int i = 0; i < count; i++) {
            if (first + i >= addresses.length || addresses[first + i] != addresses[first] + i * leafSize(block)) {
                return false;
            }
        }
        return true;
    }
}
