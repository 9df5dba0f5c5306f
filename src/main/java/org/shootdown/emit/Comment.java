package org.shootdown.emit;

import java.util.ArrayList;
import java.util.List;

/** A line of text for a C block comment; {@link Templates} makes it harmless when it is printed. */
record Comment(String text) {

    /** Words joined to lines of at most some characters. */
    static List<Comment> paragraph(String text, int width) {
        List<Comment> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(new Comment(line.toString()));
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(new Comment(line.toString()));
        return lines;
    }

    /** A line as it is; what exceeds the width goes on in further lines, indented. */
    static List<Comment> verbatim(String text, int width) {
        List<Comment> lines = new ArrayList<>();
        String rest = text.replace("\t", "    ").stripTrailing();
        String indent = " ".repeat(Math.min(width / 2, rest.length() - rest.stripLeading().length() + 4));
        while (rest.length() > width) {
            int cut = rest.lastIndexOf(' ', width);
            if (rest.substring(0, Math.max(cut, 0)).isBlank()) {
                cut = width;
            }
            lines.add(new Comment(rest.substring(0, cut).stripTrailing()));
            rest = indent + rest.substring(cut).strip();
        }
        lines.add(new Comment(rest));
        return lines;
    }

    /** Source text on one line, cut off where it is too long. */
    static Comment oneLine(String text, int width) {
        String line = text.strip().replaceAll("\\s+", " ");
        return new Comment(line.length() <= width ? line : line.substring(0, width - 3).stripTrailing() + "...");
    }

    boolean notEmpty() {
        return !text.isEmpty();
    }

    /**
     * The text such that it neither ends nor nests a comment, splices no lines, is no trigraph, and has no characters
     * that show it in another order than it has.
     */
    String harmless() {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
            out.appendCodePoint(hidden ? ' ' : c);
        });
        String safe = out.toString().replace("*/", "* /").replace("/*", "/ *");
        while (safe.contains("??")) {
            safe = safe.replace("??", "? ?");
        }
        return safe;
    }
}
