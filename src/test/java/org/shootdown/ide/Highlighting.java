package org.shootdown.ide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.shootdown.sema.LibraryLoader;
import org.shootdown.syntax.ShootdownLexer;

/** What the highlighters must show: the category of each character of a text, worked out from the lexer's tokens. */
final class Highlighting {

    /** All that is easy to get wrong, in one file. */
    static final String TRICKY =
            """
            shootdown 1
            /// documentation "not a string" /* nor a comment */
            //// four slashes document, too
            // load store 4K "x"
            /* block load
             * "still" // the comment
             */ scenario lock { /**/ /* a */ page /* between */ A
                cite "an \\"escape\\" \\\\ and \\n // no comment /* either */"
                vary on_time in on, off  where btm == on and
                    arch == arm64 or kernel has defer
                vary n in 0x2a, 4_096, 4K, 2M, 0xFFG, 0
                page lock = 4_096 vma rw pte ro
                device kernel_x sva m { ats on  pri on  driver = subscriber }
                thread on_x on cpu 0 in m { try { load A } on fault { } }
                thread T on cpu 12 { loads = load(A) store_x(B) pte_none (x) }
                never final lock: load_x == 0x1F
                final holds_x: not (a != b) implies c<=d and e>=f
                always x: T.n == 4K -1 * 2 % 3
                scenario_x kernels page_1 _load load_ 9
                let p: page
                locks ptl[page]
                if a == on {
                expect order violated where kernel == linux_6_6
                n -> p += 1 -= 2 ; x
                rule iommu = vtd
            }
            12ab 0x 4KB 0xfg "unterminated load
            "bad \\q escape" & | ! / \\ # \u00e9 holds
            """;

    private static final Pattern ESCAPE = Pattern.compile("\\\\[\"\\\\nt]");
    private static final KnownNames NAMES = KnownNames.bundled();

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final TokenCategory[] categories;

    private Highlighting(String text) {
        this.text = text;
        this.categories = new TokenCategory[text.length()];
    }

    /** A text with its name. */
    record Script(String name, String text) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Every sample, library file and corpus file, and the tricky text. */
    static List<Script> scripts() {
        List<Script> scripts = new ArrayList<>();
        scripts.add(new Script("tricky", TRICKY));
        LibraryLoader.bundled().forEach(f -> scripts.add(new Script(f.name(), f.text())));
        for (Path root : List.of(Path.of("samples"), Path.of("src/test"))) {
            try (Stream<Path> paths = Files.walk(root)) {
                for (Path path : paths.filter(p -> p.toString().endsWith(".mmsc")).sorted().toList()) {
                    scripts.add(new Script(path.toString(), Files.readString(path)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(path(root), e);
            }
        }
        return scripts;
    }

    private static String path(Path root) {
        return "cannot read " + root;
    }

    /**
     * The category of each character. An unterminated comment ends the text: an editor, which works line by line,
     * shows the rest as comment, while the lexer goes on behind the opening.
     */
    static TokenCategory[] of(String text) {
        Highlighting highlighting = new Highlighting(text);
        ShootdownLexer lexer = new ShootdownLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        highlighting.tokens.addAll(lexer.getAllTokens());
        highlighting.colour();
        return highlighting.categories;
    }

    private void colour() {
        Arrays.fill(categories, TokenCategory.SPACE);
        List<Token> visible = tokens.stream()
                .filter(t -> TokenTable.category(t.getType()).orElseThrow() != TokenCategory.SPACE)
                .toList();
        for (int i = 0; i < visible.size(); i++) {
            Token token = visible.get(i);
            if (token.getType() == ShootdownLexer.UNTERMINATED_COMMENT) {
                Arrays.fill(categories, start(token), text.length(), TokenCategory.BLOCK_COMMENT);
                return;
            }
            Arrays.fill(categories, start(token), end(token), category(visible, i));
            if (token.getType() == ShootdownLexer.STRING) {
                Matcher escapes = ESCAPE.matcher(token.getText());
                while (escapes.find()) {
                    int from = start(token);
                    Arrays.fill(categories, from + escapes.start(), from + escapes.end(), TokenCategory.ESCAPE);
                }
            }
        }
    }

    private TokenCategory category(List<Token> visible, int i) {
        Token token = visible.get(i);
        boolean beforeName = follows(visible, i, ShootdownLexer.NAME);
        if (token.getType() == ShootdownLexer.ON && isPreposition(visible, i)) {
            return TokenCategory.CONTROL;
        }
        var introduction = TokenTable.introduction(token.getType());
        if (introduction.isPresent() && beforeName) {
            return introduction.get().word();
        }
        if (token.getType() == ShootdownLexer.NAME) {
            if (i > 0 && follows(visible, i - 1, ShootdownLexer.NAME)) {
                var introduced = TokenTable.introduction(visible.get(i - 1).getType());
                if (introduced.isPresent()) {
                    return introduced.get().name();
                }
            }
            boolean touchesParen = i + 1 < visible.size()
                    && visible.get(i + 1).getType() == ShootdownLexer.LEFT_PAREN
                    && end(token) == start(visible.get(i + 1));
            return NAMES.category(token.getText())
                    .orElse(touchesParen ? TokenCategory.CALL : TokenCategory.NAME);
        }
        return TokenTable.category(token.getType()).orElseThrow();
    }

    /** {@code on NAME NUMBER? (in NAME)?} before a brace or the end of the line. */
    private boolean isPreposition(List<Token> visible, int i) {
        int last = i;
        if (!follows(visible, last++, ShootdownLexer.NAME)) {
            return false;
        }
        if (follows(visible, last, ShootdownLexer.NUMBER)) {
            last++;
        }
        if (follows(visible, last, ShootdownLexer.IN) && follows(visible, last + 1, ShootdownLexer.NAME)) {
            last += 2;
        }
        int rest = end(visible.get(last));
        String line = text.substring(rest).lines().findFirst().orElse("").strip();
        return line.isEmpty() || line.startsWith("{");
    }

    /** Whether a token of a type comes next, on the same line. */
    private boolean follows(List<Token> visible, int i, int type) {
        return i + 1 < visible.size()
                && visible.get(i + 1).getType() == type
                && visible.get(i + 1).getLine() == visible.get(i).getLine();
    }

    /** ANTLR counts code points, Java UTF-16 units. */
    private int start(Token token) {
        return text.offsetByCodePoints(0, token.getStartIndex());
    }

    private int end(Token token) {
        return text.offsetByCodePoints(0, token.getStopIndex() + 1);
    }
}
