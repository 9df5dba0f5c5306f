package org.shootdown.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Axes;
import org.shootdown.sema.Cell;
import org.shootdown.sema.CellLibrary;
import org.shootdown.sema.Families;
import org.shootdown.syntax.Declaration.Library;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/** The things of a scenario in one cell, by index, and the slots of their state. Filled by {@link WorldBuilder}. */
final class World {

    /** An address space; {@code started} is the slot that lets the threads of a fork begin, -1 if it is no fork. */
    record SpaceInfo(String name, int parent, int started) {}

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
     * @param size in units of 4K
     */
    record PageInfo(String name, int space, boolean shared, Backing backing, int file, int size) {}

    record DeviceInfo(
            String name, String iommu, int space, boolean ats, boolean pri, boolean btm, List<Library> driver) {}

    /** A frame and how it is used at the start. */
    record FrameInfo(String name, int mappings, int references, boolean exclusive, Backing backing) {

        static FrameInfo free(String name) {
            return new FrameInfo(name, 0, 0, false, Backing.ANON);
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
    final StateLayout layout = new StateLayout();

    final List<SpaceInfo> spaces = new ArrayList<>();
    final List<PageInfo> pages = new ArrayList<>();
    final List<Integer> cpus = new ArrayList<>();
    final List<DeviceInfo> devices = new ArrayList<>();
    /** Index 0 is no frame. */
    final List<FrameInfo> frames = new ArrayList<>();
    /** The handles of the frames that the scenario declares. */
    final Map<String, Integer> namedFrames = new LinkedHashMap<>();
    /** The scenario's threads with the index of their address space, -1 for none. */
    final Map<ScenarioItem.Thread, Integer> threads = new LinkedHashMap<>();

    /** Locks and variables of the kernel and the drivers. */
    final LibraryMembers members = new LibraryMembers(this);
    final Map<String, Integer> variables = new LinkedHashMap<>();
    final Map<String, Row> rows = new LinkedHashMap<>();
    final Map<String, Integer> locks = new LinkedHashMap<>();
    /** For each kernel operation (index 0: none) the pages it may change. */
    final List<Long> operations = new ArrayList<>(List.of(0L));
    /** The rules of the machine that the code is made by, as {@code arch.NAME} or {@code IOMMU.NAME}. */
    final Set<String> compiledBy = new LinkedHashSet<>();
    /** The script's registers by their full name. */
    final Map<String, Integer> registers = new LinkedHashMap<>();

    private final List<int[]> looked = new ArrayList<>();

    int entries;
    int permissions;
    int contents;
    int references;
    int live;
    int incarnations;
    int zeroFrame;

    World(Cell cell, CellLibrary library) {
        this.cell = cell;
        this.library = library;
    }

    Optional<Integer> space(String name) {
        for (int i = 0; i < spaces.size(); i++) {
            if (spaces.get(i).name().equals(name)) {
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

    List<Integer> devicesOf(int space) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).space() == space) {
                found.add(i);
            }
        }
        return found;
    }

    /** The CPUs that run threads of an address space. */
    List<Integer> cpusOf(int space) {
        List<Integer> found = new ArrayList<>();
        threads.forEach((thread, itsSpace) -> {
            if (itsSpace == space && isOnCpu(thread)) {
                int cpu = cpus.indexOf(thread.number().orElseThrow());
                if (!found.contains(cpu)) {
                    found.add(cpu);
                }
            }
        });
        return found;
    }

    static boolean isOnCpu(ScenarioItem.Thread thread) {
        return thread.placeName().isPresent()
                && thread.placeName().get().text().equals("cpu")
                && thread.number().isPresent();
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

    /** A new kernel operation on some pages. */
    int operation(List<Integer> itsPages) {
        long set = 0;
        for (int page : itsPages) {
            set |= 1L << page;
        }
        operations.add(set);
        return operations.size() - 1;
    }

    /** How a page is called in reports: with its address space where there are several. */
    String pageName(int page) {
        PageInfo info = pages.get(page);
        return spaces.size() > 1 ? spaces.get(info.space()).name() + "." + info.name() : info.name();
    }
}
