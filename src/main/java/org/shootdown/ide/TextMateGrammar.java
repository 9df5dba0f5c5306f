package org.shootdown.ide;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the TextMate grammar (VS Code, JetBrains, Sublime Text, bat, GitHub). The rules tile the text: each stretch
 * that is not white space is taken whole by the first rule that fits, as the lexer takes it, so that no rule ever
 * starts inside a word. The regular expressions keep to what Oniguruma and {@code java.util.regex} have in common,
 * which lets a test compare them with the lexer.
 */
public final class TextMateGrammar {

    private static final String NAME = "[A-Za-z_][0-9A-Za-z_]*";
    private static final String WORD_END = "(?![0-9A-Za-z_])";
    private static final String GAP = "[ \\t\\f\\x{FEFF}]+";
    private static final String NUMBER = "(?:0[xX][0-9A-Fa-f][0-9A-Fa-f_]*|[0-9][0-9_]*)[KMG]?" + WORD_END;
    private static final String TEXT = "\"(?:[^\"\\\\\\r\\n]|\\\\[\"\\\\nt])*";

    /** A name that is no word of the language. */
    private static final String FREE_NAME = "(?!" + words(TokenTable.words()) + ")" + NAME;

    private final JsonArray patterns = new JsonArray();

    private TextMateGrammar() {}

    /** The grammar as JSON text. */
    public static String generate(KnownNames names) {
        TextMateGrammar grammar = new TextMateGrammar();
        grammar.commentsAndStrings();
        grammar.wordsOfTheLanguage();
        names.byCategory().forEach((category, group) -> grammar.match(category, words(group)));
        grammar.match(TokenCategory.CALL, NAME + "(?=\\()");
        grammar.match(TokenCategory.NAME, NAME);
        grammar.match(TokenCategory.NUMBER, NUMBER);
        grammar.match(TokenCategory.ILLEGAL, "[0-9][0-9A-Za-z_]+");
        for (TokenCategory signs :
                List.of(TokenCategory.OPERATOR, TokenCategory.SEPARATOR, TokenCategory.BRACKET)) {
            grammar.match(signs, TokenTable.literals(signs).stream()
                    .map(TextMateGrammar::quote)
                    .collect(Collectors.joining("|")));
        }
        grammar.match(TokenCategory.ILLEGAL, "[^ \\t\\f\\r\\n\\x{FEFF}]");
        return grammar.json();
    }

    private void commentsAndStrings() {
        match(TokenCategory.DOC_COMMENT, "///[^\\r\\n]*");
        match(TokenCategory.LINE_COMMENT, "//[^\\r\\n]*");
        JsonObject block = new JsonObject();
        block.addProperty("name", TokenCategory.BLOCK_COMMENT.scope());
        block.addProperty("begin", "/\\*");
        block.addProperty("end", "\\*/");
        patterns.add(block);
        JsonObject escape = new JsonObject();
        escape.addProperty("name", TokenCategory.ESCAPE.scope());
        escape.addProperty("match", "\\\\[\"\\\\nt]");
        JsonArray inside = new JsonArray();
        inside.add(escape);
        JsonObject whole = new JsonObject();
        whole.add("patterns", inside);
        JsonObject captures = new JsonObject();
        captures.add("0", whole);
        match(TokenCategory.STRING, TEXT + "\"").add("captures", captures);
        match(TokenCategory.ILLEGAL, TEXT);
    }

    private void wordsOfTheLanguage() {
        TokenTable.introducers().forEach((introduction, introducers) -> {
            JsonObject captures = new JsonObject();
            captures.add("1", named(introduction.word()));
            captures.add("2", named(introduction.name()));
            JsonObject rule = new JsonObject();
            rule.addProperty("match", "(" + String.join("|", introducers) + ")" + GAP + "(" + FREE_NAME + ")");
            rule.add("captures", captures);
            patterns.add(rule);
        });
        // `thread T on cpu 0 in m {` and `on fault {`; elsewhere `on` is a value.
        match(
                TokenCategory.CONTROL,
                "on(?=" + GAP + FREE_NAME + "(?:" + GAP + NUMBER + ")?(?:" + GAP + "in" + GAP + FREE_NAME + ")?(?:"
                        + GAP + ")?(?:\\{|$))");
        for (TokenCategory category : TokenCategory.values()) {
            List<String> literals =
                    TokenTable.literals(category).stream().filter(TokenTable.words()::contains).toList();
            if (!literals.isEmpty()) {
                match(category, words(literals));
            }
        }
    }

    private JsonObject match(TokenCategory category, String regex) {
        JsonObject rule = named(category);
        rule.addProperty("match", regex);
        patterns.add(rule);
        return rule;
    }

    private static JsonObject named(TokenCategory category) {
        JsonObject named = new JsonObject();
        named.addProperty("name", category.scope());
        return named;
    }

    private static String words(Collection<String> words) {
        return "(?:" + String.join("|", words) + ")" + WORD_END;
    }

    /** Only what must be escaped is: editors' regex engines differ on what other escapes mean. */
    private static String quote(String sign) {
        return sign.replaceAll("[\\\\.*+?()\\[\\]{}|^$]", "\\\\$0");
    }

    private String json() {
        JsonArray note = new JsonArray();
        note.add("Generated by org.shootdown.ide.EditorFiles from the lexer, the operations and the library.");
        note.add("Do not edit: change those and run mvn test -Dtest=EditorFilesTest -Dgolden.update=true");
        JsonArray types = new JsonArray();
        types.add("mmsc");
        JsonObject grammar = new JsonObject();
        grammar.add("information_for_contributors", note);
        grammar.addProperty("name", "Shootdown");
        grammar.addProperty("scopeName", "source.shootdown");
        grammar.add("fileTypes", types);
        grammar.add("patterns", patterns);
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(grammar) + "\n";
    }
}
