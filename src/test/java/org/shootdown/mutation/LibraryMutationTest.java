package org.shootdown.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.shootdown.RunOptions;
import org.shootdown.Samples;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.engine.Limits;
import org.shootdown.ir.ThreadCode;
import org.shootdown.lower.LoweringException;
import org.shootdown.sema.LibraryLoader;

/**
 * Breaks the library, one step at a time, and looks which samples notice: an expectation that turns red, or a script
 * that no longer compiles. What no sample notices must be explained in {@code mutation-survivors.txt}; the whole table
 * is written to {@code target/mutation-report.txt}.
 */
class LibraryMutationTest {

    private static final Path SURVIVORS = Path.of("src/test/corpus/mutation-survivors.txt");
    private static final Path REPORT = Path.of("target/mutation-report.txt");

    /** From quick to slow; the slow ones are asked only if none before notices. */
    private static final List<String> QUICK = List.of(
            "munmap-shootdown",
            "ro-upgrade-starves-device",
            "shared-table-start-end",
            "fork-device",
            "btm-atc-order",
            "anonymous-fault",
            "unmap-and-map-again",
            "after-fork");

    private static final List<String> SLOW = List.of(
            "hugetlb-munmap",
            "hugetlb-faults",
            "hugetlb-cow",
            "hugetlb-mirrors",
            "file-faults",
            "iommu-domain",
            "iommu-attach",
            "opencapi-single-page",
            "seeds/s2-6-region-lock",
            "seeds/s2-7-lock-of-the-request",
            "seeds/s2-8-lock-in-advance",
            "seeds/s3-1-mirror",
            "seeds/s4-13-change-pte",
            "seeds/s0-1-kvm",
            "seeds/s4-10-ksm-write-protect",
            "seeds/s4-11-ksm-replace-page",
            "seeds/s4-16-madv-free",
            "ksm-and-reclaim-books",
            "reclaim-beside-munmap",
            "permission-upgrade",
            "seeds/s2-1-partial-unmap",
            "seeds/s3-3-batched-unmap",
            "fork-cow",
            "cow-device",
            "mprotect-revokes");

    /** With {@code -Dmutation.all=true} every swap of neighbours is tried as well. */
    private static final boolean ALL = Boolean.getBoolean("mutation.all");

    /** With {@code -Dmutation.only=REGEX} only mutants with such keys. */
    private static final String ONLY = System.getProperty("mutation.only", "");

    /** Leaving out a step; freeing earlier or later. */
    private static final String MATTERING = "(?s)delete .*|swap .*(put_frame|free_gathered).*";

    private static final RunOptions OPTIONS = new RunOptions(
            Map.of(),
            List.of(),
            java.util.Optional.empty(),
            org.shootdown.engine.Engine.FAST,
            new Limits(400_000, 1L << 30, 600_000),
            1);

    private final List<SourceFile> library = LibraryLoader.bundled();

    /** By sample, where the procedures are declared that some of its cells are made of: no other can matter to it. */
    private final Map<String, Set<String>> procedures = new HashMap<>();

