package org.shootdown.diag;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the name that a misspelt one was probably meant to be. */
public final class Nearest {

    /** Nobody misspells a longer one. */
    private static final int LONGEST = 100;

    /** What things are called elsewhere, in small letters: in the kernel, in signal(7), in other languages. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("read", "load"),
            Map.entry("write", "store"),
            Map.entry("sigsegv", "SEGV"),
            Map.entry("sigbus", "BUS"),
            Map.entry("prot_none", "none"),
            Map.entry("prot_read", "ro"),
            Map.entry("prot_write", "rw"),
            Map.entry("spin_lock", "lock"),
            Map.entry("spin_unlock", "unlock"),
            Map.entry("mutex_lock", "lock"),
            Map.entry("mutex_unlock", "unlock"),
            Map.entry("alloc_page", "alloc_frame"),
            Map.entry("get_page", "get_frame"),
            Map.entry("put_page", "put_frame"),
            Map.entry("free_page", "free_frame"),
            Map.entry("null", "empty_pte"),
            Map.entry("yes", "on"),
            Map.entry("no", "off"),
            Map.entry("x86", "x86_64"),
            Map.entry("amd64", "x86_64"),
            Map.entry("aarch64", "arm64"),
            Map.entry("fail", "violated"),
            Map.entry("fails", "violated"),
            Map.entry("passes", "holds"));

    /** What other languages have and this one has not, with what does its work here. */
    private static final Map<String, String> NOT_HERE = Map.of(
            "break", "there is no `break`: the condition of a `while` says when a loop ends",
            "continue", "there is no `continue`: put the rest of the round under an `if`",
            "goto", "there is no `goto`: `retry` begins again, and `while` loops");

    /** How the kernel names what stands behind a call of a plainer name. */
    private static final Pattern INNER = Pattern.compile("(?:do|sys|ksys)_+|_+");

    /** How releases of the kernel are written elsewhere. */
    private static final Pattern RELEASE = Pattern.compile("(?:linux[-_]?)?v?(\\d+)[._](\\d+)(?:[._].*)?");

    private Nearest() {}

    /**
     * The candidate that means what the word does elsewhere; else the one with the fewest edits (insert, delete, replace,
     * swap), if they are few for its length: at most one in three letters, and never all of them. When several are as
     * far, and farther than one edit, it is anyone's guess and none is named.
     */
    public static Optional<String> to(String word, Collection<String> candidates) {
        String best = null;
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String here = ELSEWHERE.get(word.toLowerCase(Locale.ROOT));
        if (here != null && candidates.contains(here)) {
            return Optional.of(here);
        }
        Optional<String> known = elsewhere(word, candidates);
        if (known.isPresent()) {
            return known;
        }
        int bestDistance = Math.min(word.length(), Math.max(1, word.length() / 3) + 1);
        boolean tied = false;
        for (String candidate : candidates) {
            boolean far = Math.abs(candidate.length() - word.length()) > bestDistance;
            if (far || candidate.equals(word) || candidate.equals(best)) {
                continue;
            }
            int distance = distance(word, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
                tied = false;
            } else if (distance == bestDistance) {
                tied = best != null;
            }
        }
        return tied && bestDistance > 1 ? Optional.empty() : Optional.ofNullable(best);
    }

    private static Optional<String> elsewhere(String word, Collection<String> candidates) {
        Matcher release = RELEASE.matcher(word);
        Matcher inner = INNER.matcher(word);
        String plain = release.matches()
                ? "linux_" + release.group(1) + "_" + release.group(2)
                : inner.lookingAt() ? word.substring(inner.end()) : word;
        return candidates.contains(plain) && !plain.equals(word) ? Optional.of(plain) : Optional.empty();
    }

    /** The way out for a word that other languages have and this one has not. */
    public static Optional<String> notHere(String word) {
        return Optional.ofNullable(NOT_HERE.get(word));
    }

    /** "did you mean `x`?", or a list of what there is when nothing is near and the list is short. */
    public static Optional<String> help(String word, Collection<String> candidates) {
        Optional<String> near = to(word, candidates);
        if (near.isPresent()) {
            return Optional.of("did you mean `" + near.get() + "`?");
        }
        if (candidates.isEmpty() || candidates.size() > 12) {
            return Optional.empty();
        }
        return Optional.of("there " + (candidates.size() == 1 ? "is " : "are ")
                + String.join(", ", candidates.stream().sorted().map(c -> "`" + c + "`").toList()));
    }

    /** Damerau-Levenshtein distance (optimal string alignment); upper and lower case are the same. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
