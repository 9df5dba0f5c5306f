package org.shootdown.lower;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Diagnostics;
import org.shootdown.diag.Span;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.lower.World.Backing;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.Constants;
import org.shootdown.sema.Sizes;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/**
 * Makes the frames and pages of a scenario: which frame is behind a page, what the page-table entry says of it at the
 * start, and how often the frame is mapped and referenced.
 */
final class PageBuilder {

    private final World world;
    private final Scenario scenario;
    /** By name of a declared frame: its index. */
    private final Map<String, Integer> declared = new LinkedHashMap<>();
    /** By index of a frame: the pages that map it, or are to map it when they fault. */
    private final Map<Integer, List<Use>> uses = new LinkedHashMap<>();

    private final BlockBuilder blocks;

    /** By page: the entry and the VMA's permissions at the start. */
    private final List<int[]> initial = new ArrayList<>();

    private final List<Integer> contents = new ArrayList<>();
    private int numbered;

    /** A page of a frame; {@code mapped}: its entry names the frame at the start. */
    private record Use(
            ScenarioItem.Page page, Backing backing, boolean shared, boolean mapped, boolean cow, boolean hugetlb, int size) {}

    PageBuilder(World world, Scenario scenario) {
        this.world = world;
        this.blocks = new BlockBuilder(world);
        this.scenario = scenario;
        world.frames.add(World.FrameInfo.free("no frame"));
        contents.add(0);
        for (ScenarioItem.Frame frame : scenario.items(ScenarioItem.Frame.class)) {
            int content = frame.content().map(this::number).orElse(0);
            declared.put(frame.name().text(), add(frame.name().text(), content, frame.span()));
            world.namedFrames.put(frame.name().text(), Frame.handle(declared.get(frame.name().text()), 0));
        }
        scenario.items(ScenarioItem.AddressSpace.class).forEach(s -> s.pages().forEach(this::countDeclared));
    }

    // ---- frames -------------------------------------------------------------------------------------------------

    private int add(String name, int content, Span span) {
        if (world.frames.size() > Frame.LIMIT - 2 - blocks.tables()) {
            throw new LoweringException(
                    Code.TOO_MANY,
                    span,
                    "a scenario can have " + (Frame.LIMIT - 2) + " frames, and this one needs more");
        }
        world.frames.add(World.FrameInfo.free(name));
        contents.add(content);
        return world.frames.size() - 1;
    }

    /** The next name that a frame without a name of its own gets. */
    private String nextName() {
        Set<String> taken = new HashSet<>(declared.keySet());
        while (taken.contains("f" + numbered)) {
            numbered++;
        }
        return "f" + numbered++;
    }

    /** Enough frames for a new one behind every page and one in every thread's hands, then the zero frame. */
    void spare() {
        uses.forEach(this::count);
        declared.values().stream().filter(f -> !uses.containsKey(f)).forEach(this::held);
        int spare = world.pages.size() + world.threads.size() + world.devices.size();
        for (int i = 0; i < spare && world.frames.size() < Frame.LIMIT - 1 - blocks.tables(); i++) {
            world.frames.add(World.FrameInfo.free(nextName()));
            contents.add(0);
        }
        world.zeroFrame = world.frames.size();
        world.frames.add(new World.FrameInfo("zero", 1, 1, false, Backing.ZERO, Hardware.Owners.UNCOUNTED));
        contents.add(0);
        for (int page = 0; page < initial.size(); page++) {
            boolean mapsZero = world.pages.get(page).backing() == Backing.ZERO && initial.get(page)[0] != 0;
            if (mapsZero) {
                initial.get(page)[0] = PageTableEntry.of(world.zeroFrame, initial.get(page)[0]);
            }
        }
        blocks.build(initial, contents);
        world.runs.build();
    }

    /** A frame that no page maps is in the script's hands: it has one reference. */
    private void held(int frame) {
        String name = world.frames.get(frame).name();
        world.frames.set(frame, new World.FrameInfo(name, 0, 1, false, Backing.ANON, Hardware.Owners.SCRIPT));
    }

