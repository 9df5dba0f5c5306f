package org.shootdown.machine;

import java.util.function.Consumer;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Program;

/**
 * Attaching and detaching devices: stores to their context entries, invalidations of what IOMMUs have cached of them, and
 * the enabling of ATS.
 *
 * <p>While sets say what may be cached ({@link CacheModel#MAY_SETS}), the entry in memory needs no record where it can be
 * walked to. When a device loses the way to a table, its caches may still hold what was there: from then on the sets say
 * all that is cached, and nothing fills, until the device finds the table again.
 */
final class Attachments {

    private final Hardware hardware;
    private final PageTables tables;
    private final EntrySets sets;
    private final Contexts contexts;
    private final WalkCaches walks;
    private final Consulted consulted;
    private final boolean maySets;

    Attachments(
            Program program,
            PageTables tables,
            EntrySets sets,
            Contexts contexts,
            WalkCaches walks,
            CacheModel model,
            Consulted consulted) {
        this.hardware = program.hardware();
        this.tables = tables;
        this.sets = sets;
        this.contexts = contexts;
        this.walks = walks;
        this.consulted = consulted;
        this.maySets = model == CacheModel.MAY_SETS;
    }

    private Hardware.Context context(int device) {
        return hardware.devices().get(device).context().orElseThrow();
    }

    /** Whether the IOMMU may cache an entry: SMMUs cache those that name no domain as well, VT-d does not (CM = 0). */
    boolean isCacheable(int device, int entry) {
        if (entry == Hardware.Context.NONE) {
            consulted.mark(Consulted.cachesNone(device));
        }
        return entry != Hardware.Context.NONE || context(device).cachesNone();
    }

    /** Writes the context entry. */
    void write(int[] state, int device, int entry) {
        Hardware.Context context = context(device);
        change(state, device, s -> {
            int old = s[context.entry()];
            s[context.entry()] = entry;
            if (maySets && old != entry) {
                int kept = isCacheable(device, old) ? 1 << old : 0;
                s[context.cached()] = (s[context.cached()] | kept) & ~(1 << entry);
            }
        });
    }

    /** The IOMMU drops what it has cached of the entry. */
    void invalidate(int[] state, int device) {
        change(state, device, s -> s[context(device).cached()] = 0);
    }

    /**
     * Enables or disables ATS. Setting the bit that was clear empties the device's own cache (PCI Express Base
     * Specification, r6.2, 10.3.7, implicit invalidation events); so what a disabled one holds does not matter.
     */
    void switchAts(int[] state, int device, boolean on, Narrator narrator) {
        Hardware.Context context = context(device);
        if (state[context.enabled()] == (on ? 1 : 0)) {
            return;
        }
        consulted.mark(Consulted.enablingEmpties(device));
        change(state, device, s -> s[context.enabled()] = on ? 1 : 0);
        if (on && !context.enablingEmpties()) {
            // What follows may use what has been there since before.
            narrator.rule(consulted.key(Consulted.enablingEmpties(device)));
        }
        if (context.enablingEmpties()) {
            Hardware.Device unit = hardware.devices().get(device);
            for (int page = 0; page < hardware.pages().size(); page++) {
                if (unit.ats() && unit.walks(hardware.pages().get(page).space())) {
                    dropAtc(state, device, page, narrator);
                }
            }
        }
    }

    /** What may be in an IOTLB right behind the invalidation of a page: what it can have filled again from by then. */
    private int refilled(int[] state, int device, int page) {
        return maySets && contexts.reaches(state, device, page)
                ? tables.refill(state, page, tables.ofDevice(device))
                : 0;
    }

    /** The same of a device's own cache: it may have asked again at once, and be told what the IOTLB holds. */
    int refilledAtc(int[] state, int device, int page) {
        return maySets && contexts.fillsAtc(state, device, page)
                ? state[hardware.devices().get(device).translations() + page]
                        | tables.refill(state, page, tables.ofDevice(device))
                : 0;
    }

