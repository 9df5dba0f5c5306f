package org.shootdown.lower;

import java.util.Optional;
import org.shootdown.ir.IoDrivers.Act;
import org.shootdown.ir.IoDrivers.Answer;
import org.shootdown.ir.IoDrivers.Effect;
import org.shootdown.ir.IoDrivers.Leads;
import org.shootdown.ir.IoDrivers.Moment;
import org.shootdown.ir.IoDrivers.Situation;
import org.shootdown.ir.IoDrivers.Upper;
import org.shootdown.ir.Value;

/**
 * Compiles what the library asks of the driver for the I/O page table that a page is in. The driver itself answers: it
 * does the operation on tables of the machine, and what comes of it is what the code is compiled for.
 */
final class FormatLookUps {

    /** What an unmap of nothing returns is no larger. It can be an error number as a size, which is negative here. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private final World world;

    private FormatLookUps(World world) {
        this.world = world;
    }

    /**
     * An answer; empty if this is no such question.
     *
     * @param page a page of a domain
     * @param size the second argument, in bytes; 0 if there is none
     */
    static Optional<Value> of(World world, String name, int page, int size) {
        return new FormatLookUps(world).of(name, page, size);
    }

    private Optional<Value> of(String name, int page, int size) {
        boolean whole = world.blockOf(page).isPresent() && size == world.upperSize(page);
        return switch (name) {
            case "format_map_nothing_error" -> number(table(page, false, Act.MAP_NOTHING).error());
            case "format_map_nothing_maps" -> truth(!isGone(table(page, false, Act.MAP_NOTHING)));
            case "format_map_error" -> number(over(page, whole).error());
            case "format_map_keeps" -> truth(is(over(page, whole), Leads.AS_BEFORE) && over(page, whole).error() == 0);
            case "format_map_replaces" -> truth(is(over(page, whole), Leads.AS_ASKED));
            case "format_map_clears" -> truth(over(page, whole).has(m -> m.page() == Leads.NOWHERE));
            case "format_map_breaks" -> truth(over(page, whole).comesBefore(this::isFlush, this::isSet));
            case "format_map_flushes" -> truth(over(page, whole).comesBefore(this::isSet, this::isFlush)
                    && over(page, whole).has(this::isFlush));
            case "format_map_in_leaf_error" -> number(inLeaf(page, true).error());
            case "format_map_in_leaf_replaces" -> truth(is(inLeaf(page, true), Leads.AS_ASKED));
            case "format_map_in_leaf_clears" -> truth(inLeaf(page, false).neighbour() == Leads.NOWHERE);
            case "format_map_in_leaf_flushes" -> truth(inLeaf(page, true).has(this::isFlush));
            case "format_map_in_leaf_flushes_all" -> truth(inLeaf(page, true).has(this::isOfAll));
            case "format_map_syncs" -> truth(table(page, false, Act.MAP).has(this::isFlush));
            case "format_new_table_flushes" -> truth(ask(page, Upper.NONE, false, false, true, Act.MAP).has(this::isFlush));
            case "format_map_over_table_error" -> number(overMapped(page).error());
            case "format_map_over_empty_table_error" -> number(overEmpty(page).error());
            case "format_table_emptied" -> truth(overTable(page)
                    .has(m -> m.page() == Leads.NOWHERE && m.neighbour() == Leads.AS_BEFORE));
            case "format_table_clears" -> truth(overTable(page).has(m -> m.neighbour() == Leads.NOWHERE));
            case "format_table_flushes" -> truth(overTable(page).has(this::isFlush));
            case "format_table_flushes_block" -> truth(overTable(page).has(m -> m.effect() == Effect.FLUSH_BLOCK));
            case "format_table_flushes_all" -> truth(overTable(page).has(this::isOfAll));
            case "format_table_flushed_first" -> truth(overTable(page).comesBefore(this::isFlush, this::isSet));
            case "format_table_freed_first" -> truth(overTable(page).comesBefore(this::isFree, this::isSet));
            case "format_table_freed_unflushed" -> truth(overTable(page).comesBefore(this::isFree, this::isFlush));
            case "format_hole_bytes" -> bytes(hole(page, whole));
            case "format_empty_bytes" -> bytes(table(page, false, Act.UNMAP));
            case "format_partial_unmaps_all" -> truth(
                    isGone(part(page)) && part(page).neighbour() == Leads.NOWHERE);
            case "format_partial_splits" -> truth(isGone(part(page)) && part(page).neighbour() != Leads.NOWHERE);
            case "format_partial_refuses" -> truth(part(page).defined() && part(page).page() == Leads.AS_BEFORE);
            case "format_partial_flushes_page" -> truth(isGone(part(page)) && part(page).neighbour() == Leads.NOWHERE
                    && !part(page).has(m -> m.effect() == Effect.FLUSH_BLOCK || isOfAll(m)));
            case "format_unmap_flushes" -> truth(table(page, true, Act.UNMAP_FAST).has(this::isFlush));
            case "format_unmap_flushes_all" -> truth(table(page, true, Act.UNMAP_FAST).has(this::isOfAll));
            case "format_split_loses" -> truth(part(page).neighbour() == Leads.ELSEWHERE);
            case "format_unmaps_tables" -> truth(wholeTable(page, true, Act.UNMAP_BLOCK).has(this::isFree));
            case "format_unhooked_flushes" -> truth(wholeTable(page, true, Act.UNMAP_BLOCK_FAST).has(this::isFlush));
            case "format_defers_tables" -> truth(!wholeTable(page, true, Act.UNMAP_BLOCK_FAST).has(this::isFree));
            case "format_fgsp" -> truth(table(page, false, Act.MAP_TWO_UNMAP_ONE).bytes() != world.pages.get(page).size() << 12);
            case "format_stops_at_holes" -> truth(wholeTable(page, false, Act.UNMAP_BLOCK).bytes() == 0);
            default -> Optional.empty();
        };
    }

