package org.shootdown.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.shootdown.diag.Span;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Axes;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.IoDrivers;
import org.shootdown.sema.Cell;
import org.shootdown.sema.CellLibrary;
import org.shootdown.sema.Families;
import org.shootdown.sema.Granule;
import org.shootdown.sema.IoFormat;
import org.shootdown.sema.LockKind;
import org.shootdown.sema.MachineRule;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/** The things of a scenario in one cell, by index, and the slots of their state. Filled by {@link WorldBuilder}. */
final class World {

    /**
     * A page table with its pages: of an address space, or one that mirrors an address space for a device or a virtual
     * machine.
     *
     * @param parent the address space that this one is a fork of, or -1
     * @param started the slot that lets the threads of a fork begin, -1 if it is no fork
     * @param original the address space that this table mirrors, or -1
     * @param format of a domain: that of its I/O page table
     */
    record SpaceInfo(String name, int parent, int started, int original, Optional<IoFormat> format) {

        boolean isMirror() {
            return original >= 0;
        }
    }

    /** What memory a page is of, at the start. */
    enum Backing {
        /** Anonymous, or with MAP_SHARED the kernel's own file. */
        ANON,
        /** A file: its frame is in the page cache. */
        FILE,
        /** The zero frame. */
        ZERO,
        /** A frame that KSM has merged. */
        KSM
    }

    /** In the word of a VMA, besides its permissions: it maps a file. */
    static final int FILE = 8;

    /**
     * A page of an address space and what the scenario says about it.
     *
     * @param file the index of the frame that holds the file's content; 0 if it maps no file
     * @param hugetlb whether the VMA is of hugetlb
     * @param size in units of 4K
     * @param original of a page in a table that mirrors an address space, that address space's page; else -1
     */
    record PageInfo(String name, int space, boolean shared, Backing backing, int file, boolean hugetlb, int size, int original) {}

    /** A lock of the scenario's own. */
    record LockInfo(int slot, LockKind kind) {}

    /**
     * Pages that share an upper entry.
     *
     * @param tables the indices of the frames that can be tables under it
     * @param huge whether it is a leaf at the start
     */
    record BlockInfo(String name, int space, List<Integer> pages, List<Integer> tables, boolean huge, Span span) {

        BlockInfo with(int page) {
            List<Integer> all = new ArrayList<>(pages);
            all.add(page);
            return new BlockInfo(name, space, List.copyOf(all), tables, huge, span);
        }

        BlockInfo with(List<Integer> itsTables) {
            return new BlockInfo(name, space, pages, List.copyOf(itsTables), huge, span);
        }
    }

    /** A CPU by its number, or a virtual one of the virtual machine {@code machine}; that is -1 for others. */
    record CpuInfo(int number, int machine) {}

    /** A frame and how it is used at the start. */
    record FrameInfo(
            String name, int mappings, int references, boolean exclusive, Backing backing, Hardware.Owners owners) {

        static FrameInfo free(String name) {
            return new FrameInfo(name, 0, 0, false, Backing.ANON, Hardware.Owners.NONE);
        }
    }

    /** A family of variables: where the first is, its index, and how many there are. */
    record Row(int base, int from, int count) {

        Row longer() {
            return new Row(base, from, count + 1);
        }
    }

    final Cell cell;
    final CellLibrary library;
    final IoDrivers drivers;
    final StateLayout layout = new StateLayout();

    final List<SpaceInfo> spaces = new ArrayList<>();
    final List<PageInfo> pages = new ArrayList<>();
    final List<BlockInfo> blocks = new ArrayList<>();
    final RunBuilder runs = new RunBuilder(this);
    final List<CpuInfo> cpus = new ArrayList<>();
    /** The virtual machines come last: they are no devices of the hardware. */
    final List<DeviceInfo> devices = new ArrayList<>();
    /** Index 0 is no frame. */
    final List<FrameInfo> frames = new ArrayList<>();
    /** The handles of the frames that the scenario declares. */
    final Map<String, Integer> namedFrames = new LinkedHashMap<>();
    /** The scenario's threads with the index of their address space, -1 for none. */
    final Map<ScenarioItem.Thread, Integer> threads = new LinkedHashMap<>();
    /** The threads that run on CPUs, virtual ones included, with the index of their CPU. */
    final Map<ScenarioItem.Thread, Integer> threadCpus = new LinkedHashMap<>();

    /** Locks and variables of the kernel and the drivers. */
    final LibraryMembers members = new LibraryMembers(this);
    final Map<String, Integer> variables = new LinkedHashMap<>();
    final Map<String, Row> rows = new LinkedHashMap<>();
    final Map<String, LockInfo> locks = new LinkedHashMap<>();
    /** For each kernel operation (index 0: none) the pages it may change. */
    final List<Long> operations = new ArrayList<>(List.of(0L));
    /** The pages that operations of the script are about, not counting what may happen around them. */
    final Set<Integer> operated = new TreeSet<>();
    /** The rules of the machine that the code is made by, as {@code arch.NAME} or {@code IOMMU.NAME}. */
    final Set<String> compiledBy = new LinkedHashSet<>();
    /** The script's registers by their full name. */
    final Map<String, Integer> registers = new LinkedHashMap<>();