    /** An IOTLB drops what it holds of a page. */
    void drop(int[] state, int device, int page, Narrator narrator) {
        int slot = hardware.devices().get(device).translations() + page;
        state[slot] = refilled(state, device, page);
        narrator.drops(slot, page, state[slot], 0);
    }

    /** A device's own cache does. */
    void dropAtc(int[] state, int device, int page, Narrator narrator) {
        Hardware.Device unit = hardware.devices().get(device);
        int slot = unit.deviceTranslations() + page;
        state[slot] = refilledAtc(state, device, page);
        narrator.drops(slot, page, state[slot], state[slot] & state[unit.translations() + page]);
    }

    /** Makes a change, and keeps the sets right of what the device can no longer walk to, or can again, by it. */
    void change(int[] state, int device, Consumer<int[]> change) {
        if (!maySets) {
            change.accept(state);
            return;
        }
        int[] before = state.clone();
        change.accept(state);
        walks.changed(before, state, device);
        Hardware.Device unit = hardware.devices().get(device);
        for (int page = 0; page < hardware.pages().size(); page++) {
            if (!unit.walks(hardware.pages().get(page).space())) {
                continue;
            }
            int slot = unit.translations() + page;
            state[slot] = kept(
                    state,
                    device,
                    page,
                    state[slot],
                    0,
                    contexts.reaches(before, device, page),
                    contexts.reaches(state, device, page));
            if (unit.ats()) {
                int own = unit.deviceTranslations() + page;
                state[own] = kept(
                        state,
                        device,
                        page,
                        state[own],
                        state[slot],
                        contexts.fillsAtc(before, device, page),
                        contexts.fillsAtc(state, device, page));
            }
        }
    }

    /** {@code offered}: what the cache could be filled with besides what walks find. */
    private int kept(
            int[] state, int device, int page, int held, int offered, boolean before, boolean now) {
        if (before == now) {
            return held;
        }
        if (before) {
            return held | offered | tables.fillable(state, page, tables.ofDevice(device));
        }
        int entry = tables.entry(state, page);
        int current = org.shootdown.ir.PageTableEntry.valid(entry) ? sets.of(page, entry) : 0;
        return (held | offered | tables.refill(state, page, tables.ofDevice(device))) & ~current;
    }

    /** The IOMMU fills and evicts what it has cached of the entries, whenever it likes. */
    void unasked(int[] state, int actor, Transitions transitions, Narrator narrator) {
        for (int d = 0; d < hardware.devices().size(); d++) {
            if (hardware.devices().get(d).context().isEmpty()) {
                continue;
            }
            Hardware.Context context = context(d);
            int held = state[context.cached()];
            int offered = isCacheable(d, state[context.entry()]) ? 1 << state[context.entry()] : 0;
            if ((offered & ~held) != 0) {
                set(state, d, held | offered, " caches that " + text(d, offered), actor, transitions, narrator);
            }
            for (int rest = held; rest != 0; rest &= rest - 1) {
                int one = rest & -rest;
                set(state, d, held & ~one, " forgets that " + text(d, one), actor, transitions, narrator);
            }
        }
    }

    private void set(
            int[] state, int device, int set, String what, int actor, Transitions transitions, Narrator narrator) {
        int[] next = state.clone();
        next[context(device).cached()] = set;
        narrator.reset(0);
        if (narrator.listens()) {
            narrator.tell(hardware.devices().get(device).iommu(), "IOMMU" + what);
        }
        transitions.to(next, actor, Transitions.PLAIN);
    }

    private String text(int device, int entry) {
        return hardware.devices().get(device).name() + " is in " + domain(device, Integer.numberOfTrailingZeros(entry));
    }

    /** How reports call what an entry names. */
    String domain(int device, int entry) {
        return entry == Hardware.Context.NONE
                ? "no domain"
                : hardware.tables().get(context(device).domains().get(entry - 1));
    }
}
