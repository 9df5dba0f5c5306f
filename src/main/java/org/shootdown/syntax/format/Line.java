package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;

/** A line of output whose columns are not yet aligned. */
final class Line {

    /** A place to align, by its offset in the text. */
    record Mark(String column, int offset) {}

    int indent;
    final StringBuilder text = new StringBuilder();
    /** The comment at its end; empty if there is none. */
    String comment = "";
    /** Whether nothing but a comment stands on it. */
    boolean onlyComment;
    /** Whether it belongs to a block comment, whose text is not indented. */
    boolean verbatim;
    final List<Mark> marks = new ArrayList<>();

    Line(int indent) {
        this.indent = indent;
    }

    boolean isEmpty() {
        return text.isEmpty() && comment.isEmpty();
    }

    /** How wide it is without its comment. */
    int width() {
        return (verbatim ? 0 : indent) + text.length();
    }

    List<String> columns() {
        return marks.stream().map(Mark::column).toList();
    }

    /** Moves what stands from a mark on to the right. */
    void pad(int mark, int spaces) {
        text.insert(marks.get(mark).offset(), " ".repeat(spaces));
        for (int i = mark; i < marks.size(); i++) {
            marks.set(i, new Mark(marks.get(i).column(), marks.get(i).offset() + spaces));
        }
    }

    @Override
    public String toString() {
        String code = (verbatim || isEmpty() ? "" : " ".repeat(indent)) + text;
        return (code + comment).stripTrailing();
    }
}
