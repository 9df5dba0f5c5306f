package org.shootdown;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.shootdown.diag.Severity;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;
import org.shootdown.lower.Lowering;
import org.shootdown.lower.LoweringException;
import org.shootdown.sema.Cell;
import org.shootdown.sema.CheckedScripts;
import org.shootdown.sema.Matrix;
import org.shootdown.syntax.Declaration.Scenario;
import org.shootdown.syntax.Parsed;
import org.shootdown.syntax.Script;
import org.shootdown.syntax.ScriptParser;

/**
 * Damages the samples and reads them: whatever comes of it, the front end answers with diagnostics or a program. Each
 * case has a seed of its own; {@code -Dfuzz.cases} and {@code -Dfuzz.seed} say how many and from which on.
 */
class MutationFuzzTest {

    private static final int CASES = Integer.getInteger("fuzz.cases", 3_000);
    private static final long FIRST_SEED = Long.getLong("fuzz.seed", 1L);

    private static final Pattern TOKEN = Pattern.compile("\\s+|\\w+|[^\\s\\w]");

    private static final List<Script> LIBRARY =
            Corpus.LIBRARY.stream().map(f -> ScriptParser.parse(f).script()).toList();

    @Test
    void damagedSamplesAreAnswered() {
        List<String> originals = Corpus.samples().stream().map(Corpus::text).toList();
        int compiled = 0;
        for (int i = 0; i < CASES; i++) {
            long seed = FIRST_SEED + i;
            Random random = new Random(seed);
            String text = originals.get(random.nextInt(originals.size()));
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                text = random.nextInt(3) > 0 ? damageTokens(text, random) : damageCharacters(text, random);
            }
            try {
                compiled += read(text) ? 1 : 0;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                fail("-Dfuzz.cases=1 -Dfuzz.seed=" + seed + " fails on\n" + text, e);
            }
        }
        System.out.println("fuzz: seeds " + FIRST_SEED + " to " + (FIRST_SEED + CASES - 1) + ", " + compiled
                + " of the damaged scripts still compile");
    }

    /** Whether it still compiles, in all cells. */
    private static boolean read(String text) {
        Parsed parsed = ScriptParser.parse(SourceFile.of("fuzz.mmsc", text));
        new TextRenderer(true).render(parsed.diagnostics());
        if (!parsed.diagnostics().isEmpty()) {
            return false;
        }
        CheckedScripts checked = CheckedScripts.check(List.of(parsed.script()), LIBRARY, false);
        new TextRenderer(false).render(checked.diagnostics());
        if (checked.diagnostics().stream().anyMatch(d -> d.severity() == Severity.ERROR)) {
            return false;
        }
        boolean compiles = true;
        for (Scenario scenario : checked.scenarios()) {
            for (Cell cell : Matrix.cells(checked.index(), scenario, Map.of())) {
                try {
                    Lowering.lower(checked.index(), scenario, cell);
                } catch (LoweringException e) {
                    new TextRenderer(false).render(e.diagnostic());
                    compiles = false;
                }
            }
        }
        return compiles;
    }

    private static String damageTokens(String text, Random random) {
        List<String> tokens = new ArrayList<>(
                TOKEN.matcher(text).results().map(MatchResult::group).toList());
        if (tokens.isEmpty()) {
            return text;
        }
        int at = random.nextInt(tokens.size());
        int other = random.nextInt(tokens.size());
        switch (random.nextInt(5)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(at));
            case 2 -> tokens.set(at, tokens.set(other, tokens.get(at)));
            case 3 -> tokens.set(at, tokens.get(other));
            default -> tokens.add(at, tokens.get(other));
        }
        return String.join("", tokens);
    }

    private static String damageCharacters(String text, Random random) {
        if (text.isEmpty()) {
            return text;
        }
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
}
