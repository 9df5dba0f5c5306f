package org.shootdown.syntax.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shootdown.syntax.ScriptToken;
import org.shootdown.syntax.ScriptToken.Kind;

/**
 * What the one style leaves out: semicolons, and parentheses directly inside others. A single pair of parentheses stays
 * even where nothing needs it: its author thought that it reads better so, as in {@code (a and b) or c}.
 */
final class Redundant {

    private Redundant() {}

    static List<ScriptToken> removed(List<ScriptToken> tokens) {
        Set<Integer> left = doubled(tokens);
        left.addAll(semicolons(tokens));
        List<ScriptToken> kept = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (!left.contains(i)) {
                kept.add(tokens.get(i));
            }
        }
        return kept;
    }

    private static Set<Integer> doubled(List<ScriptToken> tokens) {
        Map<Integer, Integer> partners = new HashMap<>();
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            String text = tokens.get(i).text();
            if (text.equals("(")) {
                open.push(i);
            } else if (text.equals(")") && !open.isEmpty()) {
                partners.put(open.pop(), i);
            }
        }
        Set<Integer> doubled = new HashSet<>();
        partners.forEach((opening, closing) -> {
            boolean plain = tokens.get(opening).kind() == Kind.OPENING_PARENTHESIS;
            if (plain && opening > 0 && partners.getOrDefault(opening - 1, -1) == closing + 1) {
                doubled.add(opening);
                doubled.add(closing);
            }
        });
        return doubled;
    }

    /** Those but the few that keep a documentation comment from what follows: without them it would document that. */
    private static Set<Integer> semicolons(List<ScriptToken> tokens) {
        Set<Integer> semicolons = new HashSet<>();
        boolean documented = false;
        for (int i = 0; i < tokens.size(); i++) {
            Kind kind = tokens.get(i).kind();
            if (kind == Kind.SEMICOLON && !documented) {
                semicolons.add(i);
            }
            documented = kind == Kind.DOC_COMMENT || documented && tokens.get(i).isComment();
        }
        return semicolons;
    }
}
