package org.shootdown.machine;

import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Step;

/**
 * Accesses of devices: by the context entry that the IOMMU goes by, then by the device's own cache, the IOTLB, or a
 * walk of the IOMMU, whose answer the device's cache keeps.
 */
final class DeviceAccesses {

    private final Hardware hardware;
    private final PageTables tables;
    private final EntrySets sets;
    private final Translations translations;
    private final Attachments attachments;
    private final Contexts contexts;
    private final Conflicts conflicts;

    DeviceAccesses(
            Hardware hardware,
            PageTables tables,
            EntrySets sets,
            Translations translations,
            Attachments attachments,
            Contexts contexts,
            Conflicts conflicts) {
        this.conflicts = conflicts;
        this.hardware = hardware;
        this.tables = tables;
        this.sets = sets;
        this.translations = translations;
        this.attachments = attachments;
        this.contexts = contexts;
    }

    void access(int[] state, Step.Access access, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Device device = hardware.devices().get(number);
        if (contexts.isLocked(state, number, access.page())) {
            // It waits until the region is unlocked.
            return;
        }
        if (device.context().isEmpty()) {
            byTable(state, access, access.page(), outcomes, narrator);
            return;
        }
        Hardware.Context context = device.context().get();
        int inMemory = state[context.entry()];
        for (int rest = contexts.entries(state, context); rest != 0; rest &= rest - 1) {
            int entry = Integer.numberOfTrailingZeros(rest);
            if (entry != Hardware.Context.NONE) {
                Accesses.Outcomes told = entry == inMemory ? outcomes : staleContext(number, entry, outcomes);
                byTable(state, access, hardware.at(access.page(), context.domains().get(entry - 1)), told, narrator);
            } else if (entry != inMemory) {
                translations.because(Consulted.cachesNone(number), outcomes, narrator)
                        .fault(state.clone(), "no domain by a cached context");
            } else if (attachments.isCacheable(number, entry)) {
                outcomes.fault(state.clone(), "no domain");
            } else if (state[context.cached()] == 0 || translations.maySets()) {
                // Who looks the entry up in memory has nothing of it in the cache.
                int[] next = state.clone();
                attachments.invalidate(next, number);
                outcomes.fault(next, "no domain");
            }
        }
    }

    /** Accesses.Outcomes that rest on a context entry that the IOMMU has kept. */
    private Accesses.Outcomes staleContext(int device, int entry, Accesses.Outcomes outcomes) {
        String why = ", " + attachments.domain(device, entry) + " by a cached context";
        return new Accesses.Outcomes() {
            @Override
            public void use(int[] state, int used, String how) {
                outcomes.use(state, used, how + why);
            }

            @Override
            public void fault(int[] state, String how) {
                outcomes.fault(state, how + why);
            }

            @Override
            public void conflict(int[] state, String how) {
                outcomes.conflict(state, how + why);
            }

            @Override
            public void unmodelled(String what) {
                outcomes.unmodelled(what);
            }
        };
    }

    /** By a table that has the page {@code page} at the address; -1 for nothing. */
    private void byTable(int[] state, Step.Access access, int page, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Device device = hardware.devices().get(number);
        boolean hit = false;
        if (contexts.isAtsOn(state, number)) {
            for (int alias : aliases(device, access.page())) {
                for (int rest = state[device.deviceTranslations() + alias]; rest != 0; rest &= rest - 1) {
                    int entry = sets.lowest(alias, rest);
                    if (Translations.isUnmodelled(entry, access.kind(), outcomes)) {
                        continue;
                    }
                    if (Translations.permits(entry, access.kind())) {
                        hit = true;
                        int slot = device.deviceTranslations() + alias;
                        String how = translations.hit("ATC", slot, alias, rest & -rest, narrator);
                        outcomes.use(state.clone(), entry, how);
                    }
                }
            }
        }
        if (hit && !translations.maySets()) {
            return;
        }
        if (page >= 0) {
            translate(state, access.in(page), device, outcomes, narrator);
        } else {
            int[] next = state.clone();
            refused(next, access, device);
            outcomes.fault(next, "walk: not present");
        }
    }

    /** The pages at the address of a page in the tables that a device may know: its own cache does not tell them apart. */
    private List<Integer> aliases(Hardware.Device device, int page) {
        return device.context()
                .map(c -> c.domains().stream()
                        .map(t -> hardware.at(page, t))
                        .filter(p -> p >= 0)
                        .toList())
                .orElseGet(() -> List.of(page));
    }

