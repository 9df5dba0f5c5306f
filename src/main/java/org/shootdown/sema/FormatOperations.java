package org.shootdown.sema;

import java.util.List;

/**
 * What the library can ask of the driver for the I/O page table that a page is in. The driver's code on the tables of
 * the machine answers. Where nobody can say what the driver does, the answers are zero and {@code false}.
 */
final class FormatOperations {

    private static final String PAGE = "a: page";
    private static final String SIZED = "a: page, size: int";

    /** A look-up. */
    record Row(String name, String parameters, Type result, String documentation) {}

    private FormatOperations() {}

    static List<Row> rows() {
        return List.of(
                error("format_map_nothing_error", "mapping it without permission to read or write"),
                flag("format_map_nothing_maps", "that maps something all the same"),
                sizedError("format_map_error", "mapping over its leaf of a size"),
                sized("format_map_keeps", "mapping over its leaf of a size changes nothing and reports no error"),
                sized("format_map_replaces", "mapping over its leaf of a size replaces that"),
                sized("format_map_clears", "the entry is empty for a while when a leaf is replaced"),
                sized("format_map_breaks", "the old leaf is cleared and flushed before the new one is set"),
                sized("format_map_flushes", "the TLB is flushed after a leaf has been replaced"),
                error("format_map_in_leaf_error", "mapping the page where a leaf maps its whole block"),
                flag("format_map_in_leaf_replaces", "the whole leaf of its block goes when the page alone is mapped"),
                flag("format_map_in_leaf_clears", "that leaf goes before there is a table in its place"),
                flag("format_map_in_leaf_flushes", "the TLB is flushed after that, of the page"),
                flag("format_map_in_leaf_flushes_all", "the TLB is flushed of all that the domain has after that"),
                flag("format_map_syncs", "the TLB is flushed after every mapping"),
                flag("format_new_table_flushes", "the TLB is flushed after a table has been hooked in"),
                error("format_map_over_table_error", "mapping its block by one leaf over a table that maps pages"),
                error("format_map_over_empty_table_error", "mapping its block by one leaf over a table that maps nothing"),
                flag("format_table_emptied", "the entries of a table are cleared before a leaf replaces it"),
                flag("format_table_clears", "the entry is empty for a while when a leaf replaces a table"),
                flag("format_table_flushes", "the TLB is flushed of the page when a leaf replaces a table"),
                flag("format_table_flushes_block", "that is of the whole block"),
                flag("format_table_flushes_all", "that is of all that the domain has"),
                flag("format_table_flushed_first", "that is done before the leaf is set"),
                flag("format_table_freed_first", "the table is given back before the leaf is set"),
                flag("format_table_freed_unflushed", "the table is given back before the TLB is flushed, if it is"),
                number("format_hole_bytes", SIZED,
                        "What unmapping so much returns, in bytes, where the page's upper entry is empty, or where its "
                                + "entry is if it is in no block."),
                flag("format_partial_unmaps_all", "unmapping the page unmaps all of a leaf that maps its whole block"),
                flag("format_partial_flushes_page", "the TLB is flushed of the page alone where all of that leaf goes"),
                flag("format_partial_splits", "it leaves the others mapped, by a table in place of the leaf"),
                flag("format_partial_refuses", "it unmaps nothing"),
                flag("format_unmap_flushes", "the TLB is flushed as the page is unmapped, and nothing is left to do behind"),
                flag("format_unmap_flushes_all", "that is of all that the domain has"),
                flag("format_split_loses", "that table leads elsewhere than the leaf did"),
                number("format_empty_bytes", PAGE,
                        "What unmapping the page returns, in bytes, where its entry in a table is empty."),
                flag("format_unmaps_tables", "unmapping its whole block unhooks a table and gives it back"),
                flag("format_unhooked_flushes", "the TLB is flushed of what the table led to before it is given back"),
                flag("format_defers_tables", "the table is given back no sooner than the TLB is flushed of what was unmapped"),
                flag("format_fgsp", "of two pages that are mapped at once not one alone can be unmapped"),
                flag("format_stops_at_holes", "unmapping its whole block ends at the first page that is not mapped"));
    }

    private static Row error(String name, String doing) {
        return number(name, PAGE, "The error number of " + doing + "; zero if it succeeds.");
    }

    private static Row sizedError(String name, String doing) {
        return number(name, SIZED, "The error number of " + doing + "; zero if it succeeds.");
    }

    private static Row flag(String name, String what) {
        return new Row(name, PAGE, Type.BOOL, "Whether " + what + ".");
    }

    private static Row sized(String name, String what) {
        return new Row(name, SIZED, Type.BOOL, "Whether " + what + ".");
    }

    private static Row number(String name, String parameters, String text) {
        return new Row(name, parameters, Type.INT, text);
    }
}
