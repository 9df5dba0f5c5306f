package org.shootdown.ide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shootdown.Shootdown;
import org.shootdown.diag.SourceFile;
import org.shootdown.diag.TextRenderer;

/** Runs Vim itself, where there is one: its colours are the lexer's categories, and it reads our diagnostics. */
class VimSyntaxTest {

    private static final String PLUGIN = Path.of("src/ide/vim").toAbsolutePath().toString();

    /** Vim leaves these as they are. */
    private static final Set<TokenCategory> PLAIN =
            EnumSet.of(TokenCategory.NAME, TokenCategory.SEPARATOR, TokenCategory.BRACKET);

    @TempDir
    Path folder;

    @BeforeAll
    static void needsVimWithSyntax() throws IOException, InterruptedException {
        try {
            Process version = new ProcessBuilder("vim", "--version").redirectErrorStream(true).start();
            String text = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            version.waitFor();
            assumeTrue(text.contains("+syntax") && text.contains("+eval"), "this vim has no syntax highlighting");
        } catch (IOException e) {
            assumeTrue(false, "no vim on the path");
        }
    }

    @Test
    void coloursAsTheLexerReads() throws IOException, InterruptedException {
        Random random = new Random(7);
        String mixtures = IntStream.range(0, 400)
                .mapToObj(i -> Mixtures.line(random))
                .collect(Collectors.joining("\n"));
        List<Highlighting.Script> scripts = List.of(
                new Highlighting.Script("mixtures", mixtures),
                new Highlighting.Script("tricky.mmsc", Highlighting.TRICKY),
                sample("samples/cow-order.mmsc"),
                sample("samples/munmap-shootdown.mmsc"),
                sample("samples/shared-table-start-end.mmsc"));
        List<String> commands = new ArrayList<>(List.of("syntax on"));
        for (int i = 0; i < scripts.size(); i++) {
            Path script = Files.writeString(folder.resolve(i + ".mmsc"), scripts.get(i).text());
            commands.add("edit " + script);
            commands.add("let out = []");
            commands.add("for l in range(1, line('$'))");
            commands.add("  for c in range(1, len(getline(l)))");
            commands.add("    call add(out, synIDattr(synID(l, c, 1), 'name'))");
            commands.add("  endfor");
            commands.add("endfor");
            commands.add("call writefile(out, '" + folder.resolve(i + ".out") + "')");
        }
        vim(commands);
        for (int i = 0; i < scripts.size(); i++) {
            Highlighting.Script script = scripts.get(i);
            TextMateGrammarTest.assertSame(
                    script,
                    Highlighting.of(script.text()),
                    categories(script.text(), Files.readAllLines(folder.resolve(i + ".out"))),
                    PLAIN);
        }
    }

    @Test
    void setsUpTheBuffer() throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("a.mmsc"), "/// text\n");
        Path out = folder.resolve("settings");
        vim(List.of(
                "filetype plugin on",
                "edit " + script,
                "execute \"normal! oscenario s {\\<CR>check order\\<CR>}\"",
                "call writefile([&filetype, &commentstring, &shiftwidth] + getline(1, '$'), '" + out + "')"));
        assertEquals(
                List.of("mmsc", "// %s", "4", "/// text", "/// scenario s {", "/// check order", "/// }"),
                Files.readAllLines(out));
    }

    @Test
    void indentsByBraces() throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("b.mmsc"), "shootdown 1\n");
        Path out = folder.resolve("indented");
        vim(List.of(
                "filetype plugin on",
                "edit " + script,
                "execute \"normal! oscenario s {\\<CR>thread T {\\<CR>isb()\\<CR>}\\<CR>check order\\<CR>}\"",
                "call writefile(getline(2, '$'), '" + out + "')"));
        assertEquals(
                List.of("scenario s {", "    thread T {", "        isb()", "    }", "    check order", "}"),
                Files.readAllLines(out));
    }

    @Test
    void readsOurDiagnosticsIntoTheQuickfixList() throws IOException, InterruptedException {
        SourceFile file = SourceFile.of(
                "some dir/broken.mmsc", "shootdown 1\nscenario a {\n    thread T { lod A }\n    check ordr\n}\n");
        String rendered = new TextRenderer(false).render(Shootdown.load(List.of(file)).diagnostics());
        Path errors = Files.writeString(folder.resolve("errors"), rendered);
        Path out = folder.resolve("quickfix");
        vim(List.of(
                "compiler shootdown",
                "cgetfile " + errors,
                "let out = []",
                "for e in getqflist()",
                "  call add(out, join([e.valid, e.type, e.nr, bufname(e.bufnr), e.lnum, e.col, "
                        + "substitute(e.text, '\\n', '~', 'g')], '|'))",
                "endfor",
                "call writefile(out, '" + out + "')"));
        List<String> expected = Shootdown.load(List.of(file)).diagnostics().stream()
                .map(d -> String.join("|", "1", "E", String.valueOf(Integer.parseInt(d.code().id().substring(2))),
                        file.name(), String.valueOf(d.span().line()), String.valueOf(d.span().column()),
                        d.message() + d.helps().stream().map(h -> "~" + h).collect(Collectors.joining())))
                .toList();
        assertTrue(expected.size() >= 2, expected::toString);
        assertEquals(
                expected.stream().map(VimSyntaxTest::inOneLine).toList(),
                Files.readAllLines(out).stream().map(VimSyntaxTest::inOneLine).toList(),
                rendered);
    }

    /** Wherever a help is broken to fit its line. */
    private static String inOneLine(String text) {
        return text.replaceAll("[~ ]+", " ");
    }

    private static Highlighting.Script sample(String path) throws IOException {
        return new Highlighting.Script(path, Files.readString(Path.of(path)));
    }

    private void vim(List<String> commands) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of("set nocompatible encoding=utf-8 hidden"));
        lines.add("let &runtimepath = '" + PLUGIN + "," + "' . $VIMRUNTIME");
        lines.addAll(commands);
        lines.add("qall!");
        Path script = Files.write(folder.resolve("run.vim"), lines);
        Path log = folder.resolve("vim.log");
        Process vim = new ProcessBuilder(
                        "vim", "-u", "NONE", "-i", "NONE", "-n", "-N", "-es", "-S", script.toString())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(log.toFile())
                .start();
        boolean ended = vim.waitFor(60, TimeUnit.SECONDS);
        vim.destroyForcibly();
        assertTrue(ended, "vim did not end: " + Files.readString(log));
        assertEquals("", Files.readString(log).strip(), "vim complains");
    }

    /** Vim counts bytes; a line break has no colour. */
    private static TokenCategory[] categories(String text, List<String> groups) {
        TokenCategory[] categories = new TokenCategory[text.length()];
        Arrays.fill(categories, TokenCategory.SPACE);
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                continue;
            }
            String group = groups.get(next);
            // Of a surrogate pair's four bytes, the halves take two each.
            boolean half = Character.isSurrogate(text.charAt(i));
            next += half ? 2 : String.valueOf(text.charAt(i)).getBytes(StandardCharsets.UTF_8).length;
            categories[i] = Arrays.stream(TokenCategory.values())
                    .filter(c -> c.vimGroup().equals(group))
                    .findFirst()
                    .orElse(TokenCategory.SPACE);
        }
        return categories;
    }
}
