package org.shootdown.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shootdown.diag.Code;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.Span;
import org.shootdown.ir.Frame;
import org.shootdown.ir.Hardware;
import org.shootdown.ir.Levels;
import org.shootdown.ir.PageTableEntry;
import org.shootdown.sema.Attributes;
import org.shootdown.syntax.Expression;
import org.shootdown.syntax.ScenarioItem;

/** Makes the blocks of pages that share an upper entry: the tables that they can have, and what the entry is at the start. */
final class BlockBuilder {

    private final World world;

    BlockBuilder(World world) {
        this.world = world;
    }

    /** The page that was added last says in which block it is. */
    void add(ScenarioItem.Page page, Map<String, Expression> read) {
        boolean huge = read.containsKey("huge");
        if (!read.containsKey("block")) {
            if (huge) {
                throw new LoweringException(Diagnostic.of(
                                Code.CONTRADICTION,
                                read.get("huge").span(),
                                "`" + page.name() + "` is in no block, and `huge` is said of the pages of one")
                        .help("a huge page without windows is `thp`; else name its block: `block H huge`"));
            }
            return;
        }
        int index = world.pages.size() - 1;
        int space = world.pages.get(index).space();
        boolean known = !PageSizes.isBaseOnly(world)
                || List.of("s390", "ppc64_radix").stream().anyMatch(world.library::isArch);
        if (world.spaces.get(space).format().isEmpty() && !known) {
            throw notModelled(
                    page.name().span(), "blocks of processes are not modelled on riscv64 yet: only on x86_64, arm64, ppc64_radix and s390");
        }
        String name = Attributes.text(read.get("block"), world.cell).orElse("");
        for (int i = 0; i < world.blocks.size(); i++) {
            World.BlockInfo block = world.blocks.get(i);
            if (block.space() == space && block.name().equals(name)) {
                if (block.huge() != huge) {
                    throw new LoweringException(Diagnostic.of(
                                    Code.CONTRADICTION,
                                    page.name().span(),
                                    "of the block `" + name + "` some pages are said to be `huge`, and `" + page.name() + "` "
                                            + (huge ? "is the first" : "is not"))
                            .help("one upper entry maps all of them or none: say `huge` of each page of the block"));
                }
                world.blocks.set(i, block.with(index));
                return;
            }
        }
        world.blocks.add(new World.BlockInfo(name, space, List.of(index), List.of(), huge, page.name().span()));
    }

    /** How many frames the tables need. */
    int tables() {
        return Levels.TABLES * world.blocks.size();
    }

    /**
     * Frames for tables, behind all others: what is a table is never anything else.
     *
     * @param initial by page: the entry at the start
     */
    void build(List<int[]> initial, List<Integer> contents) {
        for (int i = 0; i < world.blocks.size(); i++) {
            World.BlockInfo block = world.blocks.get(i);
            check(block, initial);
            List<Integer> tables = new ArrayList<>();
            for (int table = 0; table < Levels.TABLES; table++) {
                boolean taken = table == 0 && !block.huge();
                tables.add(world.frames.size());
                world.frames.add(new World.FrameInfo(
                        "pt" + (i * Levels.TABLES + table),
                        0,
                        taken ? 1 : 0,
                        false,
                        World.Backing.ANON,
                        Hardware.Owners.UNCOUNTED));
                contents.add(0);
            }
            world.blocks.set(i, block.with(tables));
            if (block.huge()) {
                block.pages().forEach(p -> initial.get(p)[0] |= PageTableEntry.LARGE);
            }
        }
    }

    /** The upper entry of a block at the start. */
    static int upper(World.BlockInfo block, List<int[]> initial) {
        return block.huge()
                ? initial.get(block.pages().get(0))[0]
                : PageTableEntry.of(Frame.handle(block.tables().get(0), 0), PageTableEntry.TABLE);
    }

    private void check(World.BlockInfo block, List<int[]> initial) {
        World.SpaceInfo space = world.spaces.get(block.space());
        int leaf = world.pages.get(block.pages().get(0)).size() << 12;
        boolean alike = block.pages().stream().allMatch(p -> world.pages.get(p).size() << 12 == leaf);
        boolean large = space.format().map(f -> f.block(leaf).isPresent()).orElse(true);
        if (!alike || block.huge() && !large) {
            throw new LoweringException(Diagnostic.of(
                            Code.LEAF_SIZE,
                            block.span(),
                            alike
                                    ? "the format has no leaf larger than the pages of the block `" + block.name() + "`"
                                    : "the pages of the block `" + block.name() + "` are not of one size")
                    .help(alike ? "leave out `huge`" : "the pages of a block are the smallest leaves: leave out `size`"));
        }
        int upper = world.upperSize(block.pages().get(0));
        if ((long) leaf * block.pages().size() > upper) {
            throw new LoweringException(Diagnostic.of(
                            Code.CONTRADICTION,
                            block.span(),
                            "the pages of the block `" + block.name() + "` are more than an upper entry covers")
                    .help("that is room for " + upper / leaf + " of them"));
        }
        boolean forked = space.parent() >= 0
                || world.spaces.stream().anyMatch(s -> s.parent() == block.space() || s.original() == block.space());
        if (forked) {
            throw notModelled(block.span(), "blocks in an mm that is forked or mirrored are not modelled yet");
        }
        int first = initial.get(block.pages().get(0))[0];
        for (int number = 0; number < block.pages().size() && block.huge(); number++) {
            int entry = initial.get(block.pages().get(number))[0];
            if (!PageTableEntry.valid(entry) || entry != PageTableEntry.part(first, number)) {
                throw new LoweringException(Diagnostic.of(
                                Code.CONTRADICTION,
                                block.span(),
                                "the pages of the block `" + block.name()
                                        + "` are not mapped alike to frames one behind the other, as one leaf maps them")
                        .help("declare them one after the other, with the same words and without `frame`"));
            }
        }
    }

    static LoweringException notModelled(Span span, String sentence) {
        return new LoweringException(
                Diagnostic.of(Code.NOT_MODELLED, span, sentence).help("leave out `block`: each page is then on its own"));
    }
}
