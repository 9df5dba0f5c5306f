package org.shootdown.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.shootdown.Shootdown;
import org.shootdown.diag.Diagnostic;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;
import org.shootdown.sema.LibraryLoader;

/** The hand-written part of the extension agrees with the language and with itself. */
class VsCodeExtensionTest {

    private static final Path ROOT = Path.of("src/ide/vscode");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[0-9]+:([^}]*)}|\\$[0-9]+");

    @TestFactory
    Stream<DynamicTest> snippetsAreSoundScripts() throws IOException {
        return json("snippets/shootdown.json").asMap().entrySet().stream()
                .map(s -> DynamicTest.dynamicTest(s.getKey(), () -> assertSound(s.getValue().getAsJsonObject())));
    }

    private static void assertSound(JsonObject snippet) {
        String body = StreamSupport.stream(snippet.getAsJsonArray("body").spliterator(), false)
                .map(JsonElement::getAsString)
                .collect(Collectors.joining("\n"));
        String text = PLACEHOLDER.matcher(body).replaceAll(m -> m.group(1) == null
                ? ""
                : Matcher.quoteReplacement(m.group(1)));
        String prefix = snippet.get("prefix").getAsString();
        String script =
                switch (prefix) {
                    case "scenario" -> text;
                    case "proc", "override" -> "shootdown 1\npatch host for linux_6_6 {\n" + text + "\n}\n";
                    default -> "shootdown 1\n" + text;
                };
        Shootdown loaded =
                Shootdown.load(List.of(SourceFile.of(prefix, script)), LibraryLoader.bundled(), false);
        assertEquals("", new TextRenderer(false).render(loaded.diagnostics()), script);
        assertEquals("", new TextRenderer(false).render(loaded.compileAll()), script);
    }

    @Test
    void theProblemMatcherReadsOurDiagnostics() throws IOException {
        JsonArray patterns = json("package.json")
                .getAsJsonObject("contributes")
                .getAsJsonArray("problemMatchers")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("pattern");
        SourceFile file = SourceFile.of("dir/a b.mmsc", "shootdown 1\nscenario s {\n    check ordr\n}\n");
        Diagnostic diagnostic = Shootdown.load(List.of(file)).diagnostics().get(0);
        List<String> lines = new TextRenderer(false).render(diagnostic).lines().toList();
        Matcher head = matcher(patterns, 0, lines);
        assertEquals("error", head.group(group(patterns, 0, "severity")));
        assertEquals(diagnostic.code().id(), head.group(group(patterns, 0, "code")));
        assertEquals(diagnostic.message(), head.group(group(patterns, 0, "message")));
        Matcher place = matcher(patterns, 1, lines);
        assertEquals(file.name(), place.group(group(patterns, 1, "file")));
        assertEquals(String.valueOf(diagnostic.span().line()), place.group(group(patterns, 1, "line")));
        assertEquals(String.valueOf(diagnostic.span().column()), place.group(group(patterns, 1, "column")));
    }

    private static Matcher matcher(JsonArray patterns, int line, List<String> lines) {
        String regex = patterns.get(line).getAsJsonObject().get("regexp").getAsString();
        Matcher matcher = Pattern.compile(regex).matcher(lines.get(line));
        assertTrue(matcher.matches(), lines.get(line));
        return matcher;
    }

    private static int group(JsonArray patterns, int line, String part) {
        return patterns.get(line).getAsJsonObject().get(part).getAsInt();
    }

    @Test
    void thePackageNamesFilesThatExist() throws IOException {
        JsonObject contributes = json("package.json").getAsJsonObject("contributes");
        for (String part : List.of("grammars", "snippets")) {
            for (JsonElement element : contributes.getAsJsonArray(part)) {
                assertTrue(Files.exists(ROOT.resolve(element.getAsJsonObject().get("path").getAsString())));
            }
        }
        JsonObject language = contributes.getAsJsonArray("languages").get(0).getAsJsonObject();
        assertTrue(Files.exists(ROOT.resolve(language.get("configuration").getAsString())));
        assertEquals(
                json("syntaxes/shootdown.tmLanguage.json").get("scopeName"),
                contributes.getAsJsonArray("grammars").get(0).getAsJsonObject().get("scopeName"));
    }

    @Test
    void theExtensionHasTheVersionOfTheProgram() throws IOException {
        Matcher version = Pattern.compile("<version>([^<]*)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(version.find());
        assertEquals(version.group(1), json("package.json").get("version").getAsString());
    }

    @Test
    void theIndentationRulesFollowTheBraces() throws IOException {
        JsonObject rules = json("language-configuration.json").getAsJsonObject("indentationRules");
        Pattern more = Pattern.compile(rules.get("increaseIndentPattern").getAsString());
        Pattern less = Pattern.compile(rules.get("decreaseIndentPattern").getAsString());
        for (String opens : List.of(
                "scenario s {",
                "} else {",
                "  proc f() cite \"a // b, f()\" {",
                "if a { // note {}",
                "kernel k cite \"\\\"{\" {")) {
            assertTrue(more.matcher(opens).find(), opens);
        }
        for (String level : List.of("mm m { page A = 1 }", "// {", "cite \"{\"", "try { load A } on fault { }")) {
            assertTrue(!more.matcher(level).find(), level);
        }
        assertTrue(less.matcher("    } else {").find());
        assertTrue(!less.matcher("try { }").find());
    }

    private static JsonObject json(String path) throws IOException {
        return JsonParser.parseString(Files.readString(ROOT.resolve(path))).getAsJsonObject();
    }
}
