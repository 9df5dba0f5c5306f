package org.shootdown.machine;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Mention;
import org.shootdown.ir.Mentions;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.ir.Predicate;
import org.shootdown.ir.Program;
import org.shootdown.ir.Step;
import org.shootdown.ir.ThreadCode;

/** The translation caches: who has one, what is in it, and what hardware does to it unasked. */
public final class Caches {

    /**
     * A cache of one page's translations that something may use.
     *
     * @param owner how reports call it: {@code cpu 1 TLB}, {@code gpu ATC}
     * @param column the timeline column of its doings
     * @param slot the slot of its set
     * @param source the slot of the cache that it fills from besides walks; -1 for none
     * @param walks whether it fills from walks
     * @param ofDevice whether it is a device's or an IOMMU's
     * @param unit the index of the CPU or device
     * @param untagged whether what it holds is tagged with no domain's ID
     * @param tag of a CPU's, the tag of what it is a cache of
     */
    public record Cache(
            String owner,
            String column,
            int page,
            int slot,
            int source,
            boolean walks,
            boolean ofDevice,
            int unit,
            boolean untagged,
            int tag) {}

    private final List<Cache> caches = new ArrayList<>();
    /** Entries that accesses under way may have been translated with already. */
    private final List<InFlight> inFlight = new ArrayList<>();

    /** The early translations of a page on a CPU; an access is under way while one of the threads is at it. */
    private record InFlight(Cache cache, List<ThreadCode> threads) {

