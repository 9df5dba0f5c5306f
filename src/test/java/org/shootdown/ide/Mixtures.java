package org.shootdown.ide;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.shootdown.syntax.ShootdownLexer;

/** Random lines of tokens that rarely make sense: what an editor has to show while somebody types. */
final class Mixtures {

    /** Pieces that reach over lines, or open what is never closed. */
    static final List<String> LINE_CROSSING =
            List.of("\n", "/* two\nlines */", "/* load", "/*/", "on\nfault {", "page\nA", " /**/ ");

    private static final List<String> PIECES = pieces();

    private Mixtures() {}

    /** A line without its end. */
    static String line(Random random) {
        StringBuilder line = new StringBuilder();
        for (int i = random.nextInt(15); i >= 0; i--) {
            line.append(PIECES.get(random.nextInt(PIECES.size()))).append(random.nextInt(4) == 0 ? "" : " ");
        }
        // Pieces that happen to open a comment would swallow what follows; LINE_CROSSING does that on purpose.
        return line.toString().replace("/*", "/ *");
    }

    private static List<String> pieces() {
        List<String> pieces = new ArrayList<>(TokenTable.words());
        for (int type = 1; type <= ShootdownLexer.VOCABULARY.getMaxTokenType(); type++) {
            TokenTable.literal(type).ifPresent(pieces::add);
        }
        KnownNames.bundled().byCategory().values().forEach(group -> group.stream().limit(4).forEach(pieces::add));
        pieces.addAll(List.of(
                "a", "B_1", "_", "page_x", "x(", "on", "on", "on x {", "on cpu 0 in m {", "in", "0", "4K", "0x2A_f",
                "0xG", "12_3", "9z", "\"text\"", "\"a \\\" b\"", "\"open", "\"bad \\q\"", "// line", "/// doc", "*/",
                "/", "!", "&", "#", "\t", "\u00e9", "\ud83d\ude00"));
        return pieces;
    }
}
