package org.shootdown.lower;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.shootdown.ir.BroadcastRules;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Instruction;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;
import org.shootdown.ir.WalkRules;
import org.shootdown.sema.CellLibrary;

/** Reads the rules of the architecture, and lays out the state of what they make possible. */
final class RuleLayout {

    private final World world;
    private final List<ThreadCode> threads;
    private final StateLayout layout;

    RuleLayout(World world, List<ThreadCode> threads) {
        this.world = world;
        this.threads = threads;
        this.layout = world.layout;
    }

    Hardware.Rules rules() {
        Map<String, CellLibrary.Setting> rules = world.library.archRules();
        boolean late = World.isOn(rules, "late_pte_stores");
        boolean broadcast = world.broadcast();
        int perThread = threads.size() * world.pages.size();
        return new Hardware.Rules(
                World.isOn(rules, "rewalks_on_permission_fault"),
                late,
                World.isOn(rules, "barrier_synchronises_context"),
                World.isOn(rules, "hardware_dirty"),
                World.isOn(rules, "caches_invalid_entries"),
                World.isOn(rules, "cached_invalid_entries_expire"),
                World.isOn(rules, "late_stores_drain"),
                World.isOn(rules, "invlpg_drops_all_walks"),
                World.isOn(rules, "contiguous_bit"),
                walkRules(rules),
                broadcastRules(rules),
                breaking(world, "arch", rules),
                late ? layout.array("late", perThread) : -1,
                late ? layout.array("devicelate", perThread) : -1,
                broadcast ? layout.array("tlbi", perThread) : -1,
                broadcast ? layout.array("drain", perThread * Math.max(1, world.cpus.size())) : -1,
                broadcast && World.isOn(rules, "early_faults") && faultEarly() ? layout.array("earlyfault", perThread) : -1);
    }

    private WalkRules walkRules(Map<String, CellLibrary.Setting> rules) {
        boolean walks = !world.cpus.isEmpty();
        if (walks) {
            leanOn(world, "arch", "caches_translations", "caches_unaccessed_entries", "unaccessed_entries_fault");
        }
        if (walks && World.isOn(rules, "unaccessed_entries_fault")) {
            leanOn(world, "arch", "hardware_dirty");
        }
        if (walks && world.broadcast()) {
            leanOn(world, "arch", "translates_early", "early_translations_fault", "finds_absence_early",
                    "memory_barrier_orders_walks");
        }
        if (walks && world.broadcast() && hasStep(s -> s instanceof Step.Barrier b && b.kind() == Step.BarrierKind.MEMORY)) {
            leanOn(world, "arch", "memory_barrier_shows_stores");
        }
        return new WalkRules(
                World.isOn(rules, "caches_translations"),
                World.isOn(rules, "translates_early"),
                World.isOn(rules, "early_translations_fault"),
                World.isOn(rules, "finds_absence_early"),
                World.isOn(rules, "caches_unaccessed_entries"),
                World.isOn(rules, "unaccessed_entries_fault"),
                World.isOn(rules, "faults_drop_translations"),
                World.isOn(rules, "faults_drop_walks"),
                World.isOn(rules, "memory_barrier_orders_walks"),
                World.isOn(rules, "memory_barrier_shows_stores"),
                showsHere() ? layout.array("seenhere", world.cpus.size() * world.pages.size()) : -1);
    }

    /** Whether there are barriers for the own CPU, behind which its walks see what others' may miss. */
    boolean showsHere() {
        return hasStep(s -> s instanceof Step.Barrier b
                && (b.kind() == Step.BarrierKind.STORES_HERE || b.kind() == Step.BarrierKind.HERE));
    }

    private BroadcastRules broadcastRules(Map<String, CellLibrary.Setting> rules) {
        boolean broadcast = world.broadcast();
        if (hasStep(Step.InvalidateBroadcast.class::isInstance)) {
            leanOn(world, "arch", "invalidation_takes_time", "barrier_awaits_accesses", "barrier_awaits_faults",
                    "invalidation_reaches_all", "forces_broadcast");
        }
        boolean awaitsFaults = World.isOn(rules, "barrier_awaits_faults");
        return new BroadcastRules(
                broadcast,
                World.isOn(rules, "invalidation_takes_time"),
                World.isOn(rules, "barrier_awaits_accesses"),
                awaitsFaults,
                World.isOn(rules, "invalidation_reaches_all"),
                World.isOn(rules, "forces_broadcast"),
                broadcast && !awaitsFaults ? layout.array("faulting", world.cpus.size() * world.pages.size()) : -1,
                hasStep(RuleLayout::isLocal) ? layout.array("tlbilocal", threads.size() * world.pages.size()) : -1);
    }

    private static boolean isLocal(Step step) {
        return step instanceof Step.InvalidateBroadcast i && i.local()
                || step instanceof Step.InvalidateBroadcastTag t && t.local();
    }

    private boolean hasStep(Predicate<Step> isWanted) {
        for (ThreadCode thread : threads) {
            for (Instruction instruction : thread.instructions()) {
                if (isWanted.test(instruction.step())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean faultEarly() {
        return threads.stream()
                .filter(t -> t.cpu() >= 0)
                .anyMatch(t -> IntStream.range(0, t.instructions().size())
                        .anyMatch(i -> !t.pagesUnderWay(i).isEmpty()));
    }

    /** {@code home}: whose rules they are. Two sizes of a mapping there can be only with blocks and runs. */
    static Hardware.Breaking breaking(World world, String home, Map<String, CellLibrary.Setting> rules) {
        if (!world.blocks.isEmpty() || !world.runs.isEmpty()) {
            leanOn(world, home, "bbm_level_1", "bbm_level_2", "bbm_level_2_aborts");
        }
        return new Hardware.Breaking(
                World.isOn(rules, "break_before_make"),
                World.isOn(rules, "bbm_level_2"),
                World.isOn(rules, "contiguous_may_differ"),
                World.isOn(rules, "conflict_aborts"),
                World.isOn(rules, "bbm_level_2_aborts"),
                World.isOn(rules, "conflict_mixes"),
                World.isOn(rules, "bbm_level_1"),
                World.isOn(rules, "nt_faults"));
    }

    /**
     * Rules that decide how all accesses, or all invalidations, or all reads of an entry go: whatever comes of a run with
     * such rests on them, so that nobody keeps account of each time.
     */
    static void leanOn(World world, String home, String... rules) {
        for (String rule : rules) {
            world.compiledBy.add(home + "." + rule);
        }
    }
}
