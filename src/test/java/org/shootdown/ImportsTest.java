package org.shootdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.syntax.Declaration.Scenario;

/** Imports as somebody meets them who embeds Shootdown: files come from wherever he says. */
class ImportsTest {

    private static final String SCENARIO =
            """
            scenario s {
                vary kernel in mine
                mm m { page A = 1 }
                thread T on cpu 0 { r = load A }
                final one: T.r == 1
            }
            """;

    private final List<String> asked = new ArrayList<>();

    private static SourceFile main(String imports) {
        return SourceFile.of("main.mmsc", "shootdown 1\n" + imports + SCENARIO);
    }

    private ImportResolver files(Map<String, String> texts) {
        return (from, path) -> {
            asked.add(from.name() + " > " + path);
            String name = path.replace("./", "");
            return Optional.ofNullable(texts.get(name))
                    .map(t -> ImportResolver.Found.file(SourceFile.of(name, "shootdown 1\n" + t)))
                    .orElse(ImportResolver.Found.problem("there is no `" + path + "`", Optional.of("look elsewhere")));
        };
    }

    @Test
    void whatIsImportedIsKnownAndRuns() {
        Shootdown loaded = Shootdown.load(
                List.of(main("import \"a\"\n")), files(Map.of("a", "kernel mine extends linux_6_6 { }\n")));
        assertEquals(List.of(), loaded.diagnostics());
        SamplesTest.runsAsExpected(loaded);
        assertTrue(Shootdown.load(List.of(main(""))).hasErrors());
    }

    /** What an imported file's scenarios declare, the procedures beside them may name; its scenarios do not run. */
    @Test
    void proceduresOfImportedFilesKnowTheAxesBesideThem() {
        String patch = "patch mine for linux_6_6 { proc f() where inv == on { if who == first { } } }\n";
        String scenario = "scenario other { vary inv in on, off  vary who in first, last  check coherence }\n";
        Map<String, String> texts = Map.of("a", patch + scenario);
        Shootdown loaded = Shootdown.load(List.of(main("import \"a\"\nkernel mine extends linux_6_6 { }\n")), files(texts));
        assertEquals(List.of(), loaded.diagnostics());
        SamplesTest.runsAsExpected(loaded);
        Shootdown without = Shootdown.load(
                List.of(main("import \"a\"\nkernel mine extends linux_6_6 { }\n")), files(Map.of("a", patch)));
        assertTrue(without.hasErrors());
    }

    @Test
    void importsOfImportsCirclesAndSpellingsAreOneSet() {
        Map<String, String> texts = Map.of(
                "a", "import \"b\"\nimport \"main.mmsc\"\nkernel mine extends base { }\n",
                "b", "import \"a\"\nimport \"./b\"\nkernel base extends linux_6_6 { }\n",
                "main.mmsc", "import \"a\"\nimport \"./a\"\nimport \"b\"\n" + SCENARIO);
        SourceFile main = SourceFile.of("main.mmsc", "shootdown 1\n" + texts.get("main.mmsc"));
        Shootdown loaded = Shootdown.load(List.of(main), files(texts));
        assertEquals(List.of(), loaded.diagnostics());
        assertEquals(1, loaded.scenarios().size());
        assertEquals(
                List.of("main.mmsc > a", "main.mmsc > ./a", "main.mmsc > b", "a > b", "a > main.mmsc", "b > a", "b > ./b"),
                asked);
    }

    @Test
    void scenariosOfImportedFilesAreNeitherRunNorChecked() {
        String library = "kernel mine extends linux_6_6 { }\nscenario of_a { thread T { nowhere() } }\n";
        Shootdown loaded =
                Shootdown.load(List.of(main("import \"a\"\n")), files(Map.of("a", library)));
        assertEquals(List.of(), loaded.diagnostics());
        assertEquals(List.of("s"), loaded.scenarios().stream().map(Scenario::name).map(Object::toString).toList());
    }

    @Test
    void whatIsWrongIsSaidWhereItIs() {
        Map<String, String> texts = Map.of(
                "a", "kernel mine extends linux_6_6 { proc p() { nowhere() } }\n",
                "b", "patch p for linux_6_6 {\n");
        Diagnostic meaning = only(Shootdown.load(List.of(main("import \"a\"\n")), files(texts)));
        assertEquals("a:2", meaning.span().location());
        Diagnostic text = only(Shootdown.load(List.of(main("import \"a\"\nimport \"b\"\n")), files(texts)));
        assertEquals("b", text.span().file().name());
        Diagnostic missing = only(Shootdown.load(List.of(main("import \"c\"\n")), files(texts)));
        assertEquals("SD0520 main.mmsc:2", missing.code().id() + " " + missing.span().location());
        assertEquals("there is no `c`", missing.message());
        assertEquals(List.of("look elsewhere"), missing.helps());
    }

    @Test
    void nothingIsReadUnlessSomebodySaysWhence() {
        Diagnostic diagnostic = only(Shootdown.load(List.of(main("import \"pom.xml\"\n"))));
        assertEquals("no files can be imported here", diagnostic.message());
        Shootdown absolute = Shootdown.load(List.of(main("import \"/etc/passwd\"\n")), files(Map.of()));
        assertEquals("SD0521", only(absolute).code().id());
        assertEquals(List.of(), asked);
    }

    private static Diagnostic only(Shootdown loaded) {
        assertFalse(loaded.diagnostics().isEmpty());
        assertEquals(1, loaded.diagnostics().size(), () -> loaded.diagnostics().toString());
        return loaded.diagnostics().get(0);
    }
}
