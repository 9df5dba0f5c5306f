package org.shootdown.diag;

import java.util.ArrayList;
import java.util.List;

/** Renders diagnostics as rustc does: a headline, the place, the source line with carets, and the way out. */
public final class TextRenderer {

    private static final int TAB = 4;
    private static final int WIDTH = 100;
    /** How wide help is, unless a piece of code is wider. */
    private static final int MAIL = 80;

    private final boolean colour;

    public TextRenderer(boolean colour) {
        this.colour = colour;
    }

    public String render(List<Diagnostic> diagnostics) {
        StringBuilder out = new StringBuilder();
        diagnostics.forEach(d -> out.append(render(d)).append('\n'));
        return out.toString();
    }

    public String render(Diagnostic d) {
        StringBuilder out = new StringBuilder();
        String head = d.severity().word() + "[" + d.code().id() + "]";
        out.append(paint(d.severity() == Severity.ERROR ? "1;31" : "1;33", head))
                .append(": ")
                .append(sentence(d.message()))
                .append('\n');
        int gutter = String.valueOf(Math.max(
                        d.span().line(),
                        d.related().stream().mapToInt(r -> r.span().line()).max().orElse(0)))
                .length();
        String pad = " ".repeat(gutter);
        boolean hasText = !d.span().file().text().isEmpty();
        String where = hasText ? place(d.span()) : d.span().file().name();
        out.append(pad).append("--> ").append(where).append('\n');
        if (hasText) {
            out.append(pad).append(" |\n");
            snippet(out, d.span(), d.label(), '^', gutter);
        }
        for (Diagnostic.Related related : d.related()) {
            if (!related.span().file().equals(d.span().file())) {
                out.append(pad).append("::: ").append(place(related.span())).append('\n');
            } else {
                out.append(pad).append(" |\n");
            }
            snippet(out, related.span(), related.label(), '-', gutter);
        }
        for (String help : d.helps()) {
            out.append(pad).append(" = ").append(paint("1;36", "help")).append(": ");
            wrapped(out, sentence(help), gutter + " = help: ".length());
        }
        return out.toString();
    }

    /** A text from a column on, in lines that fit a mail; what is in backquotes stays on one, so that it can be copied. */
    private static void wrapped(StringBuilder out, String text, int column) {
        int at = column;
        String gap = "";
        for (String word : words(text)) {
            if (at + gap.length() + word.length() > MAIL && !gap.isEmpty()) {
                out.append('\n').append(" ".repeat(column));
                at = column;
                gap = "";
            }
            out.append(gap).append(word);
            at += gap.length() + word.length();
            gap = " ";
        }
        out.append('\n');
    }

    /** What stands between spaces that are not in backquotes. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            quoted ^= text.charAt(i) == '`';
            if (text.charAt(i) == ' ' && !quoted) {
                words.add(text.substring(start, i));
                start = i + 1;
            }
        }
        words.add(text.substring(start));
        return words;
    }

    /** {@code file:line:column}. */
    public static String place(Span span) {
        return span.location() + ":" + span.column();
    }

    private void snippet(StringBuilder out, Span span, String label, char mark, int gutter) {
        int line = span.line();
        String text = span.file().line(line);
        int from = span.column() - 1;
        int length = Math.max(1, Math.min(span.end() - span.start(), text.length() - from));
        // A long line is cut to a window around the place.
        int cut = expand(text, from).length() > WIDTH - 20 ? Math.max(0, from - 30) : 0;
        String shown = expand(text, cut, Math.min(text.length(), cut + WIDTH));
        out.append(String.format("%" + gutter + "d", line)).append(" | ").append(shown.stripTrailing()).append('\n');
        out.append(" ".repeat(gutter)).append(" | ");
        out.append(" ".repeat(expand(text, cut, Math.min(from, text.length())).length()));
        int carets = Math.max(1, Math.min(length, cut + WIDTH - from));
        out.append(paint("1;31", String.valueOf(mark).repeat(carets)));
        if (!label.isEmpty()) {
            out.append(' ').append(sentence(label));
        }
        out.append('\n');
    }

    private static String expand(String text, int to) {
        return expand(text, 0, Math.min(to, text.length()));
    }

    /** A sentence, which may quote any part of a script. */
    private static String sentence(String text) {
        return visible(text).replace('\t', ' ');
    }

    /** Tabs become spaces, and what would disturb a terminal a question mark. */
    private static String expand(String text, int from, int to) {
        return visible(text.substring(from, to)).replace("\t", " ".repeat(TAB));
    }

    /**
     * The text with a question mark for what cannot be seen, is no character, or turns the direction of what follows: a
     * comment must not look like code (CVE-2021-42574). Its length remains.
     */
    private static String visible(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean shown = switch (Character.getType(c)) {
                case Character.CONTROL -> c == '\t' || c == '\n';
                case Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.UNASSIGNED -> false;
                default -> true;
            };
            out.append(shown ? Character.toString(c) : "?".repeat(Character.charCount(c)));
        });
        return out.toString();
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
