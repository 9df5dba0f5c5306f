package org.shootdown.ide;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.Vocabulary;
import org.shootdown.syntax.ShootdownLexer;

/**
 * The one table that highlighting adds to the lexer: the category of each type of token, and which words introduce a
 * name. A test fails for a token type without a category.
 */
public final class TokenTable {

    /**
     * What a word is when a name follows it on its line.
     *
     * @param word the category of the word itself, there
     * @param name the category of the name behind it
     */
    public record Introduction(TokenCategory word, TokenCategory name) {}

    private static final Map<Integer, TokenCategory> CATEGORIES = new LinkedHashMap<>();
    private static final Map<Integer, Introduction> INTRODUCTIONS = new LinkedHashMap<>();

    static {
        categories();
        introductions();
    }

    private TokenTable() {}

    private static void categories() {
        put(TokenCategory.DECLARATION,
                ShootdownLexer.SHOOTDOWN, ShootdownLexer.SCENARIO, ShootdownLexer.PATCH, ShootdownLexer.EXTENDS,
                ShootdownLexer.OVERRIDE, ShootdownLexer.PROC, ShootdownLexer.RULE, ShootdownLexer.VAR,
                ShootdownLexer.LOCKS, ShootdownLexer.RWLOCKS, ShootdownLexer.FORKS, ShootdownLexer.THREAD,
                ShootdownLexer.CITE, ShootdownLexer.LET, ShootdownLexer.IMPORT, ShootdownLexer.PROPERTY,
                ShootdownLexer.PARAM, ShootdownLexer.DOMAIN, ShootdownLexer.VM);
        // These four declare when a name follows (`kernel linux_6_6 {`) and are axes elsewhere (`kernel == linux_6_6`).
        put(TokenCategory.AXIS,
                ShootdownLexer.KERNEL, ShootdownLexer.DRIVER, ShootdownLexer.ARCH, ShootdownLexer.IOMMU);
        // These declare when a name follows (`page A = 1`) and are types elsewhere (`a: page`).
        put(TokenCategory.TYPE,
                ShootdownLexer.MM, ShootdownLexer.PAGE, ShootdownLexer.DEVICE, ShootdownLexer.FRAME);
        put(TokenCategory.QUESTION,
                ShootdownLexer.VARY, ShootdownLexer.EXPECT, ShootdownLexer.WHERE, ShootdownLexer.CHECK,
                ShootdownLexer.ALWAYS, ShootdownLexer.NEVER, ShootdownLexer.EXISTS, ShootdownLexer.FINAL,
                ShootdownLexer.EVENTUALLY, ShootdownLexer.TIMELINE);
        put(TokenCategory.CONTROL,
                ShootdownLexer.IF, ShootdownLexer.ELSE, ShootdownLexer.WHILE, ShootdownLexer.FOR,
                ShootdownLexer.IN, ShootdownLexer.CHOOSE, ShootdownLexer.AWAIT, ShootdownLexer.ATOMIC,
                ShootdownLexer.TRY, ShootdownLexer.RETURN, ShootdownLexer.LOOP, ShootdownLexer.RETRY,
                ShootdownLexer.FAILS);
        put(TokenCategory.WORD_OPERATOR,
                ShootdownLexer.AND, ShootdownLexer.OR, ShootdownLexer.NOT, ShootdownLexer.IMPLIES,
                ShootdownLexer.HAS, ShootdownLexer.AFTER, ShootdownLexer.OF, ShootdownLexer.FORALL);
        // `on` is a value (`ats on`), but for the places that the generators know (`thread T on cpu 0`, `on fault`).
        put(TokenCategory.TRUTH, ShootdownLexer.TRUE, ShootdownLexer.FALSE, ShootdownLexer.ON);
        put(TokenCategory.OPERATOR,
                ShootdownLexer.EQUAL, ShootdownLexer.NOT_EQUAL, ShootdownLexer.LESS_EQUAL,
                ShootdownLexer.GREATER_EQUAL, ShootdownLexer.LESS, ShootdownLexer.GREATER, ShootdownLexer.ARROW,
                ShootdownLexer.ADD_ASSIGN, ShootdownLexer.SUB_ASSIGN, ShootdownLexer.ASSIGN, ShootdownLexer.PLUS,
                ShootdownLexer.MINUS, ShootdownLexer.STAR, ShootdownLexer.PERCENT, ShootdownLexer.DOT_DOT);
        put(TokenCategory.SEPARATOR,
                ShootdownLexer.COMMA, ShootdownLexer.COLON, ShootdownLexer.SEMICOLON, ShootdownLexer.DOT,
                ShootdownLexer.BAR);
        put(TokenCategory.BRACKET,
                ShootdownLexer.LEFT_PAREN, ShootdownLexer.RIGHT_PAREN, ShootdownLexer.LEFT_BRACKET,
                ShootdownLexer.RIGHT_BRACKET, ShootdownLexer.LEFT_BRACE, ShootdownLexer.RIGHT_BRACE);
        put(TokenCategory.NAME, ShootdownLexer.NAME);
        put(TokenCategory.NUMBER, ShootdownLexer.NUMBER);
        put(TokenCategory.STRING, ShootdownLexer.STRING);
        put(TokenCategory.DOC_COMMENT, ShootdownLexer.DOC_COMMENT);
        put(TokenCategory.LINE_COMMENT, ShootdownLexer.LINE_COMMENT);
        put(TokenCategory.BLOCK_COMMENT, ShootdownLexer.BLOCK_COMMENT);
        put(TokenCategory.ILLEGAL,
                ShootdownLexer.BAD_NUMBER, ShootdownLexer.UNTERMINATED_STRING, ShootdownLexer.UNTERMINATED_COMMENT,
                ShootdownLexer.UNKNOWN);
        put(TokenCategory.SPACE, ShootdownLexer.SPACE, ShootdownLexer.LINE_BREAK);
    }