    // ---- situations ---------------------------------------------------------------------------------------------

    private Answer ask(int page, Upper upper, boolean mapped, boolean neighbour, boolean memory, Act act) {
        World.PageInfo info = world.pages.get(page);
        Optional<Integer> block = world.blockOf(page);
        String format = world.spaces.get(info.space()).format().orElseThrow().word();
        return world.drivers.answer(new Situation(
                format,
                driver(format),
                info.size() << 12,
                block.isPresent() ? world.upperSize(page) : 0,
                block.isEmpty() || world.blocks.get(block.get()).pages().get(0) == page,
                upper,
                mapped,
                neighbour,
                memory,
                act));
    }

    /** The kernel's driver for it. */
    private String driver(String format) {
        world.compiledBy.add("kernel." + format);
        return world.library.kernelRules().get(format).value();
    }

    /** In a table that is there. */
    private Answer table(int page, boolean mapped, Act act) {
        return ask(page, Upper.TABLE, mapped, false, true, act);
    }

    /** Mapping over a leaf of the same size. */
    private Answer over(int page, boolean whole) {
        return whole ? ask(page, Upper.LEAF, false, false, true, Act.MAP_BLOCK) : table(page, true, Act.MAP);
    }

    private Answer inLeaf(int page, boolean memory) {
        return ask(page, Upper.LEAF, false, false, memory, Act.MAP);
    }

    /** A leaf over a table in which pages are mapped. */
    private Answer overMapped(int page) {
        return ask(page, Upper.TABLE, true, true, true, Act.MAP_BLOCK);
    }

    /** The same; where it is refused, over an empty table. */
    private Answer overTable(int page) {
        Answer mapped = overMapped(page);
        return mapped.error() == 0 ? mapped : overEmpty(page);
    }

    private Answer overEmpty(int page) {
        return ask(page, Upper.TABLE, false, false, true, Act.MAP_BLOCK);
    }

    private Answer hole(int page, boolean whole) {
        return world.blockOf(page).isEmpty()
                ? table(page, false, Act.UNMAP)
                : ask(page, Upper.NONE, false, false, true, whole ? Act.UNMAP_BLOCK : Act.UNMAP);
    }

    private Answer part(int page) {
        return ask(page, Upper.LEAF, false, false, true, Act.UNMAP);
    }

    private Answer wholeTable(int page, boolean mapped, Act act) {
        return ask(page, Upper.TABLE, mapped, true, true, act);
    }

    // ---- what to look for ---------------------------------------------------------------------------------------

    private boolean isFlush(Moment moment) {
        return switch (moment.effect()) {
            case FLUSH, FLUSH_WALKS, FLUSH_BLOCK, FLUSH_ALL -> true;
            case FLUSH_ELSEWHERE, STORE, FREE, LEAK -> false;
        };
    }

    private boolean isOfAll(Moment moment) {
        return moment.effect() == Effect.FLUSH_ALL;
    }

    private boolean isFree(Moment moment) {
        return moment.effect() == Effect.FREE;
    }

    private boolean isSet(Moment moment) {
        return moment.effect() == Effect.STORE && moment.page() == Leads.AS_ASKED;
    }

    private static boolean is(Answer answer, Leads leads) {
        return answer.defined() && answer.page() == leads;
    }

    private static boolean isGone(Answer answer) {
        return is(answer, Leads.NOWHERE);
    }

    private static Optional<Value> truth(boolean value) {
        return Optional.of(Value.truth(value));
    }

    private static Optional<Value> number(int value) {
        return Optional.of(Value.constant(value));
    }

    private static Optional<Value> bytes(Answer answer) {
        if (answer.bytes() < -LARGEST || answer.bytes() > LARGEST) {
            throw new IllegalStateException("an unmap of nothing returns " + answer.bytes());
        }
        return number((int) answer.bytes());
    }
}
