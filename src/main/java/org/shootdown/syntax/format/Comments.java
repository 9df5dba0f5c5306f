package org.shootdown.syntax.format;

import java.util.ArrayList;
import java.util.List;

/** The text of comments. */
final class Comments {

    private Comments() {}

    /**
     * The lines of a block comment that begins in a column. If each line has its star, the stars stand below each other;
     * else the lines are the author's, and stay as they are.
     */
    static List<String> indented(String comment, int column) {
        String[] parts = comment.split("\n", -1);
        boolean starred = true;
        for (int i = 1; i < parts.length; i++) {
            starred &= parts[i].strip().startsWith("*");
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            String stripped = parts[i].stripTrailing();
            lines.add(i > 0 && starred ? " ".repeat(column + 1) + stripped.strip() : stripped);
        }
        return lines;
    }

    /** What may not get lost of a comment: its text, however its lines are indented. */
    static String essence(String comment) {
        return comment.lines().map(String::strip).reduce((a, b) -> a + "\n" + b).orElse("");
    }
}
