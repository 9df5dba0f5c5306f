package org.shootdown.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.shootdown.sema.Attributes;
import org.shootdown.sema.BuiltInCheck;
import org.shootdown.sema.Constants;
import org.shootdown.sema.Operations;
import org.shootdown.sema.Type;
import org.shootdown.syntax.ShootdownLexer;
import org.shootdown.syntax.ShootdownParser;

/**
 * Writes scripts by walking the parser's automaton at random: whatever the grammar can say comes up, new constructs
 * too, without a change here. The names are those that mean something, so that the checker gets some way.
 */
public final class GrammarWalk {

    private static final ATN AUTOMATON = ShootdownParser._ATN;
    private static final int MOST_DEPTH = 40;
    private static final int FAR = 1_000_000;

    /** How many tokens, at the least, lead from each state to the end of its rule. */
    private static final int[] DISTANCES = distances();

    private static final List<String> NAMES = names();
    private static final List<String> NUMBERS = List.of(
            "0", "1", "2", "3", "7", "63", "64", "0x10", "4K", "2M", "1G", "1_000", "2147483647", "2147483648",
            "9223372036854775807", "9223372036854775808", "0xffff_ffff_ffff_ffff", "99999999999999999999999G");
    private static final List<String> TEXTS = List.of("\"\"", "\"a source\"", "\"\\\\ \\\" \\n\"", "\"a.mmsc\"", "\"../x.mmsc\"");

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    /** How many tokens may still come before the shortest way is taken everywhere. */
    private int budget;

    private GrammarWalk(Random random, int budget) {
        this.random = random;
        this.budget = budget;
    }

    /** A script of some declarations. */
    public static String script(Random random) {
        StringBuilder script = new StringBuilder(random.nextInt(20) == 0 ? "" : "shootdown 1\n");
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            script.append(part(ShootdownParser.RULE_declaration, 20 + random.nextInt(150), random)).append('\n');
        }
        return script.toString();
    }

    /** The text of something that a rule stands for. */
    static String part(int rule, int budget, Random random) {
        GrammarWalk walk = new GrammarWalk(random, budget);
        walk.rule(AUTOMATON.ruleToStartState[rule], 0);
        return walk.out.toString();
    }

    private void rule(ATNState start, int depth) {
        ATNState end = AUTOMATON.ruleToStopState[start.ruleIndex];
        for (ATNState state = start; state != end; ) {
            Transition way = choose(state, depth);
            if (way instanceof RuleTransition call) {
                rule(call.target, depth + 1);
                state = call.followState;
            } else {
                if (way.label() != null) {
                    token(way.label());
                }
                state = way.target;
            }
        }
    }

    private Transition choose(ATNState state, int depth) {
        Transition[] ways = state.getTransitions();
        if (budget > 0 && depth < MOST_DEPTH) {
            return ways[random.nextInt(ways.length)];
        }
        return Arrays.stream(ways)
                .min(java.util.Comparator.comparingInt(GrammarWalk::distance))
                .orElseThrow();
    }

    private void token(IntervalSet label) {
        int type = label.get(random.nextInt(label.size()));
        budget--;
        switch (type) {
            case ShootdownParser.END -> out.append('\n');
            case ShootdownParser.CALL_PAREN -> {
                while (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
                    out.setLength(out.length() - 1);
                }
                out.append("( ");
            }
            case ShootdownLexer.NAME -> out.append(draw(NAMES)).append(' ');
            case ShootdownLexer.NUMBER -> out.append(draw(NUMBERS)).append(' ');
            case ShootdownLexer.STRING -> out.append(draw(TEXTS)).append(' ');
            case ShootdownLexer.LEFT_BRACE -> out.append(random.nextBoolean() ? "{\n" : "{ ");
            case ShootdownLexer.EOF -> {}
            default -> {
                String literal = ShootdownLexer.VOCABULARY.getLiteralName(type);
                out.append(literal, 1, literal.length() - 1).append(' ');
            }
        }
        if (random.nextInt(60) == 0) {
            out.append("/* c */ ");
        }
    }

    private String draw(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static int distance(Transition way) {
        if (way instanceof RuleTransition call) {
            return DISTANCES[call.target.stateNumber] + DISTANCES[call.followState.stateNumber];
        }
        return (way.label() == null ? 0 : 1) + DISTANCES[way.target.stateNumber];
    }

    private static int[] distances() {
        int[] distances = new int[AUTOMATON.states.size()];
        Arrays.fill(distances, FAR);
        for (ATNState end : AUTOMATON.ruleToStopState) {
            distances[end.stateNumber] = 0;
        }
        for (boolean changed = true; changed; ) {
            changed = false;
            for (ATNState state : AUTOMATON.states) {
                boolean ends = AUTOMATON.ruleToStopState[state.ruleIndex] == state;
                for (Transition way : ends ? new Transition[0] : state.getTransitions()) {
                    int length = way instanceof RuleTransition call
                            ? distances[call.target.stateNumber] + distances[call.followState.stateNumber]
                            : (way.label() == null ? 0 : 1) + distances[way.target.stateNumber];
                    if (length < distances[state.stateNumber]) {
                        distances[state.stateNumber] = length;
                        changed = true;
                    }
                }
            }
        }
        return distances;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            // Few, so that they meet each other: what extends, forks or calls itself comes up, too.
            names.addAll(List.of("a", "b", "A", "B", "T", "m", "r", "gpu", "cpu"));
        }
        names.addAll(List.of("btm", "n", "turn", "linux_6_6", "linux_6_5", "x86_64", "arm64", "vtd", "smmuv3", "subscriber",
                "ptl", "fault", "holds", "violated", "unknown", "page_fault", "page_request", "munmap", "mprotect",
                "fork", "mmap", "cost", "frames", "translations", "range"));
        names.addAll(Attributes.OF_PAGE.keySet().stream().sorted().toList());
        names.addAll(Attributes.OF_DEVICE.keySet().stream().sorted().toList());
        names.addAll(BuiltInCheck.names());
        names.addAll(Constants.all().keySet());
        names.addAll(Type.names());
        Operations.all().forEach(o -> names.add(o.name()));
        // `page`, `on` and such are words of the language, and come up as such.
        names.removeIf(n -> isWord(n));
        return names;
    }

    private static boolean isWord(String name) {
        for (int type = 1; type <= ShootdownLexer.VOCABULARY.getMaxTokenType(); type++) {
            if (("'" + name + "'").equals(ShootdownLexer.VOCABULARY.getLiteralName(type))) {
                return true;
            }
        }
        return false;
    }
}
