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
    private final ContiguousRuns runs;
    private final EntrySets sets;
    private final Translations translations;
    private final DeviceBits bits;
    private final Attachments attachments;
    private final Contexts contexts;
    private final Conflicts conflicts;

    DeviceAccesses(
            Hardware hardware,
            PageTables tables,
            ContiguousRuns runs,
            EntrySets sets,
            Translations translations,
            DeviceBits bits,
            Attachments attachments,
            Contexts contexts,
            Conflicts conflicts) {
        this.conflicts = conflicts;
        this.hardware = hardware;
        this.tables = tables;
        this.runs = runs;
        this.sets = sets;
        this.translations = translations;
        this.bits = bits;
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
        if (contexts.isWorded(number)) {
            byWords(state, access, outcomes, narrator);
            return;
        }
        Hardware.Context context = device.context().get();
        int inMemory = state[context.entry()];
        for (int rest = contexts.entries(state, context); rest != 0; rest &= rest - 1) {
            int entry = Integer.numberOfTrailingZeros(rest);
            if (entry == Hardware.Context.NONE && isMadeWithoutEntry(state, access, outcomes, narrator)) {
                continue;
            }
            if (entry != Hardware.Context.NONE) {
                String why = ", " + attachments.domain(number, entry) + " by a cached context";
                Accesses.Outcomes told = entry == inMemory ? outcomes : because(why, outcomes);
                byTable(state, access, hardware.at(access.page(), context.domains().get(entry - 1)), told, narrator);
            } else if (entry != inMemory) {
                translations.because(Consulted.cachesNone(number), outcomes, narrator)
                        .refuse(ended(state, access), "no domain by a cached context");
            } else if (attachments.isCacheable(number, entry)) {
                outcomes.refuse(ended(state, access), "no domain");
            } else if (state[context.cached()] == 0 || translations.maySets()) {
                // Who looks the entry up in memory has nothing of it in the cache.
                int[] next = state.clone();
                attachments.invalidate(next, number);
                outcomes.refuse(ended(next, access), "no domain");
            }
        }
    }

    /** By an entry that is written word by word: by whatever the IOMMU may have put together of it. */
    private void byWords(int[] state, Step.Access access, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Device device = hardware.devices().get(number);
        EntryReadings readings = contexts.readings(number);
        int inMemory = readings.now(state[device.context().orElseThrow().entry()]);
        for (int rest = contexts.ways(state, number); rest != 0; rest &= rest - 1) {
            int way = Integer.numberOfTrailingZeros(rest);
            if (way == 0) {
                if (isMadeWithoutEntry(state, access, outcomes, narrator)) {
                    continue;
                }
                if (inMemory == 0) {
                    outcomes.refuse(ended(state, access), "no domain");
                } else {
                    translations.because(Consulted.cachesNone(number), outcomes, narrator)
                            .refuse(ended(state, access), "no domain by an entry read before");
                }
                continue;
            }
            String why = ", by " + attachments.domain(number, way) + ", as read before";
            Path path = path(device, access, readings.tableOf(way), readings.tagOf(way));
            byPath(state, access, path, way == inMemory ? outcomes : because(why, outcomes), narrator);
        }
    }

    /** {@code table}, {@code tag}: a domain's, or -1. */
    private Path path(Hardware.Device device, Step.Access access, int table, int tag) {
        int walked = table < 0 ? NOWHERE : hardware.at(access.page(), table);
        if (tag >= 0) {
            int tagged = hardware.at(access.page(), tag);
            return new Path(walked, tagged, device.translations() + tagged);
        }
        int first = hardware.at(access.page(), device.context().orElseThrow().domains().get(0));
        return new Path(walked, first, device.context().orElseThrow().words().orElseThrow().untagged() + first);
    }

    /** Accesses.Outcomes of which the timeline says besides what they rest on. */
    private static Accesses.Outcomes because(String why, Accesses.Outcomes outcomes) {
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

    /** A walk by an entry without a table: what it takes for one nobody knows. */
    private static final int NOWHERE = -2;

    /**
     * Where an access is translated.
     *
     * @param page the page whose entry is walked to; -1 if the table has none at the address
     * @param tagged the page by whose numbers what is cached is kept
     * @param slot where the IOTLB keeps what is tagged so
     */
    private record Path(int page, int tagged, int slot) {}

    /** By a table that has the page {@code page} at the address; -1 for nothing. */
    private void byTable(int[] state, Step.Access access, int page, Accesses.Outcomes outcomes, Narrator narrator) {
        Hardware.Device device = hardware.devices().get(access.place().index());
        byPath(state, access, new Path(page, page, device.translations() + page), outcomes, narrator);
    }

    private void byPath(int[] state, Step.Access access, Path path, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        Hardware.Device device = hardware.devices().get(number);
        boolean hit = byItself(state, access, device, outcomes, narrator);
        if (hit && !translations.maySets()) {
            return;
        }
        byLeft(state, access, device, outcomes, narrator);
        if (path.tagged() >= 0) {
            translate(state, access, path, device, outcomes, narrator);
        } else {
            int[] next = state.clone();
            refused(next, access, device);
            outcomes.fault(next, "walk: not present");
        }
    }

    /**
     * By what the IOTLB holds of the address in another domain. (What does not permit the access is walked for anew, or was
     * evicted before: both end as if it had not been there.)
     */
    private void byLeft(
            int[] state, Step.Access access, Hardware.Device device, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        for (int alias : aliases(device, access.page())) {
            int slot = device.translations() + alias;
            for (int rest = contexts.hitsLeft(state, number, alias) ? state[slot] : 0; rest != 0; rest &= rest - 1) {
                int entry = sets.lowest(alias, rest);
                if (!bits.isUnmodelled(number, entry, access.kind(), outcomes) && DeviceBits.isUsable(entry, access.kind())) {
                    int[] next = state.clone();
                    answer(next, access, new Path(alias, alias, slot), device, rest & -rest);
                    translations.rule(Consulted.bySource(number), narrator);
                    String how = translations.hit("IOTLB", slot, alias, rest & -rest, narrator);
                    outcomes.use(next, entry, how + ", left of another domain");
                }
            }
        }
    }

    /** By what the device has translated itself before; yields whether something there permits the access. */
    private boolean byItself(
            int[] state,
            Step.Access access,
            Hardware.Device device,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        boolean hit = false;
        if (contexts.isAtsOn(state, access.place().index())) {
            for (int alias : aliases(device, access.page())) {
                for (int rest = state[device.deviceTranslations() + alias]; rest != 0; rest &= rest - 1) {
                    int entry = sets.lowest(alias, rest);
                    if (bits.isUnmodelled(access.place().index(), entry, access.kind(), outcomes)) {
                        continue;
                    }
                    if (DeviceBits.isUsable(entry, access.kind())) {
                        hit = true;
                        int slot = device.deviceTranslations() + alias;
                        String how = translations.hit("ATC", slot, alias, rest & -rest, narrator);
                        outcomes.use(state.clone(), entry, how);
                    }
                }
            }
        }
        return hit;
    }

    /** Without an entry that is valid: what the device has translated may be made all the same, and all else ends. */
    private boolean isMadeWithoutEntry(
            int[] state, Step.Access access, Accesses.Outcomes outcomes, Narrator narrator) {
        Hardware.Device device = hardware.devices().get(access.place().index());
        return !device.context().orElseThrow().checksTranslated()
                && byItself(state, access, device, outcomes, narrator)
                && !translations.maySets();
    }

    /** The state behind an access that is ended: the device had nothing of its own by which it could have been made. */
    private int[] ended(int[] state, Step.Access access) {
        Hardware.Device device = hardware.devices().get(access.place().index());
        int[] next = state.clone();
        if (!device.context().orElseThrow().checksTranslated()) {
            refused(next, access, device);
        }
        return next;
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
            int[] state,
            Step.Access access,
            Path path,
            Hardware.Device device,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        int page = path.tagged();
        int slot = path.slot();
        int cached = state[slot];
        int number = access.place().index();
        for (int rest = cached; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (bits.isUnmodelled(number, entry, access.kind(), outcomes)) {
                continue;
            }
            int[] next = state.clone();
            if (DeviceBits.isUsable(entry, access.kind())) {
                answer(next, access, path, device, rest & -rest);
                outcomes.use(next, entry, translations.hit("IOTLB", slot, page, rest & -rest, narrator));
            } else if (device.rewalks()) {
                int rule = Consulted.rewalks(number);
                translations.drop(next, slot, page, tables.ofDevice(number), rest & -rest);
                walk(next, access, path, rest & -rest, translations.because(rule, outcomes, narrator), narrator);
            } else if (bits.areSet(number, entry, access.kind())) {
                translations.rule(Consulted.rewalks(number), narrator);
                walk(next, access, path, rest & -rest, outcomes, narrator);
            } else {
                translations.rule(Consulted.rewalks(number), narrator);
                refused(next, access, device);
                answer(next, access, path, device, rest & -rest);
                String how = translations.hit("IOTLB", slot, page, rest & -rest, narrator);
                outcomes.fault(next, how + ": " + bits.reason(number, entry, access.kind(), narrator));
            }
        }
        if (cached == 0 || translations.maySets()) {
            walk(state, access, path, CpuAccesses.MISSED, outcomes, narrator);
        }
        conflicting(state, access, path, outcomes, narrator);
    }

    /** What else may become of it if the IOTLB holds translations that must not live at once. */
    private void conflicting(
            int[] state, Step.Access access, Path path, Accesses.Outcomes outcomes, Narrator narrator) {
        int number = access.place().index();
        int page = path.tagged();
        // What a mix of two entries has led to is in the set as soon as it can be found, and so is all that has no tag.
        boolean isTagged = path.slot() == hardware.devices().get(number).translations() + page;
        int set = isTagged && contexts.reaches(state, number, page)
                ? translations.together(state, path.slot(), page, tables.ofDevice(number))
                : state[path.slot()];
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

    /** {@code led}: the entry of the IOTLB that is of no use to the access, as a set; empty if it had nothing. */
    private void walk(
            int[] state, Step.Access access, Path path, int led, Accesses.Outcomes outcomes, Narrator narrator) {
        int page = path.page();
        int number = access.place().index();
        Hardware.Device device = hardware.devices().get(number);
        boolean missed = led == CpuAccesses.MISSED;
        if (page == NOWHERE) {
            outcomes.unmodelled("is translated by what stands at address 0, which nobody has made a table");
            return;
        }
        int walker = tables.ofDevice(number);
        for (int rest = tables.walkable(state, page, walker); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (bits.isUnmodelled(number, entry, access.kind(), outcomes)) {
                continue;
            }
            if (bits.areSet(number, entry, access.kind())) {
                // Only an entry that stands where it was found can be updated; a walk that has seen another is made again.
                if (entry == tables.entry(state, page)) {
                    setBits(state, access, path, led, DeviceBits.IN_MEMORY, outcomes, narrator);
                }
                continue;
            }
            int[] next = state.clone();
            if (tables.isCacheable(walker, entry)) {
                int found = sets.of(path.tagged(), entry);
                translations.fill(next, path.slot(), found);
                answer(next, access, path, device, found);
            } else if (missed) {
                next[path.slot()] = emptied(state, path, walker);
            }
            if (bits.permits(number, entry, access.kind())) {
                outcomes.use(next, entry, translations.walked(state, page, entry, walker, narrator));
            } else if (entry == tables.entry(state, page) || tables.isNt(walker, entry)) {
                refused(next, access, device);
                outcomes.fault(next, "walk: " + bits.reason(number, entry, access.kind(), narrator));
            }
        }
        bitsOfOthers(state, access, walker, outcomes);
        for (int rest = bits.strays(state, number, page); rest != 0; rest &= rest - 1) {
            int table = bits.table(page, rest);
            if (bits.areSet(number, bits.entry(state, table, page), access.kind())) {
                setBits(state, access, path, led, table, outcomes, narrator);
            }
        }
        if (!PageTableEntry.valid(tables.entry(state, page))) {
            int[] next = state.clone();
            if (missed) {
                next[path.slot()] = emptied(state, path, walker);
            }
            refused(next, access, device);
            outcomes.fault(next, "walk: not present");
        }
        for (int rest = tables.stale(state, page, walker); rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            if (!bits.permits(number, entry, access.kind())) {
                int[] next = state.clone();
                if (missed && translations.maySets()) {
                    next[path.slot()] = emptied(state, path, walker);
                }
                refused(next, access, device);
                String why = bits.reason(number, entry, access.kind(), narrator);
                outcomes.fault(next, Translations.STALE_WALK + ": " + why);
            }
        }
    }

    /** The walk sets accessed and dirty bits first; {@code table}: see {@link DeviceBits#set}. */
    private void setBits(
            int[] state,
            Step.Access access,
            Path path,
            int led,
            int table,
            Accesses.Outcomes outcomes,
            Narrator narrator) {
        int number = access.place().index();
        int page = path.page();
        if (bits.isUnclear(page, path.tagged(), outcomes)) {
            return;
        }
        int entry = table == DeviceBits.IN_MEMORY ? tables.entry(state, page) : bits.entry(state, table, page);
        int used = PageTableEntry.used(entry, access.kind().writes());
        int[] next = bits.set(state, number, page, path.slot(), led, table, entry, used);
        answer(next, access, path, hardware.devices().get(number), tables.kept(tables.ofDevice(number), page, sets.of(page, used)));
        // The device had nothing of its own by which it could have made the access and left the bit clear.
        refused(next, access, hardware.devices().get(number));
        outcomes.use(next, used, bits.told(number, table, entry, used, narrator));
    }

    /** Another entry of the run may be found as well, and need a bit set. */
    private void bitsOfOthers(int[] state, Step.Access access, int walker, Accesses.Outcomes outcomes) {
        for (int other : runs.others(access.page())) {
            int seen = runs.seen(tables.entry(state, other), other, access.page());
            if (PageTableEntry.isShared(tables.entry(state, other))
                    && Translations.permits(seen, access.kind())
                    && Translations.mustUpdate(seen, access.kind())) {
                runs.mark(walker);
                if (runs.isUsedBy(walker)) {
                    bits.isUnclear(other, other, outcomes);
                }
            }
        }
    }

    /** What another domain's table leads to under this tag is there at once again ({@link Attachments#settle}). */
    private int emptied(int[] state, Path path, int walker) {
        return path.page() == path.tagged() ? translations.emptied(state, path.page(), walker) : 0;
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
                if (!DeviceBits.isUsable(sets.lowest(page, rest), access.kind())) {
                    kept |= rest & -rest;
                }
            }
            state[slot] = kept | attachments.refilledAtc(state, number, page);
        }
    }

    /** A translation completion fills the device's own cache. */
    private void answer(int[] state, Step.Access access, Path path, Hardware.Device device, int entry) {
        if (contexts.isAtsOn(state, access.place().index())) {
            translations.fill(state, device.deviceTranslations() + path.tagged(), entry);
        }
    }
}
