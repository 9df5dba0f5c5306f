package org.shootdown.ir;

import java.util.List;
import java.util.Optional;

/**
 * The hardware of a cell and where its state lies.
 *
 * @param tables the page tables by index: of address spaces, mirrors and domains
 * @param pages the virtual pages
 * @param cpus the CPUs that run threads
 * @param devices the devices that translate
 * @param frames the names of the frames by index; index 0 is no frame
 * @param entries first slot of the page-table entries, one per page
 * @param permissions first slot of the pages' VMA permissions (bit 0 read, 1 write, 2 execute)
 * @param contents first slot of the frames' contents; the next arrays are as long
 * @param references first slot of the frames' reference counts
 * @param live first slot of the frames' states: 0 free, 1 allocated
 * @param incarnations first slot of the frames' incarnations
 * @param books whose the frames' references are
 * @param rules what the hardware does where architectures differ
 * @param levels the upper entries that are in the state
 * @param runs the pages whose entries can translate each other's addresses
 * @param storeBuffers the stores that CPUs have yet to bring to memory
 * @param tags which address spaces CPUs have loaded, where that changes in the run
 */
public record Hardware(
        List<Table> tables,
        List<Page> pages,
        List<Cpu> cpus,
        List<Device> devices,
        List<String> frames,
        int entries,
        int permissions,
        int contents,
        int references,
        int live,
        int incarnations,
        Books books,
        Rules rules,
        Levels levels,
        Runs runs,
        StoreBuffers storeBuffers,
        Tags tags) {

    /** How many commands an IOMMU's queue holds. */
    public static final int QUEUE_LENGTH = 4;

    public Hardware {
        tables = List.copyOf(tables);
        pages = List.copyOf(pages);
        cpus = List.copyOf(cpus);
        devices = List.copyOf(devices);
        frames = List.copyOf(frames);
    }

    /** The page of an address space that a page mirrors, or the page itself. */
    public int original(int page) {
        int original = pages.get(page).original();
        return original < 0 ? page : original;
    }

    /** Where another table has a page at the address of this one; -1 if it has none. */
    public int at(int page, int space) {
        String address = pages.get(page).address();
        for (int other = 0; other < pages.size(); other++) {
            if (pages.get(other).space() == space && pages.get(other).address().equals(address)) {
                return other;
            }
        }
        return -1;
    }

    /**
     * Whose references frames have when nobody is at work on them: every entry of a process' page table has one of the
     * frame that it maps, and some are owned otherwise.
     *
     * @param pages the pages whose entries have references
     * @param pinned pages of domains: who maps a frame there may keep a reference of it as long
     * @param owners by index of a frame
     */
    public record Books(List<Integer> pages, List<Integer> pinned, List<Owners> owners) {

        public Books {
            pages = List.copyOf(pages);
            pinned = List.copyOf(pinned);
            owners = List.copyOf(owners);
        }
    }

    /**
     * References of a frame, in its first life, that no entry of the scenario has.
     *
     * @param others how many the page cache and processes outside of the scenario have; they keep them
     * @param script how many the script has at the start; it may put them, or give them to an entry
     * @param counted whether anybody counts: the zero frame has no references to speak of
     */
    public record Owners(int others, int script, boolean counted) {

        public static final Owners NONE = new Owners(0, 0, true);
        public static final Owners SCRIPT = new Owners(0, 1, true);
        public static final Owners UNCOUNTED = new Owners(0, 0, false);
    }

    /** Whose a page table is. */
    public enum TableKind {
        PROCESS,
        /** A virtual machine's, which mirrors a process' (EPT, stage 2). */
        GUEST,
        /** A device's own, which mirrors a process'. */
        MIRROR,
        DOMAIN
    }

    /**
     * A page table.
     *
     * @param format of a domain the name of its format; else empty
     * @param driver of a domain the name of the kernel's driver for its format; else empty
     */
    public record Table(String name, TableKind kind, String format, String driver) {}

    /**
     * A page and the page table that it belongs to.
     *
     * @param name as reports call it
     * @param address its name in its table: pages of one name are at the same address
     * @param space the index of its page table: an address space's, a device's or virtual machine's own, a domain's
     * @param size in units of 4K; one entry maps all of it
     * @param original of a page in a table that mirrors an address space, that address space's page; else -1
     */
    public record Page(String name, String address, int space, int size, int original) {}

    /**
     * A CPU, or a virtual CPU while it runs its guest.
     *
     * @param name {@code cpu 0}, {@code vcpu 0 of guest}
     * @param translations first slot of its TLB, one set of entries per page
     * @param inFlight first slot of the entries that its accesses may have translated with already, per page
     * @param spaces the address spaces whose threads it runs
     * @param borrows the slot that says whether it only borrows the address space, and uses no translation of it; -1 if it
     *     never does
     */
    public record Cpu(String name, int translations, int inFlight, List<Integer> spaces, int borrows) {

        public Cpu {
            spaces = List.copyOf(spaces);
        }

        /** Whether nothing on it can use what its TLB holds. */
        public boolean onlyBorrows(int[] state) {
            return borrows >= 0 && state[borrows] != 0;
        }
    }

    /**
     * A device with its IOMMU.
     *
     * @param iommu the name of the kind of IOMMU, or of the MMU of its own
     * @param space the page table that it walks
     * @param tlb how reports call what caches its walks: {@code IOTLB}, or {@code TLB} of an MMU of its own
     * @param ats whether it has a device TLB (ATC)
     * @param listens whether its IOMMU takes part in the CPUs' broadcast invalidations (BTM)
     * @param translations first slot of the IOTLB, one set of entries per page
     * @param deviceTranslations first slot of the ATC, one set of entries per page
     * @param queue first slot of the command queue
     * @param rewalks whether a permission that a cached entry lacks makes the IOMMU walk again
     * @param requestsDrop whether a page request drops what the IOTLB has for its address
     * @param inOrder whether commands take effect in the order in which they were queued
     * @param contiguous whether the IOMMU may translate a page of a run by another's entry
     * @param cachesEmptyUpper whether its walk cache also keeps that an upper entry names no table
     * @param walkCacheKeeps whether its walk cache also keeps entries of pages, where only TLBs are told to drop them
     * @param bits what it does with accessed and dirty bits
     * @param breaking what the IOMMU asks of changes of translations
     * @param context of a device that is attached and detached: what says by which table it translates
     * @param region of a device whose MMU is told to lock regions: what it has locked
     */
    public record Device(
            String name,
            String iommu,
            int space,
            String tlb,
            boolean ats,
            boolean listens,
            int translations,
            int deviceTranslations,
            int queue,
            boolean rewalks,
            boolean requestsDrop,
            boolean inOrder,
            boolean contiguous,
            boolean cachesEmptyUpper,
            boolean walkCacheKeeps,
            IommuBits bits,
            Breaking breaking,
            Optional<Context> context,
            Optional<Region> region) {

        /** Whether the device may at some time translate by a table. */
        public boolean walks(int table) {
            return context.map(c -> c.domains().contains(table)).orElse(table == space);
        }
    }

    /**
     * The entry by which an IOMMU finds the table of a device: VT-d's context entry, the SMMU's stream table entry.
     *
     * @param domains the tables that it can name
     * @param entry the slot of the entry in memory: 0 if it names no domain, else one more than the index in domains
     * @param cached the slot of the entries that the IOMMU has cached: bit n for the entry n
     * @param enabled the slot that says whether the device's ATS is enabled
     * @param cachesNone whether an entry that names no domain is cached, too
     * @param enablingEmpties whether enabling ATS empties the device's own cache
     * @param checksTranslated whether what a device has translated by itself is looked up in the entry, too, and blocked
     *     without one
     * @param bySource whether the IOTLB looks up by device and address alone, whatever domain its entries are of
     * @param words where the entry is written word by word: what hardware reads at once of it
     */
    public record Context(
            List<Integer> domains,
            int entry,
            int cached,
            int enabled,
            boolean cachesNone,
            boolean enablingEmpties,
            boolean checksTranslated,
            boolean bySource,
            Optional<Words> words) {

        /** The entry that names no domain: DMA is blocked. */
        public static final int NONE = 0;

        public Context {
            domains = List.copyOf(domains);
        }

        /** The entry that names a domain. */
        public int naming(int domain) {
            return domains.indexOf(domain) + 1;
        }
    }

    /**
     * What hardware reads at once of an entry of several words. The slot of the entry holds its three fields (see
     * {@link #entry}), that of what is cached has a bit for each way in which a reading may stand.
     *
     * @param tableWithValid whether the pointer to the table is read together with the valid bit
     * @param tagWithValid whether the tag (domain ID, ASID, VMID, PSCID) is
     * @param tableWithTag whether the pointer and the tag are
     * @param untagged first slot of what the IOTLB holds under no domain's tag, per page
     */
    public record Words(boolean tableWithValid, boolean tagWithValid, boolean tableWithTag, int untagged) {

        /** More domains than this do not fit the bits of what is cached. */
        public static final int MOST_DOMAINS = 3;

        /** What the slot holds; a table or a tag of 0 is none, else it is one more than the index in the domains. */
        public static int entry(int domains, boolean valid, int table, int tag) {
            return (valid ? 1 : 0) + 2 * (table + (domains + 1) * tag);
        }
    }

    /**
     * The region of its address space that a GPU's MMU has locked: accesses to it wait.
     *
     * @param locked first slot of whether a page is locked, one per page
     * @param unlockFlushes whether the command that unlocks also drops what is cached of the region
     * @param regions the pages of each region that is ever locked; they all belong to the table of the device
     */
    public record Region(int locked, boolean unlockFlushes, List<List<Integer>> regions) {

        public Region {
            regions = regions.stream().map(List::copyOf).toList();
        }
    }

    /**
     * What hardware asks of who replaces a translation, and what an access that meets the old and the new may come to.
     *
     * @param needed whether an invalid entry must stand between, and be seen
     * @param sizesMayChange whether not where only the size of the mapping changes
     * @param runsMayDiffer whether not where entries of a run only permit different things
     * @param aborts whether the access may end in an abort
     * @param sizesAbort whether also where only the size has changed, and that may change
     * @param mixes whether the access may be translated by a mix of the two
     * @param obeysNt whether nothing is cached of an entry with the nT bit, so that the size may change by way of one
     * @param ntFaults whether an access by such an entry may fault
     */
    public record Breaking(
            boolean needed,
            boolean sizesMayChange,
            boolean runsMayDiffer,
            boolean aborts,
            boolean sizesAbort,
            boolean mixes,
            boolean obeysNt,
            boolean ntFaults) {}

    /**
     * The CPU architecture's rules.
     *
     * @param rewalks whether a permission that a cached entry lacks makes the CPU walk again
     * @param lateStores whether walkers may see a page-table store late, until the storing CPU's barrier
     * @param barrierSynchronises whether a barrier also ends the use of early translations by its own CPU (FEAT_ETS2)
     * @param hardwareDirty whether walks set accessed and dirty bits
     * @param cachesInvalid whether CPUs also cache that an entry is not valid
     * @param invalidExpires whether what CPUs have cached of invalid entries is gone some time after the entry is valid
     * @param lateStoresDrain whether a store that walkers miss is seen by them at some time, without any barrier
     * @param invlpgDropsAllWalks whether a CPU's own invalidation of a page drops all that it has cached of upper entries,
     *     or only what leads to the page
     * @param contiguous whether a CPU may translate a page of a run by another's entry
     * @param walks what their walks leave behind
     * @param broadcasts how broadcast invalidations go
     * @param breaking what CPUs ask of changes of translations
     * @param late first slot of the old entries that CPUs' walks may still see, per thread and page
     * @param deviceLate the same of IOMMUs' walks
     * @param invalidations first slot of the states of broadcast invalidations, per thread and page: 0 none, 1
     *     issued, 2 effective
     * @param drains first slot of what a broadcast invalidation has yet to wait for, per thread, page and CPU
     * @param earlyFaults first slot of the entries by which accesses of a thread may have faulted before the access that
     *     it is at, per thread and page; -1 if no thread can
     */
    public record Rules(
            boolean rewalks,
            boolean lateStores,
            boolean barrierSynchronises,
            boolean hardwareDirty,
            boolean cachesInvalid,
            boolean invalidExpires,
            boolean lateStoresDrain,
            boolean invlpgDropsAllWalks,
            boolean contiguous,
            WalkRules walks,
            BroadcastRules broadcasts,
            Breaking breaking,
            int late,
            int deviceLate,
            int invalidations,
            int drains,
            int earlyFaults) {

        /** Whether there are invalidations that all CPUs hear. */
        public boolean broadcast() {
            return broadcasts.on();
        }
    }
}