    /** By CPU that only borrows its address space at times, the slot that says so. */
    final Map<Integer, Integer> borrows = new LinkedHashMap<>();

    /** The devices that are attached and detached, by index. */
    final Map<Integer, DeviceInfo.Movable> movables = new LinkedHashMap<>();

    /** The devices that the code attaches and detaches, as far as it is compiled, and the domains. */
    final Map<Integer, Set<Integer>> moved = new LinkedHashMap<>();

    /** The devices whose entries are written word by word. */
    final Set<Integer> worded = new LinkedHashSet<>();

    /** The regions that the code locks, by device, as far as it is compiled. */
    final Map<Integer, List<List<Integer>>> regions = new LinkedHashMap<>();

    /** The address spaces that CPUs load in the run. */
    final Loads loads = new Loads(this);

    private final List<int[]> looked = new ArrayList<>();

    int entries;
    int uppers;
    /** By block: the first slot of its tables' entries. */
    final List<Integer> tableEntries = new ArrayList<>();
    int permissions;
    int contents;
    int references;
    int live;
    int incarnations;
    int zeroFrame;

    World(Cell cell, CellLibrary library, IoDrivers drivers) {
        this.drivers = drivers;
        this.cell = cell;
        this.library = library;
    }

    /** The address space or domain of a name; tables that mirror one have the name of their device. */
    Optional<Integer> space(String name) {
        for (int i = 0; i < spaces.size(); i++) {
            if (spaces.get(i).name().equals(name) && !spaces.get(i).isMirror()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** The page of a name in an address space. */
    Optional<Integer> page(int space, String name) {
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i).space() == space && pages.get(i).name().equals(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** The members of a family of pages; empty if there is none of that name. */
    List<Integer> pageFamily(int space, String name) {
        return pagesOf(space).stream()
                .filter(p -> Families.nameOf(pages.get(p).name()).equals(name)
                        && Families.indexOf(pages.get(p).name()).isPresent())
                .toList();
    }

    /** The members of a family of devices; empty if there is none of that name. */
    List<Integer> deviceFamily(String name) {
        return java.util.stream.IntStream.range(0, devices.size())
                .filter(d -> Families.nameOf(devices.get(d).name()).equals(name)
                        && Families.indexOf(devices.get(d).name()).isPresent())
                .boxed()
                .toList();
    }

    List<Integer> pagesOf(int space) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i).space() == space) {
                found.add(i);
            }
        }
        return found;
    }

