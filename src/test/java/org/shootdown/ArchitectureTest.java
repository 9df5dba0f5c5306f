package org.shootdown;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keeps the arrows between packages (DESIGN section 9) pointing one way, and files small enough to read. */
class ArchitectureTest {

    private static final int TOO_LONG = 600;
    private static final int LONG = 400;

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+);$");

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.shootdown");
    }

    @Test
    void packagesUseOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("diag").definedBy("org.shootdown.diag..")
                .layer("syntax").definedBy("org.shootdown.syntax..")
                .layer("sema").definedBy("org.shootdown.sema..")
                .layer("ir").definedBy("org.shootdown.ir..")
                .layer("lower").definedBy("org.shootdown.lower..")
                .layer("machine").definedBy("org.shootdown.machine..")
                .layer("check").definedBy("org.shootdown.check..")
                .layer("engine").definedBy("org.shootdown.engine..")
                .layer("report").definedBy("org.shootdown.report..")
                .layer("emit").definedBy("org.shootdown.emit..")
                .layer("ide").definedBy("org.shootdown.ide..")
                .layer("facade").definedBy("org.shootdown")
                .layer("cli").definedBy("org.shootdown.cli..")
                .whereLayer("diag").mayNotAccessAnyLayer()
                .whereLayer("syntax").mayOnlyAccessLayers("diag")
                .whereLayer("sema").mayOnlyAccessLayers("syntax", "diag")
                .whereLayer("ir").mayOnlyAccessLayers("diag")
                .whereLayer("lower").mayOnlyAccessLayers("sema", "syntax", "ir", "diag")
                .whereLayer("machine").mayOnlyAccessLayers("ir")
                .whereLayer("check").mayOnlyAccessLayers("ir", "machine")
                .whereLayer("engine").mayOnlyAccessLayers("ir", "machine", "check")
                .whereLayer("report").mayOnlyAccessLayers("engine")
                .whereLayer("emit").mayOnlyAccessLayers("sema", "syntax", "ir", "diag")
                .whereLayer("ide").mayOnlyAccessLayers("syntax", "sema", "diag")
                .whereLayer("facade").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("cli").mayNotBeAccessedByAnyLayer()
                .check(classes);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("org.shootdown.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyTheSyntaxKnowsAntlr() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.shootdown.syntax..", "org.shootdown.ide..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.antlr.v4..")
                .check(classes);
    }

    @Test
    void importsAreUsed() throws IOException {
        List<String> unused = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            Matcher imports = IMPORT.matcher(text);
            while (imports.find()) {
                if (Pattern.compile("\\b" + imports.group(1) + "\\b").matcher(text).results().count() < 2) {
                    unused.add(file + ": " + imports.group(1));
                }
            }
        }
        assertTrue(unused.isEmpty(), () -> String.join("\n", unused));
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            int lines = Files.readAllLines(file).size();
            if (lines > TOO_LONG) {
                tooLong.add(file + " (" + lines + " lines)");
            } else if (lines > LONG) {
                System.out.println("long: " + file + " has " + lines + " lines");
            }
        }
        assertTrue(tooLong.isEmpty(), "longer than " + TOO_LONG + " lines: " + tooLong);
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        // Written so that this file does not find itself.
        List<String> marks = List.of("TO" + "DO", "FIX" + "ME", "XX" + "X");
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            marks.stream().filter(text::contains).forEach(m -> found.add(file + ": " + m));
        }
        assertTrue(found.isEmpty(), found.toString());
    }

    /** A merge that was left half done shows in documents only when somebody reads them. */
    @Test
    void noConflictIsLeft() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(Path.of("src"))) {
            List<Path> texts = new ArrayList<>(paths.filter(Files::isRegularFile)
                    .filter(p -> p.toString().matches(".*\\.(java|mmsc|md|txt|json|stg|vim)"))
                    .toList());
            texts.addAll(sources());
            texts.add(Path.of("README.md"));
            for (Path text : texts) {
                Files.readAllLines(text).stream()
                        .filter(l -> l.startsWith("<<<<<<< ") || l.startsWith(">>>>>>> "))
                        .forEach(l -> found.add(text + ": " + l));
            }
        }
        assertTrue(found.isEmpty(), found.toString());
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String root : List.of("src/main", "src/test/java", "grammar", "samples")) {
            try (Stream<Path> paths = Files.walk(Path.of(root))) {
                paths.filter(p -> p.toString().matches(".*\\.(java|g4|mmsc|stg)")).forEach(files::add);
            }
        }
        return files;
    }
}
