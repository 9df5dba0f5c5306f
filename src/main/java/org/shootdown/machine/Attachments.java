package org.shootdown.machine;

import java.util.function.Consumer;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;

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
    private final MixedEntries mixes;
    private final boolean maySets;

    Attachments(
            Program program,
            PageTables tables,
            EntrySets sets,
            Contexts contexts,
            WalkCaches walks,
            MixedEntries mixes,
            CacheModel model,
            Consulted consulted) {
        this.hardware = program.hardware();
        this.tables = tables;
        this.sets = sets;
        this.contexts = contexts;
        this.walks = walks;
        this.consulted = consulted;
        this.mixes = mixes;
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

    /** Writes the context entry, or a field of it. */
    void write(int[] state, int device, Step.ContextField field, int entry) {
        Hardware.Context context = context(device);
        if (contexts.isWorded(device)) {
            // Stores of one step are one store: what they mean to who reads the entry is settled behind the step.
            state[context.entry()] = contexts.readings(device).written(state[context.entry()], field, entry);
            return;
        }
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
                ? tables.refilled(state, page, tables.ofDevice(device))
                : 0;
    }

    /** The same of a device's own cache: it may have asked again at once, and be told what the IOTLB holds. */
    int refilledAtc(int[] state, int device, int page) {
        return maySets && contexts.fillsAtc(state, device, page)
                ? state[hardware.devices().get(device).translations() + page]
                        | tables.refilled(state, page, tables.ofDevice(device))
                : 0;
    }

    /** An IOTLB drops what it holds of a page. */
    void drop(int[] state, int device, int page, Narrator narrator) {
        drop(state, device, page, 0, narrator);
    }

    /** The same; {@code stays}: what it may keep. */
    void drop(int[] state, int device, int page, int stays, Narrator narrator) {
        int slot = hardware.devices().get(device).translations() + page;
        int refilled = refilled(state, device, page);
        state[slot] = state[slot] & stays | refilled;
        narrator.drops(slot, page, refilled, 0, tables.tellShared(state, page, tables.ofDevice(device), narrator));
    }

    /**
     * An IOTLB drops what it holds of a page by leaves of one level, and need not drop what it holds by leaves of the other
     * (Arm SMMUv3 architecture, IHI 0070, 4.4.1: TTL is a hint, and with a wrong one no entry has to be invalidated).
     */
    void dropOfLevel(int[] state, int device, int page, boolean large, Narrator narrator) {
        int other = 0;
        for (int rest = state[hardware.devices().get(device).translations() + page]; rest != 0; rest &= rest - 1) {
            if (PageTableEntry.isLeaf(sets.lowest(page, rest)) != large) {
                other |= rest & -rest;
            }
        }
        drop(state, device, page, other, narrator);
    }

    /**
     * A page request comes to the IOMMU, and may drop what the IOTLB can answer with at its address (Intel VT-d specification,
     * rev. 5.10, 6.5.3.1). What is cached of upper entries stays, and the device's own cache.
     */
    void requested(int[] state, int device, int page, Narrator narrator) {
        Hardware.Device unit = hardware.devices().get(device);
        for (int other = 0; other < hardware.pages().size(); other++) {
            int table = hardware.pages().get(other).space();
            boolean alias = unit.walks(table) && hardware.at(page, table) == other;
            boolean held = alias && state[unit.translations() + other] != 0;
            if (held && contexts.serves(state, device, other)) {
                consulted.mark(Consulted.requestsDrop(device));
                narrator.rule(consulted.key(Consulted.requestsDrop(device)));
                if (unit.requestsDrop()) {
                    drop(state, device, other, narrator);
                }
            }
        }
    }

    /** A device's own cache does. */
    void dropAtc(int[] state, int device, int page, Narrator narrator) {
        Hardware.Device unit = hardware.devices().get(device);
        int slot = unit.deviceTranslations() + page;
        state[slot] = refilledAtc(state, device, page);
        int offered = state[slot] & state[unit.translations() + page];
        narrator.drops(slot, page, state[slot], offered, tables.tellShared(state, page, tables.ofDevice(device), narrator));
    }

    /** Makes a change, and keeps the sets right of what the device can no longer walk to, or can again, by it. */
    void change(int[] state, int device, Consumer<int[]> change) {
        if (!maySets || contexts.isWorded(device)) {
            change.accept(state);
            return;
        }
        int[] before = state.clone();
        change.accept(state);
        walks.changed(before, state, device);
        keep(before, state, device, state);
    }

    /** {@code walked}: the state in which what a device can no longer walk to was there. */
    private void keep(int[] before, int[] state, int device, int[] walked) {
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
                    contexts.reaches(state, device, page),
                    walked);
            if (unit.ats()) {
                int own = unit.deviceTranslations() + page;
                state[own] = kept(
                        state,
                        device,
                        page,
                        state[own],
                        state[slot],
                        contexts.fillsAtc(before, device, page),
                        contexts.fillsAtc(state, device, page),
                        walked);
            }
        }
    }

    /** {@code offered}: what the cache could be filled with besides what walks find. */
    private int kept(
            int[] state, int device, int page, int held, int offered, boolean before, boolean now, int[] walked) {
        if (before == now) {
            return held;
        }
        if (before) {
            return held | offered | tables.fillable(walked, page, tables.ofDevice(device));
        }
        int entry = tables.entry(state, page);
        int current = PageTableEntry.valid(entry) ? sets.of(page, entry) : 0;
        return (held | offered | tables.refilled(state, page, tables.ofDevice(device))) & ~current;
    }

    /** The IOMMU fills and evicts what it has cached of the entries, whenever it likes. */
    void unasked(int[] state, int actor, Transitions transitions, Narrator narrator) {
        for (int d = 0; d < hardware.devices().size(); d++) {
            if (hardware.devices().get(d).context().isEmpty()) {
                continue;
            }
            Hardware.Context context = context(d);
            if (contexts.isWorded(d)) {
                reads(state, d, actor, transitions, narrator);
                continue;
            }
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

    /** The IOMMU reads an entry of several words part by part, and keeps what it has read as long as it likes. */
    private void reads(int[] state, int device, int actor, Transitions transitions, Narrator narrator) {
        Hardware.Context context = context(device);
        EntryReadings readings = contexts.readings(device);
        int entry = state[context.entry()];
        int held = state[context.cached()];
        int begun = readings.begun(entry);
        int offered = readings.continued(held, entry) | (begun != 0 || isCacheable(device, 0) ? 1 << begun : 0);
        String name = hardware.devices().get(device).name();
        for (int rest = offered & ~held; rest != 0; rest &= rest - 1) {
            String what = readings.readingText(Integer.numberOfTrailingZeros(rest), hardware.tables());
            set(state, device, held | rest & -rest, " has read of " + name + ": " + what, actor, transitions, narrator);
        }
        for (int rest = held; rest != 0; rest &= rest - 1) {
            String what = readings.readingText(Integer.numberOfTrailingZeros(rest), hardware.tables());
            set(state, device, held & ~(rest & -rest), " forgets of " + name + ": " + what, actor, transitions, narrator);
        }
    }

    /**
     * Behind a transition, while sets say what may be cached: what it means to devices whose IOTLB may answer from what
     * another domain has left, and to those whose entries are written word by word. Whoever reads an entry may have read
     * parts of it before the store; and what is found by the table of one domain under the tag of another is in the sets from
     * when it can be found on, since no entry in memory stands for it.
     */
    void settle(int[] before, int[] state) {
        for (int d = 0; d < hardware.devices().size(); d++) {
            settleLeft(state, d);
            if (!contexts.isWorded(d)) {
                continue;
            }
            Hardware.Context context = context(d);
            int old = before[context.entry()];
            int now = state[context.entry()];
            if (old != now) {
                consulted.mark(Consulted.readsWhole(d));
                consulted.mark(Consulted.readsByTwoWords(d));
                state[context.cached()] = contexts.readings(d)
                        .superseded(state[context.cached()], old, now, isCacheable(d, Hardware.Context.NONE));
            }
            keep(before, state, d, before);
            mixes.settle(state, d);
        }
    }

    /** A timeline names the rule by which what is left of a domain can be used from here on. */
    void tellLeft(int[] before, int[] state, Narrator narrator) {
        for (int d = 0; narrator.listens() && d < hardware.devices().size(); d++) {
            for (int page = 0; page < hardware.pages().size(); page++) {
                if (!contexts.hitsLeft(before, d, page) && contexts.hitsLeft(state, d, page)) {
                    narrator.rule(consulted.key(Consulted.bySource(d)));
                }
            }
        }
    }

    /** A device's own cache may hold what the IOTLB answers with, also what is left of another domain. */
    private void settleLeft(int[] state, int device) {
        Hardware.Device unit = hardware.devices().get(device);
        if (unit.context().isEmpty() || !contexts.isAtsOn(state, device)) {
            return;
        }
        for (int page = 0; page < hardware.pages().size(); page++) {
            if (contexts.hitsLeft(state, device, page)) {
                state[unit.deviceTranslations() + page] |= state[unit.translations() + page];
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

    /** How timelines tell a store to the entry of a device, behind its name. */
    String written(int device, Step.ContextField field, int value) {
        String domain = value == 0 ? "none" : hardware.tables().get(context(device).domains().get(value - 1)).name();
        return switch (field) {
            case ALL -> " = " + (value == 0 ? "no domain" : domain);
            case VALID -> value == 0 ? " not valid" : " valid";
            case TABLE -> ", table = " + domain;
            case TAG -> ", tag = " + domain;
        };
    }

    /** How reports call what an entry names. */
    String domain(int device, int entry) {
        if (contexts.isWorded(device)) {
            return contexts.readings(device).text(entry, hardware.tables());
        }
        return entry == Hardware.Context.NONE
                ? "no domain"
                : hardware.tables().get(context(device).domains().get(entry - 1)).name();
    }
}
