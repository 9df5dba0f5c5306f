package org.shootdown.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.shootdown.Corpus;
import org.shootdown.diag.SourceFile;
import org.shootdown.mutation.LibraryMutants.Mutant;
import org.shootdown.mutation.Trials.Trial;
import org.shootdown.sema.LibraryLoader;

/**
 * Breaks the library, one step at a time, and looks which cells of samples notice: an expectation that turns red, or a
 * script that no longer compiles. What no sample notices must be explained in {@code mutation-survivors.txt}.
 *
 * <p>Who notices is kept in {@code mutation-noticed.txt}, so that a build tries one cell for each mutant, and looks for
 * another only if that one has ceased to notice. {@code -Dmutation.search=true} also looks whether any cell notices what
 * is explained, up to {@code -Dmutation.states=N}, and writes the file.
 */
class LibraryMutationTest {

    private static final Path SURVIVORS = Path.of("src/test/corpus/mutation-survivors.txt");
    private static final Path NOTICED = Path.of("src/test/corpus/mutation-noticed.txt");
    private static final Path REPORT = Path.of("target/mutation-report.txt");
    private static final String BY = "  <-  ";

    /** With {@code -Dmutation.all=true} every swap of neighbours is tried as well. */
    private static final boolean ALL = Boolean.getBoolean("mutation.all");

    private static final boolean SEARCH = Boolean.getBoolean("mutation.search");

    private static final int STATES_OF_EXPLAINED = Integer.getInteger("mutation.states", 3000);

    /** With {@code -Dmutation.only=REGEX} only mutants with such keys. */
    private static final String ONLY = System.getProperty("mutation.only", "");

    /** Leaving out a step; freeing earlier or later. */
    private static final String MATTERING = "(?s)delete .*|swap .*(put_frame|free_gathered).*";

    private final List<SourceFile> library = LibraryLoader.bundled();
    private final List<Explanation> explanations = explanations();
    private final Map<String, Trial> recorded = recorded();
    private Optional<Trials> trials = Optional.empty();

    @Test
    void everyStepThatMattersIsNoticed() throws IOException {
        Map<String, Mutant> mutants = mutants();
        Map<String, Trial> noticed = new ConcurrentHashMap<>();
        mutants.entrySet().parallelStream().forEach(m -> by(m.getKey(), m.getValue())
                .ifPresent(trial -> noticed.put(m.getKey(), trial)));
        report(mutants, noticed);
        if (SEARCH && ONLY.isEmpty() && !ALL) {
            record(mutants, noticed);
        }
        List<String> survivors =
                mutants.keySet().stream().filter(k -> !noticed.containsKey(k)).toList();
        List<String> unexplained = survivors.stream().filter(k -> !isExplained(k)).toList();
        assertEquals(List.of(), unexplained, "mutants that no sample notices and nothing explains; see " + REPORT);
        if (ONLY.isEmpty()) {
            List<String> idle = explanations.stream()
                    .filter(e -> survivors.stream().noneMatch(e::covers))
                    .map(Explanation::pattern)
                    .toList();
            assertEquals(List.of(), idle, "explanations of what is noticed after all");
            assertTrue(noticed.size() > 100, "most mutants are noticed");
        }
    }

    /** By key; of several alike in one procedure each has its number behind it. */
    private Map<String, Mutant> mutants() {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Mutant> mutants = new LinkedHashMap<>();
        for (SourceFile file : library) {
            if (!file.name().contains("/kernel/") && !file.name().contains("/driver/")) {
                continue;
            }
            for (Mutant mutant : LibraryMutants.of(file)) {
                String key = mutant.key().replaceAll("\\s+", " ");
                int number = seen.merge(key, 1, Integer::sum);
                String name = number == 1 ? key : key + " (" + number + ")";
                if ((ALL || key.matches(MATTERING)) && (ONLY.isEmpty() || key.matches(ONLY))) {
                    mutants.put(name, mutant);
                }
            }
        }
        return mutants;
    }

    /** A cell that notices a mutant; nothing if it survives. */
    private Optional<Trial> by(String key, Mutant mutant) {
        List<SourceFile> mutated = library.stream()
                .map(f -> f.name().equals(mutant.file().name()) ? mutant.file() : f)
                .toList();
        Optional<Trial> known = Optional.ofNullable(recorded.get(key)).filter(t -> t.notices(mutated));
        if (known.isPresent() || !SEARCH && isExplained(key)) {
            return known;
        }
        int states = isExplained(key) ? STATES_OF_EXPLAINED : Integer.MAX_VALUE;
        return trials().concerning(mutant.procedure(), states).stream()
                .filter(t -> t.notices(mutated))
                .findFirst();
    }

    private synchronized Trials trials() {
        if (trials.isEmpty()) {
            trials = Optional.of(Trials.of(library));
        }
        return trials.get();
    }

    private boolean isExplained(String key) {
        return explanations.stream().anyMatch(e -> e.covers(key));
    }

    private static void report(Map<String, Mutant> mutants, Map<String, Trial> noticed) throws IOException {
        StringBuilder report = new StringBuilder();
        mutants.forEach((key, mutant) -> report.append(noticed.containsKey(key) ? "noticed  " : "SURVIVES ")
                .append(mutant.location())
                .append("  ")
                .append(key)
                .append(noticed.containsKey(key) ? BY + noticed.get(key).text() : "")
                .append('\n'));
        report.append(String.format(
                "%d mutants, %d noticed, %d survive%n",
                mutants.size(), noticed.size(), mutants.size() - noticed.size()));
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
    }

    private static void record(Map<String, Mutant> mutants, Map<String, Trial> noticed) throws IOException {
        StringBuilder table = new StringBuilder();
        mutants.keySet().stream().filter(noticed::containsKey).forEach(key ->
                table.append(key).append(BY).append(noticed.get(key).text()).append('\n'));
        Files.writeString(NOTICED, table);
    }

    private static Map<String, Trial> recorded() {
        Map<String, Trial> recorded = new HashMap<>();
        for (String line : Corpus.text(NOTICED).lines().toList()) {
            int by = line.lastIndexOf(BY);
            recorded.put(line.substring(0, by), Trial.of(line.substring(by + BY.length())));
        }
        return recorded;
    }

    /** Why some mutants cannot be noticed: a regular expression over their keys, and the reason. */
    private record Explanation(String pattern, String reason) {

        boolean covers(String key) {
            return key.replaceFirst(" \\(\\d+\\)$", "").matches(pattern);
        }
    }

    /** Each line is a pattern and behind {@code #} the reason. */
    private static List<Explanation> explanations() {
        List<Explanation> explanations = new ArrayList<>();
        for (String line : Corpus.text(SURVIVORS).lines().toList()) {
            int hash = line.indexOf(" # ");
            if (hash > 0) {
                explanations.add(new Explanation(line.substring(0, hash).strip(), line.substring(hash + 3)));
            }
        }
        return explanations;
    }
}
