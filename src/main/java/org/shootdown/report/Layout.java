package org.shootdown.report;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of limited width. */
final class Layout {

    /** What fits a mail that is quoted twice. */
    static final int MAIL_WIDTH = 75;

    static final int WIDTH = 80;

    private Layout() {}

    /** Breaks text into lines of at most {@code width} characters, at spaces or else within names, where parts begin. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > width) {
            int cut = rest.lastIndexOf(' ', width);
            if (cut <= 0) {
                cut = cutOfName(rest, width);
            }
            lines.add(rest.substring(0, cut).stripTrailing());
            rest = rest.substring(cut).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /** In front of a bracket or behind an underscore; anywhere if there is neither. */
    private static int cutOfName(String name, int width) {
        int cut = Math.max(name.lastIndexOf('(', width), name.lastIndexOf('_', width - 1) + 1);
        return cut > 0 ? cut : width;
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /** Breaks text into lines of at most the mail width, later ones indented. */
    static String paragraph(String first, String indent, String text) {
        StringBuilder out = new StringBuilder();
        String lead = first;
        for (String line : wrap(text, MAIL_WIDTH - Math.max(first.length(), indent.length()))) {
            out.append(lead).append(line).append('\n');
            lead = indent;
        }
        return out.toString();
    }

    /** {@code 1,204}. */
    static String count(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }

    /** {@code 1 cell}, {@code 2 cells}. */
    static String plural(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