    /**
     * The counts of a frame at the start: its mappings, one more if another process maps it, and a reference for each;
     * the page cache holds one of its own (mm/filemap.c, __filemap_add_folio()).
     */
    private void count(int frame, List<Use> pages) {
        int here = (int) pages.stream().filter(Use::mapped).count();
        Backing backing = pages.get(0).backing();
        boolean elsewhere = here == 1
                && (backing == Backing.KSM || pages.stream().anyMatch(Use::cow));
        int mappings = here + (elsewhere ? 1 : 0);
        boolean exclusive = backing == Backing.ANON && mappings == 1;
        int cached = backing == Backing.FILE ? 1 : 0;
        String name = world.frames.get(frame).name();
        Hardware.Owners owners = new Hardware.Owners(cached + (elsewhere ? 1 : 0), 0, true);
        world.frames.set(frame, new World.FrameInfo(name, mappings, mappings + cached, exclusive, backing, owners));
    }

    // ---- pages --------------------------------------------------------------------------------------------------

    /** The pages of an address space that is no fork. */
    void addPage(ScenarioItem.Page page, int space) {
        Map<String, Expression> read = read(page);
        Backing backing = backing(read);
        boolean shared = read.containsKey("shared");
        boolean unmapped = read.containsKey("unmapped");
        int vma = unmapped ? 0 : permissions(read.get("vma"), 3);
        int frame = -1;
        if (!unmapped && backing != Backing.ZERO) {
            frame = frameOf(page, read, vma, backing);
        }
        boolean readOnly = !shared
                && (read.containsKey("cow")
                        || backing != Backing.ANON
                        || frame > 0 && uses.get(frame).stream().filter(Use::mapped).count() > 1);
        int pte = unmapped ? 0 : permissions(read.get("pte"), readOnly ? vma & ~PageTableEntry.WRITABLE : vma);
        if (backing == Backing.ZERO && (pte & PageTableEntry.WRITABLE) != 0) {
            throw contradiction(read.get("pte").span(), "nobody may write the zero frame: the entry is read-only");
        }
        int size = PageSizes.of(page, read, world);
        int cached = backing == Backing.FILE ? frame : 0;
        world.pages.add(new World.PageInfo(page.name().text(), space, shared, backing, cached,
                read.containsKey("hugetlb"), size, -1));
        int entry = pte == 0 || frame < 0 ? PageTableEntry.EMPTY : PageTableEntry.of(Frame.handle(frame, 0), pte | clearBits(read));
        entry |= world.runs.add(page, read, frame, entry != PageTableEntry.EMPTY);
        int file = backing == Backing.FILE ? World.FILE : 0;
        initial.add(new int[] {backing == Backing.ZERO ? pte : entry, vma | file});
        blocks.add(page, read);
    }

    /** The pages of a fork: nothing is mapped until it happens. */
    void addCopy(int page, int space) {
        World.PageInfo original = world.pages.get(page);
        world.pages.add(new World.PageInfo(
                original.name(), space, original.shared(), original.backing(), original.file(),
                original.hugetlb(), original.size(), -1));
        initial.add(new int[] {PageTableEntry.EMPTY, 0});
        world.runs.addCopy(page);
    }

    /** The page of a table that mirrors a page of an address space: empty until its driver fills it. */
    void addMirror(int original, int space) {
        World.PageInfo info = world.pages.get(original);
        world.pages.add(new World.PageInfo(
                info.name(), space, info.shared(), info.backing(), 0, false, info.size(), original));
        initial.add(new int[] {PageTableEntry.EMPTY, 0});
    }

    /** A page of a domain: one leaf, which maps a frame of its own unless it is unmapped. */
    void addDomainPage(ScenarioItem.Page page, int space) {
        Map<String, Expression> read = Attributes.read(
                page.attributes(), Attributes.OF_DOMAIN_PAGE, "page of a domain", new Diagnostics());
        int size = Attributes.sizeOf(page, world.cell).orElseThrow() >> 12;
        world.pages.add(new World.PageInfo(page.name().text(), space, false, Backing.ANON, 0, false, size, -1));
        int permissions = read.containsKey("unmapped") ? 0 : permissions(read.get("pte"), 3);
        int entry = PageTableEntry.EMPTY;
        int frame = 0;
        if (permissions != 0) {
            frame = add(nextName(), page.content().map(this::number).orElse(0), page.span());
            String name = world.frames.get(frame).name();
            world.frames.set(frame, new World.FrameInfo(name, 1, 1, true, Backing.ANON, Hardware.Owners.SCRIPT));
            entry = PageTableEntry.of(Frame.handle(frame, 0), permissions | clearBits(read));
        }
        entry |= world.runs.add(page, read, frame, entry != PageTableEntry.EMPTY);
        initial.add(new int[] {entry, 0});
        blocks.add(page, read);
    }

