package org.shootdown.ide;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stringtemplate.v4.ST;

/**
 * Writes the Vim syntax file. In Vim a keyword beats a match, and of two matches at one place the later one wins:
 * that is why words of the language, whose category can depend on what follows, are matches and not keywords, and why
 * the general comes before the special.
 */
public final class VimSyntax {

    private static final String TEMPLATE = "/ide/vim-syntax.st";
    private static final int WIDTH = 110;

    /** Words that {@code :syn keyword} would take for its own arguments. */
    private static final Set<String> ARGUMENTS = Set.of(
            "conceal", "concealends", "cchar", "contained", "containedin", "contains", "display", "excludenl",
            "extend", "fold", "grouphere", "groupthere", "keepend", "matchgroup", "nextgroup", "oneline",
            "skipempty", "skipnl", "skipwhite", "start", "skip", "end", "transparent");

    private static final String NAME = "\\h\\w*";
    private static final String FREE_NAME = "\\%(" + words(TokenTable.words()) + "\\)\\@!" + NAME;
    private static final String NUMBER = "\\<\\%(0[xX]\\x[0-9A-Fa-f_]*\\|\\d[0-9_]*\\)[KMG]\\?\\>";
    private static final String TEXT = "\"\\%([^\"\\\\]\\|\\\\[\"\\\\nt]\\)*";

    private final List<String> items = new ArrayList<>();

    private VimSyntax() {}

    /** The syntax file. */
    public static String generate(KnownNames names) {
        VimSyntax syntax = new VimSyntax();
        syntax.signsAndNumbers();
        syntax.wordsOfTheLanguage();
        syntax.stringsAndComments();
        names.byCategory().forEach(syntax::keywords);
        ST template = new ST(template(), '$', '$');
        template.add("items", syntax.items);
        template.add("links", links());
        return template.render();
    }

    private void signsAndNumbers() {
        String plain = TokenTable.literals(TokenCategory.OPERATOR).stream()
                .filter(s -> s.length() == 1)
                .collect(Collectors.joining());
        String others = String.join("", TokenTable.literals(TokenCategory.SEPARATOR))
                + String.join("", TokenTable.literals(TokenCategory.BRACKET));
        String known = (plain + others).replace("-", "").replace("]", "").replace("[", "");
        match(TokenCategory.ILLEGAL, "[^][0-9A-Za-z_ \\t" + known + "-]", "");
        match(TokenCategory.OPERATOR, TokenTable.literals(TokenCategory.OPERATOR).stream()
                .map(VimSyntax::quote)
                .collect(Collectors.joining("\\|")), "");
        match(TokenCategory.ILLEGAL, "\\<\\d\\w\\+", "");
        match(TokenCategory.NUMBER, NUMBER, "");
        match(TokenCategory.CALL, "\\<" + NAME + "\\ze(", "");
    }

    private void wordsOfTheLanguage() {
        for (TokenCategory category : TokenCategory.values()) {
            List<String> literals =
                    TokenTable.literals(category).stream().filter(TokenTable.words()::contains).toList();
            if (!literals.isEmpty()) {
                match(category, "\\<" + words(literals), "");
            }
        }
        TokenTable.introducers().forEach((introduction, introducers) -> match(
                introduction.word(),
                "\\<" + words(introducers) + "\\ze\\s\\+" + FREE_NAME,
                " nextgroup=" + introduction.name().vimGroup() + " skipwhite"));
        TokenTable.introducers().keySet().stream()
                .map(TokenTable.Introduction::name)
                .distinct()
                .forEach(name -> match(name, NAME, " contained"));
        // `thread T on cpu 0 in m {` and `on fault {`; elsewhere `on` is a value.
        match(
                TokenCategory.CONTROL,
                "\\<on\\ze\\s\\+" + FREE_NAME + "\\%(\\s\\+" + NUMBER + "\\)\\?\\%(\\s\\+in\\s\\+" + FREE_NAME
                        + "\\)\\?\\s*\\%({\\|$\\)",
                "");
    }

    private void stringsAndComments() {
        match(TokenCategory.ESCAPE, "\\\\[\"\\\\nt]", " contained");
        match(TokenCategory.ILLEGAL, TEXT, "");
        match(TokenCategory.STRING, TEXT + "\"", " contains=" + TokenCategory.ESCAPE.vimGroup() + ",@Spell");
        match(TokenCategory.LINE_COMMENT, "//.*", " contains=@Spell");
        match(TokenCategory.DOC_COMMENT, "///.*", " contains=@Spell");
        items.add("syn region " + TokenCategory.BLOCK_COMMENT.vimGroup()
                + " start=\"/\\*\" end=\"\\*/\" contains=@Spell");
    }

    private void keywords(TokenCategory category, Set<String> names) {
        String head = "syn keyword " + category.vimGroup();
        StringBuilder line = new StringBuilder(head);
        for (String name : names) {
            if (ARGUMENTS.contains(name)) {
                match(category, "\\<" + name + "\\>", "");
                continue;
            }
            if (line.length() + name.length() >= WIDTH) {
                items.add(line.toString());
                line = new StringBuilder(head);
            }
            line.append(' ').append(name);
        }
        if (line.length() > head.length()) {
            items.add(line.toString());
        }
    }

    private void match(TokenCategory category, String pattern, String options) {
        char delimiter = pattern.indexOf('/') < 0 ? '/' : '+';
        items.add("syn match " + category.vimGroup() + " " + delimiter + pattern + delimiter + options);
    }

    private static List<String> links() {
        return Arrays.stream(TokenCategory.values())
                .filter(c -> !c.vimStandardGroup().isEmpty())
                .map(c -> "hi def link " + c.vimGroup() + " " + c.vimStandardGroup())
                .toList();
    }

    private static String words(Collection<String> words) {
        return "\\%(" + String.join("\\|", words) + "\\)\\>";
    }

    private static String quote(String sign) {
        return sign.replaceAll("[\\\\.*\\[\\]^$~/]", "\\\\$0");
    }

    private static String template() {
        try (InputStream in = VimSyntax.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + TEMPLATE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