    private static void introductions() {
        introduce(TokenCategory.DECLARATION, TokenCategory.DECLARED_TYPE,
                ShootdownLexer.SCENARIO, ShootdownLexer.KERNEL, ShootdownLexer.DRIVER, ShootdownLexer.ARCH,
                ShootdownLexer.IOMMU, ShootdownLexer.PATCH, ShootdownLexer.PROPERTY);
        introduce(TokenCategory.DECLARATION, TokenCategory.BASE, ShootdownLexer.EXTENDS, ShootdownLexer.FORKS);
        introduce(TokenCategory.DECLARATION, TokenCategory.DECLARED_PROCEDURE, ShootdownLexer.PROC);
        introduce(TokenCategory.DECLARATION, TokenCategory.DECLARED_THING,
                ShootdownLexer.RULE, ShootdownLexer.VAR, ShootdownLexer.LOCKS, ShootdownLexer.RWLOCKS,
                ShootdownLexer.MM, ShootdownLexer.PAGE, ShootdownLexer.DEVICE, ShootdownLexer.THREAD,
                ShootdownLexer.LET, ShootdownLexer.PARAM, ShootdownLexer.FRAME, ShootdownLexer.DOMAIN,
                ShootdownLexer.VM);
        introduce(TokenCategory.QUESTION, TokenCategory.DECLARED_THING,
                ShootdownLexer.VARY, ShootdownLexer.ALWAYS, ShootdownLexer.NEVER, ShootdownLexer.EXISTS,
                ShootdownLexer.FINAL, ShootdownLexer.EVENTUALLY, ShootdownLexer.TIMELINE);
    }

    /** The category of a token type, whatever stands around the token. */
    public static Optional<TokenCategory> category(int type) {
        return Optional.ofNullable(CATEGORIES.get(type));
    }

    /** What the word and the name behind it are, if words of this type introduce names. */
    public static Optional<Introduction> introduction(int type) {
        return Optional.ofNullable(INTRODUCTIONS.get(type));
    }

    /** The words that introduce names, grouped by what they and the names are. */
    static Map<Introduction, List<String>> introducers() {
        Map<Introduction, List<String>> groups = new LinkedHashMap<>();
        INTRODUCTIONS.forEach(
                (type, introduction) -> groups.computeIfAbsent(introduction, i -> new ArrayList<>())
                        .add(literal(type).orElseThrow()));
        return groups;
    }

    /** The words and signs of a category, in the order of the grammar; a sign comes before its prefixes. */
    static List<String> literals(TokenCategory category) {
        List<String> literals = new ArrayList<>();
        for (int type = 1; type <= ShootdownLexer.VOCABULARY.getMaxTokenType(); type++) {
            if (category(type).equals(Optional.of(category))) {
                literal(type).ifPresent(literals::add);
            }
        }
        literals.sort(Comparator.comparing((String l) -> isWord(l) ? 0 : -l.length()));
        return literals;
    }

    /** All words of the language. */
    static List<String> words() {
        List<String> words = new ArrayList<>();
        for (int type = 1; type <= ShootdownLexer.VOCABULARY.getMaxTokenType(); type++) {
            literal(type).filter(TokenTable::isWord).ifPresent(words::add);
        }
        return words;
    }

    /** The text of a token type that has only one. */
    static Optional<String> literal(int type) {
        Vocabulary vocabulary = ShootdownLexer.VOCABULARY;
        return Optional.ofNullable(vocabulary.getLiteralName(type)).map(l -> l.substring(1, l.length() - 1));
    }

    private static boolean isWord(String literal) {
        return Character.isLetter(literal.charAt(0));
    }

    private static void put(TokenCategory category, int... types) {
        for (int type : types) {
            if (CATEGORIES.put(type, category) != null) {
                throw new IllegalStateException(ShootdownLexer.VOCABULARY.getDisplayName(type) + " has two categories");
            }
        }
    }

    private static void introduce(TokenCategory word, TokenCategory name, int... types) {
        for (int type : types) {
            INTRODUCTIONS.put(type, new Introduction(word, name));
        }
    }
}
