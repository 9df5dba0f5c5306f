package org.shootdown.report;

import java.util.List;

/** Entries of a reference as text. */
public final class Paragraphs {

    private Paragraphs() {}

    /** A headline, what it means, and where that is from. */
    public static String entry(String head, String text, List<String> citations) {
        StringBuilder out = new StringBuilder(head).append('\n');
        if (!text.isBlank()) {
            out.append(Layout.paragraph("    ", "    ", text.replace('\n', ' ')));
        }
        citations.forEach(c -> out.append(Layout.paragraph("    source: ", "            ", c)));
        return out.toString();
    }

    /** A paragraph without a headline. */
    public static String text(String text) {
        return Layout.paragraph("", "", text);
    }

    /** A headline and names. */
    public static String list(String head, List<String> names) {
        return head + "\n" + Layout.paragraph("    ", "    ", String.join(", ", names));
    }

    /** A term, and from a column on what it means, within a terminal's width. */
    public static String hanging(String term, int column, String text) {
        StringBuilder out = new StringBuilder();
        String lead = term;
        for (String line : Layout.wrap(text, Layout.WIDTH - column)) {
            out.append(Layout.pad(lead, column)).append(line).append('\n');
            lead = "";
        }
        return out.toString();
    }
}
