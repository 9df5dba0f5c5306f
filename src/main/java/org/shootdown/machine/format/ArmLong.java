package org.shootdown.machine.format;

import static org.shootdown.machine.format.BitField.address;
import static org.shootdown.machine.format.BitField.flag;
import static org.shootdown.machine.format.BitField.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The shape that all tables of Arm's VMSAv8-64 (LPAE) share, whoever walks them: Arm ARM D8.3; for the CPU
 * arch/arm64/include/asm/pgtable-hwdef.h. Which blocks and which contiguous runs there are depends on the granule.
 *
 * @param pageShift the granule as a power of two
 * @param names of levels 3, 2, 1 and 0; empty where they have only numbers
 * @param typeMacro what the kernel calls the type bits
 * @param leafFields the bits of leaves besides type, address, and nT of blocks
 * @param tableFields the bits of table entries besides type and address
 * @param invalid kinds of entries that are not valid, besides the empty one
 * @param pageType the type bits of a leaf at level 3
 */
record ArmLong(
        int pageShift,
        List<List<String>> names,
        String validMacro,
        String typeMacro,
        List<BitField> leafFields,
        List<BitField> tableFields,
        Function<Granule, List<Layout>> invalid,
        long pageType,
        Function<Values, List<Access>> access,
        Function<Values, List<String>> notes) {

    private static final int LAST = 3;
    private static final long TABLE_OR_PAGE = 1;
    /** Entries of a contiguous run as powers of two, by granule and level: Arm ARM D8.6.1. */
    private static final Map<Integer, Map<Integer, Integer>> RUNS = Map.of(
            12, Map.of(3, 4, 2, 4, 1, 4),
            14, Map.of(3, 7, 2, 5),
            16, Map.of(3, 5, 2, 5));
    /** The highest level of blocks; with 64K it needs 52-bit addresses (FEAT_LPA). */
    private static final Map<Integer, Integer> HIGHEST_BLOCK = Map.of(12, 1, 14, 2, 16, 1);

    /** A level as its kinds of entries see it. */
    record Granule(int pageShift, int level, int shift) {

        boolean hasLeaves() {
            return level >= HIGHEST_BLOCK.get(pageShift);
        }

        /** Where the address of a leaf is. */
        BitField address(int lowest) {
            Bits low = new Bits(47, lowest, lowest);
            return pageShift == 16
                    ? BitField.address("PTE_ADDR_LOW, PTE_ADDR_HIGH", low, new Bits(15, 12, 48))
                    : BitField.address("PTE_ADDR_LOW", low);
        }
    }

    List<Level> levels() {
        List<Level> levels = new ArrayList<>();
        int perLevel = pageShift - 3;
        for (int number = LAST; number >= 0; number--) {
            int shift = pageShift + perLevel * (LAST - number);
            int width = Math.min(perLevel, (pageShift == 16 ? 52 : 48) - shift);
            if (width <= 0) {
                break;
            }
            List<String> called = names.isEmpty() ? List.of("L" + number) : names.get(LAST - number);
            levels.add(new Level(number, called, shift, width, layouts(new Granule(pageShift, number, shift))));
        }
        return levels;
    }

    private List<Layout> layouts(Granule granule) {
        List<Layout> layouts = new ArrayList<>();
        layouts.add(Layout.none(64));
        layouts.addAll(invalid.apply(granule));
        layouts.add(Layout.invalid("invalid", "not valid")
                .fields(type().get(0))
                .when("valid", 0)
                .build());
        if (granule.level() == LAST) {
            addLeaves(granule, layouts, pageType);
            layouts.add(Layout.reserved("reserved", pageType == TABLE_OR_PAGE
                            ? "valid, and of the type of blocks, which level 3 has not: a translation fault"
                            : "valid, and of the type of tables, which level 3 has not")
                    .fields(type())
                    .when("valid", 1)
                    .build());
            return layouts;
        }
        layouts.add(Layout.table("a table entry")
                .fields(type())
                .fields(tableFields)
                .fields(granule.address(pageShift).means("physical address of the table"))
                .when("valid", 1)
                .when("type", TABLE_OR_PAGE)
                .build());
        if (granule.hasLeaves()) {
            addLeaves(granule, layouts, 0);
        } else {
            layouts.add(Layout.reserved("reserved", "valid, and a block, which this level has not: a translation fault")
                    .fields(type())
                    .when("valid", 1)
                    .when("type", 0)
                    .build());
        }
        return layouts;
    }

    private void addLeaves(Granule granule, List<Layout> layouts, long type) {
        int run = RUNS.get(pageShift).getOrDefault(granule.level(), 0);
        layouts.add(leaf("leaf", granule, type).when("cont", 0).build());
        if (run > 0) {
            layouts.add(leaf("leaf_cont", granule, type)
                    .when("cont", 1)
                    .run(granule.shift() + run)
                    .title("a leaf that maps " + Size.text(granule.shift()) + " of a contiguous "
                            + Size.text(granule.shift() + run))
                    .build());
        } else {
            layouts.add(Layout.reserved("reserved_cont", "a block with the contiguous bit, which this level has not")
                    .fields(type())
                    .fields(leafFields)
                    .when("valid", 1)
                    .when("type", type)
                    .when("cont", 1)
                    .build());
        }
    }

    private Layout.Builder leaf(String word, Granule granule, long type) {
        Layout.Builder leaf = Layout.leaf(word, granule.shift())
                .fields(type())
                .fields(leafFields)
                .fields(granule.address(granule.shift()).means("physical address"))
                .when("valid", 1)
                .when("type", type)
                .access(access)
                .notes(notes);
        return granule.level() == LAST
                ? leaf
                : leaf.fields(flag("nt", 16, "", "with FEAT_BBM level 1: a TLB does not hold the block yet"));
    }

    private List<BitField> type() {
        return List.of(
                flag("valid", 0, validMacro, "hardware may use the entry"),
                number("type", 1, 1, typeMacro, "1 of a table, and of a page at level 3; 0 of a block"));
    }
}
