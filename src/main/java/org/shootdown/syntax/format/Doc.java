package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;

/** A text whose line breaks are still open (after Wadler, "A prettier printer"). */
sealed interface Doc {

    Doc NOTHING = new Sequence(List.of());
    Doc SPACE = new Text(" ");

    /** Characters that stay together. */
    record Text(String text) implements Doc {}

    /** A line break, or {@code flat} if the group around it fits on a line. */
    record Break(String flat) implements Doc {}

    /** A line break in any case, unless a line begins here anyway; with {@code blank}, behind an empty line. */
    record Fresh(boolean blank) implements Doc {}

    /** Lines that begin within are indented by so much more. */
    record Indent(int by, Doc doc) implements Doc {}

    /** On one line if that fits; else its own breaks all break. */
    record Group(Doc doc) implements Doc {}

    /** On one line even if that does not fit. */
    record Flat(Doc doc) implements Doc {}

    record Sequence(List<Doc> parts) implements Doc {}

    /** A comment at the end of a line; what comes behind it begins a new one. It never makes a line too long. */
    record EndOfLine(String comment) implements Doc {}

    /** A comment among words. */
    record Remark(String comment) implements Doc {}

    /**
     * Lines with the same columns that follow each other are aligned here.
     *
     * @param column which column it is
     * @param onlyFlat no column if the group around it is broken
     */
    record Tab(String column, boolean onlyFlat) implements Doc {}

    static Doc text(String text) {
        return new Text(text);
    }

    /** A space where a line may break. */
    static Doc space() {
        return new Break(" ");
    }

    static Doc indent(int by, Doc... parts) {
        return new Indent(by, join(parts));
    }

    static Doc group(Doc... parts) {
        return new Group(join(parts));
    }

    static Doc join(Doc... parts) {
        return new Sequence(List.of(parts));
    }

    static Doc join(List<Doc> parts) {
        return new Sequence(List.copyOf(parts));
    }

    /** The parts with something between each two. */
    static Doc separated(List<Doc> parts, Doc separator) {
        List<Doc> all = new ArrayList<>();
        for (Doc part : parts) {
            if (!all.isEmpty()) {
                all.add(separator);
            }
            all.add(part);
        }
        return new Sequence(all);
    }
}
