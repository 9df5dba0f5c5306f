package org.shootdown.diag;

/**
 * A stretch of a source file.
 *
 * @param file the file
 * @param start the offset of its first character
 * @param end the offset behind its last character, at least {@code start}
 */
public record Span(SourceFile file, int start, int end) {

    /** The smallest span that covers this one and another of the same file. */
    public Span to(Span other) {
        return new Span(file, Math.min(start, other.start), Math.max(end, other.end));
    }

    /** The line on which the span starts, counted from 1. */
    public int line() {
        return file.lineOf(start);
    }

    /** The column at which the span starts, counted from 1. */
    public int column() {
        return file.columnOf(start);
    }

    /** {@code file:line}. */
    public String location() {
        return file.name() + ":" + line();
    }

    /** The text that the span covers. */
    public String text() {
        return file.text().substring(start, end);
    }
}