    @Test
    void everyStepThatMattersIsNoticed() throws IOException {
        for (String sample : Stream.concat(QUICK.stream(), SLOW.stream()).toList()) {
            assertFalse(notices(sample, library), sample + " does not meet its expectations to begin with");
            procedures.put(sample, proceduresOf(sample));
        }
        List<LibraryMutants.Mutant> mutants = library.stream()
                .filter(f -> f.name().contains("/kernel/") || f.name().contains("/driver/"))
                .flatMap(f -> LibraryMutants.of(f).stream())
                .filter(m -> ALL || m.key().matches(MATTERING))
                .filter(m -> ONLY.isEmpty() || m.key().matches(ONLY))
                .toList();
        Map<LibraryMutants.Mutant, List<String>> noticed = mutants.parallelStream()
                .collect(Collectors.toConcurrentMap(m -> m, this::noticing));
        StringBuilder report = new StringBuilder();
        Map<String, String> survivors = new TreeMap<>();
        for (LibraryMutants.Mutant mutant : mutants) {
            List<String> samples = noticed.get(mutant);
            report.append(samples.isEmpty() ? "SURVIVES " : "noticed  ")
                    .append(mutant.location())
                    .append("  ")
                    .append(mutant.key())
                    .append(samples.isEmpty() ? "" : "  <- " + String.join(", ", samples))
                    .append('\n');
            if (samples.isEmpty()) {
                survivors.put(mutant.key(), mutant.location());
            }
        }
        report.append(String.format(
                "%d mutants, %d noticed, %d survive%n",
                mutants.size(), mutants.size() - survivors.size(), survivors.size()));
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        List<Explanation> explanations = explanations();
        List<String> unexplained = survivors.keySet().stream()
                .filter(k -> explanations.stream().noneMatch(e -> e.covers(k)))
                .toList();
        assertEquals(List.of(), unexplained, "mutants that no sample notices and nothing explains; see " + REPORT);
        List<String> idle = explanations.stream()
                .filter(e -> ONLY.isEmpty() && survivors.keySet().stream().noneMatch(e::covers))
                .map(Explanation::pattern)
                .toList();
        assertEquals(List.of(), idle, "explanations of what is noticed after all");
        assertTrue(!ONLY.isEmpty() || mutants.size() - survivors.size() > 100, "most mutants are noticed");
    }

    /** Why some mutants cannot be noticed: a regular expression over their keys, and the reason. */
    private record Explanation(String pattern, String reason) {

        boolean covers(String key) {
            return key.matches(pattern);
        }
    }

    /** The first sample that notices. */
    private List<String> noticing(LibraryMutants.Mutant mutant) {
        List<SourceFile> mutated = new ArrayList<>();
        library.forEach(f -> mutated.add(f.name().equals(mutant.file().name()) ? mutant.file() : f));
        if (load(QUICK.get(0), mutated).hasErrors()) {
            return List.of("the library's own check");
        }
        return Stream.concat(QUICK.stream(), SLOW.stream())
                .filter(sample -> concerns(mutant, sample) && notices(sample, mutated))
                .limit(1)
                .toList();
    }

    private boolean concerns(LibraryMutants.Mutant mutant, String sample) {
        return procedures.get(sample).contains(mutant.procedure());
    }

    private Set<String> proceduresOf(String sample) {
        Shootdown loaded = load(sample, library);
        return loaded.scenarios().stream()
                .flatMap(s -> loaded.cells(s, OPTIONS).stream().map(c -> loaded.compile(s, c)))
                .flatMap(p -> p.threads().stream())
                .flatMap(t -> t.inlined().stream())
                .map(ThreadCode.Inlined::location)
                .collect(Collectors.toSet());
    }

    private static Shootdown load(String sample, List<SourceFile> library) {
        return Shootdown.load(List.of(Samples.read(Path.of("samples", sample + ".mmsc"))), library, true);
    }

    private static boolean notices(String sample, List<SourceFile> mutated) {
        Shootdown loaded = load(sample, mutated);
        if (loaded.hasErrors()) {
            return true;
        }
        try {
            return loaded.run(OPTIONS, cell -> {}).scenarios().stream()
                    .flatMap(s -> s.cells().stream())
                    .flatMap(c -> c.questions().stream())
                    .anyMatch(q -> !q.ok());
        } catch (LoweringException e) {
            return true;
        }
    }

    /** Each line is a pattern and behind {@code #} the reason. */
    private static List<Explanation> explanations() throws IOException {
        List<Explanation> explanations = new ArrayList<>();
        for (String line : Files.readAllLines(SURVIVORS)) {
            int hash = line.indexOf(" # ");
            if (hash > 0) {
                explanations.add(new Explanation(line.substring(0, hash).strip(), line.substring(hash + 3)));
            }
        }
        return explanations;
    }
}