    Optional<Integer> device(String name) {
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).name().equals(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** The page at the address of another in a table. */
    Optional<Integer> samePage(int page, int table) {
        return pagesOf(table).stream()
                .filter(p -> pages.get(p).name().equals(pages.get(page).name()))
                .findFirst();
    }

    /** The devices that translate by a table, or may come to. */
    List<Integer> devicesBy(int table) {
        return IntStream.range(0, devices.size())
                .filter(d -> tablesOf(d).contains(table))
                .boxed()
                .toList();
    }

    /** The tables by which a device translates, or may come to. */
    List<Integer> tablesOf(int device) {
        DeviceInfo.Movable movable = movables.get(device);
        return movable == null ? List.of(devices.get(device).table()) : movable.domains();
    }

    /** How timelines call what a device accesses: one that is attached and detached knows addresses, not domains. */
    String accessedName(int device, int page) {
        return movables.containsKey(device) ? pages.get(page).name() : pageName(page);
    }

    /** The devices and virtual machines that subscribe to an address space's notifiers, or may come to. */
    List<Integer> devicesOf(int space) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            DeviceInfo device = devices.get(i);
            boolean mayCome = device.kind() == DeviceInfo.Kind.SHARING && tablesOf(i).contains(space);
            if (device.space() == space || mayCome) {
                found.add(i);
            }
        }
        return found;
    }

    /** The numbers of the threads on a device. */
    List<Integer> threadsOf(int device) {
        List<ScenarioItem.Thread> all = List.copyOf(threads.keySet());
        return IntStream.range(0, all.size())
                .filter(t -> !threadCpus.containsKey(all.get(t)))
                .filter(t -> all.get(t).placeName().flatMap(n -> device(n.text())).filter(d -> d == device).isPresent())
                .boxed()
                .toList();
    }

    /** The CPUs that run threads of an address space; of a virtual machine's table, its virtual CPUs. */
    List<Integer> cpusOf(int space) {
        return IntStream.concat(
                        threadCpus.entrySet().stream()
                                .filter(e -> threads.get(e.getKey()) == space)
                                .mapToInt(Map.Entry::getValue),
                        IntStream.range(0, cpus.size())
                                .filter(c -> loads.loads(c, space)))
                .distinct()
                .boxed()
                .toList();
    }

    /** How reports call a CPU. */
    String cpuName(int cpu) {
        CpuInfo info = cpus.get(cpu);
        if (info.machine() < 0) {
            return "cpu " + info.number();
        }
        boolean only = devices.stream().filter(d -> d.kind() == DeviceInfo.Kind.VIRTUAL_MACHINE).count() == 1;
        return "vcpu " + info.number() + (only ? "" : " of " + devices.get(info.machine()).name());
    }

    /** The address space that a table mirrors, or the table itself. */
    int process(int space) {
        int original = spaces.get(space).original();
        return original < 0 ? space : original;
    }

    /** What an entry of IBM Z's segment table covers, whose page tables have 256 entries. */
    private static final int SEGMENT = 1 << 20;

    /** What an upper entry over a page covers, in bytes. */
    int upperSize(int page) {
        PageInfo info = pages.get(page);
        return spaces.get(info.space())
                .format()
                .flatMap(f -> f.block(info.size() << 12))
                .orElse(library.isArch("s390") ? SEGMENT : granule().pmd() << 12);
    }

    /** What the smallest pages of processes are. */
    Granule granule() {
        return Optional.ofNullable(library.archRules().get(MachineRule.ARCH_GRANULE.rule()))
                .flatMap(s -> Granule.named(s.value()))
                .orElse(Granule.OF_4K);
    }

    /** What is compiled depends on how large the smallest pages of processes are. */
    void leanOnGranule() {
        compiledBy.add("arch." + MachineRule.ARCH_GRANULE.rule());
    }

    /** The block that a page is in. */
    Optional<Integer> blockOf(int page) {
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).pages().contains(page)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** The page of an address space that a page mirrors, or the page itself. */
    int original(int page) {
        int original = pages.get(page).original();
        return original < 0 ? page : original;
    }

    /** The page of a table that mirrors an address space's page. */
    Optional<Integer> mirrored(int table, int page) {
        return pagesOf(table).stream().filter(p -> pages.get(p).original() == page).findFirst();
    }

    /** Whether the cell asks for store buffers, and the architecture has them. */
    boolean storeBuffers() {
        return Axes.isTso(cell) && isOn(library.archRules(), "store_buffers");
    }

    /** Whether the architecture has an invalidation that all CPUs hear. */
    boolean broadcast() {
        return isOn(library.archRules(), "broadcast_invalidation");
    }

    /** A number as it stands, or the cell's value of the axis that it names. */
    static int number(Expression expression, Cell cell) {
        if (expression instanceof Expression.Number number) {
            return (int) number.value();
        }
        return Attributes.text(expression, cell)
                .flatMap(Axes::number)
                .orElse(0);
    }

    static boolean isOn(Map<String, CellLibrary.Setting> rules, String rule) {
        CellLibrary.Setting setting = rules.get(rule);
        return setting != null && (setting.value().equals("on") || setting.value().equals("true"));
    }

    /**
     * The slots in which questions look at a translation, its entry and its page, within so many others; 0 in every
     * state of a run.
     */
    int[] translationSlots(int depth) {
        while (looked.size() <= depth) {
            String name = "translation" + (looked.isEmpty() ? "" : String.valueOf(looked.size() + 1));
            looked.add(new int[] {layout.shared(name + ".pte", 0), layout.shared(name + ".page", 0)});
        }
        return looked.get(depth).clone();
    }

    /** A new kernel operation on some pages: on what mirrors them, too, and on what they mirror. */
    int operation(List<Integer> itsPages) {
        // What is done to a page may be done to its upper entry, and so to all pages of its block, or to the entries of its run.
        List<Integer> originals = itsPages.stream()
                .flatMap(p -> blockOf(p).map(b -> blocks.get(b).pages()).orElse(runs.pagesWith(p)).stream())
                .map(this::original)
                .toList();
        long set = 0;
        for (int page = 0; page < pages.size(); page++) {
            if (originals.contains(original(page))) {
                set |= 1L << page;
            }
        }
        operations.add(set);
        return operations.size() - 1;
    }

    /** How a page is called in reports: with its address space where there are several, {@code gpu:A} in a mirror. */
    String pageName(int page) {
        PageInfo info = pages.get(page);
        String space = spaces.get(info.space()).name();
        if (info.original() >= 0) {
            return space + ":" + pageName(info.original());
        }
        boolean several = spaces.stream().filter(s -> !s.isMirror()).count() > 1;
        return several ? space + "." + info.name() : info.name();
    }
}