    /** The frame behind a page; -1 if there is none. */
    private int frameOf(ScenarioItem.Page page, Map<String, Expression> read, int vma, Backing backing) {
        if (read.get("frame") instanceof Expression.Reference reference) {
            return declared.get(reference.name());
        }
        boolean mapped = permissions(read.get("pte"), vma) != 0;
        if (!mapped && backing != Backing.FILE) {
            return -1;
        }
        int frame = add(nextName(), page.content().map(this::number).orElse(0), page.span());
        uses.put(frame, List.of(use(page, read)));
        return frame;
    }

    private Use use(ScenarioItem.Page page, Map<String, Expression> read) {
        boolean mapped = permissions(read.get("pte"), permissions(read.get("vma"), 3)) != 0;
        return new Use(
                page,
                backing(read),
                read.containsKey("shared"),
                mapped,
                read.containsKey("cow"),
                read.containsKey("hugetlb"),
                PageSizes.of(page, read, world));
    }

    /** Pages that name a frame, which all must take it for the same kind of memory. */
    private void countDeclared(ScenarioItem.Page page) {
        Map<String, Expression> read = read(page);
        if (!(read.get("frame") instanceof Expression.Reference reference)) {
            return;
        }
        Use use = use(page, read);
        if (!use.mapped() && use.backing() != Backing.FILE) {
            throw contradiction(
                    reference.span(), "the entry of `" + page.name() + "` is empty, so that it maps no frame");
        }
        List<Use> others = uses.computeIfAbsent(declared.get(reference.name()), f -> new ArrayList<>());
        for (Use other : others) {
            boolean alike = other.backing() == use.backing()
                    && other.hugetlb() == use.hugetlb()
                    && other.size() == use.size()
                    && (use.backing() == Backing.FILE || other.shared() == use.shared());
            if (!alike) {
                throw new LoweringException(Diagnostic.of(
                                Code.CONTRADICTION,
                                reference.span(),
                                "`" + page.name() + "` and `" + other.page().name() + "` cannot map one frame: the one's"
                                        + " memory is " + kind(use) + ", the other's " + kind(other))
                        .and(other.page().span(), "it is mapped here too")
                        .help("pages of one file can be `shared` or not: write `file` for both"));
            }
        }
        others.add(use);
    }

    private String kind(Use use) {
        String memory = switch (use.backing()) {
            case FILE -> "a file's";
            case KSM -> "KSM's";
            case ZERO -> "the zero frame";
            case ANON -> use.shared() ? "shared" : "private and anonymous";
        };
        if (use.hugetlb()) {
            return memory + ", hugetlb of " + Sizes.text(use.size());
        }
        return use.size() == world.granule().base() ? memory : memory + ", of " + Sizes.text(use.size());
    }

    private static Backing backing(Map<String, Expression> read) {
        return read.containsKey("file")
                ? Backing.FILE
                : read.containsKey("zero") ? Backing.ZERO : read.containsKey("ksm") ? Backing.KSM : Backing.ANON;
    }

    private static LoweringException contradiction(Span span, String sentence) {
        return new LoweringException(Code.CONTRADICTION, span, sentence);
    }

    // ---- sizes and what is not modelled -------------------------------------------------------------------------

    /** The accessed and dirty bits that are said to be clear. */
    private int clearBits(Map<String, Expression> read) {
        return (isOff(read.get("dirty")) ? PageTableEntry.CLEAN : 0) | (isOff(read.get("young")) ? PageTableEntry.OLD : 0);
    }

    private boolean isOff(Expression value) {
        return value != null
                && Attributes.text(value, world.cell)
                        .filter(t -> t.equals("off") || t.equals("false"))
                        .isPresent();
    }

    // ---- values -------------------------------------------------------------------------------------------------

    private static Map<String, Expression> read(ScenarioItem.Page page) {
        return Attributes.read(page.attributes(), Attributes.OF_PAGE, "page", new Diagnostics());
    }

    private int permissions(Expression expression, int otherwise) {
        return Optional.ofNullable(expression)
                .flatMap(e -> Attributes.text(e, world.cell))
                .flatMap(Constants::named)
                .map(Constants.Constant::value)
                .orElse(otherwise);
    }

    private int number(Expression expression) {
        return World.number(expression, world.cell);
    }

    List<int[]> initial() {
        return initial;
    }

    List<Integer> contents() {
        return contents;
    }
}
