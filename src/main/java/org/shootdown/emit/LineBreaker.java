package org.shootdown.emit;

import java.util.ArrayList;
import java.util.List;

/** Breaks lines of C that are longer than kernel style has them: only a program that is printed knows its widths. */
final class LineBreaker {

    private static final int WIDTH = 100;
    private static final int TAB = 8;

    private LineBreaker() {}

    static String fit(String program) {
        List<String> out = new ArrayList<>();
        for (String line : program.split("\n", -1)) {
            fit(line.stripTrailing(), out);
        }
        return String.join("\n", out);
    }

    private static void fit(String line, List<String> out) {
        String rest = line;
        String indent = line.substring(0, line.length() - line.stripLeading().length()) + "\t\t";
        while (width(rest) > WIDTH) {
            int cut = lastBreak(rest, rest.length() - rest.stripLeading().length());
            if (cut < 0) {
                break;
            }
            out.add(rest.substring(0, cut));
            rest = indent + rest.substring(cut).stripLeading();
        }
        out.add(rest);
    }

    /** The last space that is in no literal and no comment and leaves the line short enough; -1 if there is none. */
    private static int lastBreak(String line, int from) {
        if (line.stripLeading().startsWith("#") || line.stripLeading().startsWith("*")) {
            return -1;
        }
        int found = -1;
        boolean inString = false;
        for (int i = from; i < line.length() && width(line.substring(0, i)) <= WIDTH; i++) {
            char c = line.charAt(i);
            if (inString && c == '\\') {
                i++;
            } else if (c == '"') {
                inString = !inString;
            } else if (!inString && line.startsWith("/*", i)) {
                int end = line.indexOf("*/", i);
                if (end < 0) {
                    break;
                }
                i = end + 1;
            } else if (c == ' ' && !inString) {
                found = i;
            }
        }
        return found;
    }

    static int width(String line) {
        int column = 0;
        for (int i = 0; i < line.length(); i++) {
            column = line.charAt(i) == '\t' ? (column / TAB + 1) * TAB : column + 1;
        }
        return column;
    }
}