    /** The IOMMU answers from its IOTLB, or walks. */
    private void translate(
            int[] state, Step.Access access, Hardware.Device device, Accesses.Outcomes outcomes, Narrator narrator) {
        int page = access.page();
        int slot = device.translations() + page;
        int cached = state[slot];
        for (int rest = cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (Translations.isUnmodelled(entry, access.kind(), outcomes)) {
                continue;
            }
            int[] next = state.clone();
            if (Translations.permits(entry, access.kind())) {
                answer(next, access, device, rest & -rest);
                outcomes.use(next, entry, translations.hit("IOTLB", slot, page, rest & -rest, narrator));
            } else if (device.rewalks()) {
                int rule = Consulted.rewalks(access.place().index());
                next[slot] &= ~(rest & -rest);
                walk(next, access, device, false, translations.because(rule, outcomes, narrator), narrator);
            } else {
                translations.rule(Consulted.rewalks(access.place().index()), narrator);
                refused(next, access, device);
                answer(next, access, device, rest & -rest);
                String how = translations.hit("IOTLB", slot, page, rest & -rest, narrator);
                outcomes.fault(next, how + ": no permission");
            }
        }
        if (cached == 0 || translations.maySets()) {
            walk(state, access, device, true, outcomes, narrator);
        }
        conflicting(state, access, slot, outcomes, narrator);
    }

    /** What else may become of it if the IOTLB holds translations that must not live at once. */
    private void conflicting(
            int[] state, Step.Access access, int slot, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        int page = access.page();
        int set = translations.together(state, slot, page, tables.ofDevice(number));
        if (conflicts.mayAbort(number, page, set)) {
            int[] next = state.clone();
            refused(next, access, hardware.devices().get(number));
            outcomes.conflict(next, conflicts.text(number, page, set, narrator));
        }
        int mixes = conflicts.mixes(number, page, set, access.kind());
        if (mixes != 0 && contexts.isAtsOn(state, number)) {
            outcomes.unmodelled("is answered by a mix of two translations, which its own cache keeps; that is not modelled");
            return;
        }
        for (int rest = mixes; rest != 0; rest &= rest - 1) {
            translations.rule(Consulted.conflictMixes(number), narrator);
            outcomes.use(state.clone(), sets.lowest(page, rest), "IOTLB mixes two entries");
        }
    }

    /** {@code missed}: whether the IOTLB had nothing, rather than an entry that lacks the permission. */
    private void walk(
            int[] state,
            Step.Access access,
            Hardware.Device device,
            boolean missed,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        int page = access.page();
        int walker = tables.ofDevice(access.place().index());
        for (int rest = tables.walkable(state, page, walker); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (Translations.isUnmodelled(entry, access.kind(), outcomes)) {
                continue;
            }
            int[] next = state.clone();
            translations.walkedTo(next, device.translations() + page, page, walker, rest & -rest, missed);
            answer(next, access, device, rest & -rest);
            if (Translations.permits(entry, access.kind())) {
                outcomes.use(next, entry, translations.walked(state, page, entry, walker, narrator));
            } else if (entry == tables.entry(state, page) || tables.cached(page, walker, rest & -rest) == 0) {
                refused(next, access, device);
                outcomes.fault(next, "walk: no permission");
            }
        }
        if (!PageTableEntry.valid(tables.entry(state, page))) {
            int[] next = state.clone();
            if (missed) {
                next[device.translations() + page] = translations.emptied(state, page, walker);
            }
            refused(next, access, device);
            outcomes.fault(next, "walk: not present");
        }
        for (int rest = tables.stale(state, page, walker); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (!Translations.permits(entry, access.kind())) {
                int[] next = state.clone();
                if (missed && translations.maySets()) {
                    next[device.translations() + page] = translations.emptied(state, page, walker);
                }
                refused(next, access, device);
                outcomes.fault(next, Translations.STALE_WALK + ": " + Translations.reason(entry));
            }
        }
    }

    /** Who asks the IOMMU and is refused had nothing of its own that permits the access, but can be told anew. */
    private void refused(int[] state, Step.Access access, Hardware.Device device) {
        int number = access.place().index();
        if (!translations.maySets() || !contexts.isAtsOn(state, number)) {
            return;
        }
        for (int page : aliases(device, access.page())) {
            int slot = device.deviceTranslations() + page;
            int kept = 0;
            for (int rest = state[slot]; rest != 0; rest &= rest - 1) {
                if (!Translations.permits(sets.lowest(page, rest), access.kind())) {
                    kept |= rest & -rest;
                }
            }
            state[slot] = kept | attachments.refilledAtc(state, number, page);
        }
    }

    /** A translation completion fills the device's own cache. */
    private void answer(int[] state, Step.Access access, Hardware.Device device, int entry) {
        if (contexts.isAtsOn(state, access.place().index())) {
            translations.fill(state, device.deviceTranslations() + access.page(), entry);
        }
    }
}