        boolean isUnderWay(int[] state) {
            for (ThreadCode thread : threads) {
                int at = state[thread.counter()];
                if (at >= 0
                        && thread.instructions().get(at).step() instanceof Step.Access access
                        && access.page() == cache.page()) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Hardware hardware;
    private final PageTables tables;
    private final ContiguousRuns runs;
    private final EntrySets sets;
    private final Contexts contexts;
    private final MixedEntries mixes;
    private final LoadedSpaces loaded;
    private final CacheUses uses;

    Caches(
            Program program,
            PageTables tables,
            ContiguousRuns runs,
            EntrySets sets,
            Contexts contexts,
            MixedEntries mixes,
            LoadedSpaces loaded) {
        this.loaded = loaded;
        this.uses = new CacheUses(program.hardware(), contexts, loaded);
        this.contexts = contexts;
        this.mixes = mixes;
        this.hardware = program.hardware();
        this.tables = tables;
        this.runs = runs;
        this.sets = sets;
        for (int page = 0; page < hardware.pages().size(); page++) {
            int space = hardware.pages().get(page).space();
            for (int c = 0; c < hardware.cpus().size(); c++) {
                addCpu(program, c, page, space);
            }
            for (int d = 0; d < hardware.devices().size(); d++) {
                if (hardware.devices().get(d).walks(space)) {
                    addDevice(d, page);
                }
            }
        }
    }

    private void addCpu(Program program, int index, int page, int space) {
        Hardware.Cpu cpu = hardware.cpus().get(index);
        if (!cpu.spaces().contains(space)) {
            return;
        }
        String column = program.threads().stream()
                .filter(t -> t.cpu() == index)
                .map(ThreadCode::column)
                .findFirst()
                .orElse(cpu.name());
        String owner = cpu.name() + " TLB";
        for (int tag = 0; tag < loaded.tags(); tag++) {
            caches.add(new Cache(owner, column, page, loaded.tlb(index, tag, page), -1, true, false, index, false, tag));
        }
        if (cpu.inFlight() >= 0) {
            Cache early = new Cache(
                    "an access under way on " + cpu.name(),
                    column,
                    page,
                    loaded.inFlight(index, page),
                    -1,
                    false,
                    false,
                    index,
                    false,
                    0);
            List<ThreadCode> threads =
                    program.threads().stream().filter(t -> t.cpu() == index).toList();
            inFlight.add(new InFlight(early, threads));
        }
    }

    private void addDevice(int index, int page) {
        Hardware.Device device = hardware.devices().get(index);
        int iotlb = device.translations() + page;
        String column = device.iommu();
        caches.add(new Cache(device.tlb() + " of " + device.name(), column, page, iotlb, -1, true, true, index, false, 0));
        int untagged = mixes.untagged(index, page);
        if (untagged >= 0) {
            String owner = device.tlb() + " of " + device.name() + ", under no domain's ID";
            caches.add(new Cache(owner, column, page, untagged, -1, true, true, index, true, 0));
        }
        if (device.ats()) {
            caches.add(new Cache(
                    "ATC of " + device.name(),
                    column,
                    page,
                    device.deviceTranslations() + page,
                    iotlb,
                    false,
                    true,
                    index,
                    false,
                    0));
        }
    }

    /** Hardware fills a cache from a walk or from the cache behind it, and evicts from it, whenever it likes. */
    void unasked(int[] state, int actor, Transitions transitions, Narrator narrator) {
        for (Cache cache : caches) {
            int held = state[cache.slot()];
            int offered = offered(state, cache);
            for (int rest = offered & ~held; rest != 0; rest &= rest - 1) {
                change(state, cache, held | rest & -rest, rest, " caches ", actor, transitions, narrator);
            }
            for (int rest = uses.evicts(cache) ? held : 0; rest != 0; rest &= rest - 1) {
                change(state, cache, held & ~(rest & -rest), rest, " evicts ", actor, transitions, narrator);
            }
        }
    }

    /** What a cache may be filled with; only a device that is attached to the page's domain finds anything there. */
    private int offered(int[] state, Cache cache) {
        boolean worded = cache.ofDevice() && contexts.isWorded(cache.unit());
        if (cache.source() >= 0) {
            boolean on = contexts.isAtsOn(state, cache.unit());
            int told = on && contexts.serves(state, cache.unit(), cache.page()) ? state[cache.source()] : 0;
            int untagged = worded ? mixes.untagged(cache.unit(), cache.page()) : -1;
            return on && untagged >= 0 && contexts.tags(state, cache.unit(), -1) ? told | state[untagged] : told;
        }
        int found = uses.isReached(state, cache) ? tables.fillable(state, cache.page(), number(cache)) : 0;
        int domain = cache.untagged() ? -1 : hardware.pages().get(cache.page()).space();
        return worded ? found | mixes.found(state, cache.unit(), domain, cache.page()) : found;
    }

    /** What its walks may find besides what it holds; they find nothing of a page whose tag alone is used. */
    private int walkable(int[] state, Cache cache) {
        return cache.walks() && uses.isReached(state, cache)
                ? tables.walkable(state, cache.page(), number(cache))
                : 0;
    }

    /** That there is none: what a CPU has cached of an entry that is valid by now. */
    int outdatedAbsence(int[] state, int page, int cpu) {
        if (!loaded.isLoaded(state, cpu, page) || !PageTableEntry.valid(tables.entry(state, page))) {
            return 0;
        }
        int invalid = 0;
        for (int rest = state[loaded.tlb(state, cpu, page)]; rest != 0; rest &= rest - 1) {
            invalid |= PageTableEntry.valid(sets.lowest(page, rest)) ? 0 : rest & -rest;
        }
        return invalid;
    }

    void forget(int[] state, int page, int cpu, int set) {
        state[loaded.tlb(state, cpu, page)] &= ~set;
    }

    private void change(
            int[] state,
            Cache cache,
            int set,
            int entry,
            String verb,
            int actor,
            Transitions transitions,
            Narrator narrator) {
        int[] next = state.clone();
        next[cache.slot()] = set;
        narrator.reset(0);
        if (narrator.listens()) {
            boolean fills = (set & entry & -entry) != 0 && cache.walks();
            String by = "";
            if (fills && tables.isLate(state, cache.page(), number(cache), entry & -entry)) {
                narrator.rule("arch.late_pte_stores");
            } else if (fills && (tables.shared(state, cache.page(), number(cache)) & entry & -entry) != 0) {
                narrator.rule(runs.ruleText(number(cache)));
                if (tables.isSharedLate(state, cache.page(), entry & -entry)) {
                    narrator.rule("arch.late_pte_stores");
                }
                by = Translations.BY_ANOTHER;
            }
            narrator.tell(
                    cache.column(),
                    cache.owner() + verb + hardware.pages().get(cache.page()).name() + " = "
                            + text(cache.page(), sets.lowest(cache.page(), entry), narrator) + by);
        }
        transitions.to(next, actor, Transitions.PLAIN);
    }

    /** An entry of a page as reports print it, with the frame's name. */
    String text(int page, int entry, Mentions mentions) {
        return Mention.ofPage(page, entry).told(mentions, hardware.frames());
    }

    // ---- what may be used ---------------------------------------------------------------------------------------

    /** Told of an entry that may be used to reach a frame, and of who may use it. */
    @FunctionalInterface
    public interface Usable {
        /** Yields false to hear no more. */
        boolean hears(int page, int entry, String owner);
    }

    /**
     * Everything that hardware may translate with unasked: what caches hold, and what accesses under way were
     * translated with. What a walk may find is in a cache one step later.
     */
    public void usable(int[] state, Usable usable) {
        judged(state, (page, entry, meant, owner) -> usable.hears(page, entry, owner));
    }

    /** Told of a translation that may be used, and of the page by whose entry it should be; that is -1 for none. */
    @FunctionalInterface
    public interface Judged {
        /** Yields false to hear no more. */
        boolean hears(int page, int entry, int meant, String owner);
    }

    /**
     * The same with what it should agree with. A device that was detached, or attached elsewhere, should use nothing of
     * its old domain: neither what was cached of it, nor what can be walked to by a context entry that was.
     */
    public void judged(int[] state, Judged judged) {
        for (Cache cache : caches) {
            if (uses.isUsed(state, cache) && !judge(state, cache, judged)) {
                return;
            }
        }
        for (InFlight early : inFlight) {
            Cache cache = early.cache();
            int set = early(state, cache);
            boolean told = set == 0
                    || !uses.isUsed(state, early.cache())
                    || !early.isUnderWay(state)
                    || tell(set, cache.page(), cache.owner(), (p, entry, owner) -> judged.hears(p, entry, p, owner));
            if (!told) {
                return;
            }
        }
    }

    private boolean judge(int[] state, Cache cache, Judged judged) {
        int page = cache.page();
        int meant = cache.ofDevice() ? contexts.meant(state, cache.unit(), page) : loaded.at(state, cache.unit(), page);
        int held = state[cache.slot()];
        if (!tell(held, page, cache.owner(), (p, entry, owner) -> judged.hears(p, entry, meant, owner))) {
            return false;
        }
        // By a context entry that the IOMMU has kept, the entry in memory can be walked to as well.
        int walkable = meant == page ? 0 : walkable(state, cache) & ~held;
        if (walkable == 0) {
            return true;
        }
        String walker = "the IOMMU of " + hardware.devices().get(cache.unit()).name();
        return tell(walkable, page, walker, (p, entry, owner) -> judged.hears(p, entry, meant, owner));
    }

    /**
     * All translations that some CPUs and devices may use now or as soon as they walk, among them the one in memory. Who
     * may use one through several caches is told so more than once.
     */
    public void translations(int[] state, Predicate.Range range, Usable usable) {
        for (Cache cache : caches) {
            if (isOf(cache, range) && uses.isUsed(state, cache)) {
                int walkable = walkable(state, cache);
                int held = state[cache.slot()];
                if (!tell(held, cache.page(), cache.owner(), usable)
                        || !tell(walkable & ~held, cache.page(), walker(cache), usable)) {
                    return;
                }
            }
        }
        for (InFlight early : inFlight) {
            int set = early(state, early.cache());
            boolean told = set == 0
                    || !isOf(early.cache(), range)
                    || !uses.isUsed(state, early.cache())
                    || !early.isUnderWay(state)
                    || tell(set, early.cache().page(), early.cache().owner(), usable);
            if (!told) {
                return;
            }
        }
    }

    /** What an access under way may use: what it was translated with, and what an upper entry that it has read leads to. */
    private int early(int[] state, Cache cache) {
        return state[cache.slot()] | tables.early(state, cache.page(), cache.unit());
    }

    /** Who fills the cache from walks, by number. */
    private int number(Cache cache) {
        return cache.ofDevice() ? tables.ofDevice(cache.unit()) : cache.unit();
    }

    /** Told of two translations of a page that one walker may use, or come to use. */
    @FunctionalInterface
    public interface Together {
        /** Yields false to hear no more. */
        boolean hears(Cache cache, int one, int other);
    }

    /** All pairs of translations that live at once for a walker: in its cache, or to be found by its walks. */
    public void together(int[] state, Together together) {
        for (Cache cache : caches) {
            if (!cache.walks() || !uses.isUsed(state, cache)) {
                continue;
            }
            int set = state[cache.slot()] | walkable(state, cache);
            for (int rest = set; (rest & rest - 1) != 0; rest &= rest - 1) {
                int one = sets.lowest(cache.page(), rest);
                for (int others = rest & rest - 1; others != 0; others &= others - 1) {
                    if (!together.hears(cache, one, sets.lowest(cache.page(), others))) {
                        return;
                    }
                }
            }
        }
    }

    private String walker(Cache cache) {
        return cache.ofDevice()
                ? "what the IOMMU of " + hardware.devices().get(cache.unit()).name() + " may walk to"
                : "what " + hardware.cpus().get(cache.unit()).name() + " may walk to";
    }

    private boolean isOf(Cache cache, Predicate.Range range) {
        return (cache.ofDevice() ? range.devices() : range.cpus()).contains(cache.unit())
                && range.spaces().contains(hardware.pages().get(hardware.original(cache.page())).space());
    }

    private boolean tell(int set, int page, String owner, Usable usable) {
        for (int rest = set; rest != 0; rest &= rest - 1) {
            int entry = sets.lowest(page, rest);
            // To have walked to no translation is of no use to anybody.
            if (PageTableEntry.valid(entry) && !usable.hears(page, entry, owner)) {
                return false;
            }
        }
        return true;
    }
}
