package org.shootdown.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Subtrees;
import org.shootdown.syntax.Subtrees.Subtree;

/** Ways to damage a script: at a character, at a token, at a part that a rule of the grammar stands for, or as a whole. */
final class Mutations {

    private static final Pattern TOKEN = Pattern.compile("\\s+|\\w+|[^\\s\\w]");
    private static final int LONGEST = 60_000;

    /** What disturbs readers of text: no characters, half characters, other directions, other spaces, other ends. */
    private static final List<String> STRANGE = List.of(
            "\0", "\uD83D\uDC27", "\uD83D", "\uDC27", "\u202E", "\u2066", "\uFEFF", "\u00A0", "\u2028", "\u2029", "\u0085",
            "\u001B[31m", "\u0007", "\b", "\u200B", "e\u0301", "\uFFFF", "\t", "\f", "\u000B", "\r", "\r\n", "/*", "*/",
            "\"", "\\", "///", "#", "$", "`", "'", "\u65E5\u672C", "\uDBFF\uDFFF");

    private final Random random;
    /** Where parts for exchange come from besides the script itself. */
    private final List<String> donors;

    Mutations(Random random, List<String> donors) {
        this.random = random;
        this.donors = donors;
    }

    /** Damages a script at one place. */
    String damage(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return text;
        }
        return switch (random.nextInt(10)) {
            case 0, 1 -> characters(text);
            case 2, 3, 4 -> tokens(text);
            case 5, 6, 7 -> tree(text);
            case 8 -> insert(text, STRANGE.get(random.nextInt(STRANGE.size())));
            default -> random.nextInt(4) == 0 ? whole(text) : tokens(text);
        };
    }

    private String characters(String text) {
        StringBuilder damaged = new StringBuilder(text);
        int at = random.nextInt(text.length());
        char drawn = random.nextInt(8) == 0 ? (char) random.nextInt(1 << 16) : (char) (32 + random.nextInt(95));
        switch (random.nextInt(4)) {
            case 0 -> damaged.deleteCharAt(at);
            case 1 -> damaged.insert(at, text.charAt(at));
            case 2 -> damaged.setCharAt(at, drawn);
            default -> damaged.insert(at, drawn);
        }
        return damaged.toString();
    }

    private String tokens(String text) {
        List<String> tokens = new ArrayList<>(
                TOKEN.matcher(text).results().map(MatchResult::group).toList());
        int at = random.nextInt(tokens.size());
        int other = random.nextInt(tokens.size());
        switch (random.nextInt(6)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(at));
            case 2 -> tokens.set(at, tokens.set(other, tokens.get(at)));
            case 3 -> tokens.set(at, tokens.get(other));
            case 4 -> tokens.subList(Math.min(at, other), Math.min(Math.max(at, other), Math.min(at, other) + 30)).clear();
            default -> tokens.add(at, tokens.get(other));
        }
        return String.join("", tokens);
    }

    /** Exchanges, doubles, moves, nests or takes out a part. */
    private String tree(String text) {
        List<Subtree> parts = Subtrees.of(SourceFile.of("fuzz", text));
        if (parts.size() < 2) {
            return tokens(text);
        }
        Subtree part = parts.get(1 + random.nextInt(parts.size() - 1));
        String own = part.text(text);
        return switch (random.nextInt(6)) {
            case 0 -> replace(text, part, "");
            case 1 -> replace(text, part, own + "\n" + own);
            case 2 -> replace(text, part, like(part, parts, text));
            case 3 -> {
                String donor = donors.get(random.nextInt(donors.size()));
                yield replace(text, part, like(part, Subtrees.of(SourceFile.of("donor", donor)), donor));
            }
            case 4 -> replace(text, part, GrammarWalk.part(part.rule(), 1 + random.nextInt(40), random));
            default -> replace(text, part, parts.get(random.nextInt(parts.size())).text(text));
        };
    }

    /** The text of a part of the same rule, or of any if there is none; it may be one that holds the part itself. */
    private String like(Subtree part, List<Subtree> parts, String text) {
        List<Subtree> same = parts.stream().filter(p -> p.rule() == part.rule()).toList();
        List<Subtree> from = same.isEmpty() ? parts : same;
        return from.isEmpty() ? "" : from.get(random.nextInt(from.size())).text(text);
    }

    private static String replace(String text, Subtree part, String with) {
        return text.substring(0, part.start()) + with + text.substring(part.end());
    }

    private String insert(String text, String what) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + what + text.substring(at);
    }

    /** What concerns the whole text: its line ends, its marks, its end, its size. */
    private String whole(String text) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(12)) {
            case 0 -> text.replace("\n", "\r\n");
            case 1 -> text.replace("\n", "\r");
            case 2 -> text.replace("\n", " ");
            case 3 -> "\uFEFF" + text;
            case 4 -> text.stripTrailing();
            case 5 -> text.substring(0, at);
            case 6 -> text.replace(" ", "\t");
            case 7 -> insert(text, "9".repeat(1 + random.nextInt(5_000)));
            case 8 -> insert(text, "x".repeat(1 + random.nextInt(5_000)));
            case 9 -> insert(text, draw("(", "[", "{", "not ", "f(", "a[", "if 1 == 1 {", "choose {", "a.", "1 + ", "- ")
                    .repeat(1 + random.nextInt(400)));
            case 10 -> insert(text, "\"" + "\\n".repeat(random.nextInt(2_000)) + "\"");
            default -> repeated(text);
        };
    }

    private String repeated(String text) {
        List<Subtree> parts = Subtrees.of(SourceFile.of("fuzz", text));
        if (parts.size() < 2) {
            return text;
        }
        Subtree part = parts.get(1 + random.nextInt(parts.size() - 1));
        String own = part.text(text);
        int times = Math.min(1 + random.nextInt(300), LONGEST / (own.length() + 1) + 1);
        return replace(text, part, (own + draw(" ", "\n", ", ", " + ", "")).repeat(times));
    }

    private String draw(String... from) {
        return from[random.nextInt(from.length)];
    }
}
